import re
from base64 import b64encode
from hashlib import sha256
from typing import Any

import pytest
from werkzeug.test import TestResponse

from gateway.papers import TOKEN
from shared.errors import NotFound
from tests.gateway.edge import OWN, Edge

NASTY = '<script>alert("1")</script>&$number'
GIVEN = "q3Jv9tKfZ0a2mXw5LrYc8g"
RECEIPT: dict[str, Any] = {
    "registration_id": OWN,
    "receipt_number": "BD-SFJ-2026-000001",
    "member_name": "陈华英",
    "unit_name": "市水务局",
    "community_name": "三辅街社区",
    "subdistrict": "凯旋街道",
    "district": "宽城区",
    "city": "长春市",
    "kind": "residence",
    "state": "confirmed",
    "requested_at": "2026-11-23T01:00:00Z",
    "issued_at": "2026-11-24T16:30:00Z",
    "verification_path": f"/receipts/{GIVEN}",
}
CHECK = {name: RECEIPT[name] for name in ("receipt_number", "community_name", "issued_at")} | {"is_live": True}
ENGLISH = {"Accept-Language": "en"}
FROM_BROWSER = {"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"}


def receipt(edge: Edge, headers: dict[str, str] | None = None, **changes: Any) -> TestResponse:
    edge.client.answers["receipt.show"] = RECEIPT | changes
    return edge.get(f"/v1/registrations/{OWN}/receipt", "member", headers=headers or {})


def check(edge: Edge, headers: dict[str, str] | None = None, token: str = GIVEN, **changes: Any) -> TestResponse:
    edge.client.answers.setdefault("receipt.verify", CHECK | changes)
    return edge.get(f"/receipts/{token}", headers=headers or {})


def test_a_receipt_is_a_page_in_chinese_unless_english_is_asked_for(edge: Edge) -> None:
    chinese, english, neither = receipt(edge), receipt(edge, ENGLISH), receipt(edge, {"Accept-Language": "fr"})

    assert chinese.content_type == "text/html; charset=utf-8"
    assert [one.headers["Content-Language"] for one in (chinese, english, neither)] == ["zh-CN", "en", "zh-CN"]
    assert "在职党员到社区报到回执" in chinese.text
    assert "2026年11月25日" in chinese.text  # the day that it is in Shanghai
    assert "Registration receipt" in english.text
    assert "November 25, 2026" in english.text
    for text in ("BD-SFJ-2026-000001", "陈华英", "市水务局", "三辅街社区", "长春市 宽城区 凯旋街道"):
        assert text in chinese.text


def test_nothing_but_names_is_english_on_a_receipt_in_chinese(edge: Edge) -> None:
    edge.client.answers["receipt.verify"] = CHECK
    for page in (receipt(edge), check(edge)):
        bare = re.sub(r"<svg.*?</svg>|<style>.*?</style>|<small>.*?</small>|<[^>]+>", " ", page.text, flags=re.DOTALL)
        assert re.findall(r"[A-Za-z]{2,} [A-Za-z]+", bare) == []


@pytest.mark.parametrize("name", ["member_name", "unit_name", "community_name", "city", "receipt_number"])
def test_what_looks_like_markup_in_a_receipt_is_text(edge: Edge, name: str) -> None:
    page = receipt(edge, **{name: NASTY}).text

    assert "<script" not in page
    assert "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;$number" in page


@pytest.mark.parametrize("name", ["community_name", "receipt_number"])
def test_what_looks_like_markup_in_a_check_is_text(edge: Edge, name: str) -> None:
    page = check(edge, **{name: NASTY}).text

    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_the_code_on_a_receipt_leads_to_its_check(edge: Edge) -> None:
    page = receipt(edge).text

    assert f"http://127.0.0.1:8000/receipts/{GIVEN}" in page
    assert re.search(r'<svg viewBox="0 0 \d+ \d+"', page)


def test_a_check_tells_nothing_about_a_person(edge: Edge) -> None:
    page = check(edge, member_name="陈华英", unit_name="市水务局", member_id=OWN).text

    assert "BD-SFJ-2026-000001" in page
    assert "三辅街社区" in page
    assert "回执有效" in page
    assert not re.search(f"陈|市水务局|{OWN}", page)
    assert check(edge, {"Accept": "application/json"}).json == CHECK


def test_a_receipt_that_is_over_says_so(edge: Edge) -> None:
    assert "回执已失效" in receipt(edge, state="ended").text
    assert "no longer good" in check(edge, ENGLISH, is_live=False).text


def test_programs_get_json(edge: Edge) -> None:
    for accept in ("application/json", "application/json, text/html;q=0.5"):
        assert receipt(edge, {"Accept": accept}).json == RECEIPT
        assert check(edge, {"Accept": accept}).json == CHECK
    assert check(edge, FROM_BROWSER).content_type == "text/html; charset=utf-8"


@pytest.mark.parametrize(
    "token", ["x", "BD-SFJ-2026-000001%00", "%E4%BB%A4%E7%89%8C" * 4, "a" * 101, "q3Jv9tKf.0a2mXw5L"]
)
def test_what_can_be_no_token_is_unknown_without_asking(edge: Edge, token: str) -> None:
    problem, page = check(edge, token=token), check(edge, FROM_BROWSER, token=token)

    assert (problem.status_code, problem.json["code"], edge.client.calls) == (404, "receipt.unknown", [])
    assert (page.status_code, page.content_type) == (404, "text/html; charset=utf-8")


def test_all_unknown_tokens_look_alike(edge: Edge) -> None:
    edge.client.answers["receipt.verify"] = NotFound("receipt.unknown")
    pages = [check(edge, FROM_BROWSER, token=token) for token in ("x", "A" * 22, "B" * 40)]
    for page in pages:
        page.headers.remove("Trace-Id")
    seen = {(page.status_code, page.text, str(page.headers)) for page in pages}

    assert len(seen) == 1
    assert "查无此回执" in pages[0].text


def test_pages_run_nothing_and_are_kept_nowhere(edge: Edge) -> None:
    for page in (receipt(edge), check(edge), check(edge, FROM_BROWSER, token="x")):
        assert page.headers["Content-Security-Policy"].startswith(f"default-src 'none'; style-src {source(page)}; ")
        assert "unsafe" not in page.headers["Content-Security-Policy"]
        assert not re.search(r"<script|style=|onload=", page.text)
        assert page.headers["Cache-Control"] == "no-store"
        assert page.headers["Vary"] == "Accept, Accept-Language"
        assert not re.search(r"(href|src)=", page.text)


def source(page: Any) -> str:
    """The page's own style, as the policy has to name it."""
    (style,) = re.findall("<style>(.*?)</style>", page.text, re.DOTALL)
    return f"'sha256-{b64encode(sha256(style.encode()).digest()).decode()}'"


def test_a_receipt_can_be_printed_on_a5_wherever_it_is_kept(edge: Edge) -> None:
    page = receipt(edge).text

    assert "@page { size: A5" in page
    assert "@media print" in page


def test_checks_count_for_the_callers_address(edge: Edge) -> None:
    edge.set(rate_limit_per_minute=8)  # of which an address has a quarter
    statuses = [check(edge, token="A" * 22).status_code for _ in range(4)]

    assert statuses == [200, 200, 429, 429]


def test_the_tokens_that_are_given_are_taken() -> None:
    assert TOKEN.fullmatch(GIVEN)
