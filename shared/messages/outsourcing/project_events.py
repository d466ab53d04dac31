"""What is told of projects that are carried out: begun under a contract, put at other dates, ended."""

from datetime import date
from typing import Literal

from shared.messages.declare import Event, Id, Line, Public, Text, event

ProjectOutcome = Literal["completed", "terminated", "cancelled"]
# Where a project stands for those who plan in it.
ProjectStanding = Literal["planned", "active", "completed", "terminated", "cancelled"]


@event("project.started", subject="project_id")
class ProjectStarted(Event):
    """A social organisation runs the project under a contract, with its partners: its activities may be planned."""

    project_id: Public[Id]
    community_id: Public[Id]
    social_organisation_id: Public[Id]
    partner_ids: Public[list[Id]]
    title: Public[Line]
    starts_on: Public[date]
    ends_on: Public[date]


@event("project.rescheduled", subject="project_id")
class ProjectRescheduled(Event):
    """The project has other dates; what is published already stays where it is."""

    project_id: Public[Id]
    community_id: Public[Id]
    social_organisation_id: Public[Id]
    starts_on: Public[date]
    ends_on: Public[date]


@event("project.ended", subject="project_id")
class ProjectEnded(Event):
    """
    The project is over, or nothing comes of it; what was to come of its activities is called off.

    social_organisation_id: who has run it; None where nobody had begun.
    """

    project_id: Public[Id]
    community_id: Public[Id]
    social_organisation_id: Public[Id] | None
    outcome: Public[ProjectOutcome]
    reason: Public[Text] | None
