"""Registrations and their receipts as the shapes that callers get."""

from services.membership.model import Organisation, Registration
from shared.messages import membership as messages
from shared.messages.envelope import Actor


def registration_shape(registration: Registration, actor: Actor) -> messages.Registration:
    """As an actor sees it: with the steps that they may take next."""
    return messages.Registration(
        id=registration.id,
        community_id=registration.community_id,
        member_id=registration.member_id,
        member_name=registration.member.name,
        unit_id=registration.unit_id,
        kind=registration.kind,
        state=registration.state,
        receipt_number=registration.receipt_number,
        follows_id=registration.follows_id,
        reason=registration.reason,
        cause=registration.cause,
        requested_at=registration.requested_at,
        confirmed_at=registration.confirmed_at,
        decided_by=registration.decided_by,
        decided_at=registration.decided_at,
        allowed=registration.allowed(registration.side_of(actor)),
        version=registration.version,
    )


def receipt_shape(registration: Registration, unit: Organisation, community: Organisation) -> messages.Receipt:
    """Of a registration that has been confirmed."""
    return messages.Receipt(
        registration_id=registration.id,
        receipt_number=registration.receipt_number or "",
        member_name=registration.member.name,
        unit_name=unit.name,
        community_name=community.name,
        subdistrict=community.subdistrict or "",
        district=community.district or "",
        city=community.city or "",
        kind=registration.kind,
        state=registration.state,
        requested_at=registration.requested_at,
        issued_at=registration.confirmed_at or registration.requested_at,
        verification_path=f"/receipts/{registration.receipt_token}",
    )


def verification_shape(registration: Registration, community: Organisation) -> messages.ReceiptVerification:
    """Nothing in it says whose receipt it is."""
    return messages.ReceiptVerification(
        receipt_number=registration.receipt_number or "",
        community_name=community.name,
        issued_at=registration.confirmed_at or registration.requested_at,
        is_live=registration.state == "confirmed",
    )
