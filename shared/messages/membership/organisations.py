"""Messages of membership: tenants, and how their organisations are opened, shown and listed."""

from typing import Annotated, Literal

from shared.messages.declare import (
    Code,
    Command,
    Event,
    ForOrganisation,
    ForUnit,
    Id,
    Line,
    Name,
    Pattern,
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

OrganisationKind = Literal["department", "subdistrict", "community", "unit", "organisation"]
OrganisationState = Literal["open", "closed"]
# GB 32100-2015: without I, O, S, V and Z, which are mistaken for digits or each other.
CreditCode = Annotated[str, Pattern(r"[0-9A-HJ-NP-RTUW-Y]{18}", "18 digits and capital letters but I, O, S, V and Z")]


@shape
class Organisation(Shape):
    """
    A department, subdistrict (街道), community, unit or social organisation (社会组织, of kind `organisation`).

    code: unique in the tenant; a community's short code, a unit's or social organisation's unified social credit code
        (统一社会信用代码, GB 32100).
    parent_id: a community's subdistrict, or the unit that a unit belongs to.
    subdistrict, district, city: where a community lies; of a subdistrict the latter two.
    """

    id: Id
    kind: OrganisationKind
    name: Line
    code: str | None
    tenant_id: Id
    version: int
    parent_id: Id | None = None
    state: OrganisationState = "open"
    subdistrict: str | None = None
    district: str | None = None
    city: str | None = None


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


@shape
class TenantSummary(Shape):
    id: Id
    name: Line
    version: int


@shape
class TenantPage(Shape):
    items: list[TenantSummary]
    next: str | None


@command("tenant.open", secret_result=True)
class OpenTenant(Command):
    name: Line
    department_name: Line


@command("tenant.edit")
class EditTenant(Command):
    tenant_id: Id
    name: Line


@command("subdistrict.open")
class OpenSubdistrict(Command):
    name: Line
    district: Line
    city: Line
    code: Code | None = None


@command("community.open")
class OpenCommunity(Command):
    """
    With `subdistrict_id` the place is the subdistrict's, and needn't be told; what is told must be the same. Without
    it `subdistrict`, `district` and `city` are needed.
    """

    code: Code
    name: Line
    subdistrict: Line | None = None
    district: Line | None = None
    city: Line | None = None
    subdistrict_id: Id | None = None


@command("unit.open")
class OpenUnit(Command):
    """Units stand under one another in five levels at most."""

    name: Line
    code: CreditCode | None = None
    parent_id: Id | None = None


@command("social_organisation.open")
class OpenSocialOrganisation(Command):
    """`code` is the unified social credit code that it is registered under."""

    name: Line
    code: CreditCode


@query("tenants.list")
class ListTenants(Query):
    """All tenants, oldest first."""

    after: Cursor | None = None
    limit: Limit = 50


@query("organisation.show")
class ShowOrganisation(Query):
    organisation_id: Id


@query("own_organisation.show")
class ShowOwnOrganisation(Query):
    """That of the caller: a client needn't be told whose it is."""


@query("subdistricts.list")
class ListSubdistricts(Query):
    """The tenant's subdistricts, oldest first; `name` is any part of a name."""

    name: Name | None = None
    code: Code | None = None
    state: OrganisationState | None = None
    after: Cursor | None = None
    limit: Limit = 50


@query("communities.list")
class ListCommunities(Query):
    """The tenant's communities, oldest first; `name` is any part of a name."""

    subdistrict_id: Id | None = None
    name: Name | None = None
    code: Code | None = None
    state: OrganisationState | None = None
    after: Cursor | None = None
    limit: Limit = 50


@query("units.list")
class ListUnits(Query):
    """The tenant's units, oldest first; `name` is any part of a name."""

    parent_id: Id | None = None
    name: Name | None = None
    code: Code | None = None
    state: OrganisationState | None = None
    after: Cursor | None = None
    limit: Limit = 50


@query("social_organisations.list")
class ListSocialOrganisations(Query):
    """The tenant's social organisations, oldest first; `name` is any part of a name."""

    name: Name | None = None
    code: Code | None = None
    state: OrganisationState | None = None
    after: Cursor | None = None
    limit: Limit = 50


@event("department.opened", subject="department_id")
class DepartmentOpened(Event):
    """A tenant was opened with its organisation department; those from before anybody listened are told as well."""

    department_id: Id
    name: Line


@event("subdistrict.opened", subject="subdistrict_id")
class SubdistrictOpened(Event):
    """A department has opened a subdistrict."""

    subdistrict_id: Id
    name: Line
    district: Line
    city: Line
    code: Code | None


@event("social_organisation.opened", subject="social_organisation_id")
class SocialOrganisationOpened(Event):
    """A department has opened a social organisation: the first event of its stream."""

    social_organisation_id: ForOrganisation[Id]
    name: ForOrganisation[Line]
    code: ForOrganisation[str]


@event("community.opened", subject="community_id")
class CommunityOpened(Event):
    """A department has opened a community: the first event of its stream."""

    community_id: Public[Id]
    code: Public[Code]
    name: Public[Line]
    subdistrict: Public[Line]
    district: Public[Line]
    city: Public[Line]


@event("community.placed", subject="community_id")
class CommunityPlaced(Event):
    """
    To which subdistrict a community belongs from now on: told with its opening and with each change, for services that
    list by subdistrict. subdistrict_id: null where it belongs to none.
    """

    community_id: Id
    subdistrict_id: Id | None


@event("unit.opened", subject="unit_id")
class UnitOpened(Event):
    """A department has opened a unit: the first event of its stream."""

    unit_id: ForUnit[Id]
    name: ForUnit[Line]
