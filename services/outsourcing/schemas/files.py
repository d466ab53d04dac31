"""Files as the shapes that callers get."""

from services.outsourcing.model.files import File
from shared.encryption import Cipher
from shared.messages.outsourcing import files as messages


def file_shape(file: File, cipher: Cipher) -> messages.AttachedFile:
    return messages.AttachedFile(
        id=file.id,
        owner_kind=file.owner_kind,
        owner_id=file.owner_id,
        purpose=file.purpose,
        name=cipher.decrypt(file.name_encrypted),
        media_type=file.media_type,
        size_bytes=file.size_bytes,
        sha256=file.sha256,
        attached_at=file.attached_at,
    )
