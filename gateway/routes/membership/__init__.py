"""Routes of membership: organisations, API clients, members, rosters, registrations."""

from gateway.routes.membership import members, organisations, registrations, rosters

ROUTES = (*organisations.ROUTES, *members.ROUTES, *rosters.ROUTES, *registrations.ROUTES)
