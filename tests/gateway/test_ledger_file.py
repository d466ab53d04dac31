import csv
import io
import tracemalloc
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import unquote

import pytest
from openpyxl import load_workbook
from werkzeug.test import TestResponse

from gateway import glossary_budgets as words, town_budgets as town
from gateway.tables import CSV, WORKBOOK
from shared.cells import is_like_formula
from shared.errors import NotFound, Unavailable
from shared.ids import new_id
from shared.messages.envelope import Call, Reply
from shared.messages.outsourcing.budgets import LedgerEntry, LedgerPage, Posting
from shared.messages.wire import to_plain
from tests.gateway.edge import THING, Edge, RecordingClient

PATH = f"/v1/budgets/{THING}/ledger"
NAME = "社区服务项目资金"
TOLD = {"title": "为老助餐", "organisation_name": "睦邻中心", "reference": "工行回单 0417"}


def entry_of(posting: Posting) -> LedgerEntry:
    return LedgerEntry(posting=posting, **TOLD)


def lay_ready(edge: Edge, *postings: Posting) -> None:
    items = [entry_of(one) for one in postings or (town.FUNDED, town.RESERVED, town.WITHDRAWN)]
    edge.client.answers["ledger.read"] = to_plain(LedgerPage(budget_name=NAME, items=items, next=None))


def get(edge: Edge, accept: str = "", language: str = "zh", **options: Any) -> TestResponse:
    return edge.get(PATH, "department", headers={"Accept": accept, "Accept-Language": language}, **options)


def rows_of(answer: TestResponse) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))


def sheet_of(answer: TestResponse) -> Any:
    (sheet,) = load_workbook(io.BytesIO(answer.data))
    return sheet


@pytest.mark.parametrize(
    "accept, media_type, suffix",
    [("", CSV, "csv"), ("*/*", CSV, "csv"), (CSV, CSV, "csv"), (WORKBOOK, WORKBOOK, "xlsx")],
)
def test_the_ledger_comes_as_a_file_that_no_cache_keeps(edge: Edge, accept: str, media_type: str, suffix: str) -> None:
    lay_ready(edge)
    answer = get(edge, accept)

    assert (answer.status_code, answer.content_type.partition(";")[0]) == (200, media_type)
    plain, _, named = answer.headers["Content-Disposition"].partition("; filename*=UTF-8''")
    assert plain == f'attachment; filename="linli-ledger-{THING}.{suffix}"'
    assert unquote(named) == f"{NAME}-台账.{suffix}"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Language"] == "zh-CN"


def test_csv_begins_with_the_mark_of_utf_8_and_has_amounts_in_yuan(edge: Edge) -> None:
    lay_ready(edge, town.FUNDED, replace(town.RESERVED, amount_minor=5, from_after_minor=19_999_995, to_after_minor=5))
    answer = get(edge, CSV)
    head, funded, reserved = rows_of(answer)

    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert head[:4] == ["凭证号", "记账时间（北京时间）", "业务类型", "金额（元）"]
    assert funded[:8] == [
        "1",
        "2026-12-03T11:00:00+08:00",
        "资金拨入",
        "200000.00",
        "预算外",
        "-200000.00",
        "可用",
        "200000.00",
    ]
    assert reserved[2:8] == ["征集预留", "0.05", "可用", "199999.95", "征集预留", "0.05"]
    assert reserved[8:13] == [NAME, *TOLD.values(), town.CALL_ID]
    assert funded[-1] == "民财〔2026〕31号"


def test_a_workbook_has_numbers_with_two_digits(edge: Edge) -> None:
    largest = replace(town.FUNDED, amount_minor=10**13 - 1, from_after_minor=-(10**15) + 1, to_after_minor=10**15 - 1)
    lay_ready(edge, largest)
    sheet = sheet_of(get(edge, WORKBOOK, "en"))
    head, row = list(sheet.iter_rows())

    assert sheet.freeze_panes == "A2"
    assert [cell.value for cell in head] == [*words.COLUMNS.values()]
    amounts = [row[place] for place in (3, 5, 7)]
    assert [cell.value for cell in amounts] == [99_999_999_999.99, -9_999_999_999_999.99, 9_999_999_999_999.99]
    assert {(cell.data_type, cell.number_format) for cell in amounts} == {("n", "#,##0.00")}
    assert (row[1].value, row[1].is_date) == (datetime.fromisoformat("2026-12-03T11:00:00"), True)


def test_files_speak_chinese_unless_english_is_asked_for(edge: Edge) -> None:
    lay_ready(edge)
    for language in ("zh-CN", "fr"):
        head, *rows = rows_of(get(edge, CSV, language))
        texts = [*head, *(row[place] for row in rows for place in (2, 4, 6))]

        assert [text for text in texts if text.isascii()] == []
    assert rows_of(get(edge, CSV, "en"))[0][0] == "Posting number"


@pytest.mark.parametrize("hostile", ["=1+1", "+1", "-1", "@SUM(A1)", "＝1"])
@pytest.mark.parametrize("accept", [CSV, WORKBOOK])
def test_no_reason_is_a_formula(edge: Edge, accept: str, hostile: str) -> None:
    lay_ready(edge, replace(town.FUNDED, reason=hostile))
    answer = get(edge, accept)
    if accept == CSV:
        assert rows_of(answer)[1][-1] == f"'{hostile}"
        return
    cell = sheet_of(answer).cell(2, len(words.COLUMNS))
    assert (cell.value, cell.data_type, cell.quotePrefix) == (hostile, "s", True)
    assert is_like_formula(hostile)


def test_what_is_asked_for_goes_with_every_page(edge: Edge) -> None:
    ledger = long_ledger(edge, pages=3)
    query = {"kind": "reserve", "call_id": town.CALL_ID, "since": "2026-12-01T00:00:00Z"}
    rows = rows_of(get(edge, CSV, query_string=query))
    asked = [call.data for call in ledger.calls]

    assert len(rows) == 1 + 3 * 500
    assert [(one["budget_id"], one["kind"], one["call_id"], one["limit"]) for one in asked] == [
        (THING, "reserve", town.CALL_ID, 500)
    ] * 3
    assert {str(one["since"]) for one in asked} == {"2026-12-01 00:00:00+00:00"}
    assert asked[0]["after"] is None
    assert len({one["after"] for one in asked}) == 3


@pytest.mark.parametrize("name", ["after", "limit", "colour"])
def test_a_file_has_no_pages(edge: Edge, name: str) -> None:
    lay_ready(edge)
    answer = get(edge, CSV, query_string={name: "5"})

    assert (answer.status_code, answer.json["errors"][0]["code"]) == (422, "unknown_field")


class LongLedger(RecordingClient):
    """A ledger of many postings, of which each call gets a page."""

    def __init__(self, pages: int, breaks_at: int | None = None) -> None:
        super().__init__()
        self._pages = pages
        self._breaks_at = breaks_at

    def call(self, call: Call) -> Reply:
        self.calls.append(call)
        told = len(self.calls)
        if told == self._breaks_at:
            raise Unavailable("service.unavailable")
        items = [entry_of(replace(town.RESERVED, number=500 * told + number)) for number in range(500)]
        page = LedgerPage(budget_name=NAME, items=items, next=new_id() if told < self._pages else None)
        return Reply(id=call.id, result=to_plain(page))


def long_ledger(edge: Edge, **options: Any) -> LongLedger:
    ledger = LongLedger(**options)
    edge.client = ledger
    edge.tools = replace(edge.tools, client=ledger)
    edge.set()
    return ledger


@pytest.mark.parametrize("accept", [CSV, WORKBOOK])
def test_a_long_ledger_takes_no_more_memory_than_a_short_one(edge: Edge, accept: str) -> None:
    peaks = [peak_of(edge, accept, pages=pages) for pages in (1, 4, 16)]

    assert peaks[2] < 1.2 * peaks[1]


def peak_of(edge: Edge, accept: str, *, pages: int) -> int:
    """The most bytes that were held while a ledger was written and read; the first time loads what is needed."""
    long_ledger(edge, pages=pages)
    headers = {"Accept": accept, "Authorization": f"Bearer {edge.token('department')}"}
    tracemalloc.start()
    try:
        answer = edge.web.get(PATH, headers=headers, buffered=False)
        assert sum(len(piece) for piece in answer.iter_encoded()) > pages * 500 * 5
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_what_fails_before_the_first_row_is_a_problem_and_later_breaks_the_answer_off(edge: Edge) -> None:
    lay_ready(edge)
    edge.client.answers["ledger.read"] = NotFound("budget.unknown")
    for accept in (CSV, WORKBOOK):
        answer = get(edge, accept)
        assert (answer.status_code, answer.json["code"]) == (404, "budget.unknown")
    long_ledger(edge, pages=3, breaks_at=2)
    assert get(edge, WORKBOOK).status_code == 503
    long_ledger(edge, pages=3, breaks_at=2)
    broken = get(edge, CSV)
    with pytest.raises(Unavailable):
        broken.get_data()
