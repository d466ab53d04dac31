"""Messages of evaluation: invitations to rate, and ratings."""

from datetime import datetime
from typing import Annotated, Literal

from shared.messages.declare import (
    Command,
    Event,
    ForUnit,
    Id,
    Length,
    Line,
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
from shared.messages.paging import Cursor, Limit

InvitationState = Literal["open", "used", "expired"]
Outcome = Literal["resolved", "partly", "not"]


@shape
class Invitation(Shape):
    """An invitation to rate one confirmed delivery, once."""

    id: Id
    community_id: Id
    wish_id: Id
    title: Line
    state: InvitationState
    opened_at: datetime
    expires_at: datetime
    version: int


@shape
class InvitationPage(Shape):
    items: list[Invitation]
    next: str | None


@shape
class InvitationToken(Shape):
    """
    What the resident is handed, as text or QR. A newer token ends the older. It is kept as a digest, and encrypted in
    the answer to a repeated Idempotency-Key.
    """

    invitation_id: Id
    token: str
    expires_at: datetime


@shape
class Rating(Shape):
    id: Id
    invitation_id: Id
    score: int
    outcome: Outcome
    rated_at: datetime


@command("invitation.issue_token", secret_result=True)
class IssueInvitationToken(Command):
    invitation_id: Id


@command("rating.give")
class GiveRating(Command):
    """A resident's judgement of what was done; `score` from 1 (not satisfied) to 5 (very satisfied)."""

    invitation_id: Id
    token: Annotated[str, Length(1, 200)]
    score: Annotated[int, Range(1, 5)]
    outcome: Outcome
    comment: Text | None = None


@command("invitation.expire")
class ExpireInvitation(Command):
    """Carried out by the timer alone."""

    invitation_id: Id


@query("invitations.list")
class ListInvitations(Query):
    community_id: Id
    state: InvitationState | None = None
    wish_id: Id | None = None
    after: Cursor | None = None
    limit: Limit = 50


@query("evaluation_data.collect")
class CollectEvaluationData(Query):
    """
    What evaluation holds on a member: for the member and the department, as a part of the export. Of ratings the score
    and what it was about aren't told together, for that would tell who rated.
    """

    member_id: Id


@event("invitation.opened", subject="wish_id")
class InvitationOpened(Event):
    """A delivery is confirmed, and the resident may rate it once, until `expires_at`."""

    invitation_id: Public[Id]
    wish_id: Public[Id]
    community_id: Public[Id]
    expires_at: Public[datetime]


@event("invitation.expired", subject="wish_id")
class InvitationExpired(Event):
    """Nobody has rated within the time that the invitation gave."""

    invitation_id: Public[Id]
    wish_id: Public[Id]
    community_id: Public[Id]


@event("rating.given", subject="wish_id")
class RatingGiven(Event):
    """
    A resident has rated. That they did is public; the single score is told to the unit, and published only in
    aggregates.
    """

    rating_id: Public[Id]
    invitation_id: Public[Id]
    wish_id: Public[Id]
    community_id: Public[Id]
    member_id: ForUnit[Id]
    unit_id: ForUnit[Id]
    score: ForUnit[int]
    outcome: ForUnit[Outcome]
