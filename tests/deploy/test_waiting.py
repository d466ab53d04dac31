"""Runs the cases in a patched process, for only there does the driver wait so."""

import subprocess
import sys
from pathlib import Path

from tests.databases import need_postgresql

ROOT = Path(__file__).parents[2]


def test_all_cases_hold_in_a_patched_process() -> None:
    need_postgresql()
    command = [sys.executable, "-m", "tests.green.patched", "tests/deploy/cases_waiting.py"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert result.returncode == 0, result.stdout + result.stderr
