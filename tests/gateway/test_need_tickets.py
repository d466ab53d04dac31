import pytest

from gateway.examples import ANSWERS, as_json
from shared.errors import NotFound
from tests.gateway.edge import Edge

TOKEN = "q3Jv9tKfZ0a2mXw5LrYc8g"
TICKET = "GET /v1/need-tickets/{token}"


def test_a_ticket_is_shown_to_everybody_and_kept_by_nobody_in_between(edge: Edge) -> None:
    edge.client.answers["need_ticket.show"] = as_json(ANSWERS[TICKET])
    answer = edge.get(f"/v1/need-tickets/{TOKEN}")

    assert (answer.status_code, answer.json) == (200, as_json(ANSWERS[TICKET]))
    assert answer.headers["Cache-Control"] == "no-store"
    assert edge.last_call.data == {"token": TOKEN}


def test_a_ticket_that_there_is_not_is_unknown(edge: Edge) -> None:
    edge.client.answers["need_ticket.show"] = NotFound("need_ticket.unknown")

    assert edge.get(f"/v1/need-tickets/{TOKEN}").json["code"] == "need_ticket.unknown"


@pytest.mark.parametrize("token", ["x", "%00" * 22, "x" * 101, "灯" * 20])
def test_what_is_no_token_is_unknown_and_nobody_is_asked(edge: Edge, token: str) -> None:
    answer = edge.get(f"/v1/need-tickets/{token}")

    assert (answer.status_code, answer.json["code"], edge.client.calls) == (404, "need_ticket.unknown", [])
