import re
from pathlib import Path
from typing import Any

import pytest

from gateway.routes import ROUTES
from shared.errors import PreconditionFailed
from shared.messages.engagement import Wish
from shared.messages.membership import Registration
from shared.messages.notifications import Webhook
from tests.gateway.edge import THING, Edge, sample

WISH = f"/v1/wishes/{THING}"


@pytest.fixture(autouse=True)
def wish(edge: Edge) -> None:
    edge.client.answers |= {"wish.show": sample(Wish) | {"version": 3}, "wish.edit": sample(Wish) | {"version": 4}}


@pytest.mark.parametrize(
    "header, version",
    [
        ('"v3"', 3),
        ('"v3.00c0ffee"', 3),
        ("*", None),
        ('"v2", "v3.c0"', 3),
        ('W/"v9", "v3"', 3),
        ('"x", "v3"', 3),
        (' "v3" ', 3),
    ],
)
def test_if_match_names_the_version_that_is_meant(edge: Edge, header: str, version: int | None) -> None:
    answer = edge.ask("PATCH", WISH, "community", json={"title": "新"}, headers={"If-Match": header})

    assert answer.status_code == 200
    assert re.fullmatch(r'"v4\.[0-9a-f]{24}"', answer.headers["ETag"])
    assert edge.last_call.expected_version == version


@pytest.mark.parametrize(
    "header", ['W/"v3"', '"3"', '"v0"', '"v-1"', '"v3x"', '"v3."', '"v3.x"', '"v99999999999"', '""', ""]
)
def test_a_tag_that_is_weak_or_not_ours_matches_nothing(edge: Edge, header: str) -> None:
    answer = edge.ask("PATCH", WISH, "community", json={"title": "新"}, headers={"If-Match": header})

    assert (answer.status_code, answer.json["code"], edge.client.calls) == (412, "precondition.failed", [])


def test_an_edit_needs_if_match(edge: Edge) -> None:
    answer = edge.ask("PATCH", WISH, "community", json={"title": "新"})

    assert (answer.status_code, answer.json["code"], edge.client.calls) == (428, "precondition.required", [])


def test_the_readme_shows_how_an_edit_is_sent() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
    (path,) = re.findall(r"-X PATCH [^`]*?If-Match: [^`]*?\$URL(/\S+)", readme)
    shown = re.sub(r"\$\w+", "{wish_id}", path)

    assert [route.method for route in ROUTES if route.path == shown and route.needs_if_match] == ["PATCH"]
    assert "428 `precondition.required`" in readme


def test_what_is_wrong_with_the_input_is_told_before_the_condition(edge: Edge) -> None:
    answer = edge.ask("PATCH", WISH, "community", json={"title": 5}, headers={"If-Match": '"x"'})

    assert (answer.status_code, edge.client.calls) == (422, [])


def test_if_match_is_heeded_where_it_is_not_needed(edge: Edge) -> None:
    edge.client.answers["wish.deliver"] = PreconditionFailed("precondition.failed")
    answer = edge.post(f"/v1/claims/{THING}/delivery", "member", json={}, headers={"If-Match": '"v2"'})

    assert (answer.status_code, edge.last_call.expected_version) == (412, 2)


@pytest.mark.parametrize("header", ["{}", "W/{}", '"v1", {}', "*"])
def test_who_holds_the_same_answer_is_told_so(edge: Edge, header: str) -> None:
    tag = edge.get(WISH, "member").headers["ETag"]
    answer = edge.get(WISH, "member", headers={"If-None-Match": header.format(tag)})

    assert (answer.status_code, answer.data, answer.headers["ETag"]) == (304, b"", tag)


@pytest.mark.parametrize("header", ['"v2"', '"v3"', '"v3.00c0ffee"', "v", ""])
def test_who_holds_another_answer_gets_the_newest(edge: Edge, header: str) -> None:
    answer = edge.get(WISH, "member", headers={"If-None-Match": header})

    assert (answer.status_code, answer.json["version"]) == (200, 3)


@pytest.mark.parametrize(
    "path, topic, answer, change",
    [
        (f"/v1/webhooks/{THING}", "webhook.show", sample(Webhook), {"position": 31}),
        (f"/v1/webhooks/{THING}", "webhook.show", sample(Webhook), {"failures": 7}),
        (f"/v1/webhooks/{THING}", "webhook.show", sample(Webhook), {"next_attempt_at": None}),
        (f"/v1/registrations/{THING}", "registration.show", sample(Registration), {"member_name": "陈英"}),
    ],
)
def test_what_changes_without_a_new_version_is_sent_again(
    edge: Edge, path: str, topic: str, answer: dict[str, Any], change: dict[str, Any]
) -> None:
    edge.client.answers[topic] = answer
    tag = edge.get(path, "community").headers["ETag"]
    edge.client.answers[topic] = answer | change
    again = edge.get(path, "community", headers={"If-None-Match": tag})

    assert (again.status_code, again.json) == (200, answer | change)


def test_a_tag_that_was_read_before_such_a_change_still_names_the_version(edge: Edge) -> None:
    edge.client.answers |= {"webhook.show": sample(Webhook) | {"version": 3}, "webhook.pause": sample(Webhook)}
    tag = edge.get(f"/v1/webhooks/{THING}", "community").headers["ETag"]
    edge.post(f"/v1/webhooks/{THING}/pause", "community", headers={"If-Match": tag})

    assert edge.last_call.expected_version == 3


def test_a_command_answers_with_the_tag_that_is_read_afterwards(edge: Edge) -> None:
    edge.client.answers["wish.edit"] = edge.client.answers["wish.show"]
    edited = edge.ask("PATCH", WISH, "community", json={"title": "新"}, headers={"If-Match": "*"})

    assert edited.headers["ETag"] == edge.get(WISH, "member").headers["ETag"]
