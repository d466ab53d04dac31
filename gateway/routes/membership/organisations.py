"""Routes of membership: organisations and their API clients."""

from gateway.route import Route
from gateway.routes.membership.access import REVOKED
from shared.messages import membership as m

TAG = "Organisations"

ROUTES = (
    Route(
        "POST",
        "/v1/tenants",
        m.OpenTenant,
        summary="Open a tenant with its organisation department.",
        status=201,
        answer=m.Tenant,
        location="/v1/organisations/{department[id]}",
        tag=TAG,
    ),
    Route(
        "POST",
        "/v1/communities",
        m.OpenCommunity,
        summary="Open a community.",
        status=201,
        answer=m.Organisation,
        location="/v1/organisations/{id}",
        errors={403: (REVOKED,), 409: ("community.code_taken",)},
        tag=TAG,
    ),
    Route(
        "GET",
        "/v1/communities",
        m.ListCommunities,
        summary="List the tenant's communities.",
        answer=m.OrganisationPage,
        tag=TAG,
    ),
    Route(
        "POST",
        "/v1/units",
        m.OpenUnit,
        summary="Open a unit.",
        status=201,
        answer=m.Organisation,
        location="/v1/organisations/{id}",
        errors={403: (REVOKED,), 409: ("unit.name_taken",)},
        tag=TAG,
    ),
    Route(
        "GET",
        "/v1/organisations/{organisation_id}",
        m.ShowOrganisation,
        summary="Show a department, community or unit.",
        answer=m.Organisation,
        errors={404: ("organisation.unknown",)},
        tag=TAG,
    ),
    Route(
        "POST",
        "/v1/organisations/{organisation_id}/clients",
        m.IssueClient,
        summary="Give an organisation an API client.",
        status=201,
        answer=m.ClientCredentials,
        errors={403: ("organisation.not_yours", REVOKED), 404: ("organisation.unknown",)},
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
        "/v1/clients/{client_id}/revocation",
        m.RevokeClient,
        summary="Revoke an API client.",
        status=204,
        errors={403: ("organisation.not_yours", REVOKED), 404: ("client.unknown",)},
        tag=TAG,
    ),
)
