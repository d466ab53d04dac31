"""The whole of `make bench`, tiny: it measures what it says, and fails when a system does something wrong."""

import csv
import io
import json
import os
from collections import Counter
from pathlib import Path

import pytest
from stdnum.cn import ric

from tests.bench.contest import RIVALS, draw
from tests.bench.measures import measure_all, percentile
from tests.bench.postgresql import find_pgbench
from tests.bench.processes import cpu_seconds, forget_peak, peak_mb
from tests.bench.report import MILLISECONDS, Row, write
from tests.bench.roster import entries, roster_file
from tests.bench.size import TINY
from tests.databases import need_postgresql
from tests.systems import need_rabbitmq


@pytest.mark.real
@pytest.mark.slow
def test_a_run_measures_both_systems_and_finds_nothing_wrong(tmp_path: Path) -> None:
    need_postgresql()
    need_rabbitmq()
    path = tmp_path / "var" / "bench.json"
    write(measure_all(TINY, tell=lambda _: None), path)
    rows = json.loads(path.read_text(encoding="utf-8"))

    assert len(rows) == 16 + bool(find_pgbench())
    for row in rows:
        assert set(row) == {"name", "value", "unit", "baseline", "ratio", "reach", "met"}
        assert row["value"] > 0
        assert row["baseline"] or row["unit"] == "MB"
        assert row["ratio"] == (pytest.approx(row["value"] / row["baseline"]) if row["baseline"] else None)
        assert row["met"] is None or isinstance(row["met"], bool)


def test_each_wish_is_wanted_by_four_different_clients_in_the_same_turn() -> None:
    lots = draw(wishes=40, clients=16)
    wanted = Counter((turn, number) for lot in lots for turn, number in enumerate(lot))

    assert lots == draw(wishes=40, clients=16)
    assert set(wanted.values()) == {RIVALS}
    assert sorted(number for _, number in wanted) == list(range(40))


def test_made_up_identity_numbers_are_valid_and_different() -> None:
    numbers = [entry["identity_number"] for entry in entries(2_000)]

    assert len(set(numbers)) == 2_000
    assert [number for number in numbers if not number.startswith("999101")] == []
    assert [number for number in numbers if number[-1] != ric.calc_check_digit(number)] == []


def test_a_made_up_roster_says_the_same_again_but_for_who_has_moved() -> None:
    before, again, later = (
        list(csv.DictReader(io.StringIO(roster_file(range(300), moved_every=every).decode())))
        for every in (None, None, 100)
    )
    moved = [place for place in range(300) if later[place] != before[place]]

    assert before == again
    assert moved == [0, 100, 200]
    assert {column for place in moved for column in before[0] if later[place][column] != before[place][column]} == {
        "部门"
    }


def test_peaks_and_processor_time_are_those_of_the_process() -> None:
    me = os.getpid()
    before = cpu_seconds({"me": me})["me"]
    while cpu_seconds({"me": me})["me"] == before:
        bytearray(50_000_000)
    forget_peak(me)
    forgotten = peak_mb(me)
    block = bytearray(64 << 20)

    assert peak_mb(me) >= forgotten + len(block) / (1 << 20) * 0.9


@pytest.mark.parametrize(
    "row,is_met",
    [
        (Row("claims", 300.0, "answers/s", baseline=100.0, reach=2.0), True),
        (Row("claims", 199.0, "answers/s", baseline=100.0, reach=2.0), False),
        (Row("claims", 300.0, "answers/s", baseline=100.0), None),
        (Row("latency", 10.0, MILLISECONDS, baseline=1.0, reach=10.0, bound="most"), True),
        (Row("latency", 10.1, MILLISECONDS, baseline=100.0, reach=10.0, bound="most"), False),
        (Row("roster", 5_000.0, "rows/s", baseline=10_000.0, reach=5_000, bound="least"), True),
        (Row("roster", 4_999.0, "rows/s", baseline=1.0, reach=5_000, bound="least"), False),
    ],
)
def test_what_is_reached_is_a_ratio_to_the_baseline_or_a_bound_of_the_value(row: Row, is_met: bool | None) -> None:
    assert row.is_met is is_met


def test_a_percentile_is_a_value_that_was_measured() -> None:
    values = [float(value) for value in range(1, 101)]

    assert [percentile(values, 0.5), percentile(values, 0.99), percentile([3.0], 0.99)] == [50.0, 99.0, 3.0]
