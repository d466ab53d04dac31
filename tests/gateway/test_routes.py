import inspect
import re
from collections.abc import Iterator
from typing import get_type_hints

import pytest

from deploy.system import definition
from gateway.feeds import BATCH
from gateway.openapi_answers import errors_of
from gateway.route import Route
from gateway.routes import ROUTES
from shared.errors import BY_STATUS
from shared.service import Handler

STATUSES = {kind.__name__: status for status, kind in BY_STATUS.items()}
REFUSAL = re.compile(rf"\b({'|'.join(STATUSES)}): (.*?)(?=\n *\w+: |\Z)", re.DOTALL)
CODE = re.compile(r"`([a-z_]+\.[a-z_]+)`")
OTHERS_UNKNOWN = {(404, f"{kind}.unknown") for kind in ("community", "unit", "project", "organisation")}
CALLS = [route for route in ROUTES if route.is_call]


def handler_of(route: Route) -> Handler:
    assert route.message is not None
    service = definition(route.message.owner)
    return (service.commands | service.queries)[route.message]  # type: ignore[operator,no-any-return]


def refusals_of(handler: Handler) -> Iterator[tuple[int, str]]:
    """Status and code of what the docstring's Raises section lists; what stands in brackets are faults of fields."""
    raises = (inspect.getdoc(handler) or "").partition("Raises:")[2].partition("Publishes:")[0]
    for kind, text in REFUSAL.findall(re.sub(r"\(.*?\)", "", raises, flags=re.DOTALL)):
        for code in CODE.findall(text):
            yield STATUSES[kind], code


@pytest.mark.parametrize("route", [route for route in CALLS if route.answer or not route.files], ids=str)
def test_a_route_promises_what_the_handler_answers(route: Route) -> None:
    assert get_type_hints(handler_of(route))["return"] == (route.answer or type(None))


@pytest.mark.parametrize("route", CALLS, ids=str)
def test_what_the_handler_refuses_is_documented_with_its_status(route: Route) -> None:
    documented = {(status, code) for status, codes in errors_of(route).items() for code in codes}

    never_here = {(403, "feed.not_yours")} if route.permission == "public_feed.read" else set()
    if stream := route.fixed.get("stream"):
        never_here |= OTHERS_UNKNOWN - {(404, f"{stream}.unknown")}

    assert {refusal for refusal in refusals_of(handler_of(route)) if refusal not in documented} <= never_here


@pytest.mark.parametrize("route", [route for route in CALLS if hasattr(handler_of(route), "__wrapped__")], ids=str)
def test_that_a_revoked_client_is_refused_is_documented(route: Route) -> None:
    assert "client.revoked" in errors_of(route)[403]


def test_a_route_without_an_answer_says_so() -> None:
    assert {route.status for route in CALLS if not (route.answer or route.files)} == {204}


def test_only_feeds_answer_in_another_form() -> None:
    assert {route.media_type for route in CALLS} == {"application/json", BATCH}
