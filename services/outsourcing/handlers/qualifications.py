"""Qualifications of social organisations: asked for, granted or refused, revoked, ended by the timer."""

from collections.abc import Callable, Mapping

from services.outsourcing.model.qualifications import QUALIFICATION_EXPIRES, QUALIFICATION_EXPIRING, Qualification
from services.outsourcing.repository import OutsourcingUnitOfWork
from services.outsourcing.schemas.profiles import qualification_shape
from shared.errors import Conflict, Fault, Forbidden
from shared.messages.declare import Command
from shared.messages.outsourcing import qualifications as messages
from shared.messages.outsourcing.qualifications import QUALIFICATION_STATES
from shared.service import Handler


def request_qualification(command: messages.RequestQualification, uow: OutsourcingUnitOfWork) -> messages.Qualification:
    """
    Ask to be qualified, or for a longer time.

    Raises:
        NotFound: `organisation.unknown`.
        Forbidden: `organisation.not_yours`.
        PreconditionFailed: `precondition.failed`.
        Conflict: `qualification.not_in_step`; `organisation.closed`; `qualification.profile_incomplete`, whose faults
            name what is lacking.

    Publishes:
        QualificationRequested.
    """
    qualification = uow.qualifications.get(command.organisation_id)
    if not uow.is_organisation(qualification.organisation_id):
        raise Forbidden("organisation.not_yours")
    uow.expect(qualification.version)
    QUALIFICATION_STATES.follow(type(command), qualification.state)
    _check_open(qualification, uow)
    documents = uow.files.of("organisation", qualification.organisation_id)
    profile = uow.profiles.get(qualification.organisation_id)
    if lacks := profile.lacks({one.purpose for one in documents}):
        faults = [Fault(f"#/{name}", "missing", "The profile lacks this.") for name in lacks]
        raise Conflict("qualification.profile_incomplete", errors=faults)
    uow.record(qualification.request(uow.now))
    return _kept(qualification, uow)


def grant_qualification(command: messages.GrantQualification, uow: OutsourcingUnitOfWork) -> messages.Qualification:
    """
    Let an organisation propose until a day; the department has seen its bank account as it is.

    Raises:
        NotFound: `organisation.unknown`.
        Forbidden: `organisation.not_yours`, not the department.
        PreconditionFailed: `precondition.failed`.
        Conflict: `qualification.not_in_step`; `organisation.closed`.
        Invalid: `qualification.valid_until_out_of_range`.

    Publishes:
        OrganisationQualified.
    """
    qualification = _overseen(command.organisation_id, uow)
    QUALIFICATION_STATES.follow(type(command), qualification.state)
    _check_open(qualification, uow)
    profile = uow.profiles.get(qualification.organisation_id)
    organisation = uow.organisations.get(qualification.organisation_id)
    uow.record(qualification.grant(command, uow.now, organisation=organisation, profile=profile))
    profile.note_grant()
    uow.track_records.add(qualification.organisation_id, "qualified", note=command.note)
    return _kept(qualification, uow)


def refuse_qualification(command: messages.RefuseQualification, uow: OutsourcingUnitOfWork) -> messages.Qualification:
    """
    Refuse a qualification, or a longer time.

    Raises:
        NotFound: `organisation.unknown`.
        Forbidden: `organisation.not_yours`, not the department.
        PreconditionFailed: `precondition.failed`.
        Conflict: `qualification.not_in_step`.

    Publishes:
        QualificationRefused.
    """
    qualification = _overseen(command.organisation_id, uow)
    uow.record(qualification.refuse(command.reason, uow.now))
    uow.reason = command.reason
    uow.track_records.add(qualification.organisation_id, "qualification_refused", note=command.reason)
    return _kept(qualification, uow)


def revoke_qualification(command: messages.RevokeQualification, uow: OutsourcingUnitOfWork) -> messages.Qualification:
    """
    Let an organisation propose no more.

    Raises:
        NotFound: `organisation.unknown`.
        Forbidden: `organisation.not_yours`, not the department.
        PreconditionFailed: `precondition.failed`.
        Conflict: `qualification.not_in_step`.

    Publishes:
        QualificationRevoked.
    """
    qualification = _overseen(command.organisation_id, uow)
    uow.record(qualification.revoke(command.reason, uow.now))
    uow.reason = command.reason
    uow.track_records.add(qualification.organisation_id, "qualification_revoked", note=command.reason)
    return _kept(qualification, uow)


def remind_of_qualification(
    command: messages.RemindOfQualification, uow: OutsourcingUnitOfWork
) -> messages.Qualification:
    """
    Tell an organisation that its qualification ends in thirty days.

    Raises:
        NotFound: `organisation.unknown`.
        Forbidden: `access.denied`, asked for by somebody else than the timer.
        Conflict: `qualification.not_in_step`, `qualification.not_due`.

    Publishes:
        QualificationExpiring.
    """
    uow.check_timer()
    qualification = uow.qualifications.get(command.organisation_id)
    uow.record(qualification.remind(uow.now))
    return _kept(qualification, uow)


def expire_qualification(command: messages.ExpireQualification, uow: OutsourcingUnitOfWork) -> messages.Qualification:
    """
    End a qualification whose last day is over; where a longer time was asked for, the request stands.

    Raises:
        NotFound: `organisation.unknown`.
        Forbidden: `access.denied`, asked for by somebody else than the timer.
        Conflict: `qualification.not_in_step`, `qualification.not_due`.

    Publishes:
        QualificationExpired.
    """
    uow.check_timer()
    qualification = uow.qualifications.get(command.organisation_id)
    uow.record(qualification.expire(uow.now))
    uow.track_records.add(qualification.organisation_id, "qualification_expired")
    return _kept(qualification, uow)


def _overseen(organisation_id: str, uow: OutsourcingUnitOfWork) -> Qualification:
    """
    Raises:
        NotFound: `organisation.unknown`.
        Forbidden: `organisation.not_yours`.
        PreconditionFailed: `precondition.failed`.
    """
    qualification = uow.qualifications.get(organisation_id)
    if not uow.has_oversight:
        raise Forbidden("organisation.not_yours")
    uow.expect(qualification.version)
    return qualification


def _check_open(qualification: Qualification, uow: OutsourcingUnitOfWork) -> None:
    """
    Raises:
        Conflict: `organisation.closed`.
    """
    if not uow.organisations.get(qualification.organisation_id).is_open:
        raise Conflict("organisation.closed")


def _kept(qualification: Qualification, uow: OutsourcingUnitOfWork) -> messages.Qualification:
    uow.schedule(qualification.subject, qualification.schedule())
    organisation = uow.organisations.get(qualification.organisation_id)
    return qualification_shape(qualification, organisation, uow.profiles.get(qualification.organisation_id))


def reminding(organisation_id: str) -> Command:
    return messages.RemindOfQualification(organisation_id=organisation_id)


def expiring(organisation_id: str) -> Command:
    return messages.ExpireQualification(organisation_id=organisation_id)


COMMANDS: Mapping[type[Command], Handler] = {
    messages.RequestQualification: request_qualification,
    messages.GrantQualification: grant_qualification,
    messages.RefuseQualification: refuse_qualification,
    messages.RevokeQualification: revoke_qualification,
    messages.RemindOfQualification: remind_of_qualification,
    messages.ExpireQualification: expire_qualification,
}
DEADLINES: Mapping[str, Callable[[str], Command]] = {
    QUALIFICATION_EXPIRING: reminding,
    QUALIFICATION_EXPIRES: expiring,
}
