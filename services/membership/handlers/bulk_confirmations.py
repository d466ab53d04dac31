"""Many registrations at once, confirmed by a community."""

from collections.abc import Mapping

from services.membership.model import Registration
from services.membership.repository import MembershipUnitOfWork
from shared.errors import Conflict, Fault, Forbidden, Invalid, NotFound, Refusal
from shared.messages import membership as messages

MOST_AT_ONCE = 500


def confirm_registrations(
    command: messages.ConfirmRegistrations, uow: MembershipUnitOfWork
) -> messages.ConfirmationReport:
    """
    Confirm many registrations with the acting community: those listed, or all that were requested before an instant.
    Their receipt numbers follow one another, in the order of the list, or of their age.

    Returns:
        What became of each.

    Raises:
        NotFound: `community.unknown`.
        Forbidden: `community.not_yours`.
        Invalid: `request.unfit`, a list and an instant are given, or neither.

    Publishes:
        RegistrationTransferred for each that is followed by one of these, then RegistrationConfirmed for each.
    """
    community = uow.organisations.get(command.community_id, "community")
    if not uow.is_run_by_actor(community.id):
        raise Forbidden("community.not_yours")
    if (command.registration_ids is None) == (command.all_requested_before is None):
        fault = Fault("#", "invalid", "Give registration_ids or all_requested_before, and not both.")
        raise Invalid("request.unfit", errors=[fault])
    uow.subject = f"community/{community.id}"
    uow.receipts.take_many(community, uow.now, 0)  # locks the counter, before the registrations
    found, has_more = _load(command, uow)
    refused = _refusals(command.registration_ids or list(found), found, uow)
    good = {id_: found[id_] for id_ in command.registration_ids or found if refused.get(id_) is None}
    _replace_followed(good, uow)
    numbers = uow.receipts.take_many(community, uow.now, len(good))
    for registration, number in zip(good.values(), numbers, strict=True):
        uow.record(registration.confirm(number, uow.now))
    return _report(command.registration_ids or list(found), good, refused, has_more=has_more)


def _load(command: messages.ConfirmRegistrations, uow: MembershipUnitOfWork) -> tuple[dict[str, Registration], bool]:
    """The registrations that are meant, and whether there are more than are confirmed at once."""
    if command.all_requested_before is None:
        return uow.registrations.load_locked(command.registration_ids or ()), False
    before, limit = command.all_requested_before, MOST_AT_ONCE + 1
    rows = list(uow.registrations.load_requested(command.community_id, before=before, limit=limit).items())
    return dict(rows[:MOST_AT_ONCE]), len(rows) > MOST_AT_ONCE


def _refusals(ids: list[str], found: Mapping[str, Registration], uow: MembershipUnitOfWork) -> dict[str, str]:
    """The codes of those that can't be confirmed."""
    has_paired = any(one.kind == "paired" for one in found.values())
    units = uow.pairings.units_of(uow.actor.organisation_id or "") if has_paired else set()
    refused: dict[str, str] = {}
    for id_ in ids:
        try:
            _check(found.get(id_), units, uow)
        except Refusal as refusal:
            refused[id_] = refusal.code
    return refused


def _check(registration: Registration | None, units: set[str], uow: MembershipUnitOfWork) -> None:
    """
    Raises:
        NotFound: `registration.unknown`.
        Forbidden: `registration.not_yours`.
        Conflict: `registration.already_confirmed`, `registration.not_requested`, `registration.not_paired`.
    """
    if registration is None:
        raise NotFound("registration.unknown")
    if not uow.is_run_by_actor(registration.community_id):
        raise Forbidden("registration.not_yours")
    registration.check_confirmable()
    if registration.kind == "paired" and registration.unit_id not in units:
        raise Conflict("registration.not_paired")


def _replace_followed(good: Mapping[str, Registration], uow: MembershipUnitOfWork) -> None:
    """Free the places of those registrations that are followed by these."""
    successors = {one.follows_id: one for one in good.values() if one.follows_id}
    if not successors:
        return
    for id_, followed in uow.registrations.load_locked(successors.keys()).items():
        uow.record(followed.give_way_to(successors[id_], uow.now))
    uow.registrations.vacate()


def _report(
    ids: list[str], good: Mapping[str, Registration], refused: Mapping[str, str], *, has_more: bool
) -> messages.ConfirmationReport:
    """One that is listed twice is confirmed once, and told so once."""
    outcomes: list[messages.ConfirmationOutcome] = []
    waiting = dict(good)
    for id_ in ids:
        confirmed = waiting.pop(id_, None)
        outcomes.append(
            messages.ConfirmationOutcome(
                registration_id=id_,
                outcome="confirmed" if confirmed else "refused",
                receipt_number=confirmed.receipt_number if confirmed else None,
                code=None if confirmed else refused.get(id_, "registration.already_confirmed"),
            )
        )
    return messages.ConfirmationReport(
        confirmed=len(good), refused=len(ids) - len(good), has_more=has_more, registrations=outcomes
    )
