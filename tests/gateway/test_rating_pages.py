"""The page on which who holds an invitation rates a milestone."""

from typing import Any

import pytest
from werkzeug.test import TestResponse

from gateway import town_surveys as town
from gateway.examples import as_json
from shared.errors import Conflict, Forbidden, NotFound
from tests.gateway.edge import Edge

PATH = f"/ratings/{town.TOKEN}"
FROM_BROWSER = {"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"}
FILLED_IN = {"score": "4", "outcome": "partly", "comment": ""}


def ask(edge: Edge, headers: dict[str, str] | None = None, path: str = PATH) -> TestResponse:
    edge.client.answers.setdefault("survey_question.show", as_json(town.QUESTION))
    return edge.get(path, headers=headers or {})


def send(edge: Edge, **changes: Any) -> TestResponse:
    edge.client.answers.setdefault("survey.rate", as_json(town.RATING))
    return edge.ask(method="POST", path=PATH, data=FILLED_IN | changes, headers=FROM_BROWSER)


def test_a_browser_gets_a_form_that_can_send_to_this_place_alone(edge: Edge) -> None:
    page = ask(edge, FROM_BROWSER)

    for text in ("您的评价", town.QUESTION.title, town.QUESTION.name, "2027年6月16日 00:00", '<form method="post">'):
        assert text in page.text
    assert "form-action 'self'" in page.headers["Content-Security-Policy"]
    assert "script" not in page.headers["Content-Security-Policy"]
    assert (page.headers["Cache-Control"], page.headers["Referrer-Policy"]) == ("no-store", "no-referrer")


@pytest.mark.parametrize("headers", [{}, {"Accept": "application/json"}])
def test_programs_get_json(edge: Edge, headers: dict[str, str]) -> None:
    assert ask(edge, headers).json == as_json(town.QUESTION)


def test_what_the_form_sends_is_a_rating(edge: Edge) -> None:
    page = send(edge)

    assert (page.status_code, edge.last_call.topic) == (201, "survey.rate")
    assert edge.last_call.data == {"token": town.TOKEN, "score": 4, "outcome": "partly", "comment": None}
    assert "谢谢" in page.text
    assert edge.last_call.actor.role == "public"


def test_a_program_rates_by_json(edge: Edge) -> None:
    edge.client.answers["survey.rate"] = as_json(town.RATING)
    answer = edge.post(PATH, json={"score": 5, "outcome": "resolved"})

    assert (answer.status_code, answer.json) == (201, as_json(town.RATING))


@pytest.mark.parametrize("changes", [{"score": ""}, {"score": "6"}, {"score": "12"}, {"outcome": "x"}, {"more": "1"}])
def test_what_the_form_doesnt_offer_is_refused_on_a_page(edge: Edge, changes: dict[str, str]) -> None:
    page = send(edge, **changes)

    assert (page.status_code, page.content_type, edge.client.calls) == (422, "text/html; charset=utf-8", [])


def test_an_identity_number_is_refused_in_words(edge: Edge) -> None:
    page = send(edge, comment="我的身份证号是11010519491231002X")

    assert page.status_code == 422
    assert "身份证号" in page.text
    assert "11010519491231002X" not in page.text


@pytest.mark.parametrize("code, told", [("invitation.used", "该邀请已使用"), ("invitation.expired", "该邀请已过期")])
def test_a_browser_is_told_on_a_page_that_it_is_too_late(edge: Edge, code: str, told: str) -> None:
    edge.client.answers |= {"survey_question.show": Conflict(code), "survey.rate": Conflict(code)}

    for page in (ask(edge, FROM_BROWSER), send(edge)):
        assert (page.status_code, told in page.text) == (409, True)
    assert ask(edge).json["code"] == code


def test_what_is_no_token_is_unknown(edge: Edge) -> None:
    edge.client.answers["survey_question.show"] = NotFound("survey_question.unknown")
    edge.client.answers["survey.rate"] = Forbidden("invitation.token_invalid")

    assert "没有这个评价邀请" in ask(edge, FROM_BROWSER).text
    assert (ask(edge).status_code, ask(edge).json["code"]) == (404, "survey_question.unknown")
    assert ask(edge, path="/ratings/short").status_code == 404
    assert send(edge).status_code == 403
