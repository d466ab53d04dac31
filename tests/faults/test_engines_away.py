"""Broker, database or a service away: answers in time, recovery without a restart, nothing lost, nothing late."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import requests

from deploy.demo.api import Api, Problem, eventually
from deploy.demo.data import wishes
from deploy.demo.town import Town, settle
from shared.ids import new_id
from tests.engines import OwnPostgreSQL, OwnRabbitMQ
from tests.systems import System, running_system

pytestmark = [pytest.mark.slow, pytest.mark.real, pytest.mark.timeout(300)]

BROKER_AWAY_SECONDS = 20


@dataclass
class Stage:
    """A running system on engines of its own, with a town in it."""

    system: System
    broker: OwnRabbitMQ
    database: OwnPostgreSQL
    town: Town

    def publish(self, title: str, key: str) -> requests.Response:
        """One try to publish a wish, without patience."""
        path = f"{self.system.url}/v1/communities/{self.town.community_id}/wishes"
        headers = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": key}
        return requests.post(path, json=wishes("SFJ")[0] | {"title": title}, headers=headers, timeout=60)

    @property
    def token(self) -> str:
        return self.town.community._token

    def titles(self) -> list[str]:
        """The titles of all wishes published, as the feed has them."""
        events = self.town.community.feed(f"/v1/communities/{self.town.community_id}/feed")
        return [event["data"]["title"] for event in events if event["type"] == "linli.wish.published.v1"]


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    broker, database = OwnRabbitMQ(), OwnPostgreSQL()
    try:
        broker.start()
        database.start()
        with running_system("real", broker.uri, database.url) as system:
            town = settle(Api(system.url), system.settings.operator_secret, new_id())
            stage = Stage(system, broker, database, town)
            town.community.get("/v1/claims")
            eventually("the community is known", lambda: stage.publish("第一个", new_id()).status_code == 201)
            yield stage
    finally:
        broker.remove()
        database.remove()


def is_unavailable(response: requests.Response) -> bool:
    body: dict[str, Any] = response.json()
    return response.status_code == 503 and body["code"].endswith(".unavailable")


def test_with_the_broker_away_commands_are_answered_and_nothing_is_lost(stage: Stage) -> None:
    before = [stage.publish(f"之前{number}", f"before-{number}").status_code for number in range(20)]
    stage.broker.kill()
    ends_at = time.monotonic() + BROKER_AWAY_SECONDS
    answers = [stage.publish("期间", "during")]
    while time.monotonic() < ends_at:
        time.sleep(0.5)
    stage.broker.start()

    eventually("commands succeed again", lambda: stage.publish("期间", "during").status_code == 201)
    wanted = {f"之前{number}" for number in range(20)} | {"期间"}
    eventually("all events have arrived", lambda: wanted <= set(stage.titles()))
    assert before == [201] * 20
    assert all(is_unavailable(answer) for answer in answers)
    assert len(stage.titles()) == len(set(stage.titles()))


def test_with_the_database_away_a_problem_is_answered_and_then_it_recovers(stage: Stage) -> None:
    stage.database.kill()
    during = stage.publish("库外", "database-away")
    board = requests.get(f"{stage.system.url}/v1/communities/{stage.town.community_id}/board", timeout=60)
    stage.database.start()

    eventually("commands succeed again", lambda: stage.publish("库外", "database-away").status_code == 201)
    eventually("the event has arrived", lambda: "库外" in stage.titles())
    assert is_unavailable(during)
    assert board.status_code == 503
    assert stage.titles().count("库外") == 1


def test_with_a_service_away_the_late_command_is_not_run(stage: Stage) -> None:
    stage.system.kill("engagement")
    started = time.monotonic()
    during = stage.publish("迟到", "service-away")
    took = time.monotonic() - started
    stage.system.start("engagement")
    eventually("the service is back", lambda: stage.publish("之后", "service-back").status_code == 201)
    eventually("arrived", lambda: "之后" in stage.titles())

    assert is_unavailable(during)
    assert took < stage.system.settings.call_timeout_seconds + 5
    assert "迟到" not in stage.titles()


def test_a_wrong_problem_is_not_taken_for_an_outage(stage: Stage) -> None:
    with pytest.raises(Problem, match=r"wish\.unknown"):
        stage.town.community.get(f"/v1/wishes/{new_id()}")
