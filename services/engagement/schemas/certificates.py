"""Certificates as callers get them."""

from dataclasses import fields

from services.engagement.model import Certificate, Community
from shared.messages.engagement import certificates as messages

WORKED_OUT = {"community_name", "verification_path"}
OF_CERTIFICATE = tuple(field.name for field in fields(messages.Certificate) if field.name not in WORKED_OUT)


def certificate_shape(one: Certificate, community: Community) -> messages.Certificate:
    return messages.Certificate(
        **{name: getattr(one, name) for name in OF_CERTIFICATE},
        community_name=community.name,
        verification_path=f"/certificates/{one.token}" if one.token else None,
    )


def certificate_verification_shape(one: Certificate, community: Community) -> messages.CertificateVerification:
    if one.number is None or one.issued_at is None:
        raise LookupError("a certificate that isn't issued has no token")
    return messages.CertificateVerification(
        number=one.number,
        community_name=community.name,
        from_on=one.from_on,
        until_on=one.until_on,
        minutes=one.minutes,
        issued_at=one.issued_at,
        is_good=one.state == "issued",
        is_affected=one.is_affected,
    )
