"""Runs each file of cases in a patched process."""

import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
CASES = sorted(path.name for path in HERE.glob("cases_*.py"))


@pytest.mark.parametrize("name", CASES)
def test_all_cases_hold_in_a_patched_process(name: str) -> None:
    command = [sys.executable, "-m", "tests.green.patched", f"tests/green/{name}"]
    result = subprocess.run(command, cwd=HERE.parent.parent, capture_output=True, text=True, check=False)

    assert result.returncode == 0, result.stdout + result.stderr
