"""The state of claims, and the rules by which it changes."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services.engagement.model.base import Base
from services.engagement.model.commitments import Commitment, check_first_deadline
from services.engagement.model.reminders import is_time_to_remind, reminders_of
from services.engagement.model.wishes import Wish
from shared.db import ID
from shared.errors import Conflict, Fault, Invalid
from shared.messages.engagement import (
    ClaimEnding,
    ClaimState,
    CommitmentDueSoon,
    CommitmentExtended,
    CommitmentLapsed,
    CommitmentMade,
    CommitmentReleased,
    DeliveryConfirmed,
    DeliverySentBack,
    ReturnReason,
    Verdict,
    WishDelivered,
    WishReturned,
)
from shared.versions import Versioned

TIME_TO_COMMIT = timedelta(days=3)
TIME_TO_MEND = timedelta(days=3)

EVIDENCE_KEPT_FOR = timedelta(days=180)
MOST_EVIDENCE = 9

COMMIT_BY = "claim.commit_by"
EVIDENCE_KEPT = "claim.evidence_kept"
COMMITMENT_DUE = "commitment.due"

# What `send_back` does stands beside: a delivery that counts as none leaves the claim as it was before.
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

    commit_by: until then the claim waits for a public commitment. due_at: when it lapses by itself; None once it is
    delivered or over. ending: why it is over without a delivery.
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
    due_at: Mapped[datetime | None]
    delivery_note: Mapped[str | None] = mapped_column(String(2000))
    confirmation_note: Mapped[str | None] = mapped_column(String(2000))
    times_sent_back: Mapped[int] = mapped_column(default=0)
    sent_back_reason: Mapped[str | None] = mapped_column(String(2000))
    evidence_count: Mapped[int] = mapped_column(default=0)
    ended_at: Mapped[datetime | None]
    ending: Mapped[ClaimEnding | None] = mapped_column(String(20))
    commitment: Mapped[Commitment | None] = relationship(lazy="joined")

    __table_args__ = (
        CheckConstraint(
            "state IN ('claimed', 'committed', 'delivered', 'confirmed', 'lapsed', 'released')", name="state"
        ),
        CheckConstraint("(state IN ('claimed', 'committed')) = (due_at IS NOT NULL)", name="due"),
        CheckConstraint("evidence_count BETWEEN 0 AND 9", name="evidence"),
        CheckConstraint("(state IN ('confirmed', 'lapsed', 'released')) = (ended_at IS NOT NULL)", name="ended"),
        Index("uq_claims_live", "wish_id", unique=True, sqlite_where=IS_LIVE, postgresql_where=IS_LIVE),
        Index(None, "member_id", "id"),
        Index(None, "community_id", "id"),
        Index(None, "community_id", "state", "id"),
        Index(None, "unit_id", "id"),
        Index(None, "unit_id", "state", "id"),
        Index(None, "wish_id", "id"),
        Index(None, "community_id", "due_at"),
        Index(None, "unit_id", "due_at"),
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

    def schedule(self, now: datetime) -> Mapping[str, datetime]:
        """
        When the claim lapses by itself, which a delivered one doesn't any more, and when its member is reminded of
        their commitment until then; once it is over, when its evidence is forgotten.
        """
        if self.ended_at and self.evidence_count:
            return {EVIDENCE_KEPT: self.ended_at + EVIDENCE_KEPT_FOR}
        if self.due_at is None:
            return {}
        if self.state == "claimed":
            return {COMMIT_BY: self.due_at}
        return {COMMITMENT_DUE: self.due_at, **self.reminders(now)}

    def reminders(self, now: datetime) -> Mapping[str, datetime]:
        """Those still to come, kind to instant."""
        return reminders_of(self.due_at, now) if self.state == "committed" and self.due_at else {}

    def commit(self, commitment: Commitment, now: datetime) -> CommitmentMade:
        """
        Make a public commitment, the claim's only one.

        Raises:
            Conflict: `claim.already_committed`, `claim.already_delivered`, `claim.already_confirmed`, `claim.lapsed`,
                `claim.released`.
            Invalid: `commitment.due_at_out_of_range`, not in the future or further off than 180 days.
        """
        self._check("committed", now)
        check_first_deadline(commitment.due_at, now)
        self.state, self.commitment, self.due_at = "committed", commitment, commitment.due_at
        self.count_up()
        return CommitmentMade(
            commitment_id=commitment.id, text=commitment.text, due_at=commitment.due_at, **self.parties
        )

    def extend(self, due_at: datetime, reason: str, now: datetime) -> CommitmentExtended:
        """
        Put the commitment's deadline off, once.

        Raises:
            Conflict: `commitment.none_to_extend`; `commitment.already_extended`; `claim.already_delivered`,
                `claim.already_confirmed`, `claim.lapsed`, `claim.released`.
            Invalid: `commitment.due_at_out_of_range`, not later, or further off than 180 days from when it was made.
        """
        self._check("delivered", now)
        commitment = self.commitment
        if commitment is None:
            raise Conflict("commitment.none_to_extend")
        before = commitment.due_at
        commitment.put_off(due_at, reason)
        self.due_at = due_at
        self.count_up()
        return CommitmentExtended(commitment_id=commitment.id, due_at=due_at, extended_from=before, **self.parties)

    def remind(self, days_left: int, now: datetime) -> CommitmentDueSoon | None:
        """
        Tell that a commitment is due soon; None, where the next reminder is due too.

        Raises:
            Conflict: `commitment.not_open`, there is none that waits for its delivery; `reminder.not_due`.
        """
        if self.commitment is None or self.due_at is None or self.state != "committed" or self.due_at <= now:
            raise Conflict("commitment.not_open")
        if not is_time_to_remind(self.due_at, days_left, now):
            return None
        return CommitmentDueSoon(
            commitment_id=self.commitment.id, due_at=self.due_at, days_left=days_left, **self.parties
        )

    def deliver(self, wish: Wish, note: str | None, now: datetime) -> WishDelivered:
        """
        Raises:
            Conflict: `claim.already_delivered`, `claim.already_confirmed`, `claim.lapsed`, `claim.released`.
        """
        self._check("delivered", now)
        wish.follow("delivered", now)
        self.state, self.delivery_note, self.due_at = "delivered", note, None
        if self.commitment:
            self.commitment.mark_reported(now)
        self.count_up()
        return WishDelivered(**self.parties)

    def send_back(self, wish: Wish, reason: str, now: datetime) -> DeliverySentBack:
        """
        Have a delivery count as none yet: the claim is as it was before, with three days at least.

        Raises:
            Conflict: `claim.not_delivered`, `claim.already_confirmed`, `claim.lapsed`, `claim.released`.
        """
        self._check("confirmed")
        wish.follow("claimed", now)
        if self.commitment:
            self.state = "committed"
            self.due_at = self.commitment.due_at = max(self.commitment.due_at, now + TIME_TO_MEND)
            self.commitment.mark_reported(None)
        else:
            self.state = "claimed"
            self.due_at = self.commit_by = max(self.commit_by, now + TIME_TO_MEND)
        self.sent_back_reason = reason
        self.times_sent_back += 1
        self.count_up()
        commitment_id = self.commitment.id if self.commitment else None
        return DeliverySentBack(commitment_id=commitment_id, due_at=self.due_at, **self.parties)

    def confirm(self, wish: Wish, verdict: Verdict | None, note: str | None, now: datetime) -> DeliveryConfirmed:
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
        wish.follow("fulfilled", now)
        self.state, self.confirmation_note, self.ended_at = "confirmed", note, now
        self.count_up()
        if self.commitment and verdict:
            self.commitment.settle(verdict, now)
        commitment_id = self.commitment.id if self.commitment else None
        return DeliveryConfirmed(commitment_id=commitment_id, title=wish.title, verdict=verdict, **self.parties)

    def lapse(self, wish: Wish, now: datetime) -> list[CommitmentLapsed | WishReturned]:
        """
        End the claim and put the wish up again, in the order of the events returned.

        Raises:
            Conflict: `claim.not_due`, `claim.already_delivered`, `claim.already_confirmed`, `claim.lapsed`.
        """
        self._check("lapsed")
        if self.due_at and now < self.due_at:
            raise Conflict("claim.not_due")
        broken = [self.commitment.lapse(self, now)] if self.commitment else []
        reason: ReturnReason = "lapsed" if self.commitment else "not_committed"
        self._end("lapsed", reason, now)
        return [*broken, wish.take_back(self, reason, now)]

    def give_back(self, wish: Wish, now: datetime) -> list[CommitmentReleased | WishReturned]:
        """
        Have the claimer let go, which puts the wish up again, in the order of the events returned.

        Raises:
            Conflict: `claim.already_delivered`, `claim.already_confirmed`, `claim.lapsed`, `claim.released`.
        """
        self._check("released", now)
        return [*self.release("given_back", now), wish.take_back(self, "given_back", now)]

    def leave(self, wish: Wish, now: datetime) -> list[CommitmentReleased | WishReturned]:
        """As `release`, because the member has left; puts the wish up again, in the order of the events returned."""
        return [*self.release("member_left", now), wish.take_back(self, "member_left", now)]

    def release(self, ending: ClaimEnding, now: datetime) -> list[CommitmentReleased]:
        """
        Hold the claimer to nothing any more; what becomes of the wish is told by whoever asks for it.

        Raises:
            Conflict: `claim.already_delivered`, `claim.already_confirmed`, `claim.lapsed`, `claim.released`.
        """
        self._check("released")
        freed = [self.commitment.release(self)] if self.commitment else []
        self._end("released", ending, now)
        return freed

    def take_evidence(self, now: datetime) -> None:
        """
        Count one more piece of evidence.

        Raises:
            Conflict: `evidence.too_many`; `claim.already_confirmed`, `claim.lapsed`, `claim.released`.
        """
        if self.state != "delivered":
            self._check("delivered", now)
        if self.evidence_count >= MOST_EVIDENCE:
            raise Conflict("evidence.too_many")
        self.evidence_count += 1
        self.count_up()

    def forget_evidence(self, now: datetime) -> None:
        """
        Raises:
            Conflict: `evidence.not_due`, the claim isn't over for long enough, or has none.
        """
        if (due_at := self.schedule(now).get(EVIDENCE_KEPT)) is None or due_at > now:
            raise Conflict("evidence.not_due")
        self.evidence_count = 0
        self.count_up()

    def _end(self, state: ClaimState, ending: ClaimEnding, now: datetime) -> None:
        self.state, self.ending, self.due_at, self.ended_at = state, ending, None, now
        self.count_up()

    def _check(self, state: ClaimState, now: datetime | None = None) -> None:
        """
        now: where the step must come before the claim's deadline, also as long as the timer is late.

        Raises:
            Conflict: named for what the claim is instead.
        """
        if now and self.due_at and self.due_at <= now:
            raise Conflict("claim.lapsed")
        if state in CLAIM_TRANSITIONS[self.state]:
            return
        if self.state in ("lapsed", "released"):
            raise Conflict(f"claim.{self.state}")
        if state == "confirmed" and self.state != "confirmed":
            raise Conflict("claim.not_delivered")
        raise Conflict(f"claim.already_{self.state}")
