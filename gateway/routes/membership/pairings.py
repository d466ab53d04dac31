"""Routes of membership: pairings of units with communities, and what units give."""

from gateway.route import Route
from gateway.routes.membership.access import REVOKED
from shared.messages import membership as m

TAG = "Pairings"
RESOURCES = "Resources"

ROUTES = (
    Route(
        "POST",
        "/v1/pairings",
        m.ProposePairing,
        summary="Propose that a unit and a community be paired.",
        status=201,
        answer=m.Pairing,
        location="/v1/pairings/{id}",
        errors={
            403: ("pairing.not_yours", REVOKED),
            404: ("unit.unknown", "community.unknown"),
            409: ("pairing.exists",),
        },
        tag=TAG,
    ),
    Route(
        "GET",
        "/v1/pairings",
        m.ListPairings,
        summary="List one's pairings.",
        answer=m.PairingPage,
        tag=TAG,
    ),
    Route(
        "GET",
        "/v1/pairings/{pairing_id}",
        m.ShowPairing,
        summary="Show a pairing.",
        answer=m.Pairing,
        errors={403: ("pairing.not_yours",), 404: ("pairing.unknown",)},
        tag=TAG,
    ),
    Route(
        "POST",
        "/v1/pairings/{pairing_id}/acceptance",
        m.AcceptPairing,
        summary="Accept a pairing that the other side has proposed.",
        answer=m.Pairing,
        heeds_if_match=True,
        errors={
            403: ("pairing.not_yours", "pairing.own_proposal", REVOKED),
            404: ("pairing.unknown",),
            409: ("pairing.not_proposed",),
        },
        tag=TAG,
    ),
    Route(
        "POST",
        "/v1/pairings/{pairing_id}/refusal",
        m.DeclinePairing,
        summary="Decline a pairing that the other side has proposed.",
        answer=m.Pairing,
        heeds_if_match=True,
        errors={
            403: ("pairing.not_yours", "pairing.own_proposal", REVOKED),
            404: ("pairing.unknown",),
            409: ("pairing.not_proposed",),
        },
        tag=TAG,
    ),
    Route(
        "POST",
        "/v1/pairings/{pairing_id}/end",
        m.EndPairing,
        summary="End a pairing, or take one's proposal back.",
        answer=m.Pairing,
        heeds_if_match=True,
        errors={403: ("pairing.not_yours", REVOKED), 404: ("pairing.unknown",), 409: ("pairing.not_live",)},
        tag=TAG,
    ),
    Route(
        "POST",
        "/v1/units/{unit_id}/resources",
        m.OfferResource,
        summary="Put something on the list of what a unit gives.",
        status=201,
        answer=m.Resource,
        location="/v1/resources/{id}",
        errors={
            403: ("unit.not_yours", REVOKED),
            404: ("unit.unknown",),
            422: (
                "request.unfit",
                "resource.dates",
            ),
        },
        tag=RESOURCES,
    ),
    Route(
        "GET",
        "/v1/units/{unit_id}/resources",
        m.ListResources,
        summary="List what a unit gives.",
        answer=m.ResourcePage,
        errors={403: ("unit.not_yours",), 404: ("unit.unknown",)},
        tag=RESOURCES,
    ),
    Route(
        "GET",
        "/v1/communities/{community_id}/resources",
        m.ListResourcesForCommunity,
        summary="List what the units give that are paired with a community.",
        answer=m.ResourcePage,
        errors={403: ("community.not_yours",), 404: ("community.unknown",)},
        tag=RESOURCES,
    ),
    Route(
        "GET",
        "/v1/resources/{resource_id}",
        m.ShowResource,
        summary="Show something that a unit gives.",
        answer=m.Resource,
        errors={403: ("resource.not_yours",), 404: ("resource.unknown",)},
        tag=RESOURCES,
    ),
    Route(
        "PUT",
        "/v1/resources/{resource_id}",
        m.ReplaceResource,
        summary="Change something that a unit gives.",
        answer=m.Resource,
        needs_if_match=True,
        errors={
            403: ("resource.not_yours", REVOKED),
            404: ("resource.unknown",),
            422: (
                "request.unfit",
                "resource.dates",
            ),
        },
        tag=RESOURCES,
    ),
    Route(
        "DELETE",
        "/v1/resources/{resource_id}",
        m.WithdrawResource,
        summary="Take something off the list of what a unit gives.",
        status=204,
        needs_if_match=True,
        errors={403: ("resource.not_yours", REVOKED), 404: ("resource.unknown",)},
        tag=RESOURCES,
    ),
)
