"""Routes of membership: organisations, API clients, members, rosters, registrations, pairings."""

from gateway.routes.membership import members, organisations, pairings, registrations

ROUTES = (*organisations.ROUTES, *members.ROUTES, *registrations.ROUTES, *pairings.ROUTES)
