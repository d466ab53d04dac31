"""Routes of membership: registrations with communities."""

from gateway.route import Route
from gateway.routes.membership.access import REVOKED
from shared.messages import membership as m

TAG = "Registrations"

ROUTES = (
    Route(
        "POST",
        "/v1/communities/{community_id}/registrations",
        m.RequestRegistration,
        summary="Register with a community.",
        status=201,
        answer=m.Registration,
        location="/v1/registrations/{id}",
        errors={404: ("community.unknown", "member.unknown"), 409: ("registration.exists",)},
        tag=TAG,
    ),
    Route(
        "GET",
        "/v1/communities/{community_id}/registrations",
        m.ListRegistrations,
        summary="List the registrations with a community.",
        answer=m.RegistrationPage,
        errors={403: ("community.not_yours",), 404: ("community.unknown",)},
        tag=TAG,
    ),
    Route(
        "GET",
        "/v1/registrations/{registration_id}",
        m.ShowRegistration,
        summary="Show a registration.",
        answer=m.Registration,
        errors={403: ("registration.not_yours",), 404: ("registration.unknown",)},
        tag=TAG,
    ),
    Route(
        "POST",
        "/v1/registrations/{registration_id}/confirmation",
        m.ConfirmRegistration,
        summary="Confirm a registration and give its receipt.",
        answer=m.Registration,
        heeds_if_match=True,
        errors={
            403: ("registration.not_yours", REVOKED),
            404: ("registration.unknown",),
            409: ("registration.already_confirmed",),
        },
        tag=TAG,
    ),
)
