"""What is kept of a roster entry, on a member or by itself."""

from typing import Any

from services.membership.model import Member
from shared.encryption import Cipher
from shared.messages.membership import RosterEntry
from shared.messages.wire import decode, encode, from_plain, to_plain


def facts_of(entry: RosterEntry, cipher: Cipher) -> dict[str, Any]:
    """By the names of the columns; skills and interests come by the words of the tenant's list, and not from here."""
    return {
        "state": entry.state,
        "external_id": entry.external_id,
        "name": entry.name,
        "gender": entry.gender,
        "birth_month": entry.birth_month,
        "identity_encrypted": cipher.encrypt(entry.identity_number),
        "identity_digest": cipher.digest(entry.identity_number),
        "phone_encrypted": cipher.encrypt(entry.phone) if entry.phone else None,
        "phone_digest": cipher.digest(entry.phone) if entry.phone else None,
        "department": entry.department,
        "residence_code": entry.residence_code,
    }


def entry_of(member: Member, cipher: Cipher) -> RosterEntry:
    """The entry that would say of a member what is kept; its identity number is empty where there is none."""
    return RosterEntry(
        external_id=member.external_id,
        name=member.name,
        gender=member.gender,
        birth_month=member.birth_month,
        identity_number=cipher.decrypt(member.identity_encrypted) if member.identity_encrypted else "",
        phone=cipher.decrypt(member.phone_encrypted) if member.phone_encrypted else None,
        department=member.department,
        skills=member.skills,
        interests=member.interests,
        residence_code=member.residence_code,
        state="inactive" if member.state == "inactive" else "active",
    )


def sealed(entry: RosterEntry, cipher: Cipher) -> str:
    """An entry as a whole, encrypted."""
    return cipher.encrypt(encode(to_plain(entry)).decode())


def unsealed(text: str, cipher: Cipher) -> RosterEntry:
    return from_plain(decode(cipher.decrypt(text)), RosterEntry)
