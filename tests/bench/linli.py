"""The product as a running system on PostgreSQL and RabbitMQ: a town in it, and a look into its databases."""

import contextlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import requests
from sqlalchemy import Engine, create_engine, func, select
from sqlalchemy.engine import URL

from deploy.demo.api import CODE_GRANT, Api, eventually
from deploy.demo.data import HOME_COMMUNITY, wishes
from deploy.demo.town import Town, settle
from deploy.system import DATABASES, consumed_topics
from services.engagement.model import IS_LIVE, Claim, Member
from shared.ids import new_id
from shared.inbox import INBOX
from shared.outbox import OUTBOX
from tests.bench.load import LoadFailed, LoadGenerator, Plan, request
from tests.bench.roster import entries
from tests.systems import System, running_system

PUBLISHERS = 16
ENROLLED_AT_ONCE = 500


@dataclass
class Mark:
    """How far everything had come at an instant: the outboxes' last numbers, the inboxes' sizes, the feed's end."""

    numbers: dict[str, int] = field(default_factory=dict)
    consumed: dict[str, int] = field(default_factory=dict)
    position: int = 0


class Linli:
    """The running product, seen by its clients and by whoever checks what became of their requests."""

    label = "linli"

    def __init__(self, system: System, generator: LoadGenerator, clients: int) -> None:
        self.address = ("127.0.0.1", int(system.url.rpartition(":")[2]))
        self._system = system
        self._generator = generator
        self._engines: dict[str, Engine] = {
            name: create_engine(system.settings.database(name), isolation_level="AUTOCOMMIT") for name in DATABASES
        }
        self._topics = consumed_topics()
        self._mark = Mark()
        self._api = Api(system.url)
        self._tokens: list[str] = []
        self._town: Town = settle(self._api, system.settings.operator_secret, new_id())
        self._member_ids = self._enrol(clients)
        eventually("the town is known everywhere", self.has_caught_up)

    def close(self) -> None:
        for engine in self._engines.values():
            engine.dispose()

    @property
    def processes(self) -> dict[str, int]:
        """Process ids by name."""
        return {name: process.pid for name, process in self._system.processes.items()}

    @property
    def url(self) -> str:
        return self._system.url

    @property
    def membership_url(self) -> URL:
        return self._system.settings.database("membership")

    def open_unit(self, name: str) -> tuple[str, str, str]:
        """A unit without members; its id, and a client's id and secret."""
        unit = self._town.department.post("/v1/units", {"name": name})
        client = self._town.department.post(f"/v1/organisations/{unit['id']}/clients", {"label": "人事系统"})
        return unit["id"], client["client_id"], client["client_secret"]

    def known_members(self, unit_id: str) -> int:
        """How many of a unit's members engagement has heard of."""
        query = select(func.count()).where(Member.unit_id == unit_id)
        with self._engines["engagement"].connect() as connection:
            return connection.execute(query).scalar_one()

    def sign_in(self) -> None:
        """Give every client a fresh token: one lives for 15 minutes."""
        self._tokens = [self._member_token(member_id) for member_id in self._member_ids]

    def publish(self, count: int) -> list[str]:
        """Publish wishes through the API; their ids, once all consumers know them."""
        path = f"/v1/communities/{self._town.community_id}/wishes"
        credentials = self._town.credentials["community"]
        token = self._token({"grant_type": "client_credentials"} | _pair(credentials))
        templates = [json.dumps(wish).encode() for wish in wishes(HOME_COMMUNITY)]
        sent = [
            request("POST", path, headers=_headers(token), body=templates[number % len(templates)])
            for number in range(count)
        ]
        plan = Plan(self.address, [sent[first::PUBLISHERS] for first in range(PUBLISHERS)], keeps_bodies=True)
        answers = [answer for each in self._generator.run(plan) for answer in each]
        if wrong := [answer for answer in answers if answer.status != 201]:
            raise LoadFailed(f"{len(wrong)} wishes were not published: {wrong[0]}")
        eventually("all consumers know the wishes", self.has_caught_up)
        return [json.loads(answer.body or b"")["id"] for answer in answers]

    def claim(self, client: int, wish_id: str) -> bytes:
        body = json.dumps({"plan": "周末送到家"}).encode()
        return request("POST", f"/v1/wishes/{wish_id}/claims", headers=_headers(self._tokens[client]), body=body)

    def board(self) -> bytes:
        return request("GET", f"/v1/communities/{self._town.community_id}/board")

    def begin(self) -> None:
        """Remember how far everything has come, so that the rest is told apart."""
        mark = Mark(position=self._feed_end())
        for name, engine in self._engines.items():
            with engine.connect() as connection:
                mark.numbers[name] = connection.execute(select(func.max(OUTBOX.c.number))).scalar() or 0
                mark.consumed[name] = connection.execute(select(func.count()).select_from(INBOX)).scalar_one()
        self._mark = mark

    def has_caught_up(self) -> bool:
        """Whether every event that has listeners is marked as published and recorded by each of them."""
        recorded: dict[str, int] = {}
        heard = set().union(*self._topics.values())
        for name, engine in self._engines.items():
            newer = (OUTBOX.c.number > self._mark.numbers.get(name, 0), OUTBOX.c.type.in_(heard))
            counted = select(OUTBOX.c.type, func.count(), func.count(OUTBOX.c.published_at)).where(*newer)
            with engine.connect() as connection:
                for type_, all_of_them, published in connection.execute(counted.group_by(OUTBOX.c.type)):
                    if published < all_of_them:
                        return False
                    recorded[type_] = recorded.get(type_, 0) + all_of_them
        return all(self._consumed(name) >= self._expected(name, recorded) for name in self._topics)

    def check(self, wish_ids: Sequence[str]) -> list[str]:
        """What is wrong after a contest; nothing, if each wish has one live claim and one event in the feed."""
        counted = select(Claim.wish_id, func.count()).where(IS_LIVE, Claim.wish_id.in_(wish_ids))
        with self._engines["engagement"].connect() as connection:
            claims = {row[0]: row[1] for row in connection.execute(counted.group_by(Claim.wish_id))}
        faults = [f"wish {one} has {claims.get(one, 0)} live claims" for one in wish_ids if claims.get(one) != 1]
        events = self._town.community.feed(self._feed_path, self._mark.position)
        told = sorted(event["data"]["wish_id"] for event in events if event["type"] == "linli.wish.claimed.v1")
        if told != sorted(wish_ids):
            faults.append(f"the feed tells of {len(told)} claims, {len(wish_ids)} were won")
        positions = [event["position"] for event in events]
        if positions != list(range(self._mark.position + 1, self._mark.position + 1 + len(events))):
            faults.append("the feed's positions have gaps")
        return faults

    def latencies_ms(self, wish_ids: Sequence[str]) -> list[float]:
        """From the claims' instants to those at which notifications has consumed their events."""
        subjects = [f"wish/{wish_id}" for wish_id in wish_ids]
        told = select(OUTBOX.c.event_id, OUTBOX.c.recorded_at).where(
            OUTBOX.c.number > self._mark.numbers["engagement"], OUTBOX.c.subject.in_(subjects)
        )
        with self._engines["engagement"].connect() as connection:
            recorded: dict[str, datetime] = {row.event_id: row.recorded_at for row in connection.execute(told)}
        heard = select(INBOX.c.event_id, INBOX.c.consumed_at).where(INBOX.c.event_id.in_(list(recorded)))
        with self._engines["notifications"].connect() as connection:
            rows = connection.execute(heard).all()
        return [(row.consumed_at - recorded[row.event_id]).total_seconds() * 1000 for row in rows]

    @property
    def _feed_path(self) -> str:
        return f"/v1/communities/{self._town.community_id}/feed"

    def _feed_end(self) -> int:
        events = self._town.community.feed(self._feed_path, self._mark.position)
        return int(events[-1]["position"]) if events else self._mark.position

    def _consumed(self, name: str) -> int:
        with self._engines[name].connect() as connection:
            count = connection.execute(select(func.count()).select_from(INBOX)).scalar_one()
        return count - self._mark.consumed.get(name, 0)

    def _expected(self, name: str, recorded: dict[str, int]) -> int:
        return sum(count for type_, count in recorded.items() if type_ in self._topics[name])

    def _enrol(self, count: int) -> list[str]:
        member_ids: list[str] = []
        roster = entries(count)
        for start in range(0, count, ENROLLED_AT_ONCE):
            body = {"members": roster[start : start + ENROLLED_AT_ONCE]}
            report = self._town.unit.post(f"/v1/units/{self._town.unit_id}/members", body)
            member_ids += [entry["member_id"] for entry in report["members"]]
        return member_ids

    def _member_token(self, member_id: str) -> str:
        code = self._town.unit.post(f"/v1/members/{member_id}/sign-in-codes")["code"]
        return self._token({"grant_type": CODE_GRANT, "member_id": member_id, "code": code})

    def _token(self, form: dict[str, Any]) -> str:
        response = requests.post(f"{self._api.base_url}/oauth/token", data=form, timeout=30)
        response.raise_for_status()
        return str(response.json()["access_token"])


def _pair(credentials: dict[str, str]) -> dict[str, str]:
    return {name: credentials[name] for name in ("client_id", "client_secret")}


def _headers(token: str) -> list[str]:
    return [f"Authorization: Bearer {token}", f"Idempotency-Key: {new_id()}"]


@contextlib.contextmanager
def running_linli(generator: LoadGenerator, clients: int) -> Iterator[Linli]:
    """The product in real mode with a town in it, ready, and gone afterwards with all that it kept."""
    with running_system("real") as system:
        linli = Linli(system, generator, clients)
        try:
            yield linli
        finally:
            linli.close()
