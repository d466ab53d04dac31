import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gateway.catalogue import read_translations
from gateway.details import DETAILS, STATES, TEMPLATES, tell, translate
from gateway.examples import EXAMPLES
from gateway.route import Route
from gateway.routes import ROUTES
from services.membership.roster.details import DETAILS as OF_ROSTERS, OF_OTHER_LINES, detail_of
from services.notifications.handlers import PRIVATE_ADDRESS
from shared.errors import Fault, Invalid
from tests.gateway.edge import THING, Edge
from tests.gateway.test_auth import request_of
from tests.gateway.test_catalogue import ROOT, constructed

CHINESE = re.compile(r"[一-鿿]")
JUNK: tuple[Any, ...] = (
    None,
    5,
    10**30,
    0.5,
    True,
    "",
    "x",
    "a\0b",
    "x" * 3000,
    [],
    [5],
    {},
    {"x": 1},
    "2026-01-01T00:00:00",
)


def details_in(tree: ast.AST) -> Iterator[str]:
    """What refusals and faults say, with a number for each value that is filled in."""
    for node in constructed(tree):
        for argument in node.args[{"Fault": 2, "fault": 3}.get(ast.unparse(node.func), 1) :]:
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                yield argument.value
            elif isinstance(argument, ast.JoinedStr):
                yield "".join(str(part.value) if isinstance(part, ast.Constant) else "7" for part in argument.values)


def sources() -> list[Path]:
    return [file for folder in ("services", "gateway", "shared") for file in sorted((ROOT / folder).rglob("*.py"))]


def is_known(detail: str) -> bool:
    return any(pattern.fullmatch(detail) for _, pattern in TEMPLATES)


def test_every_detail_that_is_written_anywhere_has_a_template() -> None:
    written = {detail for file in sources() for detail in details_in(ast.parse(file.read_text("utf-8")))}
    of_rosters = {*OF_ROSTERS.values(), *(detail_of(code, 7) for code in OF_OTHER_LINES)}

    assert len(written) > 15
    assert {detail for detail in written | of_rosters | {PRIVATE_ADDRESS} if not is_known(detail)} == set()


def test_every_template_is_translated_with_its_values() -> None:
    chinese = read_translations("zh-CN")
    for template in DETAILS:
        assert CHINESE.search(chinese[template]), template
        assert set(re.findall(r"\{\w+\}", template)) == set(re.findall(r"\{\w+\}", chinese[template]))


@pytest.mark.parametrize(
    "detail, chinese",
    [
        ("Takes one value.", "只能有一个值。"),
        ("Length must be between 1 and 200.", "长度须在 1 至 200 之间。"),
        ("Takes at most 100 pairs in UTF-8.", "须为 UTF-8 编码，最多 100 个参数。"),
        ("Takes application/json in UTF-8.", "须为 UTF-8 编码的 application/json。"),
        ("Something new.", "Something new."),
    ],
)
def test_a_detail_is_told_in_chinese_with_its_values(detail: str, chinese: str) -> None:
    assert translate(detail, read_translations("zh-CN")) == chinese


@pytest.mark.parametrize("state", sorted(STATES))
def test_a_state_is_told_in_chinese(state: str) -> None:
    assert not re.search("[a-z]", translate(f"It is {state}.", read_translations("zh-CN")))


def test_an_instant_is_told_as_it_is_in_shanghai_to_the_minute() -> None:
    detail = "It can be done from 2026-11-29T00:48:30.616837+00:00 until 2026-11-29T16:00:00+00:00."
    told = "可在 2026-11-29 08:48（北京时间） 至 2026-11-30 00:00（北京时间） 之间进行。"

    assert tell(detail, read_translations("zh-CN")) == told
    assert tell("It opens at 2026-11-29T00:48:00Z.", {}) == "It opens at 2026-11-29 08:48 (Asia/Shanghai)."


def test_an_interval_stays_as_programs_read_it() -> None:
    interval = "2026-11-29T00:00:00Z/2026-11-29T01:00:00Z"

    assert tell(interval, {}) == tell(interval, read_translations("zh-CN")) == interval


def test_what_a_service_refuses_is_told_in_the_callers_language(edge: Edge) -> None:
    fault = Fault("#/due_at", "out_of_range", "Takes an instant within 180 days from now.")
    edge.client.answers["commitment.make"] = Invalid("commitment.due_at_out_of_range", errors=[fault])
    path, body = f"/v1/claims/{THING}/commitment", {"text": "修灯", "due_at": "2027-01-01T00:00:00Z"}
    english = edge.post(path, "member", json=body).json
    chinese = edge.post(path, "member", json=body, headers={"Accept-Language": "zh"}).json

    assert english["errors"][0]["detail"] == "Takes an instant within 180 days from now."
    assert chinese["errors"] == [
        {"pointer": "#/due_at", "code": "out_of_range", "detail": "须为今后 180 天之内的时间。"}
    ]


def bad_requests(route: Route) -> Iterator[dict[str, Any]]:
    """A good request with each of its fields spoilt in turn, in every way."""
    request = request_of(route)
    good = EXAMPLES.get(route.message, {})
    for name in route.schema.fields:
        for value in JUNK:
            if route.has_json:
                yield request | {"json": good | {name: value}}
            elif isinstance(value, str):
                yield request | {"query_string": {name: value}}
    for body in (b"{", b"[]", b"null", b'{"colour": 1}') if route.has_json else ():
        yield request | {"json": None, "data": body, "content_type": "application/json"}


@pytest.mark.parametrize("route", [route for route in ROUTES if route.message and route.schema.fields], ids=str)
def test_nothing_that_is_wrong_with_the_input_is_told_in_english_to_who_reads_chinese(edge: Edge, route: Route) -> None:
    role = None if route.is_public else route.allow[0].role
    for request in bad_requests(route):
        headers = request.pop("headers") | {"Accept-Language": "zh"}
        problem = edge.ask(role=role, headers=headers, **request).json or {}
        details = [problem.get("detail"), *(fault["detail"] for fault in problem.get("errors", ()))]

        assert [detail for detail in details if detail and not CHINESE.search(detail)] == []
