"""Opening tenants and their organisations."""

from typing import Any

from stdnum.cn import uscc

from services.membership.handlers.quarter_ends import await_quarter_end
from services.membership.model import LEVELS_OF_UNITS, PLACE, ApiClient, Organisation, QuarterEnd, Tenant
from services.membership.repository import MembershipUnitOfWork
from services.membership.schemas import credentials_shape, organisation_shape, tenant_shape
from shared.encryption import new_secret, secret_digest
from shared.errors import Conflict, Fault, Invalid
from shared.ids import new_id
from shared.messages import membership as messages


def open_tenant(command: messages.OpenTenant, uow: MembershipUnitOfWork) -> messages.Tenant:
    """
    Open a tenant with its organisation department and the department's first client.

    Returns:
        The tenant; the client's secret is in it, this once.

    Publishes:
        DepartmentOpened.
    """
    tenant = Tenant(id=new_id(), name=command.name)
    department = Organisation(
        id=new_id(),
        tenant_id=tenant.id,
        kind="department",
        name=command.department_name,
        state="open",
        opened_at=uow.now,
    )
    secret = new_secret()
    client = ApiClient(
        id=new_id(),
        tenant_id=tenant.id,
        organisation_id=department.id,
        role="department",
        label=command.department_name,
        secret_digest=secret_digest(secret),
    )
    for row in (tenant, department, client):  # in the order of the foreign keys
        uow.session.add(row)
        uow.session.flush()
    await_quarter_end(QuarterEnd.awaited(tenant.id, uow.now), uow)
    uow.subject = f"tenant/{tenant.id}"
    uow.record(department.open_department(), tenant_id=tenant.id)
    return messages.Tenant(
        id=tenant.id,
        name=tenant.name,
        department=organisation_shape(department),
        client=credentials_shape(client, secret),
    )


def edit_tenant(command: messages.EditTenant, uow: MembershipUnitOfWork) -> messages.TenantSummary:
    """
    Rename a tenant.

    Raises:
        NotFound: `tenant.unknown`.
        PreconditionFailed: `precondition.failed`.
    """
    tenant = uow.tenants.get(command.tenant_id)
    uow.expect(tenant.version)
    tenant.rename(command.name)
    uow.subject = f"tenant/{tenant.id}"
    return tenant_shape(tenant)


def open_subdistrict(command: messages.OpenSubdistrict, uow: MembershipUnitOfWork) -> messages.Organisation:
    """
    Open a subdistrict in the department's tenant.

    Raises:
        Conflict: `subdistrict.name_taken`, another one of the same district has the name; `organisation.code_taken`.

    Publishes:
        SubdistrictOpened.
    """
    if uow.organisations.find_subdistrict(command.name, command.district):
        raise Conflict("subdistrict.name_taken")
    _check_code_free(command.code, uow)
    subdistrict = Organisation(
        id=new_id(),
        tenant_id=uow.tenant_id,
        kind="subdistrict",
        name=command.name,
        code=command.code,
        district=command.district,
        city=command.city,
        state="open",
        opened_at=uow.now,
    )
    uow.session.add(subdistrict)
    uow.record(subdistrict.open_subdistrict())
    return organisation_shape(subdistrict)


def open_community(command: messages.OpenCommunity, uow: MembershipUnitOfWork) -> messages.Organisation:
    """
    Open a community in the department's tenant; the place of one with a subdistrict is the subdistrict's.

    Raises:
        NotFound: `subdistrict.unknown`.
        Conflict: `community.code_taken`, another organisation of the tenant has the code, or a community had it;
            `organisation.closed`, the subdistrict is.
        Invalid: `request.unfit`, there is neither a subdistrict nor a whole place, or they contradict each other.

    Publishes:
        CommunityOpened; CommunityPlaced, where it belongs to a subdistrict.
    """
    place = _place_of(command, uow)
    if uow.organisations.has_code(command.code):
        raise Conflict("community.code_taken")
    community = Organisation(
        id=new_id(),
        tenant_id=uow.tenant_id,
        kind="community",
        name=command.name,
        code=command.code,
        parent_id=command.subdistrict_id,
        state="open",
        opened_at=uow.now,
        **place,
    )
    uow.session.add(community)
    keep_code(community, uow)
    uow.record(community.open_community())
    if community.parent_id:
        uow.record(community.place())
    return organisation_shape(community)


def _place_of(command: messages.OpenCommunity, uow: MembershipUnitOfWork) -> dict[str, Any]:
    told = {name: getattr(command, name) for name in PLACE}
    if command.subdistrict_id is None:
        if missing := [name for name, value in told.items() if value is None]:
            faults = [Fault(f"#/{name}", "missing", "Missing data for required field.") for name in missing]
            raise Invalid("request.unfit", errors=faults)
        return told
    uow.organisations.lock_tree()
    subdistrict = uow.organisations.get(command.subdistrict_id, "subdistrict")
    subdistrict.check_open()
    place = subdistrict.place_for_communities
    if wrong := [name for name, value in told.items() if value not in (None, place[name])]:
        faults = [Fault(f"#/{name}", "unexpected", "Not as the subdistrict has it.") for name in wrong]
        raise Invalid("request.unfit", errors=faults)
    return place


def open_unit(command: messages.OpenUnit, uow: MembershipUnitOfWork) -> messages.Organisation:
    """
    Open a unit in the department's tenant, by itself or under another.

    Raises:
        NotFound: `unit.unknown`, the one that it is to belong to.
        Conflict: `unit.name_taken`, another unit of the tenant has the name; `organisation.code_taken`;
            `organisation.closed`, the unit above is; `unit.too_deep`, it would stand in the sixth level.
        Invalid: `request.unfit`, the code fails its check digit (`organisation.code_check_digit`).

    Publishes:
        UnitOpened.
    """
    check_credit_code(command.code)
    if command.parent_id is not None:
        check_parent_unit(command.parent_id, uow, levels_below=0)
    if uow.organisations.find_unit(command.name):
        raise Conflict("unit.name_taken")
    _check_code_free(command.code, uow)
    unit = Organisation(
        id=new_id(),
        tenant_id=uow.tenant_id,
        kind="unit",
        name=command.name,
        code=command.code,
        parent_id=command.parent_id,
        state="open",
        opened_at=uow.now,
    )
    uow.session.add(unit)
    uow.record(unit.open_unit())
    return organisation_shape(unit)


def open_social_organisation(
    command: messages.OpenSocialOrganisation, uow: MembershipUnitOfWork
) -> messages.Organisation:
    """
    Open a social organisation in the department's tenant.

    Raises:
        Conflict: `organisation.code_taken`, it is known to the tenant already.
        Invalid: `request.unfit`, the code fails its check digit (`organisation.code_check_digit`).

    Publishes:
        SocialOrganisationOpened.
    """
    check_credit_code(command.code)
    _check_code_free(command.code, uow)
    organisation = Organisation(
        id=new_id(),
        tenant_id=uow.tenant_id,
        kind="organisation",
        name=command.name,
        code=command.code,
        state="open",
        opened_at=uow.now,
    )
    uow.session.add(organisation)
    uow.record(organisation.open_social_organisation())
    return organisation_shape(organisation)


def check_parent_unit(parent_id: str, uow: MembershipUnitOfWork, *, levels_below: int, unit_id: str = "") -> None:
    """
    Hold the tree still and see whether a unit with so many levels below it may stand under another.

    Raises:
        NotFound: `unit.unknown`.
        Conflict: `organisation.closed`; `unit.in_itself`, the other stands under the unit; `unit.too_deep`.
    """
    uow.organisations.lock_tree()
    uow.organisations.get(parent_id, "unit").check_open()
    above = uow.organisations.ancestry_of(parent_id)
    if unit_id in above:
        raise Conflict("unit.in_itself")
    if len(above) + 1 + levels_below > LEVELS_OF_UNITS:
        raise Conflict("unit.too_deep", f"Units stand in {LEVELS_OF_UNITS} levels at most.")


def check_credit_code(code: str | None) -> None:
    """
    Hold a code against its check digit (GB 32100-2015, section 4.7; ISO 7064 MOD 31-3).

    Raises:
        Invalid: `request.unfit`, with `organisation.code_check_digit`.
    """
    if code is not None and not (uscc.is_valid(code) and uscc.compact(code) == code):
        fault = Fault("#/code", "organisation.code_check_digit", "The code fails its check digit.")
        raise Invalid("request.unfit", errors=[fault])


def keep_code(community: Organisation, uow: MembershipUnitOfWork) -> None:
    """
    Have a community's code stay its own for good.

    Raises:
        Conflict: `community.code_taken`.
    """
    if not uow.organisations.keep_code(community):
        raise Conflict("community.code_taken")


def _check_code_free(code: str | None, uow: MembershipUnitOfWork) -> None:
    if code is not None and uow.organisations.has_code(code):
        raise Conflict("organisation.code_taken")
