"""Rules of the tree that import-linter can't state."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.system import DATABASES, definition
from shared.messages.declare import COMMANDS, EVENTS, QUERIES, TOPIC

ROOT = Path(__file__).parent.parent.parent
PACKAGES = ("shared", "services", "gateway", "deploy")
TOP_FOLDERS = {"services", "gateway", "shared", "deploy", "tests"}
SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
SHAPE = {"__init__", "model", "repository", "handlers", "views", "schemas", "service"}
LONGEST_FILE = 350
LONGEST_TEST = 500
LONGEST_FUNCTION = 50


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def attributes(path: Path, owner: str) -> set[str]:
    """The attributes of a name that a file reads, as in `os.environ`."""
    nodes = (node for node in ast.walk(tree_of(path)) if isinstance(node, ast.Attribute))
    return {node.attr for node in nodes if isinstance(node.value, ast.Name) and node.value.id == owner}


def files_with(predicate: object) -> set[str]:
    return {str(path.relative_to(ROOT)) for path in SOURCES if predicate(path)}  # type: ignore[operator]


def test_imports_go_the_agreed_way_only() -> None:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert result.returncode == 0, result.stdout


def test_there_are_no_other_top_level_packages() -> None:
    found = {path.parent.name for path in ROOT.glob("*/__init__.py")}

    assert found == TOP_FOLDERS


@pytest.mark.parametrize("service", [name for name in DATABASES if name != "board"])
def test_each_service_has_the_common_shape(service: str) -> None:
    folder = ROOT / "services" / service
    found = {path.stem for path in folder.iterdir()}

    assert found >= SHAPE | {"migrations"}


def test_the_environment_is_read_in_one_place() -> None:
    assert files_with(lambda path: "environ" in attributes(path, "os")) == {"shared/config.py"}


def test_the_time_comes_from_one_place() -> None:
    def reads_the_time(path: Path) -> bool:
        return bool({"now", "utcnow"} & attributes(path, "datetime") or "time" in attributes(path, "time"))

    assert files_with(reads_the_time) == {"shared/clock.py"}


def test_only_the_unit_of_work_commits_sessions() -> None:
    def commits(path: Path) -> bool:
        calls = (node for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call))
        return any(
            isinstance(call.func, ast.Attribute)
            and call.func.attr == "commit"
            and "session" in ast.unparse(call.func.value)
            for call in calls
        )

    assert files_with(commits) == {"shared/unit_of_work.py"}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_and_functions_stay_short(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").count("\n")
    functions = (node for node in ast.walk(tree_of(path)) if isinstance(node, ast.FunctionDef))
    longest = max(((node.end_lineno or 0) - node.lineno + 1 for node in functions), default=0)

    assert lines <= LONGEST_FILE
    assert "migrations" in path.parts or longest <= LONGEST_FUNCTION


@pytest.mark.parametrize("path", sorted((ROOT / "tests").rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT)))
def test_test_files_stay_readable(path: Path) -> None:
    assert path.read_text(encoding="utf-8").count("\n") <= LONGEST_TEST


def test_names_that_say_nothing_are_not_used() -> None:
    empty = {"utils", "helpers", "common", "misc", "manager"}

    assert files_with(lambda path: path.stem in empty) == set()


def test_topics_are_a_thing_and_what_is_done_to_it() -> None:
    topics = [*COMMANDS, *QUERIES, *(event.topic for event in EVENTS.values())]

    assert [topic for topic in topics if not TOPIC.fullmatch(topic)] == []


def test_each_command_and_query_is_answered_by_its_owner_and_by_nobody_else() -> None:
    for name in DATABASES:
        service = definition(name)
        declared = {cls for cls in (*COMMANDS.values(), *QUERIES.values()) if cls.owner == name}

        assert set(service.commands) | set(service.queries) == declared, name


def test_each_event_is_listened_to_so_that_none_stays_in_an_outbox() -> None:
    heard = {type_ for name in DATABASES for type_ in definition(name).topics}

    assert set(EVENTS) <= heard


def test_each_deadline_leads_to_a_command_of_the_same_service() -> None:
    for name in DATABASES:
        service = definition(name)
        commands = {type(make("01976a00-0000-7000-8000-000000000001")) for make in service.deadlines.values()}

        assert commands <= set(service.commands), name
