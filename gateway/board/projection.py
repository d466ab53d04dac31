"""What each event changes on the board: a batch at a time, the rows it touches read and written as sets."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from gateway.board.model import BoardCommitment, BoardCommunity, BoardWish
from shared.messages import engagement, evaluation, membership
from shared.messages.declare import Event
from shared.messages.envelope import Envelope
from shared.unit_of_work import UnitOfWork

SATISFIED_FROM = 4
STATE_BEFORE = {"claimed": "published", "published": "claimed", "delivered": "claimed", "fulfilled": "delivered"}
R = TypeVar("R", BoardCommunity, BoardWish, BoardCommitment)
W = TypeVar("W", BoardWish, BoardCommitment)


class OutOfStep(Exception):
    """What an event follows upon isn't on the board: an earlier event of the wish is parked, to be replayed first."""


class Sheet:
    """
    The rows that a batch of events speaks of, loaded at once.

    Communities come first and are locked: a parked event may be replayed while the projector works on the same counts.
    """

    def __init__(self, session: Session, envelopes: Sequence[Envelope]) -> None:
        self._session = session
        events = [envelope.data for envelope in envelopes]
        places = (getattr(event, "community_id", None) for event in events)
        self._communities = self._load(BoardCommunity, places, is_locked=True)
        self._wishes = self._load(BoardWish, (getattr(event, "wish_id", None) for event in events))
        self._commitments = self._load(BoardCommitment, (getattr(event, "commitment_id", None) for event in events))

    def _load(self, kind: type[R], ids: Iterable[str | None], *, is_locked: bool = False) -> dict[str, R]:
        wanted = sorted({one for one in ids if one})
        if not wanted:
            return {}
        query = select(kind).where(kind.id.in_(wanted)).order_by(kind.id)
        rows = self._session.execute(query.with_for_update() if is_locked else query).scalars()
        return {row.id: row for row in rows}

    def community(self, community_id: str, at: datetime) -> BoardCommunity:
        """The community's row, begun if this is the first that is heard of it."""
        row = self._communities.get(community_id)
        if row is None:
            counts = dict.fromkeys(COUNTS, 0)
            row = BoardCommunity(id=community_id, name="", changed_at=at, **counts)
            self._session.add(row)
            self._session.flush()
            self._communities[community_id] = row
        row.changed_at = max(row.changed_at, at)
        return row

    def put_up(self, wish: BoardWish) -> None:
        self._session.add(wish)
        self._wishes[wish.id] = wish

    def wish(self, wish_id: str, state: str | None = None) -> BoardWish:
        """
        Raises:
            OutOfStep: no such wish, or it isn't in the state that is asked for.
        """
        return _in_state(self._wishes.get(wish_id), f"wish/{wish_id}", state)

    def post(self, commitment: BoardCommitment) -> None:
        self._session.add(commitment)
        self._commitments[commitment.id] = commitment

    def open_commitment(self, commitment_id: str) -> BoardCommitment:
        """
        Raises:
            OutOfStep: no such commitment, or it is settled.
        """
        return _in_state(self._commitments.get(commitment_id), f"commitment/{commitment_id}", "open")


def _in_state(row: W | None, name: str, state: str | None) -> W:
    if row is None:
        raise OutOfStep(f"{name} isn't on the board: the event that puts it there is missing")
    if state and row.state != state:
        raise OutOfStep(f"{name} is {row.state} on the board, not {state}: an earlier event is missing")
    return row


COUNTS = (
    "published",
    "claimed",
    "delivered",
    "fulfilled",
    "commitments_open",
    "commitments_kept",
    "commitments_lapsed",
    "ratings",
    "ratings_sum",
    "ratings_satisfied",
)


def name_community(event: membership.CommunityOpened, sheet: Sheet, at: datetime) -> None:
    sheet.community(event.community_id, at).name = event.name


def put_up(event: engagement.WishPublished, sheet: Sheet, at: datetime) -> None:
    sheet.community(event.community_id, at).published += 1
    wish = BoardWish(
        id=event.wish_id,
        community_id=event.community_id,
        title=event.title,
        category=event.category,
        beneficiary_kind=event.beneficiary_kind,
        state="published",
        published_at=at,
        changed_at=at,
    )
    sheet.put_up(wish)


def reword(event: engagement.WishEdited, sheet: Sheet, at: datetime) -> None:
    sheet.community(event.community_id, at)
    wish = sheet.wish(event.wish_id)
    wish.title, wish.category, wish.changed_at = event.title, event.category, max(wish.changed_at, at)


def _move(state: str) -> Callable[[Any, Sheet, datetime], None]:
    """A step of a wish to another state, and of its community's counts with it."""

    def move(event: Any, sheet: Sheet, at: datetime) -> None:
        wish, community = sheet.wish(event.wish_id, STATE_BEFORE[state]), sheet.community(event.community_id, at)
        setattr(community, wish.state, getattr(community, wish.state) - 1)
        setattr(community, state, getattr(community, state) + 1)
        wish.state, wish.changed_at = state, at

    return move


def post_commitment(event: engagement.CommitmentMade, sheet: Sheet, at: datetime) -> None:
    commitment = BoardCommitment(
        id=event.commitment_id,
        community_id=event.community_id,
        wish_id=event.wish_id,
        wish_title=sheet.wish(event.wish_id).title,
        text=event.text,
        due_at=event.due_at,
        state="open",
    )
    sheet.community(event.community_id, at).commitments_open += 1
    sheet.post(commitment)


def settle(event: engagement.DeliveryConfirmed, sheet: Sheet, at: datetime) -> None:
    _move("fulfilled")(event, sheet, at)
    if event.commitment_id:
        community = sheet.community(event.community_id, at)
        community.commitments_open -= 1
        community.commitments_kept += event.verdict == "kept"
        sheet.open_commitment(event.commitment_id).state = event.verdict


def strike_commitment(event: engagement.CommitmentLapsed, sheet: Sheet, at: datetime) -> None:
    community = sheet.community(event.community_id, at)
    community.commitments_open -= 1
    community.commitments_lapsed += 1
    sheet.open_commitment(event.commitment_id).state = "lapsed"


def count_rating(event: evaluation.RatingGiven, sheet: Sheet, at: datetime) -> None:
    community = sheet.community(event.community_id, at)
    community.ratings += 1
    community.ratings_sum += event.score
    community.ratings_satisfied += event.score >= SATISFIED_FROM


EFFECTS: dict[type[Event], Callable[[Any, Sheet, datetime], None]] = {
    membership.CommunityOpened: name_community,
    engagement.WishPublished: put_up,
    engagement.WishEdited: reword,
    engagement.WishClaimed: _move("claimed"),
    engagement.WishDelivered: _move("delivered"),
    engagement.WishReturned: _move("published"),
    engagement.CommitmentMade: post_commitment,
    engagement.CommitmentLapsed: strike_commitment,
    engagement.DeliveryConfirmed: settle,
    evaluation.RatingGiven: count_rating,
}


def project(envelopes: Sequence[Envelope], uow: UnitOfWork) -> None:
    """
    Bring the board up to date with a batch of events, in their order.

    Raises:
        OutOfStep: an event follows upon one that never came.
    """
    sheet = Sheet(uow.session, envelopes)
    for envelope in envelopes:
        EFFECTS[type(envelope.data)](envelope.data, sheet, envelope.time)
