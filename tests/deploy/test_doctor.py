import contextlib
import os
import re
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import typer
from sqlalchemy import delete, insert, text

from deploy.cli import app
from deploy.demo.api import eventually
from deploy.demo.play import free_port
from deploy.doctor import MANY_TRIES, MANY_WAITING, Examination, Finding, describe, examine
from deploy.exclusive import exclusive_home
from deploy.keys import with_kept_keys
from deploy.system import DATABASES, consumed_topics
from shared.broker import Publisher, Topology, connect
from shared.config import PROCESSES, SERVICES, Settings, read_settings
from shared.db import Database
from shared.deadlines import DEADLINES
from shared.ids import new_id
from shared.inbox import PARKED
from shared.migrate import upgrade
from shared.outbox import OUTBOX
from tests.deploy.installations import installation
from tests.harness import START
from tests.systems import running_system

SERVICE = "evaluation"
NAMED = re.compile(r"linli ([a-z]+(?: [a-z]+)?)")


@pytest.fixture(params=["embedded", "real"])
def settings(request: Any, tmp_path: Path) -> Iterator[Settings]:
    """An installation in which one service is looked at."""
    with installation(request.param, tmp_path, [SERVICE]) as settings, attended(settings):
        yield settings


@pytest.fixture
def real(tmp_path: Path) -> Iterator[Settings]:
    with installation("real", tmp_path, [SERVICE]) as settings, attended(settings):
        yield settings


@contextlib.contextmanager
def attended(settings: Settings, *kinds: str) -> Iterator[None]:
    """Somebody takes from the service's queues, as its process does; from those of some kinds only if any is named."""
    if settings.is_embedded:
        yield
        return
    topology = Topology(settings.namespace)
    with connect(settings.amqp_uri) as connection:
        channel = connection.channel()
        for queue in (topology.command_queue(SERVICE), topology.event_queue(SERVICE)):
            if not kinds or queue.name.rpartition(".")[2] in kinds:
                channel.basic_consume(queue.name)
        yield


def command_exists(words: list[str]) -> bool:
    """Whether `linli` has this command; the second word is a subcommand or a process to start."""
    command: Any = typer.main.get_command(app).commands.get(words[0])  # type: ignore[attr-defined]
    if command is None or len(words) == 1:
        return command is not None
    return words[1] in command.commands if hasattr(command, "commands") else words == ["up", words[1]]


def found(settings: Settings, service: str = SERVICE) -> list[str]:
    """What is wrong with one service; that each mend names commands which exist is checked by the way."""
    findings: list[Finding] = list(examine(settings, [service]))
    for finding in findings:
        for named in NAMED.findall(finding.mend.replace("and ", "")):
            words = named.split()
            assert command_exists(words), finding.mend
            assert words[0] != "up" or len(words) == 1 or words[1] in PROCESSES
    return [finding.what for finding in findings]


def write(settings: Settings, statement: Any, rows: list[dict[str, Any]] | None = None) -> None:
    database = Database(settings.database(SERVICE))
    with database.engine.begin() as connection:
        connection.execute(statement, rows or None)
    database.close()


def waiting(count: int) -> list[dict[str, Any]]:
    event = {"type": "linli.rating.given.v1", "subject": "wish/1", "body": "{}", "recorded_at": START}
    return [event | {"event_id": new_id()} for _ in range(count)]


def parked() -> dict[str, Any]:
    event = {"event_id": new_id(), "type": "linli.delivery.confirmed.v1", "subject": "wish/1", "body": "{}"}
    return event | {"id": new_id(), "error": "KeyError()", "tries": 1, "parked_at": START}


def test_nothing_is_wrong_with_what_is_well(settings: Settings) -> None:
    write(settings, insert(OUTBOX), waiting(MANY_WAITING))

    assert found(settings) == []


def test_missing_secrets_are_named(settings: Settings) -> None:
    assert found(replace(settings, operator_secret="", encryption_keys=())) == [
        "secrets are missing: LINLI_OPERATOR_SECRET, LINLI_ENCRYPTION_KEYS"
    ]


def test_secrets_are_looked_for_and_not_made(tmp_path: Path) -> None:
    with installation("embedded", tmp_path / "one", [SERVICE]) as settings:
        bare = replace(settings, operator_secret="", encryption_keys=(), hash_key="")
        elsewhere = replace(bare, home=tmp_path / "two")

        assert found(with_kept_keys(bare)) == []
        upgrade(SERVICE, elsewhere.database(SERVICE))
        assert "LINLI_HASH_KEY" in found(with_kept_keys(elsewhere))[0]
        assert [path.suffix for path in (tmp_path / "two").iterdir()] == [".db"]


@pytest.mark.parametrize("content", [None, "", "{}"])
def test_signing_keys_are_needed_where_the_gateway_is(tmp_path: Path, content: str | None) -> None:
    with installation("embedded", tmp_path, [SERVICE, "board"]) as settings:
        settings.signing_keys.unlink()
        if content is not None:
            settings.signing_keys.write_text(content)

        assert found(settings) == []
        (what,) = found(settings, "board")

    assert what.startswith("secrets are missing: the file of" if content is None else "the signing keys can't be used")


def test_a_database_without_tables_is_behind(settings: Settings) -> None:
    write(settings, text("DROP TABLE alembic_version"))

    assert found(settings) == [f"database {settings.database(SERVICE).database} ({SERVICE}) is behind"]


def test_a_database_of_an_older_version_is_behind(settings: Settings) -> None:
    write(settings, text("UPDATE alembic_version_shared SET version_num = '0000'"))

    assert found(settings) == [f"database {settings.database(SERVICE).database} (shared) is behind"]


def test_many_waiting_events_are_told(settings: Settings) -> None:
    write(settings, insert(OUTBOX), waiting(MANY_WAITING + 1))

    assert found(settings) == [f"{MANY_WAITING + 1} events of {SERVICE} wait to be published"]


@pytest.mark.parametrize("name, command", [("board", "linli up gateway"), (SERVICE, f"linli up {SERVICE}")])
def test_the_process_that_publishes_is_the_one_to_start(tmp_path: Path, name: str, command: str) -> None:
    with installation("embedded", tmp_path, [name]) as settings:
        database = Database(settings.database(name))
        with database.engine.begin() as connection:
            connection.execute(insert(OUTBOX), waiting(MANY_WAITING + 1))
        database.close()
        apart = Examination(replace(settings, amqp_uri="amqp://"), [name], None)

        assert [finding.mend for finding in examine(settings, [name])] == ["linli up"]
        assert apart.mend_process(name) == command


def test_parked_events_are_told(settings: Settings) -> None:
    write(settings, insert(PARKED), [parked()])
    before = found(settings)
    write(settings, delete(PARKED))

    assert (before, found(settings)) == ([f"{SERVICE} has parked events"], [])


def test_deadlines_that_fail_again_and_again_are_told(settings: Settings) -> None:
    failing = {"subject": "invitation/1", "kind": "expire", "due_at": START, "tries": MANY_TRIES}
    write(settings, insert(DEADLINES), [failing, failing | {"subject": "invitation/2", "tries": 1}])
    before = found(settings)
    write(settings, delete(DEADLINES))

    assert (before, found(settings)) == ([f"1 deadlines of {SERVICE} fail again and again"], [])


def test_a_database_that_is_away_is_told(real: Settings) -> None:
    away = replace(real, database_url=f"postgresql+psycopg://postgres@127.0.0.1:{free_port()}")

    (told,) = found(away)

    assert told.startswith("PostgreSQL can't be reached: ")
    assert "refused" in told


def test_a_database_that_is_away_is_the_only_one_to_blame(tmp_path: Path) -> None:
    """Nobody takes from the queues, and the gateway doesn't answer: that follows from it."""
    with installation("real", tmp_path) as settings:
        nowhere = f"postgresql+psycopg://postgres@127.0.0.1:{free_port()}"
        findings = list(examine(replace(settings, database_url=nowhere)))

    assert [finding.what.partition(":")[0] for finding in findings] == ["PostgreSQL can't be reached"]


def test_a_database_that_was_never_made_is_told(real: Settings) -> None:
    (finding,) = examine(real, ["outsourcing"])

    assert finding == Finding(f"database {real.namespace}_outsourcing doesn't exist", "linli migrate")


def test_what_one_command_mends_is_one_finding(tmp_path: Path) -> None:
    with installation("real", tmp_path, []) as settings:
        Topology(settings.namespace).remove(settings.amqp_uri, consumed_topics(), SERVICES)
        findings = list(examine(settings))

    names = ", ".join(f"{settings.namespace}_{service}" for service in DATABASES)
    assert findings == [
        Finding(f"databases {names} don't exist", "linli migrate"),
        Finding("the broker lacks all of its exchanges and queues", "linli topology"),
    ]


@pytest.mark.parametrize("made", [[], DATABASES], ids=["nothing", "databases"])
def test_in_a_new_home_nothing_is_wrong_and_nothing_is_made(tmp_path: Path, made: list[str]) -> None:
    settings = replace(read_settings({}), home=tmp_path / "new", signing_keys=tmp_path / "new" / "keys.json")
    for service in made:
        upgrade(service, settings.database(service))
    findings = list(examine(settings))

    assert bool(findings) == bool(made)
    assert describe(settings).partition(",")[2].startswith(" not running" if made else " nothing is here yet")
    assert (tmp_path / "new").exists() == bool(made)


def test_a_lost_file_is_not_made_by_looking(tmp_path: Path) -> None:
    with installation("embedded", tmp_path, [SERVICE]) as settings:
        (finding,) = examine(settings, [SERVICE, "membership"])

    assert finding == Finding(f"database {tmp_path / 'membership.db'} doesn't exist", "linli migrate")
    assert not (tmp_path / "membership.db").exists()


@pytest.mark.parametrize("is_running", [True, False])
def test_when_no_process_runs_that_is_one_finding(tmp_path: Path, is_running: bool) -> None:
    """A supervisor that holds the home starts them again, so that nobody needs to."""
    with installation("real", tmp_path) as settings, contextlib.ExitStack() as stack:
        if is_running:
            stack.enter_context(exclusive_home(settings.home, settings.http_address))
        (finding,) = examine(settings)

    if is_running:
        assert finding.mend.startswith(f"process {os.getpid()} at {settings.http_address} starts it again by itself")
        assert all(f"{process} isn't running" in finding.what for process in PROCESSES)
    else:
        assert finding == Finding("nothing is running: nobody takes from the queues", "linli up")


def test_a_broker_that_is_away_is_told_and_the_rest_is_looked_at(real: Settings) -> None:
    write(real, insert(PARKED), [parked()])
    away = replace(real, amqp_uri=f"amqp://guest:guest@127.0.0.1:{free_port()}//")

    assert found(away) == ["the broker can't be reached: ConnectionRefusedError", f"{SERVICE} has parked events"]


def test_each_missing_queue_and_exchange_is_named(tmp_path: Path) -> None:
    with installation("real", tmp_path, [SERVICE]) as settings:
        topology = Topology(settings.namespace)
        things = (topology.event_queue(SERVICE), topology.command_queue(SERVICE), topology.events)
        with connect(settings.amqp_uri) as connection, connection.channel() as channel:
            for thing in things:
                thing(channel).delete()
        told = found(settings)

    prefix = settings.namespace
    assert told == [
        f"the broker lacks exchange {prefix}.linli.events, queue {prefix}.{SERVICE}.commands, "
        f"queue {prefix}.{SERVICE}.events"
    ]


def test_events_that_killed_their_consumer_are_told(real: Settings) -> None:
    publisher = Publisher(real.amqp_uri, Topology(real.namespace).parked)
    publisher.publish([(SERVICE, "{}"), (SERVICE, "{}")])
    publisher.close()

    assert found(real) == [f"events that killed their consumer lie in {real.namespace}.{SERVICE}.parked (2)"]


# the processes


@pytest.mark.parametrize(
    "kinds, idle", [(["commands"], ["events"]), (["events"], ["commands"]), (["none"], ["commands", "events"])]
)
def test_a_service_whose_queues_nobody_takes_from_is_not_running(
    tmp_path: Path, kinds: list[str], idle: list[str]
) -> None:
    with installation("real", tmp_path, [SERVICE]) as settings, attended(settings, *kinds):
        (finding,) = examine(settings, [SERVICE])

    queues = ", ".join(f"{settings.namespace}.{SERVICE}.{kind}" for kind in idle)
    assert finding == Finding(f"{SERVICE} isn't running: nobody takes from {queues}", f"linli up {SERVICE}")


@pytest.mark.slow
def test_each_process_that_has_died_is_told_by_its_name() -> None:
    with running_system("real") as system:
        eventually("all processes are running", lambda: not found_in(system.settings))
        for name in ("engagement", "gateway"):
            system.kill(name)
        dead = eventually("the broker knows", lambda: told if len(told := found_in(system.settings)) == 2 else None)
        prefix = system.settings.namespace

    assert [finding.mend for finding in dead] == ["linli up engagement", "linli up gateway"]
    assert [finding.what for finding in dead] == [
        f"engagement isn't running: nobody takes from {prefix}.engagement.commands, {prefix}.engagement.events",
        f"gateway isn't running: nobody takes from {prefix}.board.events",
    ]


def found_in(settings: Settings) -> list[Finding]:
    return list(examine(settings))


@pytest.mark.slow
def test_the_embedded_mode_tells_whether_it_runs_and_where() -> None:
    with running_system("embedded") as system:
        running = (describe(system.settings), found_in(system.settings))
        process = system.processes["all"]
        elsewhere = found_in(replace(system.settings, http_address=f"127.0.0.1:{free_port()}"))
        system.kill("all")
        killed = (describe(system.settings), found_in(system.settings))

    address = system.settings.http_address
    assert running == (f"embedded, running as process {process.pid} at {address}", [])
    assert elsewhere == []
    assert killed == ("embedded, not running; `linli up` starts it", [])


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0", "[::]"])  # noqa: S104 (asked here all the same)
def test_another_program_at_the_gateways_address_is_told(tmp_path: Path, host: str) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with installation("embedded", tmp_path) as settings, exclusive_home(tmp_path), stranger(family) as port:
        told = [finding.what for finding in examine(replace(settings, http_address=f"{host}:{port}"))]

    asked = {"0.0.0.0": "127.0.0.1", "[::]": "[::1]"}.get(host, host)  # noqa: S104 (nothing listens there)
    assert [what.partition(" 404 ")[0] for what in told] == [
        f"the gateway isn't ready: http://{asked}:{port}/readyz answers"
    ]


@contextlib.contextmanager
def stranger(family: socket.AddressFamily) -> Iterator[int]:
    """The port of a web server that isn't ours."""

    class Stranger(HTTPServer):
        address_family = family

    server = Stranger(("::1" if family == socket.AF_INET6 else "127.0.0.1", 0), Silent)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


class Silent(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_error(404)

    def log_message(self, *_: Any) -> None:
        """Nothing is logged."""
