"""Members as the shapes that callers get."""

from collections.abc import Collection, Iterable

from services.membership.disclosure import Reader, seen_by
from services.membership.model import Member, MemberFreeTime, masked_name
from shared.encryption import Cipher
from shared.messages import membership as messages
from shared.messages.membership import ConsentPurpose
from shared.weeks import Slot, shape_of


def member_shape(
    member: Member, cipher: Cipher, reader: Reader = "unit", consents: Collection[ConsentPurpose] = ()
) -> messages.Member:
    """
    What a reader sees of a member; a name that isn't theirs to see is masked, the rest is left out.

    The phone is masked for all, 199****1519; of the identity number nothing is told.
    """
    seen = seen_by(reader, consents)
    return messages.Member(
        id=member.id,
        unit_id=member.unit_id,
        external_id=member.external_id if "external_id" in seen else None,
        state=member.state,
        name=member.name if "name" in seen else masked_name(member.name),
        phone=masked_phone(member.phone_encrypted, cipher) if "phone" in seen else None,
        department=member.department if "department" in seen else None,
        skills=member.all_skills if "skills" in seen else [],
        interests=member.all_interests if "interests" in seen else [],
        own_skills=[*member.own_skills] if "own_skills" in seen else [],
        own_interests=[*member.own_interests] if "own_interests" in seen else [],
        free_times=free_times(member.free_times) if "free_times" in seen else [],
        paused_until=member.paused_until if "paused_until" in seen else None,
        residence_code=member.residence_code if "residence_code" in seen else None,
        created_at=member.created_at,
        changed_at=member.changed_at,
        version=member.version,
    )


def member_record(member: Member, cipher: Cipher) -> messages.MemberRecord:
    """What the member's unit has given, with the whole phone: its system compares before it writes."""
    return messages.MemberRecord(
        id=member.id,
        user_name=member.known_as,
        provisioning_id=member.provisioning_id,
        number=member.external_id,
        name=member.name,
        name_parts=messages.NameParts(**member.name_parts) if member.name_parts else None,
        gender=member.gender,
        birth_month=member.birth_month,
        phone=cipher.decrypt(member.phone_encrypted) if member.phone_encrypted else None,
        department=member.department,
        skills=member.skills,
        interests=member.interests,
        residence_code=member.residence_code,
        state=member.state,
        created_at=member.created_at,
        changed_at=member.changed_at,
        version=member.version,
    )


def masked_external_id(number: str) -> str:
    """A number on a roster, but for its last characters: three, of short ones half."""
    told = min(3, len(number) // 2)
    return "*" * (len(number) - told) + number[len(number) - told :]


def masked_phone(encrypted: str | None, cipher: Cipher) -> str | None:
    """199****1519."""
    return masked_number(cipher.decrypt(encrypted)) if encrypted else None


def masked_number(phone: str) -> str:
    return f"{phone[:3]}****{phone[-4:]}"


def free_times(slots: Iterable[MemberFreeTime]) -> list[messages.FreeTime]:
    return [shape_of(Slot(slot.weekday, slot.from_minute, slot.to_minute)) for slot in slots]
