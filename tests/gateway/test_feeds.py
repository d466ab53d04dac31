from typing import Any

import pytest

from tests.gateway.edge import OTHER, OWN, Edge


def page(first: int, count: int, last: int) -> dict[str, Any]:
    items = [
        {"id": str(position), "type": "linli.wish.published.v1", "position": position}
        for position in range(first, first + count)
    ]
    return {"items": items, "last_position": last}


def test_a_page_is_a_batch_of_cloudevents_with_the_way_on(edge: Edge) -> None:
    edge.client.answers["feed.read"] = page(3, 2, 9)
    path = f"/v1/communities/{OWN}/feed"
    answer = edge.get(f"{path}?after=2&limit=2")

    assert answer.content_type == "application/cloudevents-batch+json"
    assert [event["position"] for event in answer.json] == [3, 4]
    assert answer.headers["Link"] == f'<{path}?limit=2&after=4>; rel="next"'
    assert answer.headers["Linli-Last-Position"] == "9"
    assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("content", [page(8, 2, 9), page(9, 0, 9), page(1, 0, 0)])
def test_who_has_caught_up_is_not_sent_on(edge: Edge, content: dict[str, Any]) -> None:
    edge.client.answers["feed.read"] = content

    assert "Link" not in edge.get(f"/v1/projects/{OWN}/feed").headers


@pytest.mark.parametrize(
    "things, role, stream",
    [("communities", None, "community"), ("projects", None, "project"), ("units", "unit", "unit")],
)
def test_the_path_says_which_stream(edge: Edge, things: str, role: Any, stream: str) -> None:
    edge.client.answers["feed.read"] = page(1, 1, 1)
    edge.get(f"/v1/{things}/{OWN}/feed", role)

    assert edge.last_call.data == {"stream": stream, "stream_id": OWN, "after": 0, "limit": 100}


@pytest.mark.parametrize("query", ["after=-1", "limit=501", "stream=unit", "stream_id=x", "after=x"])
def test_a_position_is_a_number_and_the_stream_is_not_asked_for(edge: Edge, query: str) -> None:
    answer = edge.get(f"/v1/communities/{OWN}/feed?{query}")

    assert (answer.status_code, edge.client.calls) == (422, [])


def test_a_units_feed_is_closed_to_other_units(edge: Edge) -> None:
    assert edge.get(f"/v1/units/{OTHER}/feed", "unit").json["code"] == "access.not_yours"
