"""Messages of outsourcing: files that organisations attach, to their profile, to a proposal, to what they deliver."""

from datetime import datetime
from typing import Annotated, Literal

from shared.messages.declare import Code, Command, Id, Kept, Layout, Length, Pattern, Shape, command, shape

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FileType = Literal[
    "application/pdf",
    "image/jpeg",
    "image/png",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
]
# What a file belongs to.
FileOwner = Literal["organisation", "proposal", "deliverable"]
MOST_FILE_BYTES = 4 * 1024 * 1024
FileName = Annotated[
    str, Length(1, 200), Layout.ONE_LINE, Pattern(r"[^/\\]+", "a name without a path"), Kept.IN_THE_CLEAR
]
FileInBase64 = Annotated[str, Length(1, 4 * (MOST_FILE_BYTES // 3 + 1))]


@shape
class AttachedFile(Shape):
    """
    A file without its content. owner_id: what it belongs to. sha256: of the file as it is kept, in hex; of a picture
    the pixels alone are.
    """

    id: Id
    owner_kind: FileOwner
    owner_id: Id
    purpose: Code
    name: FileName
    media_type: FileType
    size_bytes: int
    sha256: str
    attached_at: datetime


@shape
class AttachedFiles(Shape):
    """The oldest first; what a file belongs to has few."""

    items: list[AttachedFile]


@shape
class FileContent(Shape):
    """The file itself, in base 64."""

    name: FileName
    media_type: FileType
    content: FileInBase64


@command("file.reveal", is_repeatable=True, is_sealed=True)
class RevealFile(Command):
    """By those who may see what it belongs to. Who has looked stands in the audit trail."""

    file_id: Id


@command("file.remove", secret_result=True)
class RemoveFile(Command):
    """
    By the organisation that has attached it, as long as nothing relies on it. The content is deleted; that there was
    one stands in the audit trail.
    """

    file_id: Id
