"""The state of contracts, and the rules by which it changes."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from services.outsourcing.model.base import Base
from shared.db import ID
from shared.errors import Conflict
from shared.messages.declare import Command
from shared.messages.outsourcing import contract_events as events, contracts as messages
from shared.messages.outsourcing.contract_states import CONTRACT_STATES
from shared.messages.outsourcing.contracts import ContractSide, ContractState, VersionState
from shared.versions import Versioned

STATES = ", ".join(f"'{state}'" for state in CONTRACT_STATES.states)
IS_LIVE = "state IN ('draft', 'half_signed', 'active')"
IS_STANDING, IS_PROPOSED = "state = 'standing'", "state = 'proposed'"


class Contract(Versioned, Base):
    """
    What the department and a social organisation agree on: its terms are those of the version that stands.

    amount_minor: the sum of its milestones. reason: why it was terminated, or is void.
    """

    __tablename__ = "contracts"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    call_id: Mapped[str] = mapped_column(ID, ForeignKey("calls.id"))
    award_id: Mapped[str] = mapped_column(ID, ForeignKey("awards.id"))
    proposal_id: Mapped[str] = mapped_column(ID, ForeignKey("proposals.id"))
    project_id: Mapped[str] = mapped_column(ID, ForeignKey("projects.id"))
    community_id: Mapped[str] = mapped_column(ID)
    organisation_id: Mapped[str] = mapped_column(ID)
    title: Mapped[str] = mapped_column(String(200))
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    state: Mapped[ContractState] = mapped_column(String(20))
    payments_stopped_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(String(2000))
    drafted_at: Mapped[datetime]
    signed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint(f"state IN ({STATES})", name="state"),
        CheckConstraint("amount_minor >= 0", name="amount"),
        CheckConstraint("ends_on >= starts_on", name="dates"),
        CheckConstraint("(state IN ('active', 'completed', 'terminated')) = (signed_at IS NOT NULL)", name="signed"),
        CheckConstraint(f"({IS_LIVE}) = (ended_at IS NULL)", name="ended"),
        CheckConstraint("(state IN ('terminated', 'void')) = (reason IS NOT NULL)", name="reason"),
        Index("uq_contracts_award_id", "award_id", unique=True),
        *(
            Index(None, *owner, *state, "id")
            for owner in (
                ("tenant_id",),
                ("tenant_id", "organisation_id"),
                ("tenant_id", "community_id"),
                ("tenant_id", "call_id"),
            )
            for state in ((), ("state",))
        ),
        Index(None, "project_id"),
    )

    @property
    def subject(self) -> str:
        return f"contract/{self.id}"

    @property
    def names(self) -> dict[str, Any]:
        """What its public events name."""
        return {
            "contract_id": self.id,
            "call_id": self.call_id,
            "project_id": self.project_id,
            "community_id": self.community_id,
            "social_organisation_id": self.organisation_id,
        }

    def draft(self, sha256: str) -> events.ContractDrafted:
        return events.ContractDrafted(
            contract_id=self.id,
            award_id=self.award_id,
            social_organisation_id=self.organisation_id,
            sha256=sha256,
        )

    def rewrite(self, starts_on: date, ends_on: date) -> None:
        """
        Raises:
            Conflict: `contract.not_in_step`.
        """
        self.state = CONTRACT_STATES.follow(messages.EditContract, self.state)
        self.starts_on, self.ends_on = starts_on, ends_on
        self.count_up()

    def sign(self, partner_ids: list[str], now: datetime) -> events.ContractSigned | None:
        """
        Have one more side have signed; None where the other hasn't yet. partner_ids: who does it with the organisation.

        Raises:
            Conflict: `contract.not_in_step`.
        """
        self.state = CONTRACT_STATES.follow(messages.SignContract, self.state)
        self.count_up()
        if self.state != "active":
            return None
        self.signed_at = now
        return events.ContractSigned(
            **self.names,
            award_id=self.award_id,
            title=self.title,
            amount_minor=self.amount_minor,
            starts_on=self.starts_on,
            ends_on=self.ends_on,
            signed_at=now,
            partner_ids=partner_ids,
        )

    def unsign(self) -> None:
        """
        Raises:
            Conflict: `contract.not_in_step`.
        """
        self.state = CONTRACT_STATES.follow(messages.UnsignContract, self.state)
        self.count_up()

    def change(self, command: type[Command]) -> None:
        """
        Note that something about it changes while it is in force.

        Raises:
            Conflict: `contract.not_in_step`.
        """
        self.state = CONTRACT_STATES.follow(command, self.state)
        self.count_up()

    def amend(self, version: "ContractVersion", *, amount_minor: int, ends_on: date) -> events.ContractAmended:
        """Take over the terms that both have signed."""
        freed, self.amount_minor, self.ends_on = self.amount_minor - amount_minor, amount_minor, ends_on
        self.count_up()
        return events.ContractAmended(
            **self.names,
            number=version.number,
            amount_minor=amount_minor,
            freed_minor=freed,
            ends_on=ends_on,
            reason=version.reason or "",
        )

    def terminate(
        self, reason: str, now: datetime, *, settled_minor: int, freed_minor: int
    ) -> events.ContractTerminated:
        """
        Raises:
            Conflict: `contract.not_in_step`.
        """
        self._end(messages.TerminateContract, now)
        self.reason, self.payments_stopped_at = reason, None  # what is accepted is still paid
        return events.ContractTerminated(
            **self.names, reason=reason, settled_minor=settled_minor, freed_minor=freed_minor
        )

    def complete(self, command: type[Command], now: datetime, *, freed_minor: int) -> events.ContractCompleted:
        """
        Raises:
            Conflict: `contract.not_in_step`.
        """
        self._end(command, now)
        return events.ContractCompleted(**self.names, freed_minor=freed_minor)

    def stop_payments(self, now: datetime) -> None:
        """A milestone has failed: nothing is paid, until the department lets it."""
        self.payments_stopped_at = self.payments_stopped_at or now
        self.count_up()

    def void(self, command: type[Command], reason: str, now: datetime) -> events.ContractVoided:
        """
        Raises:
            Conflict: `contract.not_in_step`.
        """
        self._end(command, now)
        self.reason = reason
        return events.ContractVoided(
            contract_id=self.id,
            award_id=self.award_id,
            social_organisation_id=self.organisation_id,
            reason=reason,
        )

    def resume_payments(self, reason: str) -> events.PaymentsResumed:
        """
        Raises:
            Conflict: `contract.not_in_step`; `contract.payments_not_stopped`.
        """
        self.change(messages.ResumePayments)
        if self.payments_stopped_at is None:
            raise Conflict("contract.payments_not_stopped")
        self.payments_stopped_at = None
        return events.PaymentsResumed(**self.names, reason=reason)

    def _end(self, command: type[Command], now: datetime) -> None:
        self.state, self.ended_at = CONTRACT_STATES.follow(command, self.state), now
        self.count_up()


class ContractVersion(Base):
    """
    Terms that both sides have signed, or are to sign; those that both have signed are never changed.

    content: the text that is signed; sha256: of it.
    """

    __tablename__ = "contract_versions"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    contract_id: Mapped[str] = mapped_column(ID, ForeignKey("contracts.id"))
    number: Mapped[int]
    state: Mapped[VersionState] = mapped_column(String(20))
    content: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    proposed_by: Mapped[ContractSide | None] = mapped_column(String(20))
    reason: Mapped[str | None] = mapped_column(String(2000))
    written_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint("state IN ('standing', 'proposed', 'replaced', 'refused', 'withdrawn')", name="state"),
        CheckConstraint("proposed_by IN ('department', 'organisation')", name="proposed_by"),
        CheckConstraint("(number = 1) = (proposed_by IS NULL)", name="first"),
        UniqueConstraint("contract_id", "number"),
        Index(
            "uq_contract_versions_standing",
            "contract_id",
            unique=True,
            sqlite_where=text(IS_STANDING),
            postgresql_where=text(IS_STANDING),
        ),
        Index(
            "uq_contract_versions_proposed",
            "contract_id",
            unique=True,
            sqlite_where=text(IS_PROPOSED),
            postgresql_where=text(IS_PROPOSED),
        ),
        Index(None, "contract_id", "id"),
    )


class ContractSignature(Base):
    """That somebody has signed a version for one of its sides; client_id: who has sent it."""

    __tablename__ = "contract_signatures"

    version_id: Mapped[str] = mapped_column(ID, ForeignKey("contract_versions.id"), primary_key=True)
    side: Mapped[ContractSide] = mapped_column(String(20), primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    signatory_name: Mapped[str] = mapped_column(String(100))
    signatory_title: Mapped[str] = mapped_column(String(100))
    client_id: Mapped[str] = mapped_column(String(100))
    sha256: Mapped[str] = mapped_column(String(64))
    signed_at: Mapped[datetime]

    __table_args__ = (CheckConstraint("side IN ('department', 'organisation')", name="side"),)
