"""Routes of membership: organisations, clients, members, rosters, registrations, pairings, teams, reports."""

from gateway.routes.membership import (
    admissions,
    appointments,
    clients,
    dual_management,
    members,
    organisations,
    pairings,
    personal_data,
    profiles,
    provisioning,
    registrations,
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
    *dual_management.ROUTES,
)
