"""Routes of engagement: wishes, claims, public commitments, needs."""

from gateway.routes.engagement import claims, needs, wishes

ROUTES = (*wishes.ROUTES, *claims.ROUTES, *needs.ROUTES)
