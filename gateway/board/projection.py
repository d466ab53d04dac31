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
R = TypeVar("R", BoardCommunity, BoardWish, BoardCommitment)


class Sheet:
    """The rows that a batch of events speaks of, loaded at once."""

    def __init__(self, session: Session, envelopes: Sequence[Envelope]) -> None:
        self.session = session
        events = [envelope.data for envelope in envelopes]
        self.communities = self._load(BoardCommunity, (getattr(event, "community_id", None) for event in events))
        self.wishes = self._load(BoardWish, (getattr(event, "wish_id", None) for event in events))
        self.commitments = self._load(BoardCommitment, (getattr(event, "commitment_id", None) for event in events))

    def _load(self, kind: type[R], ids: Iterable[str | None]) -> dict[str, R]:
        wanted = {one for one in ids if one}
        rows = self.session.execute(select(kind).where(kind.id.in_(wanted))).scalars() if wanted else ()
        return {row.id: row for row in rows}

    def community(self, community_id: str, at: datetime) -> BoardCommunity:
        """The community's row, begun if this is the first that is heard of it."""
        row = self.communities.get(community_id)
        if row is None:
            counts = dict.fromkeys(COUNTS, 0)
            row = BoardCommunity(id=community_id, name="", changed_at=at, **counts)
            self.session.add(row)
            self.session.flush()
            self.communities[community_id] = row
        row.changed_at = at
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
    sheet.session.add(wish)
    sheet.wishes[wish.id] = wish


def reword(event: engagement.WishEdited, sheet: Sheet, at: datetime) -> None:
    wish = sheet.wishes[event.wish_id]
    wish.title, wish.category, wish.changed_at = event.title, event.category, at


def _move(state: str) -> Callable[[Any, Sheet, datetime], None]:
    """A step of a wish to another state, and of its community's counts with it."""

    def move(event: Any, sheet: Sheet, at: datetime) -> None:
        wish, community = sheet.wishes[event.wish_id], sheet.community(event.community_id, at)
        setattr(community, wish.state, getattr(community, wish.state) - 1)
        setattr(community, state, getattr(community, state) + 1)
        wish.state, wish.changed_at = state, at

    return move


def post_commitment(event: engagement.CommitmentMade, sheet: Sheet, at: datetime) -> None:
    sheet.community(event.community_id, at).commitments_open += 1
    commitment = BoardCommitment(
        id=event.commitment_id,
        community_id=event.community_id,
        wish_id=event.wish_id,
        wish_title=sheet.wishes[event.wish_id].title,
        text=event.text,
        due_at=event.due_at,
        state="open",
    )
    sheet.session.add(commitment)
    sheet.commitments[commitment.id] = commitment


def settle(event: engagement.DeliveryConfirmed, sheet: Sheet, at: datetime) -> None:
    _move("fulfilled")(event, sheet, at)
    if event.commitment_id:
        community = sheet.community(event.community_id, at)
        community.commitments_open -= 1
        community.commitments_kept += event.verdict == "kept"
        sheet.commitments[event.commitment_id].state = event.verdict


def strike_commitment(event: engagement.CommitmentLapsed, sheet: Sheet, at: datetime) -> None:
    community = sheet.community(event.community_id, at)
    community.commitments_open -= 1
    community.commitments_lapsed += 1
    sheet.commitments[event.commitment_id].state = "lapsed"


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
    """Bring the board up to date with a batch of events, in their order."""
    sheet = Sheet(uow.session, envelopes)
    for envelope in envelopes:
        EFFECTS[type(envelope.data)](envelope.data, sheet, envelope.time)
