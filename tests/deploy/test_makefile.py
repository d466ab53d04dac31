import os
import re
import shutil
import subprocess
import tomllib
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
TARGETS = (
    "help", "install", "run", "demo", "test", "chaos", "bench",
    "lint", "format", "lock", "migrate", "topology", "clean",
)  # fmt: skip
STANDALONE = ("help", "clean")
LOCKS = ("requirements.lock", "requirements-dev.lock")
JUDGES_LOCK = "requirements-ocds.lock"  # of an environment of its own


def make(folder: Path, *arguments: str, **environment: str) -> str:
    """What make prints in a folder, free of what a surrounding make has set."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    done = subprocess.run(
        ["make", *arguments],
        cwd=folder,
        env=kept | environment,
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    return done.stdout


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A fresh clone, as far as make looks at it."""
    for name in ("Makefile", "pyproject.toml", *LOCKS, JUDGES_LOCK):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


@pytest.fixture
def installed_clone(clone: Path) -> Path:
    """The same after `make install`, with a `linli` that tells how it was called."""
    program = clone / ".venv" / "bin" / "linli"
    program.parent.mkdir(parents=True)
    program.write_text('#!/bin/sh\necho "linli $* amqp=$AMQP_URI database=$DATABASE_URL"\n')
    program.chmod(0o755)
    (clone / ".venv" / "installed").touch()
    (clone / ".venv-ocds").mkdir()
    (clone / ".venv-ocds" / "installed").touch()
    return clone


def pins(lock: str) -> dict[str, str]:
    """Each distribution's version; `extras` tells what else its line asks for."""
    return {name: version for name, _, version in lines_of(lock)}


def extras(lock: str) -> dict[str, set[str]]:
    return {name: set(filter(None, wanted.split(","))) for name, wanted, _ in lines_of(lock)}


def lines_of(lock: str) -> list[tuple[str, str, str]]:
    pattern = r"^([a-z0-9-]+)(?:\[(.+)\])?==(\S+) \\$"
    return re.findall(pattern, (ROOT / lock).read_text(), re.MULTILINE)


def wanted(group: str | None) -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return [
        Requirement(line) for line in (project["optional-dependencies"][group] if group else project["dependencies"])
    ]


def test_help_is_the_default_and_tells_every_target(clone: Path) -> None:
    told = re.findall(r"^  make ([a-z-]+) +\S", make(clone), re.MULTILINE)

    assert sorted(told) == sorted(TARGETS)
    assert make(clone) == make(clone, "help")


def test_every_target_is_phony(clone: Path) -> None:
    phony = re.findall(r"^\.PHONY: (\S+)$", (clone / "Makefile").read_text(), re.MULTILINE)

    assert sorted(phony) == sorted(TARGETS)


@pytest.mark.parametrize("target", sorted(set(TARGETS) - set(STANDALONE)))
def test_on_a_fresh_clone_each_target_installs_first(clone: Path, target: str) -> None:
    lines = make(clone, "--dry-run", target).splitlines()

    assert any("--require-hashes -r requirements-dev.lock" in line for line in lines[:3])


@pytest.mark.parametrize("target", STANDALONE)
def test_what_needs_nothing_installs_nothing(clone: Path, target: str) -> None:
    assert "pip" not in make(clone, "--dry-run", target)


def test_nothing_is_installed_twice(installed_clone: Path) -> None:
    assert "pip" not in make(installed_clone, "--dry-run", "test")


def test_a_newer_lock_is_installed(installed_clone: Path) -> None:
    stamp = (installed_clone / ".venv" / "installed").stat().st_mtime
    os.utime(installed_clone / "requirements-dev.lock", (stamp + 10, stamp + 10))

    assert "--require-hashes -r requirements-dev.lock" in make(installed_clone, "--dry-run", "test")


def test_newer_judges_are_installed(installed_clone: Path) -> None:
    stamp = (installed_clone / ".venv-ocds" / "installed").stat().st_mtime
    os.utime(installed_clone / JUDGES_LOCK, (stamp + 10, stamp + 10))

    assert f"--require-hashes -r {JUDGES_LOCK}" in make(installed_clone, "--dry-run", "test")


def test_engines_on_the_command_line_reach_the_demo(installed_clone: Path) -> None:
    said = make(installed_clone, "--silent", "demo", "AMQP_URI=amqp://there", "DATABASE_URL=postgresql://there")

    assert said == "linli demo amqp=amqp://there database=postgresql://there\n"


def test_engines_in_the_environment_reach_the_demo(installed_clone: Path) -> None:
    said = make(installed_clone, "--silent", "demo", AMQP_URI="amqp://here")

    assert said == "linli demo amqp=amqp://here database=\n"


def test_without_engines_the_demo_is_embedded(installed_clone: Path) -> None:
    assert make(installed_clone, "--silent", "demo") == "linli demo amqp= database=\n"


@pytest.mark.parametrize(
    "given, lines, every",
    [([], "100000", "1"), (["TEST_ROSTER_LINES=7"], "7", "1"), (["TEST_KILL_EVERY=9"], "100000", "9")],
)
def test_chaos_cuts_off_larger_rosters_and_kills_more_often_than_other_tests(
    installed_clone: Path, given: list[str], lines: str, every: str
) -> None:
    said = make(installed_clone, "--dry-run", "chaos", "ARGS=-k rosters", *given)

    settings = f"TEST_ROSTER_LINES={lines} TEST_KILL_EVERY={every}"
    assert " ".join(said.replace("\\", "").split()) == f"{settings} .venv/bin/python -m pytest tests/faults -k rosters"


def test_cleaning_keeps_the_data(installed_clone: Path) -> None:
    (installed_clone / "var").mkdir()
    (installed_clone / "var" / "membership.db").touch()

    make(installed_clone, "clean")

    assert (installed_clone / "var" / "membership.db").exists()
    assert not (installed_clone / ".venv").exists()
    assert not (installed_clone / ".venv-ocds").exists()


def test_the_gate_is_lint_then_tests() -> None:
    gate = ROOT / ".ci" / "run"

    assert os.access(gate, os.X_OK)
    assert [line for line in gate.read_text().splitlines() if line.startswith("make")] == [
        "make lint",
        "make test",
    ]
    assert "set -euo pipefail" in gate.read_text()


@pytest.mark.parametrize("lock, groups", [(LOCKS[0], [None]), (LOCKS[1], [None, "dev"])])
def test_the_lock_pins_all_that_the_project_asks_for(lock: str, groups: list[str | None]) -> None:
    pinned = pins(lock)
    unmet = [
        str(requirement)
        for group in groups
        for requirement in wanted(group)
        if not requirement.specifier.contains(pinned.get(canonicalize_name(requirement.name), "0"))
    ]

    assert unmet == []


def test_what_is_asked_for_with_extras_is_pinned_with_them() -> None:
    """Else pip looks for it again, and refuses a newer one for which there is no hash."""
    pinned = extras(LOCKS[1])
    asked = [
        Requirement(line) for name in pinned for line in distribution(name).requires or () if "extra ==" not in line
    ]
    asked += wanted(None) + wanted("dev")
    applied = [one for one in asked if one.extras and (one.marker is None or one.marker.evaluate())]
    lacking = [str(one) for one in applied if not one.extras <= pinned[canonicalize_name(one.name)]]

    assert len(applied) >= 3
    assert lacking == []


def test_tests_run_with_the_versions_that_production_runs() -> None:
    assert pins(LOCKS[0]).items() <= pins(LOCKS[1]).items()


@pytest.mark.parametrize("lock", [*LOCKS, JUDGES_LOCK])
def test_each_pin_has_its_hashes_and_no_lock_names_a_registry(lock: str) -> None:
    text = (ROOT / lock).read_text()
    entries = re.split(r"^(?=[a-z])", text, flags=re.MULTILINE)[1:]

    assert [entry.partition(" ")[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert re.findall(r"^--.*|\w+://\S+", text, re.MULTILINE) == []
