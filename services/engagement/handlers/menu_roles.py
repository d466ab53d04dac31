"""What the roles of an activity or a post must be like, and how they are put in place of others."""

from datetime import datetime

from services.engagement.model import ItemRole, MenuItem
from services.engagement.repository import EngagementUnitOfWork
from shared.errors import Conflict, Fault, Invalid
from shared.ids import new_id
from shared.messages.engagement import ItemRolePlan

LISTED_CLAIMS = 50


def check_roles(roles: list[ItemRolePlan]) -> None:
    """
    Raises:
        Invalid: `menu_item.roles_unfit`, fewer places than are needed, or one name or id twice.
    """
    faults = [
        Fault(f"#/roles/{number}/min_places", "out_of_range", "More than the places that there are.")
        for number, role in enumerate(roles)
        if role.min_places > role.max_places
    ]
    names = [role.name for role in roles]
    faults += [
        Fault(f"#/roles/{number}/name", "invalid", "Another role has this name.")
        for number, name in enumerate(names)
        if name in names[:number]
    ]
    ids = [role.id for role in roles]
    faults += [
        Fault(f"#/roles/{number}/id", "invalid", "Another role is this one.")
        for number, role_id in enumerate(ids)
        if role_id and role_id in ids[:number]
    ]
    if faults:
        raise Invalid("menu_item.roles_unfit", errors=faults)


def check_capacity(item: MenuItem, plans: list[ItemRolePlan], uow: EngagementUnitOfWork) -> None:
    """
    Raises:
        NotFound: `item_role.unknown`.
        Conflict: `menu_item.capacity_below_claims`; each claim that takes places of such a role is named.
    """
    places = {plan.id: (number, plan.max_places) for number, plan in enumerate(plans) if plan.id}
    for role_id in places:
        item.role(role_id)
    faults = []
    for role in item.roles:
        number, most = places.get(role.id, (None, 0))
        if role.taken > most or (number is None and role.waiting):
            pointer = "#/roles" if number is None else f"#/roles/{number}/max_places"
            claims = uow.place_claims.holding(item.id, role.id, LISTED_CLAIMS)
            faults += [
                Fault(pointer, "in_use", f"Claim {claim.id} takes {claim.places} of «{role.name}».") for claim in claims
            ] or [Fault(pointer, "in_use", f"Places of «{role.name}» are waited for.")]
    if faults:
        raise Conflict("menu_item.capacity_below_claims", errors=faults[:LISTED_CLAIMS])


def check_minimum(item: MenuItem, plans: list[ItemRolePlan], now: datetime) -> None:
    """
    Raises:
        Invalid: `menu_item.roles_unfit`, more people would be needed than have come, and the sign-up is over.
    """
    if item.closes_at is None or item.closes_at > now:
        return
    taken = {role.id: role.taken for role in item.roles}
    faults = [
        Fault(f"#/roles/{number}/min_places", "out_of_range", "The sign-up is over, and fewer have come.")
        for number, plan in enumerate(plans)
        if plan.min_places > taken.get(plan.id or "", 0)
    ]
    if faults:
        raise Invalid("menu_item.roles_unfit", errors=faults)


def put_roles(item: MenuItem, plans: list[ItemRolePlan]) -> bool:
    """Tells whether anything differs by it."""
    before = [role.told() for role in item.roles]
    standing = {role.id: role for role in item.roles}
    roles = []
    for rank, plan in enumerate(plans):
        role = standing.get(plan.id or "") or ItemRole(id=new_id(), menu_item_id=item.id, taken=0, waiting=0)
        role.plan(plan, rank)
        roles.append(role)
    item.roles = roles
    return before != [role.told() for role in roles]
