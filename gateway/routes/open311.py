"""Routes of Open311 GeoReport v2; its own description stands in `gateway/open311/about.py`."""

from gateway import open311
from gateway.route import Route

ROUTES = (
    Route(
        "GET",
        "/open311/v2/discovery.{format}",
        summary="Find out where the standard is spoken.",
        carry_out=open311.discover,
        permission="board.read",
    ),
    Route(
        "GET",
        "/open311/v2/services.{format}",
        summary="List the services.",
        carry_out=open311.list_services,
        permission="board.read",
    ),
    Route(
        "GET",
        "/open311/v2/services/{service_code}.{format}",
        summary="Show what a service asks for.",
        carry_out=open311.show_service,
        permission="board.read",
    ),
    Route(
        "POST",
        "/open311/v2/requests.{format}",
        summary="Report something.",
        carry_out=open311.take_request,
        permission="need.report",
        credential=open311.token_of,
        status=201,
    ),
    Route(
        "GET",
        "/open311/v2/requests.{format}",
        summary="List what was reported.",
        carry_out=open311.list_requests,
        permission="board.read",
    ),
    Route(
        "GET",
        "/open311/v2/requests/{service_request}.{format}",
        summary="Show what was reported.",
        carry_out=open311.show_request,
        permission="board.read",
    ),
    Route(
        "GET",
        "/open311/v2/tokens/{token}.{format}",
        summary="Find the id of what was reported.",
        carry_out=open311.resolve_token,
        permission="board.read",
    ),
)
