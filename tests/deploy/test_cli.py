import stat
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from deploy import cli
from deploy.cli import app
from deploy.demo.play import environment_of, free_port
from deploy.keys import new_keys
from deploy.system import DATABASES
from gateway.tokens import read_signing_keys
from shared.config import PROCESSES, child_environment, read_settings
from shared.migrate import upgrade
from tests.deploy.installations import installation

NOT_RUNNING = "embedded, not running; `linli up` starts it"


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing but a home."""
    for name, value in environment_of(read_settings({})).items():
        if name.startswith("LINLI_") or name in ("AMQP_URI", "DATABASE_URL"):
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, value)
    monkeypatch.setenv("LINLI_HOME", str(tmp_path / "home"))


def fail(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    """The exit status of a command that fails."""
    monkeypatch.setattr(sys, "argv", ["linli", *words])
    with pytest.raises(SystemExit) as end:
        cli.main()
    return int(end.value.code or 0)


@pytest.mark.parametrize(
    "words", [["up", "billing"], ["up", "engagement", "board"], ["doctor", "--service", "billing"]]
)
def test_a_service_that_does_not_exist_is_refused(words: list[str]) -> None:
    result = CliRunner().invoke(app, words, env={"COLUMNS": "200"})

    assert result.exit_code == 2
    assert f"no such service: {words[-1]}; there are {', '.join(PROCESSES[:5])}" in result.output


@pytest.mark.parametrize(
    "url",
    [
        "mysql://root@127.0.0.1",
        "sqlite:///linli.db",
        "postgresql",
        "postgresql://linli:geheim@db:port",
        "postgresql://linli:geheim@[::1",
    ],
)
@pytest.mark.parametrize("command", ["doctor", "migrate", "up", "keys"])
def test_a_bad_database_url_is_one_clear_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], url: str, command: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)

    assert fail(monkeypatch, command) == 2
    assert capsys.readouterr() == (
        "",
        "linli: DATABASE_URL: only postgresql://… is taken; leave it out for SQLite\n",
    )


@pytest.mark.parametrize(
    "name, value",
    [
        ("LINLI_HTTP_ADDRESS", "8000"),
        ("LINLI_HTTP_ADDRESS", "localhost:70000"),
        ("LINLI_LOG_LEVEL", "loud"),
        ("LINLI_ENCRYPTION_KEYS", "geheim"),
        ("LINLI_CALL_TIMEOUT_SECONDS", "nan"),
        ("AMQP_URI", "http://guest:geheim@127.0.0.1"),
        ("LINLI_HOME", "/dev/null/home"),
    ],
)
@pytest.mark.parametrize("words", [["up"], ["parked", "list"]])
def test_a_bad_setting_is_one_line_that_names_it(name: str, value: str, words: list[str]) -> None:
    environment = child_environment({name: value})
    command = [sys.executable, "-m", "deploy", *words]
    result = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)

    assert (result.returncode, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert result.stderr.startswith(f"linli: {name}: ")
    assert "geheim" not in result.stderr


@pytest.mark.parametrize("words", [["migrate"], ["parked", "list"], ["topology"], ["parked", "collect"]])
def test_an_engine_that_is_away_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"postgresql://linli:geheim@127.0.0.1:{free_port()}")
    monkeypatch.setenv("AMQP_URI", f"amqp://linli:geheim@127.0.0.1:{free_port()}//")
    status, (out, err) = fail(monkeypatch, *words), capsys.readouterr()

    assert (status, out, err.count("\n")) == (1, "", 1)
    assert err.startswith("linli: ")
    assert "refused" in err
    assert err.endswith("; `linli doctor` says what is wrong\n")
    assert "geheim" not in err


def test_keys_are_printed_and_the_signing_keys_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINLI_SIGNING_KEYS", str(tmp_path / "elsewhere" / "signing-keys.json"))
    first, second = (CliRunner().invoke(app, ["keys"]) for _ in range(2))
    path = tmp_path / "elsewhere" / "signing-keys.json"
    printed = dict(line.split("=", 1) for line in first.output.splitlines())

    assert (first.exit_code, printed.keys()) == (0, new_keys().keys())
    assert first.output != second.output
    assert read_settings(printed).encryption_keys == (printed["LINLI_ENCRYPTION_KEYS"],)
    assert (len(read_signing_keys(path)), stat.S_IMODE(path.stat().st_mode)) == (1, 0o600)


def test_the_doctor_says_when_all_is_well(tmp_path: Path) -> None:
    with installation("embedded", tmp_path) as settings:
        result = CliRunner().invoke(app, ["doctor"], env=environment_of(settings))

    assert (result.exit_code, result.output) == (0, f"· {NOT_RUNNING}\n✓ all is well\n")


def test_the_doctor_says_what_is_wrong_and_what_mends_it(tmp_path: Path) -> None:
    with installation("embedded", tmp_path, ["evaluation"]) as settings:
        result = CliRunner().invoke(app, ["doctor", "--service", "gateway"], env=environment_of(settings))

    assert result.exit_code == 1
    assert f"✗ database {tmp_path / 'board.db'} doesn't exist\n  → linli migrate\n" in result.output


@pytest.mark.parametrize("words", [["parked", "list"], ["parked", "replay", "board", "1"], ["parked", "collect"]])
def test_where_nothing_is_yet_there_is_one_line_and_nothing_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    home = tmp_path / "home"
    status, (out, err) = fail(monkeypatch, *words), capsys.readouterr()

    assert (status, out) == (1, "")
    assert err == f"linli: nothing is here yet under {home}; `linli up` or `linli migrate` makes the databases\n"
    assert not home.exists()


def test_to_list_what_is_parked_makes_no_secrets(tmp_path: Path) -> None:
    settings = read_settings({"LINLI_HOME": str(tmp_path / "home")})
    for service in DATABASES:
        upgrade(service, settings.database(service))
    result = CliRunner().invoke(app, ["parked", "list"])

    assert (result.exit_code, result.output) == (0, "0 parked\n")
    assert {path.suffix for path in settings.home.iterdir()} == {".db"}


def test_an_old_database_is_named_with_what_mends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = read_settings({"LINLI_HOME": str(tmp_path / "home")})
    for service in DATABASES[1:]:
        upgrade(service, settings.database(service))
    status, lines = fail(monkeypatch, "parked", "list"), capsys.readouterr().err

    path = tmp_path / "home" / f"{DATABASES[0]}.db"
    assert (status, lines) == (1, f"linli: not made or not up to date: {path}; run `linli migrate`\n")


def test_the_doctor_says_of_a_new_home_only_that_nothing_is_there(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["doctor"])

    assert result.output == "· embedded, nothing is here yet; `linli up` makes all that is needed\n"
    assert (result.exit_code, (tmp_path / "home").exists()) == (0, False)


def test_a_new_home_is_brought_up_to_date(tmp_path: Path) -> None:
    environment = {"LINLI_HOME": str(tmp_path / "new")}
    migrated = CliRunner().invoke(app, ["migrate"], env=environment)
    examined = CliRunner().invoke(app, ["doctor"], env=environment)

    assert (migrated.exit_code, examined.output) == (0, f"· {NOT_RUNNING}\n✓ all is well\n")
