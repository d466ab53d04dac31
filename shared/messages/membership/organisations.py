"""Messages of membership: tenants, communities and units."""

from typing import Literal

from shared.messages.declare import (
    Code,
    Command,
    Event,
    ForUnit,
    Id,
    Line,
    Public,
    Query,
    Shape,
    command,
    event,
    query,
    shape,
)
from shared.messages.membership.clients import ClientCredentials
from shared.messages.paging import Cursor, Limit

OrganisationKind = Literal["department", "community", "unit"]


@shape
class Organisation(Shape):
    """A department, community or unit. `code` is the community's short code, unique in the tenant."""

    id: Id
    kind: OrganisationKind
    name: Line
    code: str | None
    tenant_id: Id
    version: int


@shape
class OrganisationPage(Shape):
    items: list[Organisation]
    next: str | None


@shape
class Tenant(Shape):
    """A city or county with its organisation department and the department's first client."""

    id: Id
    name: Line
    department: Organisation
    client: ClientCredentials


@command("tenant.open", secret_result=True)
class OpenTenant(Command):
    name: Line
    department_name: Line


@command("community.open")
class OpenCommunity(Command):
    code: Code
    name: Line
    subdistrict: Line
    district: Line
    city: Line


@command("unit.open")
class OpenUnit(Command):
    name: Line


@query("organisation.show")
class ShowOrganisation(Query):
    organisation_id: Id


@query("communities.list")
class ListCommunities(Query):
    after: Cursor | None = None
    limit: Limit = 50


@event("community.opened", subject="community_id")
class CommunityOpened(Event):
    """A department has opened a community: the first event of its stream."""

    community_id: Public[Id]
    code: Public[Code]
    name: Public[Line]
    subdistrict: Public[Line]
    district: Public[Line]
    city: Public[Line]


@event("unit.opened", subject="unit_id")
class UnitOpened(Event):
    """A department has opened a unit: the first event of its stream."""

    unit_id: ForUnit[Id]
    name: ForUnit[Line]
