"""Routes of membership: organisations, API clients, members, rosters, registrations, teams."""

from gateway.routes.membership import admissions, members, organisations, registrations, stationings, teams

ROUTES = (
    *organisations.ROUTES,
    *members.ROUTES,
    *registrations.ROUTES,
    *teams.ROUTES,
    *admissions.ROUTES,
    *stationings.ROUTES,
)
