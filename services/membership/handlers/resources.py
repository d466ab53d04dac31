"""What units give to the communities that they are paired with."""

from typing import Any

from services.membership.model import Resource
from services.membership.repository import MembershipUnitOfWork
from services.membership.schemas import resource_shape
from shared.errors import Fault, Forbidden, Invalid
from shared.ids import new_id
from shared.messages import membership as messages


def offer_resource(command: messages.OfferResource, uow: MembershipUnitOfWork) -> messages.Resource:
    """
    Put something on the list of what the acting unit gives.

    Raises:
        NotFound: `unit.unknown`.
        Forbidden: `unit.not_yours`.
        Invalid: `request.unfit`, the fields don't go together; `resource.dates`.

    Publishes:
        ResourceOffered.
    """
    unit = uow.organisations.get(command.unit_id, "unit")
    if not uow.is_run_by_actor(unit.id):
        raise Forbidden("unit.not_yours")
    resource = Resource(id=new_id(), tenant_id=uow.tenant_id, unit_id=unit.id, **_values(command))
    uow.session.add(resource)
    uow.record(resource.offer())
    return resource_shape(resource)


def replace_resource(command: messages.ReplaceResource, uow: MembershipUnitOfWork) -> messages.Resource:
    """
    Put another description in the place of one that the unit has read.

    Raises:
        NotFound: `resource.unknown`.
        Forbidden: `resource.not_yours`.
        PreconditionFailed: `precondition.failed`.
        Invalid: `request.unfit`, the fields don't go together; `resource.dates`.

    Publishes:
        ResourceReplaced, unless nothing differs.
    """
    resource = _get_own(command.resource_id, uow)
    if replaced := resource.replace(_values(command)):
        uow.record(replaced)
    return resource_shape(resource)


def withdraw_resource(command: messages.WithdrawResource, uow: MembershipUnitOfWork) -> None:
    """
    Take something off the list.

    Raises:
        NotFound: `resource.unknown`.
        Forbidden: `resource.not_yours`.
        PreconditionFailed: `precondition.failed`.

    Publishes:
        ResourceWithdrawn.
    """
    resource = _get_own(command.resource_id, uow)
    uow.record(resource.withdraw(uow.now))


def _get_own(resource_id: str, uow: MembershipUnitOfWork) -> Resource:
    resource = uow.resources.get(resource_id)
    if not uow.is_run_by_actor(resource.unit_id):
        raise Forbidden("resource.not_yours")
    uow.expect(resource.version)
    uow.subject = f"resource/{resource.id}"
    return resource


def _values(given: messages.OfferResource | messages.ReplaceResource) -> dict[str, Any]:
    """
    The description by its columns.

    Raises:
        Invalid: `request.unfit`; `resource.dates`, it ends before it begins.
    """
    faults: list[Fault] = []
    if (given.kind == "funds") != (given.amount_minor is not None):
        faults.append(Fault("#/amount_minor", "invalid", "Funds have an amount, and nothing else has."))
    if given.kind == "funds" and given.quantity is not None:
        faults.append(Fault("#/quantity", "unexpected", "Funds have an amount and no quantity."))
    if (given.quantity is None) != (given.unit_of_measure is None):
        faults.append(Fault("#/unit_of_measure", "invalid", "A quantity comes with its unit of measure."))
    if faults:
        raise Invalid("request.unfit", errors=faults)
    if given.available_from and given.available_until and given.available_until < given.available_from:
        fault = Fault("#/available_until", "out_of_range", "Before the day from which it is available.")
        raise Invalid("resource.dates", errors=[fault])
    return {
        "kind": given.kind,
        "title": given.title,
        "quantity": given.quantity,
        "unit_of_measure": given.unit_of_measure,
        "amount_minor": given.amount_minor,
        "note": given.note,
        "available_from": given.available_from,
        "available_until": given.available_until,
    }
