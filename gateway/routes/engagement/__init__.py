"""Routes of engagement: wishes, claims, public commitments, needs, the menu, attendance, records, venues, meetings."""

from gateway.routes.engagement import (
    claims,
    commitments,
    meetings,
    menu,
    menus,
    needs,
    project_items,
    service,
    venues,
    wishes,
)

ROUTES = (
    *wishes.ROUTES,
    *claims.ROUTES,
    *needs.ROUTES,
    *menu.ROUTES,
    *menus.ROUTES,
    *project_items.ROUTES,
    *commitments.ROUTES,
    *service.ROUTES,
    *venues.ROUTES,
    *meetings.ROUTES,
)
