"""Routes of membership: organisations, API clients, members, rosters, registrations."""

from gateway.routes.membership import members, organisations, registrations

ROUTES = (*organisations.ROUTES, *members.ROUTES, *registrations.ROUTES)
