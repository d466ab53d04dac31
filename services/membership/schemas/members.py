"""Members as the shapes that callers get."""

from services.membership.model import Member
from shared.encryption import Cipher
from shared.messages import membership as messages


def member_shape(member: Member, cipher: Cipher) -> messages.Member:
    """The phone is masked, 199****1519; of the identity number nothing is told."""
    phone = cipher.decrypt(member.phone_encrypted) if member.phone_encrypted else None
    return messages.Member(
        id=member.id,
        unit_id=member.unit_id,
        external_id=member.external_id,
        name=member.name,
        phone=f"{phone[:3]}****{phone[-4:]}" if phone else None,
        department=member.department,
        skills=member.skills,
        interests=member.interests,
        residence_code=member.residence_code,
        version=member.version,
    )
