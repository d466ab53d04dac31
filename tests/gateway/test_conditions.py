import pytest

from shared.errors import PreconditionFailed
from shared.messages.engagement import Wish
from tests.gateway.edge import THING, Edge, sample

WISH = f"/v1/wishes/{THING}"


@pytest.fixture(autouse=True)
def wish(edge: Edge) -> None:
    edge.client.answers |= {"wish.show": sample(Wish) | {"version": 3}, "wish.edit": sample(Wish) | {"version": 4}}


@pytest.mark.parametrize(
    "header, version",
    [('"v3"', 3), ("*", None), ('"v2", "v3"', 3), ('W/"v9", "v3"', 3), ('"x", "v3"', 3), (' "v3" ', 3)],
)
def test_if_match_names_the_version_that_is_meant(edge: Edge, header: str, version: int | None) -> None:
    answer = edge.ask("PATCH", WISH, "community", json={"title": "新"}, headers={"If-Match": header})

    assert (answer.status_code, answer.headers["ETag"]) == (200, '"v4"')
    assert edge.last_call.expected_version == version


@pytest.mark.parametrize("header", ['W/"v3"', '"3"', '"v0"', '"v-1"', '"v3x"', '"v99999999999"', '""', ""])
def test_a_tag_that_is_weak_or_not_ours_matches_nothing(edge: Edge, header: str) -> None:
    answer = edge.ask("PATCH", WISH, "community", json={"title": "新"}, headers={"If-Match": header})

    assert (answer.status_code, answer.json["code"], edge.client.calls) == (412, "precondition.failed", [])


def test_an_edit_needs_if_match(edge: Edge) -> None:
    answer = edge.ask("PATCH", WISH, "community", json={"title": "新"})

    assert (answer.status_code, answer.json["code"], edge.client.calls) == (428, "precondition.required", [])


def test_what_is_wrong_with_the_input_is_told_before_the_condition(edge: Edge) -> None:
    answer = edge.ask("PATCH", WISH, "community", json={"title": 5}, headers={"If-Match": '"x"'})

    assert (answer.status_code, edge.client.calls) == (422, [])


def test_if_match_is_heeded_where_it_is_not_needed(edge: Edge) -> None:
    edge.client.answers["wish.deliver"] = PreconditionFailed("precondition.failed")
    answer = edge.post(f"/v1/claims/{THING}/delivery", "member", json={}, headers={"If-Match": '"v2"'})

    assert (answer.status_code, edge.last_call.expected_version) == (412, 2)


@pytest.mark.parametrize("header", ['"v3"', 'W/"v3"', '"v1", "v3"', "*"])
def test_who_holds_the_newest_version_is_told_so(edge: Edge, header: str) -> None:
    answer = edge.get(WISH, "member", headers={"If-None-Match": header})

    assert (answer.status_code, answer.data, answer.headers["ETag"]) == (304, b"", '"v3"')


@pytest.mark.parametrize("header", ['"v2"', '"3"', "v", ""])
def test_who_holds_an_older_version_gets_the_newest(edge: Edge, header: str) -> None:
    answer = edge.get(WISH, "member", headers={"If-None-Match": header})

    assert (answer.status_code, answer.json["version"]) == (200, 3)
