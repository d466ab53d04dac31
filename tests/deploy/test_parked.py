import contextlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from sqlalchemy import insert
from sqlalchemy.exc import OperationalError
from typer.testing import CliRunner

from deploy import parked
from deploy.cli import app
from deploy.demo.api import eventually
from deploy.demo.play import environment_of, free_port
from deploy.parked import KILLED, ParkedEvent, collect_parked, drop_parked, show_parked
from deploy.system import definition
from shared.broker import Publisher, Topology, connect
from shared.clock import SystemClock
from shared.config import Settings
from shared.db import Database
from shared.encryption import Cipher
from shared.ids import new_id
from shared.inbox import PARKED
from shared.messages.envelope import Envelope, write_event
from shared.reactor import Reactor
from shared.unit_of_work import Tools
from tests.deploy.installations import installation
from tests.gateway.board.town import Town, counts
from tests.harness import START, TENANT
from tests.races import at_once


@pytest.fixture(scope="module", params=["embedded", "real"])
def installed(request: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    with installation(request.param, tmp_path_factory.mktemp(request.param)) as settings:
        yield settings


@pytest.fixture
def settings(installed: Settings) -> Iterator[Settings]:
    yield installed
    forget_all(installed)


@pytest.fixture(scope="module")
def installed_real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    with installation("real", tmp_path_factory.mktemp("real")) as settings:
        yield settings


@pytest.fixture
def real(installed_real: Settings) -> Iterator[Settings]:
    yield installed_real
    forget_all(installed_real)


def forget_all(settings: Settings) -> None:
    """Leave nothing parked behind for the next test."""
    for one in show_parked(settings):
        drop_parked(settings, one.service, one.id)


def linli(settings: Settings, *words: str) -> Result:
    environment = environment_of(settings) | {"COLUMNS": "300"}
    return CliRunner().invoke(app, ["parked", *words], env=environment)


def claimed(town: Town) -> Envelope:
    """An event that the board can apply once it knows the wish."""
    return wrap(town, town.claimed())


def wrap(town: Town, happened: Any) -> Envelope:
    return Envelope(
        id=new_id(),
        source="/linli/engagement",
        type=happened.type,
        subject=happened.subject,
        time=START,
        tenant=TENANT,
        community=town.community_id,
        traceparent="",
        data=happened,
    )


@contextlib.contextmanager
def board(settings: Settings) -> Iterator[Reactor]:
    tools = Tools(SystemClock(), Cipher(settings.encryption_keys, settings.hash_key), settings)
    database = Database(settings.database("board"))
    yield Reactor(definition("board"), database, tools)
    database.close()


def publish(settings: Settings, town: Town, envelope: Envelope | None = None) -> None:
    """Have the board know the wish."""
    with board(settings) as reactor:
        reactor.react([envelope or wrap(town, town.published())])


def counted(settings: Settings, town: Town) -> dict[str, int]:
    with board(settings) as reactor:
        return counts(reactor.database, town.community_id)


def park(settings: Settings, envelope: Envelope, error: str = "OutOfStep('[/bold] 心愿')") -> ParkedEvent:
    with board(settings) as reactor:
        reactor.park(write_event(envelope), envelope.id, envelope.type, envelope.subject, error, 3)
    (found,) = show_parked(settings)
    return found


def test_parked_events_are_listed_with_their_errors(settings: Settings) -> None:
    one = park(settings, claimed(Town()))
    result = linli(settings, "list")

    assert result.exit_code == 0
    assert all(part in result.output for part in ("board", one.id, one.type, one.subject, " 3 ", one.error))


def test_identifiers_are_listed_whole_on_a_narrow_screen(settings: Settings) -> None:
    one = park(settings, claimed(Town()))
    result = CliRunner().invoke(app, ["parked", "list"], env=environment_of(settings) | {"COLUMNS": "80"})

    assert one.id in result.output


def test_all_are_listed_and_counted_however_many_there_are(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some are parked at the same instant, on both sides of a page's end."""
    monkeypatch.setattr(parked, "PAGE", 3)
    event = {"event_id": "", "type": "unreadable", "subject": "", "body": "", "error": "", "tries": 1}
    rows = [event | {"id": new_id(), "parked_at": START + timedelta(seconds=number // 4)} for number in range(9)]
    before = linli(settings, "list").output
    with board(settings) as reactor, reactor.database.engine.begin() as connection:
        connection.execute(insert(PARKED), rows[::-1])
    listed, shown = [one.id for one in show_parked(settings)], linli(settings, "list").output

    assert before == "0 parked\n"
    assert listed == [row["id"] for row in rows]
    assert all(row["id"] in shown for row in rows)
    assert shown.endswith("\n9 parked\n")


def test_an_event_that_fails_again_stays_parked_and_the_reason_is_told(settings: Settings) -> None:
    town = Town()
    one = park(settings, claimed(town))
    result = linli(settings, "replay", "board", one.id)

    assert result.exit_code == 1
    assert f"it stays parked: OutOfStep(\"wish/{town.wish_id} isn't on the board" in result.output
    assert list(show_parked(settings)) == [one]


def test_a_replayed_event_is_applied_once_its_cause_is_gone(settings: Settings) -> None:
    town = Town()
    one = park(settings, claimed(town))
    publish(settings, town)
    first, second = (linli(settings, "replay", "gateway", one.id) for _ in range(2))

    assert (first.exit_code, second.exit_code) == (0, 2)
    assert "no such parked event" in second.output
    assert list(show_parked(settings)) == []
    assert counted(settings, town) == {"claimed": 1}


def test_a_dropped_event_is_forgotten(settings: Settings) -> None:
    one = park(settings, claimed(Town()))
    first, second = (linli(settings, "drop", "board", one.id) for _ in range(2))

    assert (first.exit_code, second.exit_code) == (0, 2)
    assert list(show_parked(settings)) == []


@pytest.mark.parametrize("command", ["replay", "drop"])
@pytest.mark.parametrize("parked_id", ["x", "01976a00-0000-7000-8000-000000000001"])
def test_what_is_not_parked_is_told(settings: Settings, command: str, parked_id: str) -> None:
    result = linli(settings, command, "engagement", parked_id)

    assert result.exit_code == 2
    assert "no such parked event" in result.output


@pytest.mark.parametrize("command", ["replay", "drop"])
def test_a_service_that_does_not_exist_is_told(settings: Settings, command: str) -> None:
    result = linli(settings, command, "billing", new_id())

    assert result.exit_code == 2
    assert "no such service: billing" in result.output


# collected from the broker


def dead_letter(settings: Settings, *bodies: str) -> None:
    publisher = Publisher(settings.amqp_uri, Topology(settings.namespace).parked)
    publisher.publish([("board", body) for body in bodies])
    publisher.close()


def depth(settings: Settings) -> int:
    queue = Topology(settings.namespace).parked_queue("board")
    with connect(settings.amqp_uri) as connection, connection.channel() as channel:
        return int(queue(channel).queue_declare(passive=True).message_count)


def test_the_embedded_mode_has_nothing_to_collect(tmp_path: Path) -> None:
    with installation("embedded", tmp_path) as settings:
        result = linli(settings, "collect")

    assert (result.exit_code, result.output) == (0, "")


def test_collected_events_are_parked_like_all_others(real: Settings) -> None:
    town = Town()
    event = claimed(town)
    dead_letter(real, write_event(event), "no event")
    result = linli(real, "collect")
    told = {one.type: one for one in show_parked(real)}

    assert (result.exit_code, result.output, depth(real)) == (0, "board: 2\n", 0)
    assert {(one.service, one.error, one.tries) for one in told.values()} == {("board", KILLED, 21)}
    assert (told[event.type].subject, set(told)) == (event.subject, {event.type, "unreadable"})

    publish(real, town)

    assert linli(real, "replay", "board", told[event.type].id).exit_code == 0
    assert linli(real, "drop", "board", told["unreadable"].id).exit_code == 0
    assert counted(real, town) == {"claimed": 1}


def test_what_was_applied_in_the_end_is_not_parked(real: Settings) -> None:
    town = Town()
    event = wrap(town, town.published())
    publish(real, town, event)
    dead_letter(real, write_event(event))

    assert collect_parked(real)["board"] == 1
    assert (list(show_parked(real)), depth(real)) == ([], 0)


def test_an_event_stays_in_its_queue_until_its_row_is_kept(real: Settings) -> None:
    dead_letter(real, write_event(claimed(Town())))
    away = replace(real, database_url=f"postgresql+psycopg://postgres@127.0.0.1:{free_port()}")
    with pytest.raises(OperationalError):
        collect_parked(away)
    eventually("the event is in its queue again", lambda: depth(real) == 1, seconds=10)

    assert collect_parked(real)["board"] == 1
    assert len(list(show_parked(real))) == 1


def test_two_who_collect_at_once_park_each_event_once(real: Settings) -> None:
    events = [claimed(Town()) for _ in range(20)]
    dead_letter(real, *map(write_event, events))
    taken = at_once(2, lambda _: collect_parked(real)["board"])

    assert sum(taken) == 20
    assert len(list(show_parked(real))) == 20
