"""Routes of membership: organisations, clients, members, rosters, registrations, pairings, teams, signing in."""

from gateway.routes.membership import (
    admissions,
    appointments,
    clients,
    members,
    organisations,
    pairings,
    personal_data,
    profiles,
    provisioning,
    registrations,
    roster_conflicts,
    rosters,
    sign_in,
    skills,
    stationings,
    teams,
)

ROUTES = (
    *organisations.ROUTES,
    *clients.ROUTES,
    *appointments.ROUTES,
    *members.ROUTES,
    *rosters.ROUTES,
    *roster_conflicts.ROUTES,
    *provisioning.ROUTES,
    *registrations.ROUTES,
    *pairings.ROUTES,
    *teams.ROUTES,
    *admissions.ROUTES,
    *stationings.ROUTES,
    *sign_in.ROUTES,
    *profiles.ROUTES,
    *personal_data.ROUTES,
    *skills.ROUTES,
)
