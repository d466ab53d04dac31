"""Messages of outsourcing: what becomes of milestones, as far as the residents' survey hangs on it."""

from datetime import datetime
from typing import Literal

from shared.messages.declare import Event, Id, Line, Name, Public, event

MilestoneOutcome = Literal["accepted", "partly", "sent_back", "failed"]


@event("milestone.submitted", subject="milestone_id")
class MilestoneSubmitted(Event):
    """
    A social organisation says that a milestone is reached. Where the contract asks for it, residents who benefit rate
    it until `survey_ends_at`.

    raters_min: from 5, for of fewer ratings no share is told, to 2,000, for a survey has no more invitations.
    """

    milestone_id: Public[Id]
    project_id: Public[Id]
    community_id: Public[Id]
    social_organisation_id: Public[Id]
    title: Public[Line]
    name: Public[Name]
    survey_id: Public[Id | None]
    survey_ends_at: Public[datetime | None]
    raters_min: Public[int | None]


@event("milestone.survey_extended", subject="milestone_id")
class MilestoneSurveyExtended(Event):
    """Too few residents have rated a milestone, so that they may for longer."""

    milestone_id: Public[Id]
    project_id: Public[Id]
    community_id: Public[Id]
    social_organisation_id: Public[Id]
    survey_id: Public[Id]
    survey_ends_at: Public[datetime]


@event("milestone.settled", subject="milestone_id")
class MilestoneSettled(Event):
    """It is decided what becomes of a milestone that was submitted; its survey is over with it."""

    milestone_id: Public[Id]
    project_id: Public[Id]
    community_id: Public[Id]
    social_organisation_id: Public[Id]
    survey_id: Public[Id | None]
    outcome: Public[MilestoneOutcome]
