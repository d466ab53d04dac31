"""Public commitments (公开承诺) of those who hold a place; what all have in common: verdicts, appeals, nudges."""

from datetime import date, datetime
from typing import Literal

from shared.messages.declare import (
    Command,
    Event,
    ForUnit,
    Id,
    Line,
    Public,
    Query,
    Shape,
    Text,
    command,
    event,
    query,
    shape,
)
from shared.messages.engagement.claims import CommitmentState, Verdict
from shared.messages.engagement.menu_items import MenuItemKind
from shared.messages.paging import Limit, TimedCursor, TimedOrder

PromisedFor = Literal["wish", "activity", "post"]
Ruling = Literal["kept", "partly", "broken", "lapsed"]
Nudger = Literal["unit", "community"]
AppealState = Literal["pending", "upheld", "changed"]


@shape
class CommitmentRuling(Shape):
    """
    What was said of a commitment, once; a later one stands beside it.

    ruling: lapsed, nothing was told of it in time. role: who has said it; of an appeal, the department.
    """

    ruling: Ruling
    word: Text | None
    role: str
    at: datetime


@shape
class CommitmentAppeal(Shape):
    """
    The member's appeal (申诉) against the verdict or the lapse, before the department.

    state: pending; upheld, the verdict stays; changed, another stands in its place. word: why, once it is decided.
    """

    against: Ruling
    reason: Text
    made_at: datetime
    state: AppealState
    word: Text | None
    decided_at: datetime | None


@shape
class PublicCommitment(Shape):
    """
    A public commitment with what became of it.

    kind: whether it is about a wish, or a place in an activity or at a post; title: what that is called. claim_id: of a
    wish; place_claim_id: of a place. reported_at, report: when its member has said that it is done, and what they say
    of it; of a wish the delivery tells it. rulings: the oldest first; the last one counts. appealable_until: null where
    there is nothing to appeal against.
    """

    id: Id
    kind: PromisedFor
    target_id: Id
    title: Line
    claim_id: Id | None
    place_claim_id: Id | None
    community_id: Id
    member_id: Id
    unit_id: Id
    text: Text
    made_at: datetime
    due_at: datetime
    state: CommitmentState
    extended_from: datetime | None
    extension_reason: Text | None
    reported_at: datetime | None
    report: Text | None
    rulings: list[CommitmentRuling]
    appealable_until: datetime | None
    appeal: CommitmentAppeal | None
    last_nudged_on: date | None
    version: int


@shape
class PublicCommitmentPage(Shape):
    items: list[PublicCommitment]
    next: str | None


@command("place_commitment.make")
class MakePlaceCommitment(Command):
    """By a member who holds a place: one of each by such a claim."""

    place_claim_id: Id
    text: Text
    due_at: datetime


@command("place_commitment.extend")
class ExtendPlaceCommitment(Command):
    """By its member, once and before the deadline: to a later one, within 180 days from when it was made."""

    commitment_id: Id
    due_at: datetime
    reason: Text


@command("place_commitment.report")
class ReportPlaceCommitment(Command):
    """By its member, before the deadline: it is done, and lapses no more."""

    commitment_id: Id
    note: Text | None = None


@command("place_commitment.judge")
class JudgePlaceCommitment(Command):
    """By the community: what was reported, or what is kept anyway. `word` may be left out where it is kept."""

    commitment_id: Id
    verdict: Verdict
    word: Text | None = None


@command("place_commitment.remind")
class RemindOfPlaceCommitment(Command):
    """Carried out by the timer alone, in the morning three days and one before the deadline, and on its day."""

    commitment_id: Id
    days_left: int


@command("place_commitment.lapse")
class LapsePlaceCommitment(Command):
    """Carried out by the timer alone, when nothing was reported in time."""

    commitment_id: Id


@command("commitment.appeal")
class AppealCommitment(Command):
    """By its member, once: against a verdict other than kept, or a lapse."""

    commitment_id: Id
    reason: Text


@command("commitment.decide_appeal")
class DecideCommitmentAppeal(Command):
    """By the department. verdict: what takes the place of the one appealed against; left out, that one is upheld."""

    commitment_id: Id
    word: Text
    verdict: Verdict | None = None


@command("commitment.nudge")
class NudgeCommitment(Command):
    """By the unit or the community (催办), of a commitment on which nothing is told yet; once a day in Shanghai."""

    commitment_id: Id


@query("commitment.show")
class ShowCommitment(Query):
    commitment_id: Id


@query("commitments.list")
class ListCommitments(Query):
    """
    Their own for a member; of their members for a unit; of what it asks for, for a community; all for the department.
    The oldest first.
    """

    state: CommitmentState | None = None
    kind: PromisedFor | None = None
    appeal: AppealState | None = None
    due_until: datetime | None = None
    order: TimedOrder = "oldest_first"
    after: TimedCursor | None = None
    limit: Limit = 50


@event("place_commitment.made", subject="commitment_id")
class PlaceCommitmentMade(Event):
    """Who holds a place in an activity or at a post has promised in public what they will do, and by when."""

    commitment_id: Public[Id]
    menu_item_id: Public[Id]
    community_id: Public[Id]
    place_claim_id: Public[Id]
    kind: Public[MenuItemKind]
    title: Public[Line]
    text: Public[Text]
    due_at: Public[datetime]
    member_id: ForUnit[Id]
    unit_id: ForUnit[Id]


@event("place_commitment.extended", subject="commitment_id")
class PlaceCommitmentExtended(Event):
    """Its member has put the deadline off, which can be done once."""

    commitment_id: Public[Id]
    menu_item_id: Public[Id]
    community_id: Public[Id]
    place_claim_id: Public[Id]
    due_at: Public[datetime]
    extended_from: Public[datetime]
    member_id: ForUnit[Id]
    unit_id: ForUnit[Id]


@event("place_commitment.due_soon", subject="commitment_id")
class PlaceCommitmentDueSoon(Event):
    """A member is reminded of their commitment, three days before its deadline, one, and on its day."""

    commitment_id: ForUnit[Id]
    menu_item_id: ForUnit[Id]
    community_id: Id
    place_claim_id: ForUnit[Id]
    days_left: ForUnit[int]
    due_at: ForUnit[datetime]
    member_id: ForUnit[Id]
    unit_id: ForUnit[Id]


@event("place_commitment.reported", subject="commitment_id")
class PlaceCommitmentReported(Event):
    """Its member says that it is done; the community's verdict is to come."""

    commitment_id: Public[Id]
    menu_item_id: Public[Id]
    community_id: Public[Id]
    place_claim_id: Public[Id]
    member_id: ForUnit[Id]
    unit_id: ForUnit[Id]


@event("place_commitment.judged", subject="commitment_id")
class PlaceCommitmentJudged(Event):
    """The community has said what became of it."""

    commitment_id: Public[Id]
    menu_item_id: Public[Id]
    community_id: Public[Id]
    place_claim_id: Public[Id]
    verdict: Public[Verdict]
    member_id: ForUnit[Id]
    unit_id: ForUnit[Id]


@event("place_commitment.lapsed", subject="commitment_id")
class PlaceCommitmentLapsed(Event):
    """The deadline has passed, and nothing was reported."""

    commitment_id: Public[Id]
    menu_item_id: Public[Id]
    community_id: Public[Id]
    place_claim_id: Public[Id]
    member_id: ForUnit[Id]
    unit_id: ForUnit[Id]


@event("place_commitment.released", subject="commitment_id")
class PlaceCommitmentReleased(Event):
    """Who promised is held to it no more: they hold the place no more."""

    commitment_id: Public[Id]
    menu_item_id: Public[Id]
    community_id: Public[Id]
    place_claim_id: Public[Id]
    member_id: ForUnit[Id]
    unit_id: ForUnit[Id]


@event("commitment.nudged", subject="commitment_id")
class CommitmentNudged(Event):
    """The unit or the community has nudged a member about their commitment."""

    commitment_id: ForUnit[Id]
    community_id: Id
    by: ForUnit[Nudger]
    due_at: ForUnit[datetime]
    member_id: ForUnit[Id]
    unit_id: ForUnit[Id]


@event("commitment.appealed", subject="commitment_id")
class CommitmentAppealed(Event):
    """The member has appealed to the department against what was said of their commitment."""

    commitment_id: ForUnit[Id]
    community_id: Id
    member_id: ForUnit[Id]
    unit_id: ForUnit[Id]


@event("commitment.appeal_decided", subject="commitment_id")
class CommitmentAppealDecided(Event):
    """
    The department has decided an appeal.

    before: what was said of the commitment; verdict: what is said of it from now on, which is the same where the appeal
    was turned down.
    """

    commitment_id: Public[Id]
    community_id: Public[Id]
    before: Public[Ruling]
    verdict: Public[Ruling]
    member_id: ForUnit[Id]
    unit_id: ForUnit[Id]
