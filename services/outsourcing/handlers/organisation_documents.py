"""Documents of social organisations, attached by themselves; qualifications rely on some of them."""

from collections.abc import Mapping

from services.outsourcing.handlers.file_keeping import FileRules, keep_file
from services.outsourcing.model.files import File
from services.outsourcing.model.profiles import NEEDED_DOCUMENTS
from services.outsourcing.repository import OutsourcingUnitOfWork
from services.outsourcing.schemas.files import file_shape
from shared.errors import Conflict, Forbidden
from shared.messages.declare import Command
from shared.messages.outsourcing import profiles as messages
from shared.messages.outsourcing.files import AttachedFile
from shared.service import Handler

MOST_DOCUMENTS = 30


def attach_document(command: messages.AttachDocument, uow: OutsourcingUnitOfWork) -> AttachedFile:
    """
    Keep a document of an organisation, encrypted.

    Raises:
        NotFound: `organisation.unknown`.
        Forbidden: `organisation.not_yours`.
        Conflict: `file.too_many`.
    """
    profile = uow.profiles.get(command.organisation_id)
    if not uow.is_organisation(profile.organisation_id):
        raise Forbidden("organisation.not_yours")
    file = keep_file(command, uow, owner_kind="organisation", owner_id=profile.organisation_id, most=MOST_DOCUMENTS)
    return file_shape(file, uow.cipher)


def check_may_read(file: File, uow: OutsourcingUnitOfWork) -> None:
    """
    Raises:
        Forbidden: `file.not_yours`, neither the organisation nor the department.
    """
    if not (uow.has_oversight or uow.is_organisation(file.owner_id)):
        raise Forbidden("file.not_yours")


def check_may_remove(file: File, uow: OutsourcingUnitOfWork) -> None:
    """
    Raises:
        Forbidden: `file.not_yours`.
        Conflict: `file.needed`, the last one of its purpose, and a qualification relies on it.
    """
    if not uow.is_organisation(file.owner_id):
        raise Forbidden("file.not_yours")
    is_last = len([one for one in uow.files.of("organisation", file.owner_id) if one.purpose == file.purpose]) == 1
    is_needed = file.purpose in NEEDED_DOCUMENTS and uow.qualifications.get(file.owner_id).is_relied_upon
    if is_last and is_needed:
        raise Conflict("file.needed")


RULES = FileRules(may_read=check_may_read, may_remove=check_may_remove)
COMMANDS: Mapping[type[Command], Handler] = {
    messages.AttachDocument: attach_document,
}
