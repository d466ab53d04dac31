"""Answers on hours, stars and certificates: to those whom they concern, and to whoever checks a certificate."""

from services.engagement.model import Certificate
from services.engagement.model.certificates import minutes_to_next_star, star_level
from services.engagement.repository import EngagementUnitOfWork
from services.engagement.schemas import certificate_shape, certificate_verification_shape
from services.engagement.views.owners import rows_of_actor
from shared.errors import Forbidden, NotFound
from shared.messages.engagement import certificates as messages
from shared.paging import read_page


def show_service_hours(query: messages.ShowServiceHours, uow: EngagementUnitOfWork) -> messages.ServiceHours:
    """
    What counts of a member, to them, their unit and the department.

    Raises:
        Forbidden: `member.not_yours`.
    """
    member = uow.members.find(query.member_id)
    is_theirs = member is not None and (uow.is_actor(member.id) or uow.is_run_by_actor(member.unit_id))
    if member is None or not (is_theirs or uow.actor.role == "department"):
        raise Forbidden("member.not_yours")
    sums = uow.certificates.sums(member.id)
    minutes, records = sums.get("final", (0, 0))
    return messages.ServiceHours(
        member_id=member.id,
        minutes=minutes,
        records=records,
        waiting_minutes=sum(sums[state].minutes for state in ("confirmed", "disputed") if state in sums),
        star_level=star_level(minutes),
        minutes_to_next_star=minutes_to_next_star(minutes),
    )


def show_certificate(query: messages.ShowCertificate, uow: EngagementUnitOfWork) -> messages.Certificate:
    """
    Show a certificate to its member, their unit and the community.

    Raises:
        NotFound: `certificate.unknown`.
        Forbidden: `certificate.not_yours`.
    """
    certificate = uow.certificates.get(query.certificate_id)
    if not uow.may_see(certificate):
        raise Forbidden("certificate.not_yours")
    return certificate_shape(certificate, uow.communities.get(certificate.community_id))


def list_certificates(query: messages.ListCertificates, uow: EngagementUnitOfWork) -> messages.CertificatePage:
    """
    The certificates that concern the actor, newest first.

    Raises:
        Forbidden: `access.denied`, neither a member nor a community nor a unit.
    """
    rows = rows_of_actor(uow.certificates.all, Certificate, uow)
    if query.state is not None:
        rows = rows.where(Certificate.state == query.state)
    items, following = read_page(
        uow.session, rows, Certificate.id, after=query.after, limit=query.limit, order=query.order
    )
    communities = uow.communities.find_all({one.community_id for one in items})
    shapes = [certificate_shape(one, communities[one.community_id]) for one in items]
    return messages.CertificatePage(items=shapes, next=following)


def verify_certificate(
    query: messages.VerifyCertificate, uow: EngagementUnitOfWork
) -> messages.CertificateVerification:
    """
    Tell whoever holds a certificate whether it is good, and nothing about whose it is.

    Raises:
        NotFound: `certificate.unknown`, whatever the token looks like.
    """
    found = uow.issued_certificates.find(query.token)
    if found is None:
        raise NotFound("certificate.unknown")
    return certificate_verification_shape(*found)
