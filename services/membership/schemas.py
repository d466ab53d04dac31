"""Rows as the shapes that callers get."""

from services.membership.model import ApiClient, Member, Organisation, Registration
from shared.encryption import Cipher
from shared.messages import membership as messages


def organisation_shape(organisation: Organisation) -> messages.Organisation:
    return messages.Organisation(
        id=organisation.id,
        kind=organisation.kind,
        name=organisation.name,
        code=organisation.code,
        tenant_id=organisation.tenant_id,
        version=organisation.version,
    )


def credentials_shape(client: ApiClient, secret: str) -> messages.ClientCredentials:
    return messages.ClientCredentials(
        client_id=client.id, client_secret=secret, organisation_id=client.organisation_id, label=client.label
    )


def client_shape(client: ApiClient) -> messages.ApiClient:
    return messages.ApiClient(
        client_id=client.id,
        organisation_id=client.organisation_id,
        label=client.label,
        revoked_at=client.revoked_at,
    )


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
