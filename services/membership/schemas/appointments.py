"""Contacts and appointments as the shapes that callers get."""

from datetime import datetime

from services.membership.model import Appointment, Contact
from services.membership.schemas.members import masked_phone
from shared.encryption import Cipher
from shared.messages import membership as messages


def contact_shape(contact: Contact, cipher: Cipher) -> messages.Contact:
    return messages.Contact(
        id=contact.id,
        organisation_id=contact.organisation_id,
        name=contact.name,
        duty=contact.duty,
        phone=cipher.decrypt(contact.phone_encrypted) if contact.phone_encrypted else None,
        email=cipher.decrypt(contact.email_encrypted) if contact.email_encrypted else None,
        version=contact.version,
    )


def appointment_shape(appointment: Appointment, cipher: Cipher, now: datetime) -> messages.Appointment:
    return messages.Appointment(
        id=appointment.id,
        organisation_id=appointment.organisation_id,
        office=appointment.office,
        member_id=appointment.member_id,
        name=appointment.person_name,
        phone=masked_phone(appointment.phone_encrypted, cipher),
        since=appointment.since,
        until=appointment.until,
        state=appointment.stands(now),
        ended_at=appointment.ended_at,
        ending=appointment.ending,
        version=appointment.version,
    )
