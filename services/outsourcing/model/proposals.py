"""The state of proposals, and the rules by which it changes."""

from datetime import date, datetime
from typing import get_args

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from services.outsourcing.model.base import Base
from services.outsourcing.model.proposal_content import read_content
from shared.db import ID
from shared.messages.declare import Command
from shared.messages.outsourcing import award_events, proposal_events as events, proposals as messages
from shared.messages.outsourcing.calls import AmendCall, CancelCall, OpenProposals
from shared.messages.outsourcing.conclusions import AdmitProposal, RejectProposal
from shared.messages.outsourcing.proposal_states import PROPOSAL_STATES
from shared.messages.outsourcing.proposals import ProposalState
from shared.versions import Versioned

# Until the deadline.
SEALED: tuple[ProposalState, ...] = ("draft", "submitted", "unconfirmed")
IN: tuple[ProposalState, ...] = ("submitted", "unconfirmed")
ADMITTED: tuple[ProposalState, ...] = ("admitted",)
STATES = ", ".join(f"'{state}'" for state in PROPOSAL_STATES.states)
# What becomes of no proposal any more when its call is cancelled stays as it is.
VOIDABLE: tuple[ProposalState, ...] = tuple(
    state for state in get_args(ProposalState) if PROPOSAL_STATES.leads(CancelCall, state)
)
CHECKED = "'admitted', 'rejected', 'awarded', 'reserve', 'not_chosen', 'dropped'"
IS_LIVE = text("state IN ('draft', 'submitted', 'unconfirmed')")
CLEAR = ("title", "amount_minor", "community_id", "project_id", "starts_on", "ends_on", "content")
NOTHING_CLEAR = " AND ".join(f"{name} IS NULL" for name in CLEAR)
ALL_CLEAR = " AND ".join(f"{name} IS NOT NULL" for name in CLEAR if name != "project_id")


class ProposalVersion(Base):
    """
    What a proposal has said once; nothing changes it.

    sha256: of the canonical text, which `content_encrypted` holds and nothing else does until it is opened.
    """

    __tablename__ = "proposal_versions"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    proposal_id: Mapped[str] = mapped_column(ID, ForeignKey("proposals.id"))
    number: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    saved_at: Mapped[datetime]
    content_encrypted: Mapped[str] = mapped_column(Text, deferred=True)

    __table_args__ = (
        Index(None, "proposal_id", "number", unique=True),
        Index(None, "proposal_id", "id"),
        CheckConstraint("number > 0", name="number"),
    )


class ProposalPartner(Base):
    """An organisation that is asked to do it together with who proposes."""

    __tablename__ = "proposal_partners"

    proposal_id: Mapped[str] = mapped_column(ID, ForeignKey("proposals.id"), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    position: Mapped[int]
    state: Mapped[messages.PartnerState] = mapped_column(String(20))
    answered_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("state IN ('asked', 'confirmed', 'refused')", name="state"),
        CheckConstraint("(state = 'asked') = (answered_at IS NULL)", name="answered_at"),
        Index(None, "organisation_id", "proposal_id"),
    )


class ProposalReceipt(Base):
    """That a version was submitted; nothing changes it."""

    __tablename__ = "proposal_receipts"

    number: Mapped[str] = mapped_column(String(20), primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    proposal_id: Mapped[str] = mapped_column(ID, ForeignKey("proposals.id"))
    saved_version: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    issued_at: Mapped[datetime]

    __table_args__ = (Index(None, "proposal_id", "issued_at"),)


class Proposal(Versioned, Base):
    """
    What an organisation offers to do for a call.

    project_digest: keyed, of the planned project that it is for, or of none: so that the database lets one live
    proposal be for it, and nobody reads which. saved_version, sha256, saved_at: of the version that stands. title,
    amount_minor, community_id, project_id, starts_on, ends_on, content: null until it is opened; content: the canonical
    text.
    """

    __tablename__ = "proposals"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    call_id: Mapped[str] = mapped_column(ID, ForeignKey("calls.id"))
    organisation_id: Mapped[str] = mapped_column(ID)
    project_digest: Mapped[str] = mapped_column(String(64))
    state: Mapped[ProposalState] = mapped_column(String(20))
    saved_version: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    drafted_at: Mapped[datetime]
    saved_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    receipt_number: Mapped[str | None] = mapped_column(String(20))
    opened_at: Mapped[datetime | None]
    title: Mapped[str | None] = mapped_column(String(200))
    amount_minor: Mapped[int | None] = mapped_column(BigInteger)
    community_id: Mapped[str | None] = mapped_column(ID)
    project_id: Mapped[str | None] = mapped_column(ID)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    checked_at: Mapped[datetime | None]
    rejected_because: Mapped[str | None] = mapped_column(String(2000))
    content: Mapped[str | None] = mapped_column(Text, deferred=True)

    __table_args__ = (
        CheckConstraint(f"state IN ({STATES})", name="state"),
        CheckConstraint(
            f"(opened_at IS NULL AND {NOTHING_CLEAR}) OR (opened_at IS NOT NULL AND {ALL_CLEAR})", name="clear"
        ),
        CheckConstraint(
            "opened_at IS NULL OR state NOT IN ('draft', 'submitted', 'unconfirmed', 'lapsed')", name="sealed"
        ),
        CheckConstraint("(submitted_at IS NULL) = (receipt_number IS NULL)", name="receipt"),
        CheckConstraint("(state = 'rejected') = (rejected_because IS NOT NULL)", name="rejected"),
        CheckConstraint(f"state NOT IN ({CHECKED}) OR checked_at IS NOT NULL", name="checked"),
        Index(
            "ix_proposals_live",
            "call_id",
            "organisation_id",
            "project_digest",
            unique=True,
            sqlite_where=IS_LIVE,
            postgresql_where=IS_LIVE,
        ),
        Index(None, "call_id", "id"),
        Index(None, "organisation_id", "id"),
    )

    @property
    def subject(self) -> str:
        """As what it stands in the audit trail."""
        return f"proposal/{self.id}"

    @property
    def is_sealed(self) -> bool:
        return self.state in SEALED

    @property
    def is_shown(self) -> bool:
        """Whether those who judge see it: what was opened once, and what is damaged."""
        return self.opened_at is not None or self.state == "damaged"

    @property
    def receipt_stands(self) -> bool:
        """Whether what its last receipt is of still counts."""
        return self.receipt_number is not None and self.state not in (
            "draft",
            "unconfirmed",
            "withdrawn",
            "lapsed",
            "void",
        )

    def save(self, command: type[Command], version: ProposalVersion, project_digest: str) -> None:
        """
        Let another version stand.

        Raises:
            Conflict: `proposal.not_in_step`.
        """
        self.state = PROPOSAL_STATES.follow(command, self.state)
        self.saved_version, self.sha256, self.saved_at = version.number, version.sha256, version.saved_at
        self.project_digest = project_digest
        self.count_up()

    def submit(
        self, command: type[Command], number: str, now: datetime
    ) -> tuple[ProposalReceipt, events.ProposalSubmitted]:
        """
        Submit what stands, for the first time or once more.

        Raises:
            Conflict: `proposal.not_in_step`.
        """
        self.state = PROPOSAL_STATES.follow(command, self.state)
        self.submitted_at, self.receipt_number = now, number
        self.count_up()
        receipt = ProposalReceipt(
            number=number,
            tenant_id=self.tenant_id,
            proposal_id=self.id,
            saved_version=self.saved_version,
            sha256=self.sha256,
            issued_at=now,
        )
        submitted = events.ProposalSubmitted(
            proposal_id=self.id,
            call_id=self.call_id,
            social_organisation_id=self.organisation_id,
            receipt_number=number,
            sha256=self.sha256,
            submitted_at=now,
        )
        return receipt, submitted

    def revise(self) -> events.ProposalRevised:
        """
        Raises:
            Conflict: `proposal.not_in_step`.
        """
        self._follow(messages.ReviseProposal)
        return events.ProposalRevised(
            proposal_id=self.id, call_id=self.call_id, social_organisation_id=self.organisation_id
        )

    def withdraw(self) -> events.ProposalWithdrawn:
        """
        Raises:
            Conflict: `proposal.not_in_step`.
        """
        self._follow(messages.WithdrawProposal)
        return events.ProposalWithdrawn(
            proposal_id=self.id, call_id=self.call_id, social_organisation_id=self.organisation_id
        )

    def unconfirm(self, confirm_by: datetime) -> events.ProposalUnconfirmed:
        """Its call was amended."""
        self._follow(AmendCall)
        return events.ProposalUnconfirmed(
            proposal_id=self.id,
            call_id=self.call_id,
            social_organisation_id=self.organisation_id,
            confirm_by=confirm_by,
        )

    def void(self, reason: str) -> events.ProposalVoided:
        """Its call was cancelled."""
        self._follow(CancelCall)
        return events.ProposalVoided(
            proposal_id=self.id, call_id=self.call_id, social_organisation_id=self.organisation_id, reason=reason
        )

    def lapse(self) -> events.ProposalLapsed:
        """The deadline is over."""
        cause: events.Lapsing = "not_confirmed" if self.state == "unconfirmed" else "not_submitted"
        self._follow(OpenProposals)
        return events.ProposalLapsed(
            proposal_id=self.id, call_id=self.call_id, social_organisation_id=self.organisation_id, cause=cause
        )

    def open(self, command: type[Command], canonical: str, now: datetime) -> events.ProposalOpened:
        """
        Show what it says. canonical: the very text whose digest is on the receipt.

        Raises:
            Conflict: `proposal.not_in_step`.
        """
        self._follow(command, "opened")
        content = read_content(canonical).content
        self.opened_at, self.content = now, canonical
        self.title, self.amount_minor = content.title, content.amount_minor
        self.community_id, self.project_id = content.community_id, content.project_id
        self.starts_on, self.ends_on = content.starts_on, content.ends_on
        return events.ProposalOpened(
            proposal_id=self.id, call_id=self.call_id, social_organisation_id=self.organisation_id, opened_at=now
        )

    def damage(self) -> events.ProposalDamaged:
        """What is kept isn't what was submitted."""
        self._follow(OpenProposals, "damaged")
        return events.ProposalDamaged(
            proposal_id=self.id,
            call_id=self.call_id,
            social_organisation_id=self.organisation_id,
            receipt_number=self.receipt_number or "",
        )

    def admit(self, now: datetime) -> award_events.ProposalAdmitted:
        """
        It is formally in order.

        Raises:
            Conflict: `proposal.not_in_step`.
        """
        self._follow(AdmitProposal)
        self.checked_at = now
        return award_events.ProposalAdmitted(
            proposal_id=self.id, call_id=self.call_id, social_organisation_id=self.organisation_id
        )

    def reject(self, reason: str, now: datetime) -> award_events.ProposalRejected:
        """
        It isn't formally in order.

        Raises:
            Conflict: `proposal.not_in_step`.
        """
        self._follow(RejectProposal)
        self.checked_at, self.rejected_because = now, reason
        return award_events.ProposalRejected(
            proposal_id=self.id, call_id=self.call_id, social_organisation_id=self.organisation_id, reason=reason
        )

    def place(self, command: type[Command], to: ProposalState) -> None:
        """Have it be awarded, follow as a reserve, or be out, as the command about its call or an award has it."""
        self._follow(command, to)

    def tell_place(self, rank: int) -> award_events.ProposalPlaced:
        """What its place has come to, where that is no award."""
        outcome: award_events.Placing = "reserve" if self.state == "reserve" else "not_chosen"
        return award_events.ProposalPlaced(
            proposal_id=self.id,
            call_id=self.call_id,
            social_organisation_id=self.organisation_id,
            outcome=outcome,
            rank=rank,
        )

    def _follow(self, command: type[Command], to: str | None = None) -> None:
        self.state = PROPOSAL_STATES.follow(command, self.state, to)
        self.count_up()
