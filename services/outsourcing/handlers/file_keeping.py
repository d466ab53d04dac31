"""How files of all kinds of things are kept: what their owners say, and what is done alike."""

import hashlib
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from services.outsourcing.model.files import File
from services.outsourcing.repository import OutsourcingUnitOfWork
from shared.errors import Conflict
from shared.ids import new_id
from shared.messages.outsourcing.files import FileOwner, FileType


class Sent(Protocol):
    """What each command that attaches a file has."""

    @property
    def purpose(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def media_type(self) -> FileType: ...
    @property
    def content(self) -> str: ...


Check = Callable[[File, OutsourcingUnitOfWork], None]


@dataclass(frozen=True)
class FileRules:
    """
    What one kind of owner says of its files. Each check raises what it refuses by.

    may_read: whether the actor may see the file. may_remove: whether it is theirs, and nothing relies on it.
    """

    may_read: Check
    may_remove: Check


def keep_file(sent: Sent, uow: OutsourcingUnitOfWork, *, owner_kind: FileOwner, owner_id: str, most: int) -> File:
    """
    Keep a file, encrypted. The caller has checked whose the owner is, and holds its row, so that files are counted
    rightly.

    most: how many files the owner may have.

    Raises:
        Conflict: `file.too_many`.
    """
    if len(uow.files.of(owner_kind, owner_id)) >= most:
        raise Conflict("file.too_many", f"At most {most} files.")
    content = b64decode(sent.content)
    file = File(
        id=new_id(),
        tenant_id=uow.tenant_id,
        owner_kind=owner_kind,
        owner_id=owner_id,
        purpose=sent.purpose,
        name_encrypted=uow.cipher.encrypt(sent.name),
        media_type=sent.media_type,
        size_bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        content_encrypted=uow.cipher.encrypt(sent.content),
        attached_at=uow.now,
        removed_at=None,
    )
    uow.session.add(file)
    uow.subject = file.subject
    return file
