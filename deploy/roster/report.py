"""What became of a roster, on the screen and as a file of the lines to mend."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from deploy.demo.api import Problem
from deploy.roster.words import Words
from gateway.rosters import COLUMNS, Row
from shared.cells import harmless

COUNTS = (
    "lines",
    "created",
    "changed",
    "returned",
    "unchanged",
    "left",
    "conflicts",
    "errors",
    "repaired",
    "warnings",
)
SHOWN = 20
MOST_DIGITS = 15
HINTS = {"roster.too_many_leave": "confirm", "roster.sync_running": "running"}
KINDS = {"error": "errors", "repaired": "repaired", "warning": "warnings"}

Finding = Mapping[str, Any]


def show_problem(problem: Problem, words: Words, console: Console, *, unit_id: str = "") -> None:
    """A refusal with all that is wrong, and what can be done about it."""
    body = problem.body
    told = [str(body[name]) for name in ("title", "error_description", "detail") if body.get(name)]
    _print(console, f"[red]✗[/] {escape(': '.join(told))} [dim]({escape(problem.code)})[/]")
    for fault in body.get("errors", ()):
        name = words.column(str(fault["pointer"]).removeprefix("#/"))
        _print(console, f"  {escape(name)}: {escape(fault['detail'])}")
    if problem.code in HINTS:
        _print(console, f"  → {words.say(HINTS[problem.code], unit=unit_id)}")


def has_errors(job: Mapping[str, Any]) -> bool:
    """Whether lines weren't taken over."""
    report = job["report"] or {}
    return any(report.get(name) for name in ("errors", "conflicts"))


def show_job(job: Mapping[str, Any], words: Words, console: Console) -> None:
    """How a sync ended, and its counts."""
    state = job["state"]
    mark = "[green]✓[/]" if state == "done" else "[red]✗[/]"
    _print(console, f"{mark} {_headline(job, words)}")
    if refusal := job.get("refusal"):
        show_problem(Problem(0, refusal), words, console)
    if report := job.get("report"):
        table = Table(box=None, show_header=False, pad_edge=False)
        table.add_column(justify="right")
        table.add_column()
        for name in COUNTS:
            table.add_row(f"{report[name]:,}", words.say(name))
        console.print(table)


def _headline(job: Mapping[str, Any], words: Words) -> str:
    state, report = job["state"], job["report"] or {}
    if state != "done" or job["is_dry_run"]:
        return words.say("would" if state == "done" else state)
    if not has_errors(job):
        return words.say("done")
    lines = report["lines"]
    return words.say("partly", taken=lines - report["errors"] - report["conflicts"], lines=lines)


def show_findings(kind: str, findings: Iterable[Finding], words: Words, console: Console) -> None:
    """The first of what was found, in the order of the lines."""
    first = list(islice(findings, SHOWN + 1))
    if not first:
        return
    table = Table(title=words.say(KINDS[kind]), title_justify="left", box=None, pad_edge=False)
    table.add_column(words.say("line"), justify="right", no_wrap=True)
    table.add_column(words.say("column"), no_wrap=True)
    table.add_column(words.say("problem"))
    for finding in first[:SHOWN]:
        table.add_row(str(finding["line"]), escape(words.column(finding["column"])), escape(_what(finding)))
    console.print(table)
    if len(first) > SHOWN:
        _print(console, words.say("more"))


def _what(finding: Finding) -> str:
    change = " → ".join(value for value in (finding["before"], finding["after"]) if value is not None)
    return f"{finding['detail'] or finding['code']} {change}".rstrip()


def _print(console: Console, text: str) -> None:
    console.print(text, highlight=False, soft_wrap=True)


def write_errors(path: Path, rows: Iterable[Row], findings: Iterable[Finding], words: Words) -> None:
    """
    Write each error with the cells of its line, for Excel: to be mended there and put back into the roster.

    Readable by its owner only, since it holds what the roster holds. What a spreadsheet could take for a formula, or
    for a number that it would cut, gets an apostrophe in front, which a sync takes out again.
    """
    by_line: dict[int, list[Finding]] = {}
    for finding in findings:
        by_line.setdefault(finding["line"], []).append(finding)
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*words.heads_of_errors, *(words.column(column) for column in COLUMNS)])
        for row in rows:
            writer.writerows(_errors(by_line.pop(row.line, ()), row.cells, words))
        for left_over in by_line.values():
            writer.writerows(_errors(left_over, (), words))


def _errors(findings: Iterable[Finding], cells: Iterable[str | list[str]], words: Words) -> Iterator[list[str]]:
    texts = [";".join(cell) if isinstance(cell, list) else cell for cell in cells]
    for finding in findings:
        what = [str(finding["line"]), words.column(finding["column"]), finding["code"], finding["detail"] or ""]
        yield [harmless(text) for text in what] + [as_text(text) for text in texts]


def as_text(text: str) -> str:
    """A cell that Excel leaves as it is: of a number it keeps fifteen digits, and no zeros in front."""
    is_long = text.isdigit() and (len(text) > MOST_DIGITS or text.startswith("0"))
    return f"'{text}" if is_long else harmless(text)
