"""`python -m tests.bench`: measure, show, write `var/bench.json`. Exits with 1 if a system did something wrong."""

import argparse
import os
import signal
import sys
from pathlib import Path

import pytest
from rich.console import Console

from deploy.demo.api import Overdue, Problem
from deploy.demo.lines import Wrong
from deploy.patch import hush_eventlet
from tests.bench.load import LoadFailed
from tests.bench.report import show, write
from tests.bench.size import FULL, SHORT

RESULTS = Path(__file__).parent.parent.parent / "var" / "bench.json"
BUSY_LOAD = 0.5


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument("--short", action="store_true", help="about two minutes (default)")
    choice.add_argument("--full", action="store_true", help="longer rounds, also with 64 clients")
    size = FULL if parser.parse_args().full else SHORT
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    console = Console()
    hush_eventlet()
    from tests.bench.contest import WrongOutcome  # eventlet must be hushed before anything imports it
    from tests.bench.measures import measure_all

    busy = os.getloadavg()[0]
    if busy > BUSY_LOAD:
        console.print(f"[yellow]the machine is busy (load {busy:.1f}): expect numbers that differ from run to run[/]")
    try:
        rows = measure_all(size, lambda text: console.print(f"  [dim]·[/] {text}", highlight=False))
    except (WrongOutcome, LoadFailed, Wrong, Overdue, Problem, pytest.skip.Exception) as error:
        console.print(f"[red]✗[/] {error}")
        return 1
    except KeyboardInterrupt:
        console.print("stopped")
        return 130
    show(rows, console)
    write(rows, RESULTS)
    console.print(f"written to {RESULTS}", highlight=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
