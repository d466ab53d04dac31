import io
from datetime import timedelta

from rich.cells import cell_len
from rich.console import Console

from deploy.demo.lines import Line
from deploy.demo.play import between, sums, timeline
from deploy.demo.projects import Row
from tests.harness import START

LINES = [
    Line("department", "opens the tenant, its communities and a unit", START, "community.opened", None, 1),
    Line(
        "member",
        "gets receipt BD-SFJ-2026-000001",
        START + timedelta(seconds=0.5),
        "registration.confirmed",
        "r/1",
        345,
    ),
    Line(
        "community", "publishes «社区与邻里一起过百岁生日»", START + timedelta(seconds=12), "wish.published", "w/1", 16
    ),
    Line("resident", "a second use is refused: [409] invitation.used", START + timedelta(seconds=123.4)),
]


def rendered(width: int) -> list[str]:
    console = Console(width=width, file=io.StringIO(), color_system=None)
    console.print(timeline(LINES, "one wish"))
    text: str = console.file.getvalue()  # type: ignore[attr-defined]
    return [line.rstrip() for line in text.splitlines()[2:]]


def test_on_80_columns_nothing_but_what_was_done_wraps() -> None:
    lines = rendered(80)

    assert max(cell_len(line) for line in lines) <= 80
    assert [line.split() for line in lines if not line.startswith(" " * 19)] == [
        ["0.0", "department", "opens", "the", "tenant,", "its", "community.opened", "1"],
        ["0.5", "member", "gets", "receipt", "BD-SFJ-2026-000001", "registration.confirmed", "345"],
        ["12.0", "community", "publishes", "wish.published", "16"],
        ["123.4", "resident", "a", "second", "use", "is", "refused:", "[409]"],
    ]
    assert [line.strip() for line in lines if line.startswith(" " * 19)] == [
        "communities and a unit",
        "«社区与邻里一起过百岁生日»",
        "invitation.used",
    ]


def test_on_a_wide_screen_nothing_wraps() -> None:
    assert len(rendered(200)) == len(LINES)


def test_what_no_step_names_is_listed_with_all_its_positions() -> None:
    console = Console(width=80, file=io.StringIO(), color_system=None)
    console.print(between({"registration.requested": [2, 4, 345], "invitation.opened": [30]}))
    text: str = console.file.getvalue()  # type: ignore[attr-defined]

    assert [line.split(maxsplit=1) for line in map(str.rstrip, text.splitlines()[2:])] == [
        ["registration.requested", "2, 4, 345"],
        ["invitation.opened", "30"],
    ]


def test_the_sums_stand_in_columns_that_fit_80_columns_and_add_up() -> None:
    console = Console(width=80, file=io.StringIO(), color_system=None)
    rows = [Row("四点半邻里课堂", 2_500_000, 2_500_000, 2_400_001), Row("百姓小舞台", 3_000_000, 0, 0)]
    console.print(sums(rows, {"available": 7_599_999, "reserved": 0, "paid": 2_400_001}))
    lines = [line.rstrip() for line in console.file.getvalue().splitlines()]  # type: ignore[attr-defined]

    assert max(cell_len(line) for line in lines) <= 80
    assert [line.split() for line in lines[2:]] == [
        ["四点半邻里课堂", "25,000.00", "25,000.00", "24,000.01", "999.99"],
        ["百姓小舞台", "30,000.00", "0.00", "0.00", "0.00"],
        ["all", "55,000.00", "25,000.00", "24,000.01", "999.99"],
        ["the", "budget:", "available", "75,999.99,", "paid", "24,000.01"],
    ]
