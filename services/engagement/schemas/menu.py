"""The menu and claims of its places as callers get them."""

from collections.abc import Mapping, Sequence

from services.engagement.model import (
    ActivitySeries,
    ItemRole,
    Menu,
    MenuItem,
    PlaceClaim,
)
from shared.messages import (
    engagement as messages,
)


def menu_item_shape(item: MenuItem) -> messages.MenuItem:
    return messages.MenuItem(
        id=item.id,
        community_id=item.community_id,
        kind=item.kind,
        state=item.state,
        title=item.title,
        category=item.category,
        description=item.description,
        location=item.location,
        starts_at=item.starts_at,
        ends_at=item.ends_at,
        from_on=item.from_on,
        until_on=item.until_on,
        sign_up_opens_at=item.sign_up_opens_at,
        sign_up_closes_at=item.sign_up_closes_at,
        extends_until=item.extends_until,
        withdrawal_hours=item.withdrawal_hours,
        is_settled=item.settled_at is not None,
        called_off_because=item.called_off_because,
        roles=[role_shape(role) for role in item.roles],
        published_at=item.published_at,
        series_id=item.series_id,
        project_id=item.project_id,
        social_organisation_id=item.social_organisation_id,
        version=item.version,
    )


def role_shape(role: ItemRole) -> messages.ItemRole:
    return messages.ItemRole(
        id=role.id,
        name=role.name,
        min_places=role.min_places,
        max_places=role.max_places,
        skills=list(role.skills),
        taken=role.taken,
        waiting=role.waiting,
    )


def place_claim_shape(claim: PlaceClaim, item: MenuItem) -> messages.PlaceClaim:
    return messages.PlaceClaim(
        id=claim.id,
        menu_item_id=claim.menu_item_id,
        role_id=claim.role_id,
        community_id=claim.community_id,
        kind=claim.kind,
        state=claim.state,
        places=claim.places,
        member_id=claim.member_id,
        unit_id=claim.unit_id,
        team_id=claim.team_id,
        member_ids=list(claim.member_ids),
        missed_ids=list(claim.missed_ids),
        claimed_at=claim.claimed_at,
        offered_until=claim.offered_until,
        withdrawable_until=item.withdrawable_until if claim.state == "held" else None,
        reason=claim.reason,
        version=claim.version,
    )


def menu_shape(menu: Menu, counts: Mapping[str, int]) -> messages.Menu:
    """counts: of its items by state."""
    return messages.Menu(
        id=menu.id,
        community_id=menu.community_id,
        title=menu.title,
        from_on=menu.from_on,
        until_on=menu.until_on,
        state=menu.state,
        drafts=counts.get("draft", 0),
        items=counts.get("published", 0) + counts.get("ended", 0),
        published_at=menu.published_at,
        version=menu.version,
    )


def series_shape(series: ActivitySeries, items: Sequence[MenuItem]) -> messages.ActivitySeries:
    return messages.ActivitySeries(
        id=series.id,
        community_id=series.community_id,
        title=series.title,
        recurrence=series.recurrence,
        planned_at=series.planned_at,
        menu_item_ids=[item.id for item in items],
    )
