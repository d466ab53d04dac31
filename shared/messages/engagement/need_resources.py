"""What units give that helps with a need."""

from datetime import date

from shared.messages.declare import Id, Line, Query, Shape, query, shape
from shared.messages.membership.resources import ResourceKind
from shared.messages.paging import Cursor, Limit


@shape
class FittingResource(Shape):
    """
    Something that a unit gives which is paired with the need's community, of a kind that helps with such needs.
    available_from, available_until: days, both included; null for no bound. `GET /v1/resources/{id}` tells the rest.
    """

    id: Id
    unit_id: Id
    kind: ResourceKind
    title: Line
    available_from: date | None
    available_until: date | None


@shape
class FittingResourcePage(Shape):
    items: list[FittingResource]
    next: str | None


@query("need_resources.list")
class ListNeedResources(Query):
    """For a need that its community sees to; the oldest first."""

    need_id: Id
    after: Cursor | None = None
    limit: Limit = 50
