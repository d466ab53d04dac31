"""Opening tenants, communities and units."""

from services.membership.model import ApiClient, Organisation, Tenant
from services.membership.repository import MembershipUnitOfWork
from services.membership.schemas import credentials_shape, organisation_shape
from shared.encryption import new_secret, secret_digest
from shared.errors import Conflict
from shared.ids import new_id
from shared.messages import membership as messages


def open_tenant(command: messages.OpenTenant, uow: MembershipUnitOfWork) -> messages.Tenant:
    """
    Open a tenant with its organisation department and the department's first client.

    Returns:
        The tenant; the client's secret is in it, this once.

    Publishes:
        Nothing: what a tenant is, the others learn with its communities and units.
    """
    tenant = Tenant(id=new_id(), name=command.name)
    department = Organisation(id=new_id(), tenant_id=tenant.id, kind="department", name=command.department_name)
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
    uow.subject = f"tenant/{tenant.id}"
    return messages.Tenant(
        id=tenant.id,
        name=tenant.name,
        department=organisation_shape(department),
        client=credentials_shape(client, secret),
    )


def open_community(command: messages.OpenCommunity, uow: MembershipUnitOfWork) -> messages.Organisation:
    """
    Open a community in the department's tenant.

    Raises:
        Conflict: `community.code_taken`, another community of the tenant has the code.

    Publishes:
        CommunityOpened.
    """
    if uow.organisations.find_community(command.code):
        raise Conflict("community.code_taken")
    community = Organisation(
        id=new_id(),
        tenant_id=uow.tenant_id,
        kind="community",
        name=command.name,
        code=command.code,
        subdistrict=command.subdistrict,
        district=command.district,
        city=command.city,
    )
    uow.session.add(community)
    uow.record(community.open_community())
    return organisation_shape(community)


def open_unit(command: messages.OpenUnit, uow: MembershipUnitOfWork) -> messages.Organisation:
    """
    Open a unit in the department's tenant.

    Raises:
        Conflict: `unit.name_taken`, another unit of the tenant has the name.

    Publishes:
        UnitOpened.
    """
    if uow.organisations.find_unit(command.name):
        raise Conflict("unit.name_taken")
    unit = Organisation(id=new_id(), tenant_id=uow.tenant_id, kind="unit", name=command.name)
    uow.session.add(unit)
    uow.record(unit.open_unit())
    return organisation_shape(unit)
