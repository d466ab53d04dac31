"""Routes of engagement: wishes, claims, public commitments, needs, the menu, venues, meetings."""

from gateway.routes.engagement import claims, commitments, meetings, menu, menus, needs, venues, wishes

ROUTES = (
    *wishes.ROUTES,
    *claims.ROUTES,
    *needs.ROUTES,
    *menu.ROUTES,
    *menus.ROUTES,
    *commitments.ROUTES,
    *venues.ROUTES,
    *meetings.ROUTES,
)
