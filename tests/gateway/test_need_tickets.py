import pytest

from gateway import town_needs
from gateway.examples import ANSWERS, as_json
from shared.errors import NotFound
from tests.gateway.edge import Edge

TOKEN = "q3Jv9tKfZ0a2mXw5LrYc8g"
FROM_BROWSER = {"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"}
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


def page(edge: Edge, language: str = "zh", **changes: object) -> str:
    edge.client.answers["need_ticket.show"] = as_json(ANSWERS[TICKET]) | changes
    answer = edge.get(f"/v1/need-tickets/{TOKEN}", headers=FROM_BROWSER | {"Accept-Language": language})

    assert (answer.status_code, answer.content_type) == (200, "text/html; charset=utf-8")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Vary"] == "Accept, Accept-Language"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    return answer.text


def test_a_browser_gets_a_page_with_the_steps_in_its_language(edge: Edge) -> None:
    chinese, english = page(edge), page(edge, "en")

    for told in ("XQ-LJ-0102-2026-000001", "公共设施", "2026年12月17日", "社区已受理", "正在办理", town_needs.REASON):
        assert told in chinese
    for told in ("Public facilities", "December 17, 2026", "something is being done about it", "resolved in part"):
        assert told in english
    assert town_needs.NEED.title not in chinese


def test_what_a_reason_says_is_text_on_the_page(edge: Edge) -> None:
    step = {"kind": "declined", "reason": "<script>alert(1)</script>&$number", "role": "community"}
    told = page(edge, state="declined", steps=[step | {"at": "2026-12-17T01:00:00Z"}])

    assert "&lt;script&gt;alert(1)&lt;/script&gt;&amp;$number" in told
    assert "<script" not in told


def test_a_browser_is_told_by_a_page_that_there_is_no_such_ticket(edge: Edge) -> None:
    edge.client.answers["need_ticket.show"] = NotFound("need_ticket.unknown")
    for token in (TOKEN, "x"):
        answer = edge.get(f"/v1/need-tickets/{token}", headers=FROM_BROWSER)

        assert (answer.status_code, answer.content_type) == (404, "text/html; charset=utf-8")
        assert "没有这个单号" in answer.text


def test_whoever_names_no_page_gets_json(edge: Edge) -> None:
    edge.client.answers["need_ticket.show"] = as_json(ANSWERS[TICKET])
    for accept in ("*/*", "application/json", "application/json, text/html;q=0.5"):
        answer = edge.get(f"/v1/need-tickets/{TOKEN}", headers={"Accept": accept})

        assert answer.content_type == "application/json"
