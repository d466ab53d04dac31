"""Routes of membership: organisations, API clients, members, rosters, registrations, pairings, teams."""

from gateway.routes.membership import (
    admissions,
    members,
    organisations,
    pairings,
    personal_data,
    profiles,
    registrations,
    rosters,
    skills,
    stationings,
    teams,
)

ROUTES = (
    *organisations.ROUTES,
    *members.ROUTES,
    *rosters.ROUTES,
    *registrations.ROUTES,
    *pairings.ROUTES,
    *teams.ROUTES,
    *admissions.ROUTES,
    *stationings.ROUTES,
    *profiles.ROUTES,
    *personal_data.ROUTES,
    *skills.ROUTES,
)
