"""Certificates: asked for, public for seven days, issued, revoked."""

from collections.abc import Callable, Mapping

from services.engagement.model import CERTIFICATE_NOTICE_ENDS, Certificate, ServiceRecord
from services.engagement.repository import EngagementUnitOfWork
from services.engagement.schemas import certificate_shape
from shared.clock import day_of
from shared.errors import Conflict, Fault, Forbidden, Invalid
from shared.ids import new_id
from shared.messages.declare import Command
from shared.messages.engagement import certificates as messages
from shared.service import Handler


def request_certificate(command: messages.RequestCertificate, uow: EngagementUnitOfWork) -> messages.Certificate:
    """
    Begin the public notice of a certificate of what the acting member has served at a community.

    Raises:
        Forbidden: `access.denied`, not a member.
        Invalid: `certificate.days_unfit`.
        Conflict: `certificate.requested`, one is in its public notice; `certificate.nothing_served`.
        PassingConflict: `community.unknown`, `member.unknown`, not heard of yet.

    Publishes:
        CertificateRequested.
    """
    if uow.actor.role != "member" or uow.actor.member_id is None:
        raise Forbidden("access.denied")
    if not command.from_on <= command.until_on <= day_of(uow.now):
        fault = Fault("#/until_on", "out_of_range", "Takes no day before the first, and none to come.")
        raise Invalid("certificate.days_unfit", errors=[fault])
    community, member = uow.communities.get(command.community_id), uow.members.get(uow.actor.member_id)
    if uow.certificates.is_requested(community.id, member.id):
        raise Conflict("certificate.requested")
    record_ids = uow.certificates.final_records(community.id, member.id, command.from_on, command.until_on)
    if not record_ids:
        raise Conflict("certificate.nothing_served")
    certificate = Certificate(
        id=new_id(),
        tenant_id=uow.tenant_id,
        community_id=community.id,
        member_id=member.id,
        unit_id=member.unit_id,
        from_on=command.from_on,
        until_on=command.until_on,
        minutes=0,
        records=0,
        is_affected=False,
        requested_at=uow.now,
        notice_ends_at=uow.now,
        state="requested",
    )
    uow.session.add(certificate)
    uow.session.flush()  # its records refer to it
    uow.certificates.certify(certificate.id, record_ids)
    minutes, records = uow.certificates.sum_of(certificate.id)
    uow.record(certificate.request(uow.now, minutes=minutes, records=records))
    uow.schedule(certificate.subject, certificate.schedule(), is_new=True)
    return certificate_shape(certificate, community)


def issue_certificate(command: messages.IssueCertificate, uow: EngagementUnitOfWork) -> messages.Certificate:
    """
    Give a certificate its number once its public notice is over, of those records that still count.

    Raises:
        NotFound: `certificate.unknown`.
        Forbidden: `access.denied`, asked for by somebody else than the timer.
        Conflict: `certificate.not_due`.

    Publishes:
        CertificateIssued; CertificateRevoked, where nothing is left to certify.
    """
    uow.check_timer()
    certificate = uow.certificates.get(command.certificate_id)
    certificate.check_due(uow.now)
    community = uow.communities.get(certificate.community_id)
    minutes, records = uow.certificates.sum_of(certificate.id)
    if records:
        number = uow.certificates.take_number(community, uow.now)
        uow.record(certificate.issue(number, uow.now, minutes=minutes, records=records))
    else:
        uow.record(certificate.revoke(None))
    uow.schedule(certificate.subject, certificate.schedule())
    return certificate_shape(certificate, community)


def revoke_certificate(command: messages.RevokeCertificate, uow: EngagementUnitOfWork) -> messages.Certificate:
    """
    Have the acting community not issue a certificate, or let it be good no more.

    Raises:
        NotFound: `certificate.unknown`.
        Forbidden: `certificate.not_yours`.
        PreconditionFailed: `precondition.failed`.
        Conflict: `certificate.not_in_step`.

    Publishes:
        CertificateRevoked.
    """
    certificate = uow.certificates.get(command.certificate_id)
    if not uow.is_run_by_actor(certificate.community_id):
        raise Forbidden("certificate.not_yours")
    uow.expect(certificate.version)
    uow.record(certificate.revoke(command.reason))
    uow.reason = command.reason
    uow.schedule(certificate.subject, certificate.schedule())
    return certificate_shape(certificate, uow.communities.get(certificate.community_id))


def mark_certificates(record: ServiceRecord, uow: EngagementUnitOfWork) -> None:
    """
    Mark the certificates that a record is in, for it counts no more. Whoever issues one at the same moment has read
    another version of it, and works it out anew.

    Publishes:
        CertificateAffected for each that is issued.
    """
    for certificate in uow.certificates.of_record(record.id):
        if told := certificate.note_affected():
            uow.record(told)


def issuing(certificate_id: str) -> Command:
    return messages.IssueCertificate(certificate_id=certificate_id)


COMMANDS: Mapping[type[Command], Handler] = {
    messages.RequestCertificate: request_certificate,
    messages.IssueCertificate: issue_certificate,
    messages.RevokeCertificate: revoke_certificate,
}
DEADLINES: Mapping[str, Callable[[str], Command]] = {
    CERTIFICATE_NOTICE_ENDS: issuing,
}
