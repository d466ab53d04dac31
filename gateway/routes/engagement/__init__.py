"""Routes of engagement: wishes, claims, public commitments, needs, venues, meetings."""

from gateway.routes.engagement import claims, meetings, needs, venues, wishes

ROUTES = (*wishes.ROUTES, *claims.ROUTES, *needs.ROUTES, *venues.ROUTES, *meetings.ROUTES)
