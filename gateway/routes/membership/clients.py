"""Routes of membership: API clients."""

from gateway.route import Route
from gateway.routes.membership.access import REVOKED
from shared.messages import membership as m

TAG = "API clients"

ROUTES = (
    Route(
        "POST",
        "/v1/organisations/{organisation_id}/clients",
        m.IssueClient,
        summary="Give an organisation an API client.",
        status=201,
        answer=m.ClientCredentials,
        errors={
            403: ("organisation.not_yours", "client.scope_exceeded", REVOKED),
            404: ("organisation.unknown",),
            409: ("organisation.closed",),
            422: ("request.unfit",),
        },
        tag=TAG,
    ),
    Route(
        "GET",
        "/v1/organisations/{organisation_id}/clients",
        m.ListClients,
        summary="List an organisation's API clients.",
        answer=m.ApiClientPage,
        errors={403: ("organisation.not_yours",), 404: ("organisation.unknown",)},
        tag=TAG,
    ),
    Route(
        "POST",
        "/v1/clients/{client_id}/rotation",
        m.RotateClient,
        summary="Give an API client a new secret.",
        answer=m.ClientCredentials,
        errors={
            403: ("organisation.not_yours", "client.scope_exceeded", REVOKED),
            404: ("client.unknown",),
            409: ("client.already_revoked",),
        },
        tag=TAG,
    ),
    Route(
        "POST",
        "/v1/clients/{client_id}/revocation",
        m.RevokeClient,
        summary="Revoke an API client.",
        status=204,
        errors={403: ("organisation.not_yours", REVOKED), 404: ("client.unknown",)},
        tag=TAG,
    ),
)
