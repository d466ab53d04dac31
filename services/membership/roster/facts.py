"""What is kept of a roster entry on a member."""

from typing import Any

from shared.encryption import Cipher
from shared.messages.membership import RosterEntry


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
