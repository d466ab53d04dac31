"""Routes of membership: organisations, API clients, members, rosters, registrations, pairings."""

from gateway.routes.membership import members, organisations, pairings, registrations, rosters

ROUTES = (
    *organisations.ROUTES,
    *members.ROUTES,
    *rosters.ROUTES,
    *registrations.ROUTES,
    *pairings.ROUTES,
)
