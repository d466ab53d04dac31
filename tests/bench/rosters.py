"""Whole rosters taken over: all people new, all unchanged, one in a hundred changed; beside a bare COPY and upsert."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from time import monotonic, sleep
from typing import Any

from deploy.demo.api import eventually
from deploy.roster.remote import RosterApi, Sending
from gateway.rosters import CSV
from tests.bench.contest import WrongOutcome
from tests.bench.field import Field
from tests.bench.processes import cpu_seconds, forget_peak, peak_mb
from tests.bench.report import Row
from tests.bench.roster import roster_file
from tests.bench.upsert import bare_upsert

FIRST_REACH = 5_000
UNCHANGED_REACH = 20_000
MEMORY_REACH_MB = 200
WATCHED = ("gateway", "membership")
WARM_UP_ROWS = 500
WARM_UP_FROM = 2_000_000
ROSTER_FROM = 3_000_000  # nobody else in the town has these identity numbers
MOVED_EVERY = 100
POLL_SECONDS = 0.05
LONGEST_SECONDS = 600.0
OVER = ("done", "refused", "cancelled")


@dataclass(frozen=True)
class Synced:
    """One roster, from the first byte sent. caught_up_seconds: until every consumer had all events."""

    rows: int
    seconds: float
    caught_up_seconds: float

    @property
    def rows_per_second(self) -> float:
        return self.rows / self.seconds

    @property
    def rows_per_second_caught_up(self) -> float:
        return self.rows / self.caught_up_seconds


class Roster:
    """A unit's own program, which sends its roster again and again."""

    def __init__(self, field: Field, folder: Path, name: str) -> None:
        self.unit_id, client_id, client_secret = field.linli.open_unit(name)
        self._field = field
        self._file = folder / "roster.csv"
        self._api = RosterApi(field.linli.url, client_id, client_secret, language="en")

    def sync(self, content: bytes, **expected: int) -> Synced:
        """
        Have a roster taken over and all of its events consumed.

        Raises:
            WrongOutcome: the report isn't as expected, or too few members are known elsewhere.
        """
        self._file.write_bytes(content)
        linli = self._field.linli
        linli.begin()
        cpu_before = cpu_seconds(linli.processes)
        began_at = monotonic()
        job = self._follow(self._api.push(Sending(self._file, self.unit_id, CSV, {}), lambda _: None))
        done_at = monotonic()
        cpu_done = cpu_seconds(linli.processes)
        eventually("all consumers have a roster's events", linli.has_caught_up, seconds=LONGEST_SECONDS)
        caught_up_at = monotonic()
        cpu_caught_up = cpu_seconds(linli.processes)
        report = job["report"] or {}
        if {name: report.get(name) for name in expected} != expected:
            raise WrongOutcome(f"linli: the roster's report is {report or job['refusal']}, not {expected}")
        if missing := report["lines"] - linli.known_members(self.unit_id):
            raise WrongOutcome(f"linli: engagement hasn't heard of {missing} members")
        synced = Synced(report["lines"], done_at - began_at, caught_up_at - began_at)
        self._tell(synced, cpu_before, cpu_done, cpu_caught_up)
        return synced

    def _follow(self, job: Any) -> Any:
        ends_at = monotonic() + LONGEST_SECONDS
        while job["state"] not in OVER:
            if monotonic() > ends_at:
                raise WrongOutcome(f"linli: the roster is still {job['state']}")
            sleep(POLL_SECONDS)
            job = self._api.job(job["id"])
        return job

    def _tell(
        self, synced: Synced, before: dict[str, float], done: dict[str, float], caught_up: dict[str, float]
    ) -> None:
        def spent(since: dict[str, float], until: dict[str, float]) -> str:
            each = {name: (until[name] - since[name]) * 1e6 / synced.rows for name in since}
            return ", ".join(f"{name} {micros:.0f}" for name, micros in each.items() if micros >= 1)

        self._field.tell(
            f"roster of {synced.rows:,}, linli: {synced.rows_per_second:,.0f} rows/s, all caught up "
            f"{synced.rows_per_second_caught_up:,.0f}; CPU µs a row: {spent(before, done)}; "
            f"until caught up: {spent(done, caught_up)}"
        )


def measure_rosters(field: Field) -> list[Row]:
    """A first sync, unchanged ones and one with a few changes; memory is the highest of them all."""
    rows = field.size.roster_rows
    people = range(ROSTER_FROM, ROSTER_FROM + rows)
    with tempfile.TemporaryDirectory(prefix="linli-bench-") as folder:
        warm_up = Roster(field, Path(folder), "宽城区教育局党支部")
        warm_up.sync(roster_file(range(WARM_UP_FROM, WARM_UP_FROM + WARM_UP_ROWS)), created=WARM_UP_ROWS)
        for name in WATCHED:
            forget_peak(field.linli.processes[name])
        roster = Roster(field, Path(folder), "宽城区卫生健康局党支部")
        content = roster_file(people)
        first = roster.sync(content, created=rows)
        with bare_upsert(field.linli.membership_url, roster.unit_id) as bare:
            bare_first = _told(field, bare.run)
            resync = partial(roster.sync, content, unchanged=rows)
            turns = [(resync(), _told(field, bare.run)) for _ in range(field.size.rounds)]
        moved = -(-rows // MOVED_EVERY)
        changed = roster.sync(roster_file(people, moved_every=MOVED_EVERY), changed=moved, unchanged=rows - moved)
    unchanged = median(synced.rows_per_second for synced, _ in turns)
    bare_unchanged = median(rate for _, rate in turns)
    name = f"roster of {rows:,}"
    return [
        Row(f"{name}, all new", first.rows_per_second, "rows/s", bare_first, FIRST_REACH, "least"),
        Row(f"{name}, all new, all caught up", first.rows_per_second_caught_up, "rows/s", bare_first),
        Row(f"{name}, unchanged", unchanged, "rows/s", bare_unchanged, UNCHANGED_REACH, "least"),
        Row(f"{name}, 1 % changed", changed.rows_per_second, "rows/s", bare_unchanged),
        *(_peak(field, name, process) for process in WATCHED),
    ]


def _peak(field: Field, name: str, process: str) -> Row:
    peak = peak_mb(field.linli.processes[process])
    return Row(f"{name}, peak of {process}", peak, "MB", reach=MEMORY_REACH_MB, bound="most")


def _told(field: Field, run: Callable[[], float]) -> float:
    rate = run()
    field.tell(f"roster, bare COPY and upsert: {rate:,.0f} rows/s")
    return rate
