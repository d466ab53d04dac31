"""Files, whatever they belong to: shown to whom they concern, and removed."""

from collections.abc import Mapping

from services.outsourcing.handlers import milestones, organisation_documents, proposal_files
from services.outsourcing.handlers.file_keeping import FileRules
from services.outsourcing.repository import OutsourcingUnitOfWork
from shared.errors import NotFound
from shared.messages.declare import Command
from shared.messages.outsourcing import files as messages
from shared.service import Handler

# A kind of owner that isn't here has no files.
RULES: Mapping[str, FileRules] = {
    "organisation": organisation_documents.RULES,
    "proposal": proposal_files.RULES,
    "deliverable": milestones.RULES,
}


def reveal_file(command: messages.RevealFile, uow: OutsourcingUnitOfWork) -> messages.FileContent:
    """
    Show a file to whom it concerns; who has looked stands in the audit trail.

    Raises:
        NotFound: `file.unknown`.
        Forbidden: `file.not_yours`.
    """
    file = uow.files.get(command.file_id)
    RULES[file.owner_kind].may_read(file, uow)
    uow.subject = file.subject
    return messages.FileContent(
        name=uow.cipher.decrypt(file.name_encrypted),
        media_type=file.media_type,
        content=uow.cipher.decrypt(uow.files.content_of(file)),
    )


def remove_file(command: messages.RemoveFile, uow: OutsourcingUnitOfWork) -> None:
    """
    Delete a file's content; who has done it stands in the audit trail.

    Raises:
        NotFound: `file.unknown`.
        Forbidden: `file.not_yours`.
        Conflict: `file.needed`, something relies on it.
    """
    file = uow.files.get(command.file_id)
    RULES[file.owner_kind].may_remove(file, uow)
    uow.subject = file.subject
    if not uow.files.remove(file, uow.now):
        raise NotFound("file.unknown")


COMMANDS: Mapping[type[Command], Handler] = {
    messages.RevealFile: reveal_file,
    messages.RemoveFile: remove_file,
}
