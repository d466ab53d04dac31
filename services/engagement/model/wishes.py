"""The state of wishes, and the rules by which it changes."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.engagement.model.base import Base
from shared.db import ID
from shared.errors import Conflict, Fault, Invalid
from shared.messages.declare import Event
from shared.messages.engagement import (
    ReturnReason,
    WishClaimed,
    WishEdited,
    WishExpired,
    WishPublished,
    WishReopened,
    WishReturned,
    WishState,
    WishWithdrawn,
)
from shared.versions import Versioned

if TYPE_CHECKING:
    from services.engagement.model.claims import Claim

LONGEST_ON_WALL = timedelta(days=366)
BENEFICIARY_KEPT_FOR = timedelta(days=180)

WISH_EXPIRES = "wish.expires"
BENEFICIARY_KEPT = "wish.beneficiary_kept"

WISH_TRANSITIONS: dict[WishState, set[WishState]] = {
    "published": {"claimed", "withdrawn", "expired"},
    "claimed": {"delivered", "published", "withdrawn"},
    "delivered": {"fulfilled", "claimed"},
    "fulfilled": set(),
    "withdrawn": set(),
    "expired": {"published"},
}
OVER: set[WishState] = {"fulfilled", "withdrawn", "expired"}


class Wish(Versioned, Base):
    """
    A resident's wish on a community's wall.

    beneficiary_encrypted: the `Beneficiary` as JSON, read only where it is revealed; erased long after the wish's end.
    claim_id: the live claim; None as long as the wish is free, or over without any. closed_at: when it was over.
    """

    __tablename__ = "wishes"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    community_id: Mapped[str] = mapped_column(ID, ForeignKey("communities.id"))
    title: Mapped[str] = mapped_column(String(200))
    category: Mapped[str] = mapped_column(String(100))
    beneficiary_kind: Mapped[str] = mapped_column(String(100))
    beneficiary_encrypted: Mapped[str | None] = mapped_column(Text, deferred=True)
    beneficiary_erased_at: Mapped[datetime | None]
    source: Mapped[str | None] = mapped_column(String(200))
    state: Mapped[WishState] = mapped_column(String(20))
    claim_id: Mapped[str | None] = mapped_column(ID)
    published_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint(
            "state IN ('published', 'claimed', 'delivered', 'fulfilled', 'withdrawn', 'expired')", name="state"
        ),
        CheckConstraint("(state IN ('claimed', 'delivered', 'fulfilled')) = (claim_id IS NOT NULL)", name="claim"),
        CheckConstraint("(state IN ('fulfilled', 'withdrawn', 'expired')) = (closed_at IS NOT NULL)", name="closed"),
        CheckConstraint("(beneficiary_encrypted IS NULL) = (beneficiary_erased_at IS NOT NULL)", name="beneficiary"),
        Index(None, "community_id", "id"),
        Index(None, "community_id", "state", "id"),
        Index(None, "community_id", "category", "id"),
        Index(None, "community_id", "published_at"),
    )

    @property
    def subject(self) -> str:
        """Under which the wish's deadlines are kept."""
        return f"wish/{self.id}"

    def schedule(self) -> Mapping[str, datetime]:
        """When it leaves the wall by itself; once it is over, when it is forgotten whom it was for."""
        if self.state == "published" and self.expires_at:
            return {WISH_EXPIRES: self.expires_at}
        if self.closed_at and not self.beneficiary_erased_at:
            return {BENEFICIARY_KEPT: self.closed_at + BENEFICIARY_KEPT_FOR}
        return {}

    def publish(self) -> WishPublished:
        """
        Raises:
            Invalid: `wish.expires_at_out_of_range`.
        """
        _check_on_wall(self.expires_at, self.published_at)
        return WishPublished(
            wish_id=self.id,
            community_id=self.community_id,
            title=self.title,
            category=self.category,
            beneficiary_kind=self.beneficiary_kind,
            expires_at=self.expires_at,
        )

    def edit(self, *, title: str | None, category: str | None) -> WishEdited | None:
        """
        Put new words in place of those that stand, where they are given; None when nothing differs.

        Raises:
            Conflict: `wish.not_editable`, somebody has claimed it, or it is over.
        """
        if self.state != "published":
            raise Conflict("wish.not_editable")
        before = (self.title, self.category)
        after = (title or self.title, category or self.category)
        if before == after:
            return None
        self.title, self.category = after
        self.count_up()
        return WishEdited(wish_id=self.id, community_id=self.community_id, title=self.title, category=self.category)

    def check_free(self, now: datetime) -> None:
        """
        Raises:
            Conflict: `wish.already_claimed`, or delivered or fulfilled already; `wish.not_open`, withdrawn or expired,
                also as long as the timer is late.
        """
        if self.state in ("withdrawn", "expired") or (self.state == "published" and self._is_past(now)):
            raise Conflict("wish.not_open")
        if self.state != "published":
            raise Conflict("wish.already_claimed")

    def give_to(self, claim: "Claim") -> WishClaimed:
        """
        Have a new claim hold the wish.

        Raises:
            Conflict: `wish.already_claimed`, `wish.not_open`.
        """
        self.check_free(claim.claimed_at)
        self.state, self.claim_id = "claimed", claim.id
        self.count_up()
        return WishClaimed(title=self.title, **claim.parties)

    def follow(self, state: WishState, now: datetime) -> None:
        """Take the step that goes with one of the claim's."""
        if state not in WISH_TRANSITIONS[self.state]:
            raise Conflict("wish.not_in_step")
        self._go(state, now)

    def take_back(self, claim: "Claim", reason: ReturnReason, now: datetime) -> WishReturned:
        """Put it up again, for a claim has ended without delivery."""
        self.follow("published", now)
        self.claim_id = None
        return WishReturned(reason=reason, **claim.parties)

    def withdraw(self, claim: "Claim | None", now: datetime) -> list[Event]:
        """
        Take it off the wall for good; who has claimed it is held to nothing. The events in their order.

        claim: the live one.

        Raises:
            Conflict: `wish.not_withdrawable`, it is delivered or over.
        """
        if "withdrawn" not in WISH_TRANSITIONS[self.state]:
            raise Conflict("wish.not_withdrawable")
        freed = claim.release("withdrawn", now) if claim else []
        self.claim_id = None
        self._go("withdrawn", now)
        told = WishWithdrawn(
            wish_id=self.id,
            community_id=self.community_id,
            claim_id=claim.id if claim else None,
            member_id=claim.member_id if claim else None,
            unit_id=claim.unit_id if claim else None,
        )
        return [*freed, told]

    def expire(self, now: datetime) -> WishExpired:
        """
        Raises:
            Conflict: `wish.already_claimed`; `wish.not_open`, it is off the wall already; `wish.not_due`.
        """
        if self.state != "published":
            raise Conflict("wish.not_open" if self.claim_id is None else "wish.already_claimed")
        if not self._is_past(now):
            raise Conflict("wish.not_due")
        self._go("expired", now)
        return WishExpired(wish_id=self.id, community_id=self.community_id)

    def reopen(self, expires_at: datetime | None, now: datetime) -> WishReopened:
        """
        Raises:
            Conflict: `wish.not_expired`; `beneficiary.erased`, it isn't known any more whom it is for.
            Invalid: `wish.expires_at_out_of_range`.
        """
        if self.state != "expired":
            raise Conflict("wish.not_expired")
        if self.beneficiary_erased_at:
            raise Conflict("beneficiary.erased")
        _check_on_wall(expires_at, now)
        self.expires_at = expires_at
        self._go("published", now)
        return WishReopened(wish_id=self.id, community_id=self.community_id, expires_at=expires_at)

    def forget_beneficiary(self, now: datetime) -> None:
        """
        Raises:
            Conflict: `beneficiary.not_due`, the wish isn't over for long enough; `beneficiary.erased`.
        """
        if self.beneficiary_erased_at:
            raise Conflict("beneficiary.erased")
        if (due_at := self.schedule().get(BENEFICIARY_KEPT)) is None or due_at > now:
            raise Conflict("beneficiary.not_due")
        self.beneficiary_encrypted, self.beneficiary_erased_at = None, now
        self.count_up()

    def _is_past(self, now: datetime) -> bool:
        return self.expires_at is not None and self.expires_at <= now

    def _go(self, state: WishState, now: datetime) -> None:
        self.state, self.closed_at = state, now if state in OVER else None
        self.count_up()


def _check_on_wall(expires_at: datetime | None, now: datetime) -> None:
    if expires_at is not None and not now < expires_at <= now + LONGEST_ON_WALL:
        hint = f"Takes an instant within {LONGEST_ON_WALL.days} days from now."
        raise Invalid("wish.expires_at_out_of_range", errors=[Fault("#/expires_at", "out_of_range", hint)])
