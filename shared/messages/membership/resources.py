"""Messages of membership: what units have to give to the communities that they are paired with."""

from datetime import date
from typing import Annotated, Literal

from shared.messages.declare import (
    Command,
    Event,
    Fen,
    ForUnit,
    Id,
    Line,
    Name,
    Query,
    Range,
    Shape,
    Text,
    command,
    event,
    query,
    shape,
)
from shared.messages.paging import Cursor, Limit

ResourceKind = Literal["venue", "funds", "equipment", "expertise", "other"]
Quantity = Annotated[int, Range(1, 1_000_000)]


@shape
class Resource(Shape):
    """
    Something that a unit offers to the communities that it is paired with: a venue (场地), funds (资金), equipment
    (设备), expertise (专业) or another thing.

    quantity with unit_of_measure, `20` `把`; funds have `amount_minor`, in fen, instead.
    available_from, available_until: days, both included; null for no bound.
    """

    id: Id
    unit_id: Id
    kind: ResourceKind
    title: Line
    quantity: int | None
    unit_of_measure: str | None
    amount_minor: int | None
    note: str | None
    available_from: date | None
    available_until: date | None
    version: int


@shape
class ResourcePage(Shape):
    items: list[Resource]
    next: str | None


@command("resource.offer")
class OfferResource(Command):
    unit_id: Id
    kind: ResourceKind
    title: Line
    quantity: Quantity | None = None
    unit_of_measure: Name | None = None
    amount_minor: Fen | None = None
    note: Text | None = None
    available_from: date | None = None
    available_until: date | None = None


@command("resource.replace")
class ReplaceResource(Command):
    """All of it: what is left out is gone."""

    resource_id: Id
    kind: ResourceKind
    title: Line
    quantity: Quantity | None = None
    unit_of_measure: Name | None = None
    amount_minor: Fen | None = None
    note: Text | None = None
    available_from: date | None = None
    available_until: date | None = None


@command("resource.withdraw")
class WithdrawResource(Command):
    resource_id: Id


@query("resource.show")
class ShowResource(Query):
    resource_id: Id


@query("resources.list")
class ListResources(Query):
    """For the unit, the communities that are paired with it, and the department."""

    unit_id: Id
    kind: ResourceKind | None = None
    after: Cursor | None = None
    limit: Limit = 50


@query("resources.list_for_community")
class ListResourcesForCommunity(Query):
    """What the units offer that are paired with a community now."""

    community_id: Id
    kind: ResourceKind | None = None
    unit_id: Id | None = None
    after: Cursor | None = None
    limit: Limit = 50


@event("resource.offered", subject="resource_id")
class ResourceOffered(Event):
    """A unit has put something on the list of what it gives."""

    resource_id: ForUnit[Id]
    unit_id: ForUnit[Id]
    kind: ForUnit[ResourceKind]
    title: ForUnit[Line]
    available_from: ForUnit[date] | None = None
    available_until: ForUnit[date] | None = None


@event("resource.replaced", subject="resource_id")
class ResourceReplaced(Event):
    """A unit has changed something on the list of what it gives."""

    resource_id: ForUnit[Id]
    unit_id: ForUnit[Id]
    kind: ForUnit[ResourceKind]
    title: ForUnit[Line]
    available_from: ForUnit[date] | None = None
    available_until: ForUnit[date] | None = None


@event("resource.withdrawn", subject="resource_id")
class ResourceWithdrawn(Event):
    """A unit has taken something off the list of what it gives."""

    resource_id: ForUnit[Id]
    unit_id: ForUnit[Id]
