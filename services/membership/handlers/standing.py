"""How organisations change after they were opened, and how they close."""

from typing import Any

from services.membership.handlers.organisations import check_credit_code, check_parent_unit, keep_code
from services.membership.model import PARENT_KIND, PLACE, Organisation
from services.membership.repository import MembershipUnitOfWork
from services.membership.schemas import organisation_shape
from shared.errors import Conflict, Fault, Invalid
from shared.messages import membership as messages

EDITABLE = ("name", "code", "parent_id", *PLACE)
FITTING: dict[messages.OrganisationKind, set[str]] = {
    "department": {"name"},
    "subdistrict": {"name", "code", "district", "city"},
    "community": {"name", "code", "parent_id", *PLACE},
    "unit": {"name", "code", "parent_id"},
    "organisation": {"name", "code"},
}
HAS_CREDIT_CODE = {"unit", "organisation"}


def edit_organisation(command: messages.EditOrganisation, uow: MembershipUnitOfWork) -> messages.Organisation:
    """
    Change what is known of an organisation of the department's tenant; a subdistrict's communities follow it.

    Raises:
        NotFound: `organisation.unknown`; `subdistrict.unknown` or `unit.unknown`, what it is to belong to.
        PreconditionFailed: `precondition.failed`.
        Conflict: `unit.name_taken`, `subdistrict.name_taken`, `community.code_taken`, `organisation.code_taken`;
            `organisation.closed`, it or what it is to belong to; `unit.in_itself`, `unit.too_deep`.
        Invalid: `request.unfit`, nothing is given, or something that such an organisation doesn't have; the code
            fails its check digit (`organisation.code_check_digit`).

    Publishes:
        OrganisationEdited, for the communities that follow too; nothing where all is as it stands already.
        CommunityPlaced, where a community comes to belong to another subdistrict, or to none.
    """
    if command.parent_id is not None or command.leaves_parent or command.code is not None:
        uow.organisations.lock_tree()  # a community's code too, by which rosters are read that are just applied
    organisation = uow.organisations.get(command.organisation_id)
    uow.expect(organisation.version)
    organisation.check_open()
    changes = _changes(command, organisation)
    _check_unique(organisation, changes, uow)
    changes |= _parentage(organisation, command, uow)
    code, parent_id = organisation.code, organisation.parent_id
    uow.subject = f"organisation/{organisation.id}"
    if edited := organisation.edit(**changes):
        uow.record(edited)
        if organisation.kind == "subdistrict":
            _have_communities_follow(organisation, uow)
        if organisation.kind == "community" and organisation.parent_id != parent_id:
            uow.record(organisation.place())
        if organisation.kind == "community" and code and organisation.code and code != organisation.code:
            keep_code(organisation, uow)
            uow.organisations.move_residents(code, organisation.code)
    return organisation_shape(organisation)


def _changes(command: messages.EditOrganisation, organisation: Organisation) -> dict[str, Any]:
    given = {name: value for name in EDITABLE if (value := getattr(command, name)) is not None}
    if not given and not command.leaves_parent:
        raise Invalid("request.unfit", errors=[Fault("#", "missing", "Give something to change.")])
    fitting = set(FITTING[organisation.kind])
    if (organisation.parent_id and not command.leaves_parent) or command.parent_id:
        fitting -= set(PLACE)  # a community with a subdistrict lies where that does
    wrong = [name for name in given if name not in fitting]
    if command.leaves_parent and ("parent_id" not in fitting or command.parent_id):
        wrong.append("leaves_parent")
    if wrong:
        faults = [Fault(f"#/{name}", "unexpected", "Such an organisation doesn't have this now.") for name in wrong]
        raise Invalid("request.unfit", errors=faults)
    if organisation.kind in HAS_CREDIT_CODE:
        check_credit_code(command.code)
    given.pop("parent_id", None)
    return given


def _check_unique(organisation: Organisation, changes: dict[str, Any], uow: MembershipUnitOfWork) -> None:
    """What another has already is refused here; the table refuses it where two are at it at once."""
    code, name = changes.get("code", organisation.code), changes.get("name", organisation.name)
    if code and code != organisation.code and uow.organisations.has_code(code, as_its_own=organisation):
        raise Conflict("community.code_taken" if organisation.kind == "community" else "organisation.code_taken")
    if organisation.kind == "unit" and uow.organisations.find_unit(name) not in (None, organisation):
        raise Conflict("unit.name_taken")
    if organisation.kind == "subdistrict":
        district = str(changes.get("district", organisation.district))
        if uow.organisations.find_subdistrict(name, district) not in (None, organisation):
            raise Conflict("subdistrict.name_taken")


def _parentage(
    organisation: Organisation, command: messages.EditOrganisation, uow: MembershipUnitOfWork
) -> dict[str, Any]:
    """What follows from a new parent, or from none."""
    if command.leaves_parent:
        return {"parent_id": None}
    if command.parent_id is None:
        return {}
    if PARENT_KIND[organisation.kind] == "unit":
        levels = uow.organisations.levels_below(organisation.id)
        check_parent_unit(command.parent_id, uow, levels_below=levels, unit_id=organisation.id)
        return {"parent_id": command.parent_id}
    subdistrict = uow.organisations.get(command.parent_id, "subdistrict")
    subdistrict.check_open()
    return {"parent_id": subdistrict.id, **subdistrict.place_for_communities}


def _have_communities_follow(subdistrict: Organisation, uow: MembershipUnitOfWork) -> None:
    uow.organisations.lock_tree()
    for community in uow.organisations.children_of(subdistrict):
        if edited := community.edit(**subdistrict.place_for_communities):
            uow.record(edited)


def close_organisation(command: messages.CloseOrganisation, uow: MembershipUnitOfWork) -> messages.Organisation:
    """
    Close an organisation that no open one belongs to.

    Raises:
        NotFound: `organisation.unknown`.
        PreconditionFailed: `precondition.failed`.
        Conflict: `organisation.already_closed`; `organisation.not_closable`, a department; `organisation.has_children`.

    Publishes:
        OrganisationClosed.
    """
    uow.organisations.lock_tree()
    organisation = uow.organisations.get(command.organisation_id)
    uow.expect(organisation.version)
    if uow.organisations.has_open_children(organisation):
        raise Conflict("organisation.has_children")
    uow.record(organisation.close())
    uow.reason = command.reason
    return organisation_shape(organisation)


def reopen_organisation(command: messages.ReopenOrganisation, uow: MembershipUnitOfWork) -> messages.Organisation:
    """
    Open a closed organisation again; its clients get tokens as before.

    Raises:
        NotFound: `organisation.unknown`.
        PreconditionFailed: `precondition.failed`.
        Conflict: `organisation.not_closed`; `organisation.closed`, what it belongs to is.

    Publishes:
        OrganisationReopened.
    """
    uow.organisations.lock_tree()
    organisation = uow.organisations.get(command.organisation_id)
    uow.expect(organisation.version)
    if organisation.parent_id:
        uow.organisations.get(organisation.parent_id).check_open()
    uow.record(organisation.reopen())
    uow.reason = command.reason
    return organisation_shape(organisation)
