"""
Messages of outsourcing: proposals (申报) of social organisations.

What they say is sealed until the deadline of their call: these messages travel encrypted, their answers are kept so.
"""

from datetime import datetime
from typing import Annotated, Literal

from shared.messages.declare import Command, Id, Query, Range, Shape, command, query, shape
from shared.messages.outsourcing.files import FileInBase64, FileName, FileType
from shared.messages.outsourcing.terms import Amount, ProposalContent
from shared.messages.paging import Cursor, Limit, Order

ProposalState = Literal[
    "draft",
    "submitted",
    "unconfirmed",
    "withdrawn",
    "lapsed",
    "void",
    "opened",
    "damaged",
    "admitted",
    "rejected",
    "awarded",
    "reserve",
    "not_chosen",
    "dropped",
]
PartnerState = Literal["asked", "confirmed", "refused"]
Part = Literal["lead", "partner"]
Digest = str
VersionNumber = Annotated[int, Range(1, 2**31 - 1)]
MOST_PROPOSAL_FILES = 20
MOST_PROPOSAL_BYTES = 20 * 1024 * 1024


@shape
class ProposalPartner(Shape):
    """
    A social organisation that does it together with the one that proposes.

    state: asked, until it has answered what stands now; a change of the content asks anew.
    """

    organisation_id: Id
    organisation_name: str | None
    state: PartnerState
    answered_at: datetime | None


@shape
class ProposalFile(Shape):
    """A file as it stands in the canonical content. sha256: of its bytes, hexadecimal."""

    id: Id
    name: FileName
    media_type: FileType
    size_bytes: int
    sha256: str


@shape
class ProposalReceipt(Shape):
    """
    What an organisation has in hand of a submission (回执).

    number: random, so that it doesn't tell how many there are. sha256: of the canonical content of the version
    `saved_version`. stands: whether that is what is submitted now.
    """

    number: str
    proposal_id: Id
    call_id: Id
    organisation_id: Id
    saved_version: VersionNumber
    sha256: Digest
    issued_at: datetime
    stands: bool


@shape
class Proposal(Shape):
    """
    A proposal (申报); amounts in fen.

    content: null where it isn't what was submitted (damaged). saved_version: the version of the content that stands,
    counted from 1. sha256: of its canonical text. receipt_number: of the last submission. reason: why it was rejected;
    null where it wasn't.
    """

    id: Id
    call_id: Id
    organisation_id: Id
    organisation_name: str | None
    state: ProposalState
    content: ProposalContent | None
    files: list[ProposalFile]
    partners: list[ProposalPartner]
    saved_version: VersionNumber
    sha256: Digest
    drafted_at: datetime
    saved_at: datetime
    submitted_at: datetime | None
    receipt_number: str | None
    opened_at: datetime | None
    reason: str | None
    version: int


@shape
class ProposalSummary(Shape):
    """A proposal in a list. part: the caller's own; null for who judges. title, amount_minor: null where damaged."""

    id: Id
    call_id: Id
    organisation_id: Id
    organisation_name: str | None
    part: Part | None
    state: ProposalState
    title: str | None
    amount_minor: Amount | None
    saved_at: datetime
    submitted_at: datetime | None
    opened_at: datetime | None
    version: int


@shape
class ProposalPage(Shape):
    items: list[ProposalSummary]
    next: str | None


@shape
class ProposalVersionSummary(Shape):
    """A version of the content. is_submitted: whether it was submitted, at whatever time."""

    id: Id
    number: VersionNumber
    sha256: Digest
    saved_at: datetime
    is_submitted: bool


@shape
class ProposalVersionPage(Shape):
    items: list[ProposalVersionSummary]
    next: str | None


@shape
class ProposalVersion(Shape):
    """
    A version of the content with its canonical text (RFC 8785), whose SHA-256 is `sha256`; the salt in it keeps others
    from guessing.
    """

    id: Id
    number: VersionNumber
    sha256: Digest
    saved_at: datetime
    is_submitted: bool
    canonical: str


@command("proposal.draft", secret_result=True, is_sealed=True)
class DraftProposal(Command):
    """Well formed is enough; what the call asks is held against it when it is submitted."""

    call_id: Id
    content: ProposalContent


@command("proposal.save", secret_result=True, is_sealed=True)
class SaveProposal(Command):
    """The whole content of a draft in place of the one that stands, which is kept as an earlier version."""

    proposal_id: Id
    content: ProposalContent


@command("proposal.submit", secret_result=True, is_sealed=True)
class SubmitProposal(Command):
    """Until the deadline of the call; all faults of the content are told at once."""

    proposal_id: Id


@command("proposal.revise", secret_result=True, is_sealed=True)
class ReviseProposal(Command):
    """A submitted proposal is a draft again, and has to be submitted again."""

    proposal_id: Id


@command("proposal.confirm", secret_result=True, is_sealed=True)
class ConfirmProposal(Command):
    """After the call was amended: what stands is held against the call as it is now, and is submitted again."""

    proposal_id: Id


@command("proposal.withdraw", secret_result=True, is_sealed=True)
class WithdrawProposal(Command):
    """Until the deadline of the call, for good; what it says stays sealed."""

    proposal_id: Id


@command("proposal.examine", secret_result=True, is_sealed=True)
class ExamineProposal(Command):
    """Of a damaged one, by the department: it is opened where all is right by now, as with a key that was away."""

    proposal_id: Id


@command("proposal_partner.confirm", secret_result=True, is_sealed=True)
class ConfirmPartner(Command):
    """By a partner, of the content as it stands."""

    proposal_id: Id
    organisation_id: Id


@command("proposal_partner.refuse", secret_result=True, is_sealed=True)
class RefusePartner(Command):
    """By a partner: it isn't part of this. It may still confirm as long as it stands there."""

    proposal_id: Id
    organisation_id: Id


@command("proposal_file.attach", secret_result=True, is_sealed=True)
class AttachProposalFile(Command):
    """To a draft: 20 files, 20 MiB together at most. It makes a version of the content."""

    proposal_id: Id
    name: FileName
    media_type: FileType
    content: FileInBase64


@query("proposal.show", is_sealed=True)
class ShowProposal(Query):
    proposal_id: Id


@query("proposals.list", is_sealed=True)
class ListProposals(Query):
    """An organisation's own, and those that it is a partner of; the newest first. part: only one of the two."""

    call_id: Id | None = None
    part: Part | None = None
    state: ProposalState | None = None
    order: Order = "newest_first"
    after: Cursor | None = None
    limit: Limit = 50


@query("call_proposals.list", is_sealed=True)
class ListCallProposals(Query):
    """Those of a call that were opened."""

    call_id: Id
    state: ProposalState | None = None
    order: Order = "oldest_first"
    after: Cursor | None = None
    limit: Limit = 50


@query("proposal_versions.list", is_sealed=True)
class ListProposalVersions(Query):
    proposal_id: Id
    order: Order = "newest_first"
    after: Cursor | None = None
    limit: Limit = 50


@query("proposal_version.show", is_sealed=True)
class ShowProposalVersion(Query):
    proposal_id: Id
    version_id: Id


@query("proposal_receipt.show", is_sealed=True)
class ShowProposalReceipt(Query):
    proposal_id: Id


@query("proposal_files.list", is_sealed=True)
class ListProposalFiles(Query):
    proposal_id: Id
