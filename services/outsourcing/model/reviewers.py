"""The state of reviewers: who they are, and what ties them to organisations."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services.outsourcing.model.base import Base
from shared.db import ID
from shared.messages.declare import Command
from shared.messages.outsourcing import reviews as messages
from shared.messages.outsourcing.review_states import REVIEWER_STATES
from shared.messages.outsourcing.reviews import InterestKind, ReviewerState
from shared.versions import Versioned

STATES = ", ".join(f"'{state}'" for state in REVIEWER_STATES.states)
IS_REVIEWING = "state IN ('asked', 'ready')"
REVIEWING: tuple[ReviewerState, ...] = ("asked", "ready")


class Interest(Base):
    """What ties a reviewer to a social organisation, as they have declared it."""

    __tablename__ = "interests"

    reviewer_id: Mapped[str] = mapped_column(ID, ForeignKey("reviewers.id"), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ID, primary_key=True)
    kind: Mapped[InterestKind] = mapped_column(String(20), primary_key=True)

    __table_args__ = (CheckConstraint("kind IN ('employed', 'interest', 'relative')", name="kind"),)


class Reviewer(Versioned, Base):
    """A person who reviews the proposals of a call: a member, or staff by their appointment."""

    __tablename__ = "reviewers"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    call_id: Mapped[str] = mapped_column(ID, ForeignKey("calls.id"))
    member_id: Mapped[str | None] = mapped_column(ID)
    appointment_id: Mapped[str | None] = mapped_column(ID)
    name_encrypted: Mapped[str | None] = mapped_column(Text)
    state: Mapped[ReviewerState] = mapped_column(String(20))
    reason: Mapped[str | None] = mapped_column(String(2000))
    assigned_at: Mapped[datetime]
    declared_at: Mapped[datetime | None]
    interests: Mapped[list[Interest]] = relationship(
        lazy="selectin",
        order_by=(Interest.organisation_id, Interest.kind),
        cascade="all, delete-orphan",
    )

    __table_args__ = (
        CheckConstraint(f"state IN ({STATES})", name="state"),
        CheckConstraint("(member_id IS NULL) <> (appointment_id IS NULL)", name="person"),
        CheckConstraint("(state IN ('declined', 'released')) = (reason IS NOT NULL)", name="reason"),
        CheckConstraint("state <> 'ready' OR declared_at IS NOT NULL", name="declared"),
        *(
            Index(
                f"uq_reviewers_call_{person}",
                "call_id",
                f"{person}_id",
                unique=True,
                sqlite_where=text(IS_REVIEWING),
                postgresql_where=text(IS_REVIEWING),
            )
            for person in ("member", "appointment")
        ),
        Index(None, "call_id", "id"),
        Index(None, "tenant_id", "member_id", "id"),
        Index(None, "tenant_id", "appointment_id", "id"),
    )

    @property
    def subject(self) -> str:
        """As what it stands in the audit trail."""
        return f"reviewer/{self.id}"

    def declare(self, interests: list[messages.Interest], now: datetime) -> None:
        """
        Raises:
            Conflict: `reviewer.not_in_step`.
        """
        self.state = REVIEWER_STATES.follow(messages.DeclareInterests, self.state)
        self.declared_at = now
        told = {(one.organisation_id, one.kind) for one in interests}
        self.interests = [Interest(organisation_id=id_, kind=kind) for id_, kind in sorted(told)]
        self.count_up()

    def forget(self) -> None:
        """The person's data are taken out; what they have given stays."""
        self.name_encrypted, self.interests = None, []
        self.count_up()

    def leave(self, command: type[Command], reason: str) -> None:
        """
        Not review any more, by their own will or the department's.

        Raises:
            Conflict: `reviewer.not_in_step`.
        """
        self.state, self.reason = REVIEWER_STATES.follow(command, self.state), reason
        self.count_up()
