"""Routes of engagement: wishes, claims, public commitments, needs, the menu, venues, meetings."""

from gateway.routes.engagement import claims, meetings, menu, needs, venues, wishes

ROUTES = (
    *wishes.ROUTES,
    *claims.ROUTES,
    *needs.ROUTES,
    *menu.ROUTES,
    *venues.ROUTES,
    *meetings.ROUTES,
)
