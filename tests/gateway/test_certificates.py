"""Certificates as files, and the page by which anybody checks one."""

import re
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader
from werkzeug.test import TestResponse

from gateway import town, town_service
from gateway.examples import as_json
from shared.errors import Forbidden, NotFound
from tests.gateway.edge import THING, Edge

PATH = f"/v1/certificates/{THING}"
PDF = "application/pdf"
FROM_BROWSER = {"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"}
TOKEN = "q3Jv9tKfZ0a2mXw5LrYc8g"


def asked(edge: Edge, accept: str = PDF, **changes: Any) -> TestResponse:
    edge.client.answers["certificate.show"] = as_json(town_service.ISSUED) | changes
    edge.client.answers.setdefault("member.show", as_json(town.MEMBER))
    return edge.get(PATH, "member", headers={"Accept": accept})


def check(edge: Edge, headers: dict[str, str] | None = None, token: str = TOKEN, **changes: Any) -> TestResponse:
    edge.client.answers.setdefault("certificate.verify", as_json(town_service.CHECKED) | changes)
    return edge.get(f"/certificates/{token}", headers=headers or {})


def words_of(answer: TestResponse) -> str:
    return re.sub(r"[\s\x00]", "", PdfReader(BytesIO(answer.data)).pages[0].extract_text())


def test_a_certificate_is_json_unless_a_file_is_asked_for(edge: Edge) -> None:
    for accept in ("application/json", "*/*"):
        assert asked(edge, accept).json == as_json(town_service.ISSUED)
    assert [call.topic for call in edge.client.calls] == ["certificate.show"] * 2


def test_a_file_says_in_chinese_who_has_served_where_and_how_long(edge: Edge) -> None:
    answer = asked(edge)
    words = words_of(answer)

    assert (answer.content_type, answer.headers["Cache-Control"]) == (PDF, "no-store")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{town_service.CERTIFICATE_ID}.pdf"'
    for expected in (
        "志愿服务证明",
        f"编号：{town_service.ISSUED.number}",
        town.MEMBER.name,
        town.COMMUNITY.name,
        "2026年1月1日至2026年12月31日",
        "52次",
        "108小时0分钟",
        f"/certificates/{TOKEN}",
        "2027年1月12日",  # the day that it is in Shanghai
    ):
        assert expected in words


def test_a_file_has_its_font_inside_so_that_it_is_read_everywhere(edge: Edge) -> None:
    page = PdfReader(BytesIO(asked(edge).data)).pages[0]
    fonts: Any = page["/Resources"]["/Font"]  # type: ignore[index]
    kinds = [font.get_object()["/DescendantFonts"][0].get_object() for font in fonts.values()]

    assert kinds
    assert all("/FontFile3" in kind["/FontDescriptor"].get_object() for kind in kinds)


def test_the_name_is_what_the_caller_may_see(edge: Edge) -> None:
    edge.client.answers["member.show"] = as_json(town.MEMBER) | {"name": "陈**"}
    assert "陈**" in words_of(asked(edge))
    edge.client.answers["member.show"] = Forbidden("member.not_yours")

    assert asked(edge).json["code"] == "member.not_yours"


@pytest.mark.parametrize("name", ["𠮷野", "ئالىم", "བསོད"])
def test_a_name_that_the_font_lacks_is_refused_and_not_logged(
    edge: Edge, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    edge.client.answers["member.show"] = as_json(town.MEMBER) | {"name": name}
    answer = asked(edge)

    assert (answer.status_code, answer.json["code"]) == (409, "certificate.name_not_printable")
    assert not set(name) & set(caplog.text)


def test_a_community_that_the_font_lacks_is_refused_too(edge: Edge) -> None:
    assert asked(edge, community_name="𠮷祥里").json["code"] == "certificate.name_not_printable"


@pytest.mark.parametrize("state", ["requested", "refused", "revoked"])
def test_what_isnt_issued_isnt_printed(edge: Edge, state: str) -> None:
    answer = asked(edge, state=state)

    assert (answer.status_code, answer.json["code"]) == (409, "certificate.not_issued")


@pytest.mark.parametrize(
    "changes, told",
    [
        ({}, "此证明有效"),
        ({"is_affected": True}, "请向社区核实"),
        ({"is_good": False}, "此证明已撤销"),
        ({"is_good": False, "is_affected": True}, "此证明已撤销"),
    ],
)
def test_whoever_checks_one_is_told_how_it_stands(edge: Edge, changes: Any, told: str) -> None:
    page = check(edge, FROM_BROWSER, **changes)

    assert told in page.text
    for text in (str(town_service.ISSUED.number), town.COMMUNITY.name, "证明编号", "108 小时 0 分钟"):
        assert text in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert "script" not in page.headers["Content-Security-Policy"]


def test_hours_are_told_in_the_readers_language(edge: Edge) -> None:
    assert "108 hours 0 minutes" in check(edge, FROM_BROWSER | {"Accept-Language": "en"}).text


@pytest.mark.parametrize("headers", [{}, {"Accept": "*/*"}, {"Accept": "application/json"}])
def test_programs_get_json_and_nothing_of_whose_it_is(edge: Edge, headers: dict[str, str]) -> None:
    answer = check(edge, headers)

    assert answer.json == as_json(town_service.CHECKED)
    assert not {"member_id", "unit_id", "name"} & answer.json.keys()


def test_what_is_no_certificate_is_unknown(edge: Edge) -> None:
    edge.client.answers["certificate.verify"] = NotFound("certificate.unknown")
    page, answer = check(edge, FROM_BROWSER), check(edge, {"Accept": "application/json"})
    before = len(edge.client.calls)

    assert (page.status_code, answer.status_code, answer.json["code"]) == (404, 404, "certificate.unknown")
    assert "没有这份证明" in page.text
    assert check(edge, token="short").status_code == 404
    assert len(edge.client.calls) == before
