"""Routes of engagement: wishes, claims, public commitments."""

from gateway.routes.engagement import claims, wishes

ROUTES = (*wishes.ROUTES, *claims.ROUTES)
