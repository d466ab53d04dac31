"""What happens in one community, as the events that tell of it."""

from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import select

from gateway.board.model import BoardCommitment, BoardCommunity, BoardWish
from gateway.board.projection import COUNTS
from shared.db import Database
from shared.ids import new_id
from shared.messages.engagement import (
    CommitmentExtended,
    CommitmentLapsed,
    CommitmentMade,
    CommitmentReleased,
    DeliveryConfirmed,
    DeliverySentBack,
    Verdict,
    WishClaimed,
    WishDelivered,
    WishEdited,
    WishExpired,
    WishPublished,
    WishReopened,
    WishReturned,
    WishWithdrawn,
)
from shared.messages.evaluation import RatingGiven
from shared.messages.membership import CommunityOpened
from tests.harness import START

NAME = "水纺街社区"
TITLE = "陈华英奶奶想要一台收音机"
DUE_AT = START + timedelta(days=10)


@dataclass
class Town:
    """Who and what the events speak of; all of one wish unless another is named."""

    community_id: str = field(default_factory=new_id)
    wish_id: str = field(default_factory=new_id)
    claim_id: str = field(default_factory=new_id)
    commitment_id: str = field(default_factory=new_id)

    def opened(self, name: str = NAME) -> CommunityOpened:
        return CommunityOpened(
            community_id=self.community_id,
            code="SFJ",
            name=name,
            subdistrict="北大街街道",
            district="莲湖区",
            city="西安市",
        )

    def published(
        self, wish_id: str | None = None, *, title: str = TITLE, category: str = "生活用品", kind: str = "独居老人"
    ) -> WishPublished:
        return WishPublished(
            wish_id=wish_id or self.wish_id,
            community_id=self.community_id,
            title=title,
            category=category,
            beneficiary_kind=kind,
        )

    def edited(self, title: str) -> WishEdited:
        return WishEdited(wish_id=self.wish_id, community_id=self.community_id, title=title, category="文化娱乐")

    def claimed(self, wish_id: str | None = None) -> WishClaimed:
        return WishClaimed(title=TITLE, **self._parties(wish_id))

    def committed(self) -> CommitmentMade:
        return CommitmentMade(
            commitment_id=self.commitment_id, text="一周内送到", due_at=DUE_AT, **self._parties(self.wish_id)
        )

    def delivered(self, wish_id: str | None = None) -> WishDelivered:
        return WishDelivered(**self._parties(wish_id))

    def confirmed(
        self, wish_id: str | None = None, *, verdict: Verdict = "kept", has_commitment: bool = True
    ) -> DeliveryConfirmed:
        return DeliveryConfirmed(
            commitment_id=self.commitment_id if has_commitment else None,
            title=TITLE,
            verdict=verdict if has_commitment else None,
            **self._parties(wish_id),
        )

    def extended(self) -> CommitmentExtended:
        return CommitmentExtended(
            commitment_id=self.commitment_id,
            due_at=DUE_AT + timedelta(days=3),
            extended_from=DUE_AT,
            **self._parties(self.wish_id),
        )

    def sent_back(self, *, has_commitment: bool = True) -> DeliverySentBack:
        return DeliverySentBack(
            commitment_id=self.commitment_id if has_commitment else None,
            due_at=DUE_AT + timedelta(days=5),
            **self._parties(self.wish_id),
        )

    def withdrawn(self) -> WishWithdrawn:
        return WishWithdrawn(**self._parties(self.wish_id))

    def expired(self) -> WishExpired:
        return WishExpired(wish_id=self.wish_id, community_id=self.community_id)

    def reopened(self) -> WishReopened:
        return WishReopened(wish_id=self.wish_id, community_id=self.community_id, expires_at=DUE_AT)

    def lapsed(self) -> CommitmentLapsed:
        return CommitmentLapsed(commitment_id=self.commitment_id, **self._parties(self.wish_id))

    def released(self) -> CommitmentReleased:
        return CommitmentReleased(commitment_id=self.commitment_id, **self._parties(self.wish_id))

    def returned(self) -> WishReturned:
        return WishReturned(reason="lapsed", **self._parties(self.wish_id))

    def rated(self, score: int) -> RatingGiven:
        return RatingGiven(
            rating_id=new_id(),
            invitation_id=new_id(),
            wish_id=self.wish_id,
            community_id=self.community_id,
            member_id=new_id(),
            unit_id=new_id(),
            score=score,
            outcome="resolved",
        )

    def _parties(self, wish_id: str | None) -> dict[str, str]:
        return {
            "wish_id": wish_id or self.wish_id,
            "community_id": self.community_id,
            "claim_id": self.claim_id,
            "member_id": new_id(),
            "unit_id": new_id(),
        }


def counts(database: Database, community_id: str) -> dict[str, int]:
    """The community's counts that aren't 0."""
    with database.reading() as session:
        row = session.get_one(BoardCommunity, community_id)
        return {name: value for name in COUNTS if (value := getattr(row, name))}


def wish(database: Database, wish_id: str) -> BoardWish:
    with database.reading() as session:
        return session.get_one(BoardWish, wish_id)


def commitments(database: Database) -> list[BoardCommitment]:
    with database.reading() as session:
        return list(session.scalars(select(BoardCommitment).order_by(BoardCommitment.id)))
