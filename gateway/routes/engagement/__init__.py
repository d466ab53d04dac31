"""Routes of engagement: wishes, claims, public commitments, needs, the menu, attendance, records, venues, meetings."""

from gateway.routes.engagement import claims, commitments, meetings, menu, menus, needs, service, venues, wishes

ROUTES = (
    *wishes.ROUTES,
    *claims.ROUTES,
    *needs.ROUTES,
    *menu.ROUTES,
    *menus.ROUTES,
    *service.ROUTES,
    *commitments.ROUTES,
    *venues.ROUTES,
    *meetings.ROUTES,
)
