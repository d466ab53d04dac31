"""The state of objections to awards."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from services.outsourcing.model.awards import Award
from services.outsourcing.model.base import Base
from shared.db import ID
from shared.messages.declare import Command
from shared.messages.outsourcing import award_events as events
from shared.messages.outsourcing.award_states import OBJECTION_STATES
from shared.messages.outsourcing.objections import (
    AnswerObjection,
    ObjectionState,
    ObjectorRole,
    Outcome,
    WithdrawObjection,
)
from shared.versions import Versioned

STATES = ", ".join(f"'{state}'" for state in OBJECTION_STATES.states)
IS_OPEN = "state = 'open'"


class Objection(Versioned, Base):
    """
    Why somebody holds that an award isn't right; encrypted, for it may say whatever they know.

    objector_key: the member, the resident or the organisation that objects; in no event.
    """

    __tablename__ = "objections"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    award_id: Mapped[str] = mapped_column(ID, ForeignKey("awards.id"))
    call_id: Mapped[str] = mapped_column(ID, ForeignKey("calls.id"))
    objector_role: Mapped[ObjectorRole] = mapped_column(String(20))
    objector_key: Mapped[str] = mapped_column(ID)
    state: Mapped[ObjectionState] = mapped_column(String(20))
    text_encrypted: Mapped[str] = mapped_column(Text)
    reason_encrypted: Mapped[str | None] = mapped_column(Text)
    filed_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint(f"state IN ({STATES})", name="state"),
        CheckConstraint("(state = 'open') = (answered_at IS NULL)", name="answered"),
        CheckConstraint("(state IN ('upheld', 'dismissed')) = (reason_encrypted IS NOT NULL)", name="reason"),
        Index(
            "uq_objections_open",
            "award_id",
            "objector_key",
            unique=True,
            sqlite_where=text(IS_OPEN),
            postgresql_where=text(IS_OPEN),
        ),
        Index(None, "award_id", "state"),
        Index(None, "tenant_id", "objector_key", "id"),
        *(
            Index(None, *owner, *state, "id")
            for owner in (("tenant_id",), ("tenant_id", "award_id"))
            for state in ((), ("state",))
        ),
    )

    @property
    def subject(self) -> str:
        """As what it stands in the audit trail."""
        return f"objection/{self.id}"

    def file(self, award: Award) -> events.ObjectionFiled:
        return events.ObjectionFiled(**self._names(award))

    def answer(self, outcome: Outcome, reason_encrypted: str, award: Award, now: datetime) -> events.ObjectionDecided:
        """
        Raises:
            Conflict: `objection.not_in_step`.
        """
        self._end(AnswerObjection, outcome, now)
        self.reason_encrypted = reason_encrypted
        return events.ObjectionDecided(**self._names(award), outcome=outcome)

    def withdraw(self, award: Award, now: datetime) -> events.ObjectionWithdrawn:
        """
        Raises:
            Conflict: `objection.not_in_step`.
        """
        self._end(WithdrawObjection, "withdrawn", now)
        return events.ObjectionWithdrawn(**self._names(award))

    def drop(self, command: type[Command], now: datetime) -> None:
        """Its award has fallen away."""
        self._end(command, "dropped", now)

    def _end(self, command: type[Command], to: ObjectionState, now: datetime) -> None:
        self.state, self.answered_at = OBJECTION_STATES.follow(command, self.state, to), now
        self.count_up()

    def _names(self, award: Award) -> dict[str, Any]:
        return {
            "objection_id": self.id,
            "award_id": award.id,
            "call_id": award.call_id,
            "project_id": award.project_id,
            "community_id": award.community_id,
            "social_organisation_id": award.organisation_id,
        }
