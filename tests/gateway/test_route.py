from typing import Any

import pytest

from gateway.route import BadRoute, Route
from shared.messages.engagement import ClaimWish
from shared.messages.notifications import ReadFeed


def route(**changes: Any) -> Route:
    options: dict[str, Any] = {"message": ClaimWish, "summary": "Claim."} | changes
    return Route("POST", options.pop("path", "/v1/wishes/{wish_id}/claims"), options.pop("message"), **options)


def test_the_path_and_the_caller_fill_a_message_together() -> None:
    assert route().fill({"plan": None}, {"wish_id": "x"}) == {"plan": None, "wish_id": "x"}
    assert set(route().schema.fields) == {"plan"}


def test_what_the_path_decides_the_caller_cannot_say() -> None:
    feed = Route(
        "GET",
        "/v1/units/{unit_id}/feed",
        ReadFeed,
        summary="Read.",
        permission="unit_feed.read",
        fixed={"stream": "unit"},
        renamed={"unit_id": "stream_id"},
    )

    assert set(feed.schema.fields) == {"after", "limit"}
    assert feed.fill({"after": 3}, {"unit_id": "x"}) == {"after": 3, "stream_id": "x", "stream": "unit"}


def test_a_path_that_names_what_the_message_lacks_is_refused() -> None:
    with pytest.raises(BadRoute, match="ClaimWish has no"):
        route(path="/v1/wishes/{id}/claims")


def test_a_code_that_is_in_no_catalogue_is_refused() -> None:
    with pytest.raises(BadRoute, match=r"wish\.eaten"):
        route(errors={409: ("wish.eaten",)})
