"""Messages of evaluation: surveys, in which many residents rate one milestone of a project."""

from datetime import datetime
from typing import Annotated, Literal

from shared.messages.declare import (
    Command,
    Event,
    Id,
    Length,
    Line,
    Name,
    Public,
    Query,
    Range,
    Shape,
    Text,
    command,
    event,
    query,
    shape,
)
from shared.messages.evaluation.invitations import InvitationState, Outcome
from shared.messages.outsourcing.milestone_events import MilestoneSettled, MilestoneSurveyExtended
from shared.messages.paging import Cursor, Limit, Order, TimedCursor, TimedOrder
from shared.states import Machine, step

SurveyState = Literal["open", "short", "closed"]


@shape
class SurveyResult(Shape):
    """
    What residents think, of five ratings at least; percentages to one decimal. low_percent, high_percent: between
    which the share of the satisfied lies with 95% confidence (Wilson's score interval).
    """

    ratings: int
    satisfied: int
    satisfied_percent: float
    low_percent: float
    high_percent: float
    resolved: int
    partly: int
    not_resolved: int


@shape
class Survey(Shape):
    """
    A survey among the residents who benefit of a milestone.

    name: the milestone's. raters: how many have rated so far. result: of as many ratings as it says, which may be fewer
    while the survey goes on; null before there are enough of them.
    """

    id: Id
    project_id: Id
    milestone_id: Id
    community_id: Id
    social_organisation_id: Id
    title: Line
    name: Name
    state: SurveyState
    opened_at: datetime
    ends_at: datetime
    is_extended: bool
    raters_min: int
    raters: int
    invitations: int
    result: SurveyResult | None


@shape
class SurveyPage(Shape):
    items: list[Survey]
    next: str | None


@shape
class SurveyInvitation(Shape):
    """One of a survey's invitations, each good for one rating; to whom it was handed nobody keeps here."""

    id: Id
    survey_id: Id
    state: InvitationState
    issued_at: datetime


@shape
class SurveyInvitationPage(Shape):
    items: list[SurveyInvitation]
    next: str | None


@shape
class SurveyToken(Shape):
    """What one resident is handed. path: of the page on which they rate, to be printed as a QR code, say."""

    invitation_id: Id
    token: str
    path: str


@shape
class SurveyTokens(Shape):
    """New invitations. Their tokens are kept as digests, and encrypted in the answer to a repeated Idempotency-Key."""

    survey_id: Id
    ends_at: datetime
    items: list[SurveyToken]


@shape
class SurveyQuestion(Shape):
    """What the holder of a token is asked about."""

    survey_id: Id
    title: Line
    name: Name
    ends_at: datetime


@shape
class SurveyRating(Shape):
    survey_id: Id
    score: int
    outcome: Outcome


@command("survey_invitations.issue", secret_result=True)
class IssueSurveyInvitations(Command):
    """A survey has 2,000 invitations at most."""

    survey_id: Id
    count: Annotated[int, Range(1, 200)]


@command("survey.rate", secret_result=True)
class RateSurvey(Command):
    """
    A resident's judgement of a milestone; `score` from 1 (not satisfied) to 5 (very satisfied). The token says which
    survey it is.
    """

    token: Annotated[str, Length(1, 200)]
    score: Annotated[int, Range(1, 5)]
    outcome: Outcome
    comment: Text | None = None


@command("survey.end")
class EndSurvey(Command):
    """Carried out by the timer alone."""

    survey_id: Id


@query("survey.show")
class ShowSurvey(Query):
    survey_id: Id


@query("surveys.list")
class ListSurveys(Query):
    project_id: Id | None = None
    milestone_id: Id | None = None
    state: SurveyState | None = None
    order: TimedOrder = "newest_first"
    after: TimedCursor | None = None
    limit: Limit = 50


@query("survey_invitations.list")
class ListSurveyInvitations(Query):
    survey_id: Id
    state: InvitationState | None = None
    order: Order = "oldest_first"
    after: Cursor | None = None
    limit: Limit = 50


@query("survey_question.show")
class ShowSurveyQuestion(Query):
    token: str


@event("survey.tallied", subject="survey_id")
class SurveyTallied(Event):
    """
    So many have rated a milestone, so many of them are satisfied (score 4 or 5): told of five ratings more at least
    than the time before, so that no single one can be made out. The last tally is of all; where fewer than five have
    rated in all, it says how many and no more.
    """

    survey_id: Public[Id]
    milestone_id: Public[Id]
    project_id: Public[Id]
    community_id: Public[Id]
    social_organisation_id: Public[Id]
    raters: Public[int]
    satisfied: Public[int | None]
    is_final: Public[bool]


@event("survey.fell_short", subject="survey_id")
class SurveyFellShort(Event):
    """A survey is over, and fewer have rated than are needed. It can be extended, once."""

    survey_id: Public[Id]
    milestone_id: Public[Id]
    project_id: Public[Id]
    community_id: Public[Id]
    social_organisation_id: Public[Id]
    raters: Public[int]
    raters_min: Public[int]


SURVEY_STATES = Machine(
    "survey",
    {
        "open": "takes ratings",
        "short": "over with too few ratings; it may be extended",
        "closed": "over, and its result is final",
    },
    begins=("open",),
    steps=(
        step(IssueSurveyInvitations, "open", "open"),
        step(RateSurvey, "open", "open"),
        step(EndSurvey, "open", "short closed"),
        step(MilestoneSurveyExtended, "open short", "open"),
        step(MilestoneSettled, "open short", "closed"),
    ),
)
