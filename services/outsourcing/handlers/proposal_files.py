"""Files of proposals: sealed as what they say, and a part of its digest."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.outsourcing.handlers.file_keeping import FileRules, keep_file
from services.outsourcing.handlers.proposal_checks import get_own
from services.outsourcing.handlers.proposal_saving import save_version
from services.outsourcing.model.files import File
from services.outsourcing.model.proposals import Proposal
from services.outsourcing.repository import OutsourcingUnitOfWork
from services.outsourcing.repository.proposal_readers import get_readable
from services.outsourcing.schemas.files import file_shape
from services.outsourcing.schemas.proposals import file_in_proposal, read_proposal
from shared.errors import Conflict, Forbidden
from shared.messages.declare import Command
from shared.messages.outsourcing import proposals as messages
from shared.messages.outsourcing.files import AttachedFile, FileType, RemoveFile
from shared.messages.outsourcing.terms import ProposalContent
from shared.service import Handler

# In the database it stands in the clear.
PURPOSE = "attachment"


@dataclass(frozen=True)
class Sent:
    """A file as `keep_file` takes it."""

    name: str
    media_type: FileType
    content: str
    purpose: str = PURPOSE


def attach_proposal_file(command: messages.AttachProposalFile, uow: OutsourcingUnitOfWork) -> AttachedFile:
    """
    Keep a file of a draft, encrypted; the next version has it.

    Raises:
        NotFound, Forbidden, PreconditionFailed, Conflict: as `get_own`.
        Conflict: `file.too_many`; `proposal.files_too_large`, all together; `proposal.unreadable`.

    Publishes:
        PartnerAsked, for each partner who has answered what stood before.
    """
    proposal, _ = get_own(command.proposal_id, messages.AttachProposalFile, uow)
    content = _content_of(proposal, uow)
    sent = Sent(command.name, command.media_type, command.content)
    file = keep_file(sent, uow, owner_kind="proposal", owner_id=proposal.id, most=messages.MOST_PROPOSAL_FILES)
    files = uow.files.of("proposal", proposal.id)
    if sum(one.size_bytes for one in files) > messages.MOST_PROPOSAL_BYTES:
        raise Conflict("proposal.files_too_large", f"At most {messages.MOST_PROPOSAL_BYTES} bytes together.")
    save_version(
        proposal, messages.AttachProposalFile, content, [file_in_proposal(one, uow.cipher) for one in files], uow
    )
    return file_shape(file, uow.cipher)


def check_may_read(file: File, uow: OutsourcingUnitOfWork) -> None:
    """
    Raises:
        Forbidden: `file.not_yours`.
        Conflict: `call.sealed`, the department has to wait for the deadline.
    """
    try:
        get_readable(file.owner_id, uow)
    except Forbidden:
        raise Forbidden("file.not_yours") from None


def let_go_of(file: File, uow: OutsourcingUnitOfWork) -> None:
    """
    Let the next version of a draft be without a file that is about to be removed.

    Raises:
        Forbidden: `file.not_yours`.
        Conflict: `proposal.not_in_step`; `call.closed`; `proposal.unreadable`.

    Publishes:
        PartnerAsked, for each partner who has answered what stood before.
    """
    if not uow.is_organisation(uow.proposals.get(file.owner_id).organisation_id):
        raise Forbidden("file.not_yours")
    proposal, _ = get_own(file.owner_id, RemoveFile, uow)
    content = _content_of(proposal, uow)
    left = [one for one in uow.files.of("proposal", proposal.id) if one.id != file.id]
    save_version(proposal, RemoveFile, content, [file_in_proposal(one, uow.cipher) for one in left], uow)


def _content_of(proposal: Proposal, uow: OutsourcingUnitOfWork) -> ProposalContent:
    written = read_proposal(proposal, uow)
    if written is None:
        raise Conflict("proposal.unreadable")
    return written.content


RULES = FileRules(may_read=check_may_read, may_remove=let_go_of)
COMMANDS: Mapping[type[Command], Handler] = {messages.AttachProposalFile: attach_proposal_file}
