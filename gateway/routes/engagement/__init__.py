"""Routes of engagement: wishes, claims, public commitments, needs, the menu."""

from gateway.routes.engagement import claims, menu, needs, wishes

ROUTES = (*wishes.ROUTES, *claims.ROUTES, *needs.ROUTES, *menu.ROUTES)
