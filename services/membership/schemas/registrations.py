"""Registrations as the shapes that callers get."""

from services.membership.model import Registration
from shared.messages import membership as messages


def registration_shape(registration: Registration) -> messages.Registration:
    return messages.Registration(
        id=registration.id,
        community_id=registration.community_id,
        member_id=registration.member_id,
        member_name=registration.member.name,
        unit_id=registration.unit_id,
        state=registration.state,
        receipt_number=registration.receipt_number,
        requested_at=registration.requested_at,
        confirmed_at=registration.confirmed_at,
        version=registration.version,
    )
