"""Messages of outsourcing: contracts (协议) of the department with social organisations, and who has signed them."""

from dataclasses import field
from datetime import date, datetime
from typing import Annotated, Literal

from shared.messages.declare import (
    Command,
    Fen,
    Id,
    Kept,
    Length,
    Line,
    Name,
    Pattern,
    Query,
    Range,
    Shape,
    Text,
    command,
    query,
    shape,
)
from shared.messages.outsourcing.terms import Amount, Percent
from shared.messages.paging import Cursor, Limit, Order

ContractState = Literal["draft", "half_signed", "active", "completed", "terminated", "void"]
ContractSide = Literal["department", "organisation"]
VersionState = Literal["standing", "proposed", "replaced", "refused", "withdrawn"]
ContractText = Annotated[str, Length(1, 50_000), Kept.IN_THE_CLEAR]
Digest = Annotated[str, Pattern(r"[0-9a-f]{64}", "64 hexadecimal digits")]


@shape
class AcceptanceRule(Shape):
    """
    Residents have a say in a milestone's acceptance: raters_min of them at least, of whom satisfied_percent at least
    are satisfied (4 or 5 of 5). Of fewer than five ratings no share is ever told.
    """

    raters_min: Annotated[int, Range(5, 2000)] = 5
    satisfied_percent: Percent = 80
    survey_days: Annotated[int, Range(3, 60)] = 14


@shape
class MilestoneTerms(Shape):
    """
    A part of the work; the shares of all total 100. acceptance: null where the community alone accepts it, as a plan
    that nobody can have benefited of yet. Of the last one residents have a say always: null is the usual rule there.
    """

    name: Name
    share_percent: Percent
    due_on: date
    deliverables: Text
    acceptance: AcceptanceRule | None = None


@shape
class AmendedMilestone(Shape):
    """
    A milestone that isn't submitted yet, as an amendment has it; amount in fen. milestone_id: null for a new one.
    acceptance: null where the community alone accepts it; for the last one it is the usual rule then.
    """

    milestone_id: Id | None = None
    name: Name
    amount_minor: Amount
    due_on: date
    deliverables: Text
    acceptance: AcceptanceRule | None = None


@shape
class ContractMilestone(Shape):
    """A milestone as a version of the contract has it; amount_minor in fen."""

    milestone_id: Id
    name: Name
    amount_minor: Amount
    due_on: date
    deliverables: Text
    acceptance: AcceptanceRule | None


@shape
class ContractTerms(Shape):
    """
    All that both sides sign. subcontracting: whoever has the contract does the work, with the partners that its
    proposal names; nobody else is given any of it.
    """

    contract_id: Id
    award_id: Id
    project_id: Id
    organisation_id: Id
    title: Line
    text: ContractText
    starts_on: date
    ends_on: date
    amount_minor: Amount
    currency: Literal["CNY"]
    subcontracting: Literal["forbidden"]
    milestones: Annotated[list[ContractMilestone], Length(1, 20)]


@shape
class Signature(Shape):
    """sha256: of the text that was signed."""

    side: ContractSide
    signatory_name: str
    signatory_title: str
    sha256: str
    signed_at: datetime


@shape
class ContractVersion(Shape):
    """
    What both sides have signed, or are to sign.

    text: the terms as they are signed, in canonical JSON (RFC 8785); sha256: of it in UTF-8. proposed_by, reason: of an
    amendment.
    """

    id: Id
    contract_id: Id
    number: int
    state: VersionState
    terms: ContractTerms
    text: str
    sha256: str
    proposed_by: ContractSide | None
    reason: str | None
    signatures: list[Signature]
    written_at: datetime


@shape
class ContractVersionPage(Shape):
    items: list[ContractVersion]
    next: str | None


@shape
class Contract(Shape):
    """
    A contract (协议); amounts in fen.

    standing: the version that both have signed, or are to sign first. proposed: an amendment that waits for the other
    side. accepted_minor, requested_minor, paid_minor: what is accepted and not asked for yet, asked for and not paid,
    and paid: each fen stands in one of them, where a milestone's accepted_minor tells all that was ever accepted.
    payments_stopped_at: since a milestone failed nothing is paid. reason: why it was terminated, or is void.
    """

    id: Id
    call_id: Id
    award_id: Id
    project_id: Id
    community_id: Id
    organisation_id: Id
    organisation_name: str | None
    title: str
    amount_minor: Fen
    currency: Literal["CNY"]
    accepted_minor: Fen
    requested_minor: Fen
    paid_minor: Fen
    state: ContractState
    starts_on: date
    ends_on: date
    standing: ContractVersion
    proposed: ContractVersion | None
    payments_stopped_at: datetime | None
    reason: str | None
    drafted_at: datetime
    signed_at: datetime | None
    ended_at: datetime | None
    version: int


@shape
class ContractSummary(Shape):
    """A contract as lists have it; amount in fen."""

    id: Id
    call_id: Id
    award_id: Id
    project_id: Id
    community_id: Id
    organisation_id: Id
    organisation_name: str | None
    title: str
    amount_minor: Fen
    state: ContractState
    starts_on: date
    ends_on: date
    payments_stopped_at: datetime | None
    signed_at: datetime | None


@shape
class ContractPage(Shape):
    items: list[ContractSummary]
    next: str | None


@shape
class SettledMilestone(Shape):
    """What of an open milestone is accepted at a termination, in fen."""

    milestone_id: Id
    amount_minor: Annotated[int, Range(1, 10**13)]


@command("contract.draft")
class DraftContract(Command):
    """
    Dates and milestones that aren't given are those of the proposal; of its milestones residents are asked about the
    last one then.
    """

    award_id: Id
    text: ContractText
    starts_on: date | None = None
    ends_on: date | None = None
    milestones: Annotated[list[MilestoneTerms], Length(1, 20)] | None = None


@command("contract.edit")
class EditContract(Command):
    """The whole draft anew; nobody has signed it yet."""

    contract_id: Id
    text: ContractText
    starts_on: date
    ends_on: date
    milestones: Annotated[list[MilestoneTerms], Length(1, 20)]


@command("contract.sign")
class SignContract(Command):
    """sha256: of the text that is signed, as the contract tells it. Once both have signed it is in force."""

    contract_id: Id
    sha256: Digest
    signatory_name: Name
    signatory_title: Name


@command("contract.unsign")
class UnsignContract(Command):
    """Who has signed takes it back, until the other side has signed too."""

    contract_id: Id


@command("contract.amend")
class AmendContract(Command):
    """
    Propose other terms, signed with it; what is left out stays.

    milestones: all that aren't submitted yet, in place of those that there are. The amount of the contract is the sum
    of its milestones: it may fall, and never rises.
    """

    contract_id: Id
    reason: Text
    text: ContractText | None = None
    ends_on: date | None = None
    milestones: Annotated[list[AmendedMilestone], Length(0, 20)] | None = None
    signatory_name: Name
    signatory_title: Name


@command("contract.agree")
class AgreeToAmendment(Command):
    """By the other side; sha256: of the text that the amendment has."""

    contract_id: Id
    sha256: Digest
    signatory_name: Name
    signatory_title: Name


@command("contract.refuse_amendment")
class RefuseAmendment(Command):
    contract_id: Id
    reason: Text


@command("contract.withdraw_amendment")
class WithdrawAmendment(Command):
    """By the side that has proposed it."""

    contract_id: Id


@command("contract.terminate")
class TerminateContract(Command):
    """
    By the department, for a reason. settlement: what of open milestones is accepted all the same; the rest of the
    contract's money is free. What is accepted is still paid.
    """

    contract_id: Id
    reason: Text
    settlement: Annotated[list[SettledMilestone], Length(0, 20)] = field(default_factory=list)


@command("contract.resume_payments")
class ResumePayments(Command):
    """By the department, where what made a milestone fail is mended."""

    contract_id: Id
    reason: Text


@query("contract.show")
class ShowContract(Query):
    contract_id: Id


@query("contracts.list")
class ListContracts(Query):
    """The tenant's for the department, its own for an organisation, those in it for a community."""

    state: ContractState | None = None
    call_id: Id | None = None
    project_id: Id | None = None
    organisation_id: Id | None = None
    order: Order = "newest_first"
    after: Cursor | None = None
    limit: Limit = 50


@query("contract_versions.list")
class ListContractVersions(Query):
    contract_id: Id
    order: Order = "oldest_first"
    after: Cursor | None = None
    limit: Limit = 50
