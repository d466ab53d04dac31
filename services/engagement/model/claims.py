"""The state of claims, and the rules by which it changes."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services.engagement.model.base import Base
from services.engagement.model.commitments import Commitment
from services.engagement.model.wishes import Wish
from shared.db import ID
from shared.errors import Conflict, Fault, Invalid
from shared.messages.engagement import (
    ClaimState,
    CommitmentLapsed,
    CommitmentMade,
    CommitmentReleased,
    DeliveryConfirmed,
    Verdict,
    WishDelivered,
    WishReturned,
)
from shared.versions import Versioned

TIME_TO_COMMIT = timedelta(days=3)
LONGEST_COMMITMENT = timedelta(days=180)

COMMIT_BY = "claim.commit_by"
COMMITMENT_DUE = "commitment.due"

Reason = Literal["not_committed", "lapsed", "member_left"]
CLAIM_TRANSITIONS: dict[ClaimState, set[ClaimState]] = {
    "claimed": {"committed", "delivered", "lapsed", "released"},
    "committed": {"delivered", "lapsed", "released"},
    "delivered": {"confirmed"},
    "confirmed": set(),
    "lapsed": set(),
    "released": set(),
}
SHOWS_BENEFICIARY: set[ClaimState] = {"claimed", "committed", "delivered"}
IS_LIVE = text("state IN ('claimed', 'committed', 'delivered', 'confirmed')")


class Claim(Versioned, Base):
    """
    A member's hold on a wish; of all claims of a wish at most one is live, a confirmed one for ever.

    commit_by: until then the claim waits for a public commitment.
    """

    __tablename__ = "claims"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    wish_id: Mapped[str] = mapped_column(ID, ForeignKey("wishes.id"))
    community_id: Mapped[str] = mapped_column(ID)
    member_id: Mapped[str] = mapped_column(ID, ForeignKey("members.id"))
    unit_id: Mapped[str] = mapped_column(ID)
    state: Mapped[ClaimState] = mapped_column(String(20))
    plan: Mapped[str | None] = mapped_column(String(2000))
    claimed_at: Mapped[datetime]
    commit_by: Mapped[datetime]
    delivery_note: Mapped[str | None] = mapped_column(String(2000))
    confirmation_note: Mapped[str | None] = mapped_column(String(2000))
    commitment: Mapped[Commitment | None] = relationship(lazy="joined")

    __table_args__ = (
        CheckConstraint(
            "state IN ('claimed', 'committed', 'delivered', 'confirmed', 'lapsed', 'released')", name="state"
        ),
        Index("uq_claims_live", "wish_id", unique=True, sqlite_where=IS_LIVE, postgresql_where=IS_LIVE),
        Index(None, "member_id", "id"),
        Index(None, "community_id", "id"),
        Index(None, "community_id", "state", "id"),
        Index(None, "unit_id", "id"),
        Index(None, "unit_id", "state", "id"),
    )

    @property
    def subject(self) -> str:
        """Under which the claim's deadlines are kept."""
        return f"claim/{self.id}"

    @property
    def parties(self) -> dict[str, str]:
        """What every event of a claim tells: whose wish, whose claim."""
        return {
            "wish_id": self.wish_id,
            "community_id": self.community_id,
            "claim_id": self.id,
            "member_id": self.member_id,
            "unit_id": self.unit_id,
        }

    @property
    def shows_beneficiary(self) -> bool:
        return self.state in SHOWS_BENEFICIARY

    def schedule(self) -> Mapping[str, datetime]:
        """When the claim lapses by itself: a delivered one doesn't any more."""
        if self.state == "claimed":
            return {COMMIT_BY: self.commit_by}
        if self.state == "committed" and self.commitment:
            return {COMMITMENT_DUE: self.commitment.due_at}
        return {}

    def commit(self, commitment: Commitment, now: datetime) -> CommitmentMade:
        """
        Make a public commitment, the claim's only one.

        Raises:
            Conflict: `claim.already_committed`, `claim.already_delivered`, `claim.already_confirmed`, `claim.lapsed`,
                `claim.released`.
            Invalid: `commitment.due_at_out_of_range`, not in the future or further off than 180 days.
        """
        self._check("committed", now)
        if not now < commitment.due_at <= now + LONGEST_COMMITMENT:
            fault = Fault(
                "#/due_at", "out_of_range", f"Takes an instant within {LONGEST_COMMITMENT.days} days from now."
            )
            raise Invalid("commitment.due_at_out_of_range", errors=[fault])
        self.state, self.commitment = "committed", commitment
        self.count_up()
        return CommitmentMade(
            commitment_id=commitment.id, text=commitment.text, due_at=commitment.due_at, **self.parties
        )

    def deliver(self, wish: Wish, note: str | None, now: datetime) -> WishDelivered:
        """
        Raises:
            Conflict: `claim.already_delivered`, `claim.already_confirmed`, `claim.lapsed`.
        """
        self._check("delivered", now)
        wish.follow("delivered")
        self.state, self.delivery_note = "delivered", note
        self.count_up()
        return WishDelivered(**self.parties)

    def confirm(self, wish: Wish, verdict: Verdict | None, note: str | None) -> DeliveryConfirmed:
        """
        Fulfil the wish, and judge the commitment where one was made.

        Raises:
            Conflict: `claim.not_delivered`, `claim.already_confirmed`, `claim.lapsed`,
                `claim.released`.
            Invalid: `commitment.verdict_needed`; `commitment.none_made`, there is nothing to judge.
        """
        self._check("confirmed")
        if self.commitment and verdict is None:
            fault = Fault("#/verdict", "missing", "Say what became of the public commitment.")
            raise Invalid("commitment.verdict_needed", errors=[fault])
        if verdict and not self.commitment:
            fault = Fault("#/verdict", "unexpected", "Nothing was promised, so there is nothing to judge.")
            raise Invalid("commitment.none_made", errors=[fault])
        wish.follow("fulfilled")
        self.state, self.confirmation_note = "confirmed", note
        self.count_up()
        if self.commitment and verdict:
            self.commitment.state = verdict
        commitment_id = self.commitment.id if self.commitment else None
        return DeliveryConfirmed(commitment_id=commitment_id, title=wish.title, verdict=verdict, **self.parties)

    def lapse(self, wish: Wish, now: datetime) -> list[CommitmentLapsed | WishReturned]:
        """
        End the claim and put the wish up again, in the order of the events returned.

        Raises:
            Conflict: `claim.not_due`, `claim.already_delivered`, `claim.already_confirmed`, `claim.lapsed`.
        """
        self._check("lapsed")
        if now < min(self.schedule().values()):
            raise Conflict("claim.not_due")
        broken = [self.commitment.lapse(self)] if self.commitment else []
        return [*broken, self._give_back(wish, "lapsed", "lapsed" if self.commitment else "not_committed")]

    def release(self, wish: Wish) -> list[CommitmentReleased | WishReturned]:
        """End a claim whose member has left and put the wish up again, in the order of the events returned."""
        self._check("released")
        freed = [self.commitment.release(self)] if self.commitment else []
        return [*freed, self._give_back(wish, "released", "member_left")]

    def _give_back(self, wish: Wish, state: ClaimState, reason: Reason) -> WishReturned:
        wish.follow("published")
        self.state = state
        self.count_up()
        return WishReturned(reason=reason, **self.parties)

    def _check(self, state: ClaimState, now: datetime | None = None) -> None:
        """
        now: where the step must come before the claim's deadline, also as long as the timer is late.

        Raises:
            Conflict: named for what the claim is instead.
        """
        if now and any(due_at <= now for due_at in self.schedule().values()):
            raise Conflict("claim.lapsed")
        if state in CLAIM_TRANSITIONS[self.state]:
            return
        if self.state in ("lapsed", "released"):
            raise Conflict(f"claim.{self.state}")
        if state == "confirmed" and self.state != "confirmed":
            raise Conflict("claim.not_delivered")
        raise Conflict(f"claim.already_{self.state}")
