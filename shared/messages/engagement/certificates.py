"""Hours and stars of a member, and certificates (证明) of what they have served."""

from datetime import date, datetime
from typing import Literal

from shared.messages.declare import (
    Command,
    Event,
    ForUnit,
    Id,
    Public,
    Query,
    Shape,
    Text,
    command,
    event,
    query,
    shape,
)
from shared.messages.paging import Cursor, Limit, Order

CertificateState = Literal["requested", "issued", "refused", "revoked"]


@shape
class ServiceHours(Shape):
    """
    What a member has served, over all communities.

    minutes, records: of what is final. waiting_minutes: confirmed, and not final yet. star_level: from 0 to 5, at 100,
    300, 600, 1000 and 1500 hours. minutes_to_next_star: null with five.
    """

    member_id: Id
    minutes: int
    records: int
    waiting_minutes: int
    star_level: int
    minutes_to_next_star: int | None


@shape
class Certificate(Shape):
    """
    A certificate of what a member has served at a community, also as a PDF.

    state: requested, in its public notice until `notice_ends_at`; issued, with a number; refused before that, or
    revoked after it, by the community; refused also where nothing is left to certify. minutes, records: of what was
    final when it was asked for, and is still when it is issued. is_affected: a record of it was voided or corrected
    after it was issued. verification_path: where anybody sees whether it is good, without learning whose it is.
    """

    id: Id
    community_id: Id
    community_name: str | None
    member_id: Id
    unit_id: Id
    state: CertificateState
    from_on: date
    until_on: date
    minutes: int
    records: int
    requested_at: datetime
    notice_ends_at: datetime
    number: str | None
    issued_at: datetime | None
    is_affected: bool
    ended_because: str | None
    verification_path: str | None
    version: int


@shape
class CertificatePage(Shape):
    items: list[Certificate]
    next: str | None


@shape
class CertificateVerification(Shape):
    """What anybody who has a certificate can check. is_good: that it was issued, and not revoked."""

    number: str
    community_name: str | None
    from_on: date
    until_on: date
    minutes: int
    issued_at: datetime
    is_good: bool
    is_affected: bool


@query("service_hours.show")
class ShowServiceHours(Query):
    member_id: Id


@command("certificate.request")
class RequestCertificate(Command):
    """By a member, of what they have served at a community on these days, which are in; it is public for seven days."""

    community_id: Id
    from_on: date
    until_on: date


@command("certificate.issue")
class IssueCertificate(Command):
    """Carried out by the timer alone: its public notice is over."""

    certificate_id: Id


@command("certificate.revoke")
class RevokeCertificate(Command):
    """By the community: it isn't issued, or is good no more. The reason is told to the member and the unit."""

    certificate_id: Id
    reason: Text


@query("certificate.show")
class ShowCertificate(Query):
    """As a PDF, where the caller accepts that, once it is issued."""

    certificate_id: Id


@query("certificates.list")
class ListCertificates(Query):
    """A member's own, those of a unit's members, or those that a community issues; the newest first."""

    state: CertificateState | None = None
    order: Order = "newest_first"
    after: Cursor | None = None
    limit: Limit = 50


@query("certificate.verify")
class VerifyCertificate(Query):
    """As a page, where the caller accepts HTML."""

    token: str


@event("certificate.requested", subject="certificate_id")
class CertificateRequested(Event):
    """A member asks for a certificate; it is public for seven days before it is issued."""

    certificate_id: Public[Id]
    community_id: Public[Id]
    from_on: Public[date]
    until_on: Public[date]
    minutes: Public[int]
    notice_ends_at: Public[datetime]
    member_id: ForUnit[Id]
    unit_id: ForUnit[Id]


@event("certificate.issued", subject="certificate_id")
class CertificateIssued(Event):
    """Its public notice is over."""

    certificate_id: Public[Id]
    community_id: Public[Id]
    minutes: Public[int]
    number: ForUnit[str]
    member_id: ForUnit[Id]
    unit_id: ForUnit[Id]


@event("certificate.revoked", subject="certificate_id")
class CertificateRevoked(Event):
    """It isn't issued, or is good no more."""

    certificate_id: Public[Id]
    community_id: Public[Id]
    was_issued: Public[bool]
    reason: ForUnit[Text] | None
    member_id: ForUnit[Id]
    unit_id: ForUnit[Id]


@event("certificate.affected", subject="certificate_id")
class CertificateAffected(Event):
    """A record of one that is issued was voided or corrected."""

    certificate_id: Public[Id]
    community_id: Public[Id]
    member_id: ForUnit[Id]
    unit_id: ForUnit[Id]
