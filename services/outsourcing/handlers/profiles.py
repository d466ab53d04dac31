"""Profiles of social organisations: edited by themselves, rated and inspected by the department."""

from collections.abc import Mapping

from services.outsourcing.model.profiles import Inspection, Profile
from services.outsourcing.repository import OutsourcingUnitOfWork
from services.outsourcing.schemas.profiles import profile_shape
from shared.clock import day_of
from shared.errors import Conflict, Fault, Forbidden, Invalid, NotFound
from shared.messages.declare import Command
from shared.messages.outsourcing import profiles as messages
from shared.service import Handler


def edit_profile(command: messages.EditOrganisationProfile, uow: OutsourcingUnitOfWork) -> messages.OrganisationProfile:
    """
    Have an organisation say what it is. Another bank account is marked for the department; a qualification stays.

    Raises:
        NotFound: `organisation.unknown`.
        Forbidden: `organisation.not_yours`.
        PreconditionFailed: `precondition.failed`.
        Conflict: `organisation.kind_fixed`, a qualification is requested or stands, and says another kind.
        Invalid: `organisation.registered_later`.

    Publishes:
        OrganisationProfileEdited.
    """
    profile = uow.profiles.get(command.organisation_id)
    if not uow.is_organisation(profile.organisation_id):
        raise Forbidden("organisation.not_yours")
    uow.expect(profile.version)
    is_relied_upon = uow.qualifications.get(profile.organisation_id).is_relied_upon
    if is_relied_upon and command.kind != profile.kind:
        raise Conflict("organisation.kind_fixed")
    if command.registered_on is not None and command.registered_on > day_of(uow.now):
        fault = Fault("#/registered_on", "out_of_range", "Takes no day to come.")
        raise Invalid("organisation.registered_later", errors=[fault])
    if command.bank_account is not None:
        profile.name_account(command.bank_account, uow.cipher, uow.now)
    uow.record(profile.edit(command))
    return shown(profile, uow)


def reveal_bank_account(command: messages.RevealBankAccount, uow: OutsourcingUnitOfWork) -> messages.BankAccount:
    """
    Show where an organisation is paid; who has looked stands in the audit trail.

    Raises:
        NotFound: `organisation.unknown`, `bank_account.none`.
        Forbidden: `organisation.not_yours`, neither the organisation nor the department.
    """
    profile = uow.profiles.get(command.organisation_id)
    if not (uow.has_oversight or uow.is_organisation(profile.organisation_id)):
        raise Forbidden("organisation.not_yours")
    account = profile.bank_account(uow.cipher)
    if account is None:
        raise NotFound("bank_account.none")
    uow.subject = profile.subject
    return account


def set_rating(command: messages.SetRating, uow: OutsourcingUnitOfWork) -> messages.OrganisationProfile:
    """
    Record an organisation's rating, or that it has none.

    Raises:
        NotFound: `organisation.unknown`.
        Forbidden: `organisation.not_yours`, not the department.
        PreconditionFailed: `precondition.failed`.
        Invalid: `organisation.rating_unfit`, one of both is missing.

    Publishes:
        OrganisationRated.
    """
    profile = _overseen(command.organisation_id, uow)
    uow.expect(profile.version)
    if (command.rating is None) != (command.valid_until is None):
        fault = Fault("#/valid_until", "invalid", "Takes a day with a rating, and none without.")
        raise Invalid("organisation.rating_unfit", errors=[fault])
    uow.record(profile.rate(command.rating, command.valid_until))
    return shown(profile, uow)


def record_inspection(command: messages.RecordInspection, uow: OutsourcingUnitOfWork) -> messages.OrganisationProfile:
    """
    Record how a yearly inspection ended, in place of what was recorded of that year before.

    Raises:
        NotFound: `organisation.unknown`.
        Forbidden: `organisation.not_yours`, not the department.
        PreconditionFailed: `precondition.failed`.
        Invalid: `inspection.year_unfit`, a year that isn't over.

    Publishes:
        InspectionRecorded.
    """
    profile = _overseen(command.organisation_id, uow)
    uow.expect(profile.version)
    if command.year >= day_of(uow.now).year:
        raise Invalid("inspection.year_unfit", errors=[Fault("#/year", "out_of_range", "Takes a year that is over.")])
    inspection = Inspection(
        organisation_id=profile.organisation_id,
        year=command.year,
        tenant_id=uow.tenant_id,
        result=command.result,
        recorded_at=uow.now,
    )
    uow.session.merge(inspection)
    uow.session.flush()  # it is read with the others
    profile.note_inspection()
    told = messages.InspectionRecorded(
        social_organisation_id=profile.organisation_id, year=command.year, result=command.result
    )
    uow.record(told)
    return shown(profile, uow)


def shown(profile: Profile, uow: OutsourcingUnitOfWork) -> messages.OrganisationProfile:
    """A profile with what belongs to it."""
    return profile_shape(
        profile,
        organisation=uow.organisations.get(profile.organisation_id),
        inspections=uow.profiles.inspections(profile.organisation_id),
        documents=uow.files.of("organisation", profile.organisation_id),
        cipher=uow.cipher,
    )


def _overseen(organisation_id: str, uow: OutsourcingUnitOfWork) -> Profile:
    """
    Raises:
        NotFound: `organisation.unknown`.
        Forbidden: `organisation.not_yours`.
    """
    profile = uow.profiles.get(organisation_id)
    if not uow.has_oversight:
        raise Forbidden("organisation.not_yours")
    return profile


COMMANDS: Mapping[type[Command], Handler] = {
    messages.EditOrganisationProfile: edit_profile,
    messages.RevealBankAccount: reveal_bank_account,
    messages.SetRating: set_rating,
    messages.RecordInspection: record_inspection,
}
