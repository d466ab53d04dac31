"""The state of awards, and the rules by which it changes."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from services.outsourcing.model.base import Base
from services.outsourcing.model.proposals import ProposalPartner
from shared.clock import day_of, end_of_day
from shared.db import ID
from shared.errors import Conflict
from shared.messages.declare import Command
from shared.messages.outsourcing import award_events as events, awards as messages
from shared.messages.outsourcing.award_states import AWARD_STATES
from shared.messages.outsourcing.awards import AwardState
from shared.versions import Versioned

NOTICE_ENDS = "award.notice_ends"
SIGNING_ENDS = "award.signing_ends"
# While it holds its money and its project.
LIVE: tuple[AwardState, ...] = ("pending", "active", "signed")
# While it isn't decided what becomes of it.
UNDER_WAY: tuple[AwardState, ...] = ("pending", "active")
STATES = ", ".join(f"'{state}'" for state in AWARD_STATES.states)
IS_LIVE = "state IN ('pending', 'active', 'signed')"


class Award(Versioned, Base):
    """
    That a proposal is to be carried out, in an amount that its call has reserved.

    rank, score: of the review; score in hundredths of points. sign_by: from when it is active.
    """

    __tablename__ = "awards"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    call_id: Mapped[str] = mapped_column(ID, ForeignKey("calls.id"))
    proposal_id: Mapped[str] = mapped_column(ID, ForeignKey("proposals.id"))
    project_id: Mapped[str] = mapped_column(ID, ForeignKey("projects.id"))
    community_id: Mapped[str] = mapped_column(ID)
    organisation_id: Mapped[str] = mapped_column(ID)
    title: Mapped[str] = mapped_column(String(200))
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    rank: Mapped[int]
    score: Mapped[int]
    state: Mapped[AwardState] = mapped_column(String(20))
    reason: Mapped[str | None] = mapped_column(String(2000))
    noticed_at: Mapped[datetime]
    notice_ends_at: Mapped[datetime]
    activated_at: Mapped[datetime | None]
    sign_by: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    partners: Mapped[list[ProposalPartner]] = relationship(
        primaryjoin=lambda: Award.proposal_id == foreign(ProposalPartner.proposal_id),
        order_by=ProposalPartner.position,
        lazy="selectin",
        viewonly=True,
    )

    __table_args__ = (
        CheckConstraint(f"state IN ({STATES})", name="state"),
        CheckConstraint("amount_minor > 0", name="amount"),
        CheckConstraint("score BETWEEN 0 AND 10000", name="score"),
        CheckConstraint("(activated_at IS NULL) = (sign_by IS NULL)", name="sign_by"),
        CheckConstraint("activated_at IS NULL OR activated_at >= notice_ends_at", name="notice"),
        CheckConstraint("state NOT IN ('active', 'signed', 'lapsed') OR activated_at IS NOT NULL", name="activated"),
        CheckConstraint("state <> 'pending' OR activated_at IS NULL", name="pending"),
        CheckConstraint(f"({IS_LIVE}) = (ended_at IS NULL)", name="ended"),
        CheckConstraint("(state IN ('cancelled', 'declined')) = (reason IS NOT NULL)", name="reason"),
        Index("uq_awards_proposal_id", "proposal_id", unique=True),
        Index(
            "uq_awards_live_project",
            "project_id",
            unique=True,
            sqlite_where=text(IS_LIVE),
            postgresql_where=text(IS_LIVE),
        ),
        *(
            Index(None, *owner, *state, *time, "id")
            for owner in (("tenant_id",), ("tenant_id", "call_id"), ("tenant_id", "organisation_id"))
            for state in ((), ("state",))
            for time in ((), ("notice_ends_at",))
        ),
    )

    @property
    def subject(self) -> str:
        """Under which its deadlines are kept."""
        return f"award/{self.id}"

    @property
    def partner_ids(self) -> list[str]:
        """Who does it together with the organisation that has it; nothing changes them any more."""
        return [one.organisation_id for one in self.partners]

    def schedule(self) -> Mapping[str, datetime]:
        """When the timer has something to do with it."""
        if self.state == "pending":
            return {NOTICE_ENDS: self.notice_ends_at}
        return {SIGNING_ENDS: self.sign_by} if self.state == "active" and self.sign_by else {}

    def notice(self, names: Mapping[str, str]) -> events.AwardNoticed:
        """Its public notice begins. names: of organisations, by their ids."""
        return events.AwardNoticed(
            **self._names(),
            proposal_id=self.proposal_id,
            organisation_name=names.get(self.organisation_id),
            partner_names=[names.get(one, "") for one in self.partner_ids],
            title=self.title,
            amount_minor=self.amount_minor,
            rank=self.rank,
            score=self.score,
            notice_ends_at=self.notice_ends_at,
        )

    def check_notice(self, command: type[Command], now: datetime) -> None:
        """
        Hold that there can be objections still: what the timer hasn't activated yet is over all the same.

        Raises:
            Conflict: `award.not_in_step`; `award.notice_over`.
        """
        AWARD_STATES.follow(command, self.state, "pending")
        if now >= self.notice_ends_at:
            raise Conflict("award.notice_over")

    def end_notice(
        self, command: type[Command], now: datetime, *, signing_days: int, has_objections: bool
    ) -> events.AwardActivated | None:
        """
        Let it be active, where its notice is over and no objection is open. Nothing, where it goes on being pending.

        Raises:
            Conflict: `award.not_in_step`.
        """
        is_over = now >= self.notice_ends_at and not has_objections
        self.state = AWARD_STATES.follow(command, self.state, "active" if is_over else "pending")
        if not is_over:
            return None
        self.activated_at = now
        self.sign_by = end_of_day(day_of(now) + timedelta(days=signing_days))
        self.count_up()
        return events.AwardActivated(**self._names(), sign_by=self.sign_by)

    def sign(self, command: type[Command]) -> events.AwardSigned:
        """
        Its contract is signed by both.

        Raises:
            Conflict: `award.not_in_step`.
        """
        self.state = AWARD_STATES.follow(command, self.state)
        self.count_up()
        return events.AwardSigned(**self._names())

    def cancel(self, command: type[Command], reason: str, now: datetime) -> events.AwardCancelled:
        """
        Raises:
            Conflict: `award.not_in_step`.
        """
        self._end(command, "cancelled", now)
        self.reason = reason
        return events.AwardCancelled(**self._names(), reason=reason)

    def decline(self, reason: str, now: datetime) -> events.AwardDeclined:
        """
        Raises:
            Conflict: `award.not_in_step`.
        """
        self._end(messages.DeclineAward, "declined", now)
        self.reason = reason
        return events.AwardDeclined(**self._names(), reason=reason)

    def lapse(self, now: datetime) -> events.AwardLapsed:
        """
        Raises:
            Conflict: `award.not_in_step`; `award.not_due`, there is time still.
        """
        AWARD_STATES.follow(messages.LapseAward, self.state)
        if self.sign_by is None or now < self.sign_by:
            raise Conflict("award.not_due")
        self._end(messages.LapseAward, "lapsed", now)
        return events.AwardLapsed(**self._names())

    def _end(self, command: type[Command], to: str, now: datetime) -> None:
        self.state, self.ended_at = AWARD_STATES.follow(command, self.state, to), now
        self.count_up()

    def _names(self) -> dict[str, Any]:
        """What all its events name."""
        return {
            "award_id": self.id,
            "call_id": self.call_id,
            "project_id": self.project_id,
            "community_id": self.community_id,
            "social_organisation_id": self.organisation_id,
            "partner_ids": self.partner_ids,
        }
