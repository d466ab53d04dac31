"""Routes of SCIM, which finds its own way below them."""

from gateway import scim
from gateway.route import Route

ROUTES = (
    Route(
        "GET",
        "/scim/v2/ServiceProviderConfig",
        summary="Read what SCIM can do here.",
        carry_out=scim.show_configuration,
        permission="page.read",
    ),
    *(
        Route(
            method,
            "/scim/v2/{rest*}",
            summary="Keep the unit's roster and its teams by SCIM.",
            carry_out=scim.take_request,
            permission="scim.use",
        )
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE")
    ),
)
