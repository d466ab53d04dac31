import csv
import io
import tracemalloc
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from openpyxl import load_workbook
from werkzeug.test import TestResponse

from gateway.examples.dual_management import COMMUNITY_REPORT, OF_COMMUNITY, OF_UNIT, REPORT
from gateway.tables import CSV, WORKBOOK
from shared.cells import is_like_formula
from shared.errors import NotFound, Unavailable
from shared.ids import new_id
from shared.messages.envelope import Call, Reply
from shared.messages.membership.dual_management import CommunityServicePage, UnitServicePage
from shared.messages.wire import to_plain
from tests.gateway.edge import OWN, Edge, RecordingClient

FIRST, LAST = date(2026, 10, 1), date(2026, 12, 31)
HOSTILE = (
    '=HYPERLINK("http://x","y")',
    "+1+1",
    "-2+3",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "＝1+1",
    "－1",
    'a,"b"\r\n=c',
)
UNIT_PATH = f"/v1/units/{OWN}/reports/2026-Q4"
COMMUNITY_PATH = f"/v1/communities/{OWN}/reports/2026-Q4"


def lay_ready(edge: Edge, names: tuple[str, ...] = ("陈华英",), *, is_provisional: bool = True, **figures: Any) -> None:
    """Reports whose every text comes from outside, and a page of members."""
    name = names[0]
    part = replace(REPORT.parts[0], name=name)
    changes: dict[str, Any] = {
        "organisation_id": OWN,
        "organisation_name": name,
        "parts": [part],
        "categories": [replace(REPORT.categories[0], category=name)],
        "is_provisional": is_provisional,
    } | figures
    edge.client.answers["unit_report.show"] = to_plain(replace(REPORT, **changes))
    edge.client.answers["community_report.show"] = to_plain(replace(COMMUNITY_REPORT, **changes))
    places = [replace(OF_UNIT.registrations[0], community_name=name)]
    of_unit = [replace(OF_UNIT, name=one, department=one, external_id=one, registrations=places) for one in names]
    of_community = [replace(OF_COMMUNITY, name=one, unit_name=one, skills=[one], phone=one) for one in names]
    edge.client.answers["unit_service.list"] = to_plain(
        UnitServicePage(items=of_unit, starts_on=FIRST, ends_on=LAST, next=None)
    )
    edge.client.answers["community_service.list"] = to_plain(
        CommunityServicePage(items=of_community, starts_on=FIRST, ends_on=LAST, next=None)
    )


def get(edge: Edge, path: str = UNIT_PATH, accept: str = "", language: str = "zh") -> TestResponse:
    role = "unit" if "/units/" in path else "community"
    return edge.get(path, role, headers={"Accept": accept, "Accept-Language": language})  # type: ignore[arg-type]


def rows_of(answer: TestResponse) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))


def cells_of(answer: TestResponse) -> list[Any]:
    book = load_workbook(io.BytesIO(answer.data))
    return [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]


@pytest.mark.parametrize("accept", ["", "*/*", "application/json", "text/html", f"{CSV};q=0.5, application/json"])
def test_a_report_is_json_unless_a_file_is_asked_for(edge: Edge, accept: str) -> None:
    lay_ready(edge)
    answer = get(edge, accept=accept)

    assert (answer.content_type, answer.json["confirmed"]) == ("application/json", 1)
    assert "Accept" in answer.headers["Vary"]
    assert [call.topic for call in edge.client.calls] == ["unit_report.show"]
    assert answer.json["rows_path"].startswith("/v1/units/")


@pytest.mark.parametrize("path", [UNIT_PATH, COMMUNITY_PATH])
@pytest.mark.parametrize("accept, suffix", [(CSV, "csv"), (WORKBOOK, "xlsx")])
def test_a_file_is_named_by_whose_it_is_and_kept_by_no_cache(edge: Edge, path: str, accept: str, suffix: str) -> None:
    lay_ready(edge)
    answer = get(edge, path, accept)
    kind = "unit" if path == UNIT_PATH else "community"

    assert answer.content_type.partition(";")[0] == accept
    assert answer.headers["Content-Disposition"] == f'attachment; filename="linli-{kind}-{OWN}-2026-Q4.{suffix}"'
    assert answer.headers["Cache-Control"] == "no-store"


def test_csv_begins_with_the_mark_of_utf_8_and_has_a_line_for_each_member(edge: Edge) -> None:
    lay_ready(edge, ("陈华英", "李强"))
    answer = get(edge, accept=CSV)
    head, *rows = rows_of(answer)

    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert head[:4] == ["人员编号", "姓名", "部门", "是否在册"]
    assert [row[1] for row in rows] == ["陈华英", "李强"]
    assert rows[0][4:] == ["陈华英 (居住地)", "2026-11-04", "1", "0", "1", "100", "1", "2026-11-28"]


def test_a_workbook_has_the_figures_and_the_table(edge: Edge) -> None:
    lay_ready(edge)
    book = load_workbook(io.BytesIO(get(edge, accept=WORKBOOK, language="en").data))
    summary = {row[0]: row[1] for row in book["Summary"].iter_rows(max_col=2, values_only=True) if row[0]}
    table = list(book["Members"].iter_rows(values_only=True))

    assert summary["Quarter"] == "2026-Q4"
    assert summary["As known at"] == "2026-12-03 09:00+08:00"
    assert (summary["Services confirmed"], summary["Share of members registered"]) == (1, 1)
    assert "The quarter isn't over: these are provisional figures." in summary
    assert table[0][0] == "Personnel number"
    assert table[1][-1] == datetime(2026, 11, 28)  # noqa: DTZ001 (a day, as workbooks hold it)


NO_AVERAGE = "暂无平均评分：同一单位的党员在同一社区得到的评价，每满五次才一并公布。"
KEPT = "党员和报到情况以季末时为准。"
NOT_KEPT = "季末时的党员和报到情况没有留存。"


def sheets_of(edge: Edge, path: str = UNIT_PATH) -> Any:
    return load_workbook(io.BytesIO(get(edge, path, WORKBOOK).data))


@pytest.mark.parametrize("path", [UNIT_PATH, COMMUNITY_PATH])
def test_a_workbook_is_laid_out_to_be_read(edge: Edge, path: str) -> None:
    lay_ready(edge, ("欧阳" * 20, "李强"), share=0.7531, members=4)
    summary, table = sheets_of(edge, path)
    widths = [table.column_dimensions[cell.column_letter].width for cell in table[1]]
    figures = {row[0].value: row[1] for row in summary.iter_rows(max_col=2)}

    assert table.freeze_panes == "A2"
    assert {cell.font.bold for cell in table[1]} == {True}
    assert {cell.font.bold for row in table.iter_rows(min_row=2) for cell in row} == {False}
    assert [row[0].value for row in summary.iter_rows() if row[0].font.bold] == [
        "社区" if path == UNIT_PATH else "所在单位",
        "心愿类别",
    ]
    assert widths[[cell.value for cell in table[1]].index("姓名")] == 60
    assert widths[[cell.value for cell in table[1]].index("待确认服务次数")] == 2 * len("待确认服务次数") + 2
    assert widths[-1] >= len("2026-11-28") + 2
    assert table[2][-1].number_format.lower() == "yyyy-mm-dd"
    assert summary.column_dimensions["B"].width >= len("2026-12-03 09:00+08:00") + 2
    assert (figures["报到率"].value, figures["报到率"].number_format) == (0.7531, "0.00%")


def notes_of(edge: Edge) -> list[str]:
    return [row[0].value for row in sheets_of(edge)["汇总"].iter_rows() if row[0].value and row[0].value[-1] == "。"]


def test_a_workbook_says_what_is_to_be_known_of_its_figures(edge: Edge) -> None:
    missing = dict.fromkeys(("members", "registered", "registered_residence", "registered_paired", "share"))
    lay_ready(edge)
    running, width = notes_of(edge), sheets_of(edge)["汇总"].column_dimensions["A"].width
    lay_ready(edge, is_provisional=False, ratings=replace(REPORT.ratings, told=5, average=4.2))
    kept = notes_of(edge)
    lay_ready(edge, is_provisional=False, **missing)
    not_kept, labels = notes_of(edge), {row[0].value for row in sheets_of(edge)["汇总"].iter_rows()}

    assert width == 2 * len("计入平均分的评价次数") + 2  # which reach over the columns beside them
    assert running == [NO_AVERAGE, "本季度尚未结束，以下为暂计数。"]
    assert (kept[0], len(kept)) == (KEPT, 2)
    assert not_kept[:2] == [NO_AVERAGE, NOT_KEPT]
    assert {"在册党员", "已报到党员", "报到率"} & labels == set()
    assert "本季度确认报到" in labels


@pytest.mark.parametrize("path, columns", [(UNIT_PATH, (3, 4)), (COMMUNITY_PATH, (2,))])
def test_the_table_of_a_quarter_that_is_over_says_what_is_of_now(
    edge: Edge, path: str, columns: tuple[int, ...]
) -> None:
    lay_ready(edge)
    running = rows_of(get(edge, path, CSV))[0]
    lay_ready(edge, is_provisional=False)
    over = rows_of(get(edge, path, CSV))[0]

    assert [cell.startswith("目前") for cell in over] == [place in columns for place in range(len(over))]
    assert [cell.removeprefix("目前") for cell in over] == running


def test_files_speak_chinese_unless_english_is_asked_for(edge: Edge) -> None:
    lay_ready(edge, is_provisional=False)
    for path in (UNIT_PATH, COMMUNITY_PATH):
        for language in ("zh-CN", "fr"):
            answer = get(edge, path, WORKBOOK, language)
            texts = [cell.value for cell in cells_of(answer) if isinstance(cell.value, str)]

            assert answer.headers["Content-Language"] == "zh-CN"
            assert [text for text in texts if text.isascii() and text.replace(" ", "").isalpha()] == []
        assert rows_of(get(edge, path, CSV, "en"))[0][-1] == "Last service"


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("path", [UNIT_PATH, COMMUNITY_PATH])
def test_no_cell_of_a_workbook_is_a_formula(edge: Edge, path: str, hostile: str) -> None:
    lay_ready(edge, (hostile,))
    cells = cells_of(get(edge, path, WORKBOOK))
    texts = [cell for cell in cells if isinstance(cell.value, str)]

    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert {cell.data_type for cell in texts} == {"s"}
    told = [cell for cell in texts if is_like_formula(cell.value)]
    assert len(told) >= 4 or not is_like_formula(hostile)
    assert all(cell.quotePrefix for cell in told)


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("path", [UNIT_PATH, COMMUNITY_PATH])
def test_no_cell_of_csv_begins_like_a_formula(edge: Edge, path: str, hostile: str) -> None:
    lay_ready(edge, (hostile,))
    head, row = rows_of(get(edge, path, CSV))

    assert len(row) == len(head)
    assert [cell for cell in row if is_like_formula(cell)] == []
    assert any(hostile in cell for cell in row)


class Crowd(RecordingClient):
    """A unit of many members, of whom each call gets a page."""

    def __init__(self, pages: int, breaks_at: int | None = None) -> None:
        super().__init__()
        self._pages = pages
        self._breaks_at = breaks_at
        self._told = 0

    def call(self, call: Call) -> Reply:
        if call.topic != "unit_service.list":
            return super().call(call)
        self.calls.append(call)
        self._told += 1
        if self._told == self._breaks_at:
            raise Unavailable("service.unavailable")
        items = [replace(OF_UNIT, name=f"陈{self._told}-{number}") for number in range(200)]
        following = new_id() if self._told < self._pages else None
        page = UnitServicePage(items=items, starts_on=FIRST, ends_on=LAST, next=following)
        return Reply(id=call.id, result=to_plain(page))


def crowded(edge: Edge, **options: Any) -> Crowd:
    crowd = Crowd(**options)
    crowd.answers["unit_report.show"] = to_plain(replace(REPORT, organisation_id=OWN))
    edge.client = crowd
    edge.tools = replace(edge.tools, client=crowd)
    edge.set()
    return crowd


def test_members_are_read_by_pages_of_the_quarter(edge: Edge) -> None:
    crowd = crowded(edge, pages=3)
    rows = rows_of(get(edge, accept=CSV))
    asked = [call.data for call in crowd.calls[1:]]

    assert len(rows) == 601
    assert [(one["unit_id"], one["starts_on"], one["ends_on"], one["limit"]) for one in asked] == [
        (OWN, FIRST, LAST, 200)
    ] * 3
    assert asked[0]["after"] is None
    assert all(one["after"] for one in asked[1:])


@pytest.mark.parametrize("accept", [CSV, WORKBOOK])
def test_a_long_table_takes_no_more_memory_than_a_short_one(edge: Edge, accept: str) -> None:
    peaks = [peak_of(edge, accept, pages=pages) for pages in (2, 5, 20)]

    assert peaks[2] < 1.2 * peaks[1]


def peak_of(edge: Edge, accept: str, *, pages: int) -> int:
    """The most bytes that were held while a table was written and read; the first time loads what is needed."""
    crowded(edge, pages=pages)
    headers = {"Accept": accept, "Authorization": f"Bearer {edge.token('unit')}"}
    tracemalloc.start()
    try:
        answer = edge.web.get(UNIT_PATH, headers=headers, buffered=False)
        assert sum(len(piece) for piece in answer.iter_encoded()) > pages * 200 * 5
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_what_fails_before_the_first_row_is_a_problem_and_later_breaks_the_answer_off(edge: Edge) -> None:
    crowded(edge, pages=3, breaks_at=1)
    assert get(edge, accept=CSV).status_code == 503
    crowded(edge, pages=3, breaks_at=2)
    assert get(edge, accept=WORKBOOK).status_code == 503
    crowded(edge, pages=3, breaks_at=2)
    broken = get(edge, accept=CSV)
    with pytest.raises(Unavailable):
        broken.get_data()


def test_a_quarter_that_has_not_begun_has_no_report_in_whatever_form(edge: Edge) -> None:
    edge.client.answers["unit_report.show"] = NotFound("report.unknown")
    for accept in ("", CSV, WORKBOOK):
        answer = get(edge, accept=accept)

        assert (answer.status_code, answer.json["code"]) == (404, "report.unknown")


@pytest.mark.parametrize("quarter", ["2026-Q5", "2026-Q0", "1999-Q4", "2026Q4", "2026-q4", "2026-Q4x"])
def test_what_is_no_quarter_is_an_unknown_path(edge: Edge, quarter: str) -> None:
    answer = get(edge, f"/v1/units/{OWN}/reports/{quarter}")

    assert (answer.status_code, answer.json["code"], edge.client.calls) == (404, "path.unknown", [])


def test_the_time_of_a_report_is_that_of_shanghai(edge: Edge) -> None:
    lay_ready(edge)
    edge.client.answers["unit_report.show"] |= {"as_of": datetime(2026, 12, 31, 16, 30, tzinfo=UTC)}

    assert "2027-01-01 00:30+08:00" in [cell.value for cell in cells_of(get(edge, accept=WORKBOOK))]
