"""Messages of outsourcing: what becomes of milestones, as far as the residents' survey hangs on it."""

from datetime import date, datetime
from typing import Annotated, Literal

from shared.messages.declare import Event, Fen, ForOrganisation, Id, Line, Name, Public, Range, event

# Of fewer than five ratings no share is ever told; a survey has 2,000 invitations at most.
RatersMin = Annotated[int, Range(5, 2000)]
MilestoneOutcome = Literal["accepted", "partly", "sent_back", "failed", "settled", "dropped"]


@event("milestone.submitted", subject="milestone_id")
class MilestoneSubmitted(Event):
    """
    A social organisation says that a milestone is reached. Where the contract asks for it, residents who benefit rate
    it until `survey_ends_at`.

    raters_min: from 5, for of fewer ratings no share is told, to 2,000, for a survey has no more invitations.
    """

    milestone_id: Public[Id]
    call_id: Public[Id]
    project_id: Public[Id]
    community_id: Public[Id]
    social_organisation_id: Public[Id]
    title: Public[Line]
    name: Public[Name]
    survey_id: Public[Id | None]
    survey_ends_at: Public[datetime | None]
    raters_min: Public[RatersMin | None]


@event("milestone.survey_extended", subject="milestone_id")
class MilestoneSurveyExtended(Event):
    """Too few residents have rated a milestone, so that they may for longer."""

    milestone_id: Public[Id]
    call_id: Public[Id]
    project_id: Public[Id]
    community_id: Public[Id]
    social_organisation_id: Public[Id]
    survey_id: Public[Id]
    survey_ends_at: Public[datetime]


@event("milestone.settled", subject="milestone_id")
class MilestoneSettled(Event):
    """
    It is decided what becomes of a milestone; its survey is over with it. accepted_minor: what of its amount is
    accepted, in fen.
    """

    milestone_id: Public[Id]
    call_id: Public[Id]
    project_id: Public[Id]
    community_id: Public[Id]
    social_organisation_id: Public[Id]
    survey_id: Public[Id | None]
    outcome: Public[MilestoneOutcome]
    accepted_minor: Public[Fen]
    amount_minor: Public[Fen]


@event("milestone.undecided", subject="milestone_id")
class MilestoneUndecided(Event):
    """Too few residents have rated what was submitted, or too few of them are satisfied: the department decides."""

    milestone_id: Public[Id]
    call_id: Public[Id]
    project_id: Public[Id]
    community_id: Public[Id]
    social_organisation_id: Public[Id]
    name: Public[Name]


@event("milestone.due", subject="milestone_id")
class MilestoneDue(Event):
    """A milestone isn't submitted yet: it is due in so many days, today, or was; told each week from then on."""

    milestone_id: ForOrganisation[Id]
    call_id: ForOrganisation[Id]
    project_id: ForOrganisation[Id]
    community_id: ForOrganisation[Id]
    social_organisation_id: ForOrganisation[Id]
    name: ForOrganisation[Name]
    due_on: ForOrganisation[date]
    days_left: ForOrganisation[int]
