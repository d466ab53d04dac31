"""Routes of membership: organisations, clients, members, rosters, registrations, pairings, teams, signing in."""

from gateway.routes.membership import (
    admissions,
    appointments,
    clients,
    members,
    organisations,
    pairings,
    registrations,
    rosters,
    sign_in,
    stationings,
    teams,
)

ROUTES = (
    *organisations.ROUTES,
    *clients.ROUTES,
    *appointments.ROUTES,
    *members.ROUTES,
    *rosters.ROUTES,
    *registrations.ROUTES,
    *pairings.ROUTES,
    *teams.ROUTES,
    *admissions.ROUTES,
    *stationings.ROUTES,
    *sign_in.ROUTES,
)
