"""
kill -9 of outsourcing through a contract's life: the same key again gives the same answer, and has one effect.

Each step is repeated after a kill that came behind it, and some are struck in the middle of their transaction, just
before it commits. With TEST_KILL_EVERY=1, as `make chaos` has it, each step is struck both ways.
"""

import os
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
import requests
from sqlalchemy import Engine, create_engine, func, inspect, select, table, text

from deploy.demo.api import Api, eventually
from deploy.demo.town import settle
from gateway.routes import ROUTES
from services.outsourcing.repository.ledger_check import check_ledger
from shared.db import Database
from shared.ids import new_id
from tests.faults.outsourcing_life import Life
from tests.systems import System, running_system

EVERY = int(os.environ.get("TEST_KILL_EVERY", "6"))
PAUSE_SECONDS = 0.01
# In the order in which a life comes upon them for the first time.
STEPS = [
    "project.register",
    "document.attach",
    "qualification.request",
    "qualification.grant",
    "budget.open",
    "budget.fund",
    "call.draft",
    "call.publish",
    "enquiry.ask",
    "enquiry.answer",
    "proposal.draft",
    "proposal_file.attach",
    "proposal.submit",
    "call.amend",
    "proposal.confirm",
    "proposal.admit",
    "reviewer.assign",
    "reviewer.declare",
    "review.submit",
    "call.conclude_review",
    "contract.draft",
    "contract.sign",
    "milestone.attach_file",
    "milestone.submit",
    "milestone.judge",
    "payment.request",
    "payment.approve",
    "payment.record",
    "contract.amend",
    "contract.agree",
    "project.evaluate",
    "budget.withdraw",
    "budget.close",
]

Send = Callable[[], requests.Response]


def topic_of(path: str) -> str | None:
    """What a POST asks of outsourcing; None where somebody else answers it."""
    for route in ROUTES:
        pattern = re.sub(r"\{\w+\}", "[^/]+", route.path)
        if route.method == "POST" and route.message and re.fullmatch(pattern, path.partition("?")[0]):
            return route.topic if route.message.owner == "outsourcing" else None
    return None


class Undisturbed:
    """Lets each step be."""

    def step(self, topic: str, send: Send) -> requests.Response:
        return send()


@dataclass
class Step:
    """A POST that was answered, and how it is sent again."""

    topic: str
    send: Send
    answer: requests.Response

    def repeat(self) -> None:
        again = self.send()
        assert again.headers["Idempotency-Replayed"] == "true", self.topic
        assert (again.status_code, again.content) == (self.answer.status_code, self.answer.content), self.topic


class Strikes:
    """
    Kills outsourcing at steps, and repeats those before it that no kill came after yet.

    topics: of all steps, in order. caught: how often it was killed while its transaction waited.
    """

    def __init__(self, system: System) -> None:
        self.topics: list[str] = []
        self.caught = 0
        self._system = system
        self._engine = create_engine(system.settings.database("outsourcing"))
        self._unstruck: list[Step] = []

    def step(self, topic: str, send: Send) -> requests.Response:
        self.topics.append(topic)
        if len(self.topics) % EVERY:
            answer = send()
        else:
            answer = self._in_midst(send)
            self._repeat()
        if answer.ok:
            self._unstruck.append(Step(topic, send, answer))
        if EVERY == 1:
            self.strike()
        return answer

    def strike(self) -> None:
        self._system.kill("outsourcing")
        self._system.start("outsourcing")
        self._repeat()

    def _repeat(self) -> None:
        for one in self._unstruck:
            one.repeat()
        self._unstruck.clear()

    def _in_midst(self, send: Send) -> requests.Response:
        """Send it, and kill who carries it out as it waits to write its last rows; what comes of it after all."""
        answers: list[requests.Response] = []
        sending = threading.Thread(target=lambda: answers.append(send()))
        with self._log_held():
            sending.start()
            while sending.is_alive() and not self._waits():
                time.sleep(PAUSE_SECONDS)
            self.caught += sending.is_alive()
            self._system.kill("outsourcing")
        self._system.start("outsourcing")
        sending.join()
        return answers[0]

    @contextmanager
    def _log_held(self) -> Iterator[None]:
        """Nobody writes the log of commands meanwhile, so that no command is committed."""
        with self._engine.begin() as connection:
            connection.execute(text("LOCK TABLE command_log IN EXCLUSIVE MODE"))
            yield

    def _waits(self) -> bool:
        waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'command_log'::regclass")
        with self._engine.connect() as connection:
            return bool(connection.scalar(waiting))

    def close(self) -> None:
        self._engine.dispose()


class Struck(Api):
    """An Api of which each POST to outsourcing is a step, and so of whoever it becomes."""

    strikes: Any

    @classmethod
    def of(cls, api: Api, strikes: Any) -> "Struck":
        made = cls(api.base_url, api._renew)
        made._token, made.strikes = api._token, strikes
        return made

    def as_client(self, client_id: str, client_secret: str) -> Api:
        return Struck.of(super().as_client(client_id, client_secret), self.strikes)

    def as_member(self, member_id: str, code: str) -> Api:
        return Struck.of(super().as_member(member_id, code), self.strikes)

    def _send(self, method: str, path: str, **options: Any) -> requests.Response:
        def send() -> requests.Response:
            headers = dict(options["headers"]) if "headers" in options else {}
            return Api._send(self, method, path, **options | {"headers": headers})

        topic = topic_of(path) if method == "POST" else None
        return self.strikes.step(topic, send) if topic else send()


def lived(system: System, strikes: Any) -> Life:
    api = Struck.of(Api(system.url), strikes)
    town = settle(api, system.settings.operator_secret, new_id())
    life = Life(api, town, system.settings)
    life.live()
    return life


def feeds_of(life: Life) -> list[Counter[str]]:
    """What is told to the organisation and of the project, how often."""

    def complete() -> Any:
        feeds = [
            life.own.api.feed(f"/v1/organisations/{life.own.id}/feed"),
            life.api.feed(f"/v1/projects/{life.project['id']}/feed"),
        ]
        return feeds if all(feed[-1]["type"] == "linli.project.ended.v1" for feed in feeds) else None

    feeds = eventually("the feeds tell the end", complete)
    return [Counter(event["type"] for event in feed) for feed in feeds]


def rows_of(engine: Engine, life: Life) -> dict[str, int]:
    """How many rows each table of outsourcing has of the life's tenant."""
    counts, mine = {}, {"tenant_id": life.town.tenant["id"]}
    with engine.connect() as connection:
        for name in inspect(connection).get_table_names():
            if "tenant_id" in {column["name"] for column in inspect(connection).get_columns(name)}:
                of_tenant = text("tenant_id = CAST(:tenant_id AS uuid)")
                query = select(func.count()).select_from(table(name)).where(of_tenant)
                counts[name] = connection.scalar(query, mine) or 0
    return counts


@pytest.mark.slow
@pytest.mark.real
@pytest.mark.timeout(600 if EVERY > 1 else 1800)
def test_a_life_that_is_struck_at_each_step_is_the_same_as_one_that_is_let_be() -> None:
    with running_system("real") as system:
        strikes = Strikes(system)
        engine = create_engine(system.settings.database("outsourcing"))
        try:
            let_be, struck = lived(system, Undisturbed()), lived(system, strikes)
            strikes.strike()
            feeds = [feeds_of(life) for life in (let_be, struck)]
            rows = [rows_of(engine, life) for life in (let_be, struck)]
            balances = [life.balances() for life in (let_be, struck)]
            database = Database(system.settings.database("outsourcing"))
            with database.reading() as session:
                wrong = check_ledger(session)
            database.close()
        finally:
            strikes.close()
            engine.dispose()

    assert list(dict.fromkeys(strikes.topics)) == STEPS
    assert strikes.caught > len(strikes.topics) // EVERY // 2
    assert feeds[1] == feeds[0]
    assert rows[1] == rows[0]
    assert balances[1] == balances[0]
    assert wrong == []
