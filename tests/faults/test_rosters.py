"""kill -9 in the middle of a roster: afterwards it is as before or whole, and each member is told of once."""

import csv
import io
import os
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import requests
from sqlalchemy import create_engine, select

from deploy.demo.api import Api, eventually
from deploy.demo.town import Town, settle
from services.membership.model import Member
from shared.ids import new_id
from shared.messages.membership import MemberEnrolled
from shared.outbox import OUTBOX
from tests.bench.roster import entries
from tests.systems import System, running_system

SEED = 20261124
USUAL_LINES = 6000
LINES = int(os.environ.get("TEST_ROSTER_LINES", USUAL_LINES))  # `make chaos` gives more
TIMEOUT_SECONDS = 400 * max(1, LINES // (4 * USUAL_LINES))
MOST_KILLS = 3
OVER = ("done", "refused", "cancelled")


def roster_file(lines: int, *, is_spoilt: bool) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(("external_id", "name", "identity_number"))
    for entry in entries(lines):
        writer.writerow(entry.values())
    if is_spoilt:
        writer.writerow(("SPOILT", "谁", "1"))
    return text.getvalue().encode()


class Unit:
    """A unit's own program, which comes back when the platform is away."""

    def __init__(self, system: System, town: Town) -> None:
        unit = town.department.post("/v1/units", {"name": "市交通局"})
        path = f"/v1/organisations/{unit['id']}/clients"
        client = town.department.post(path, {"label": "人事系统"})
        self._credentials = {name: client[name] for name in ("client_id", "client_secret")}
        self._url = system.url
        self.unit_id = unit["id"]

    def send(self, method: str, path: str, **options: Any) -> Any:
        """The answer; the same again until there is one."""

        def once() -> Any:
            try:
                form = {"grant_type": "client_credentials", **self._credentials}
                token = requests.post(f"{self._url}/oauth/token", data=form, timeout=30).json()["access_token"]
                headers = {"Authorization": f"Bearer {token}"} | options.get("headers", {})
                answer = requests.request(method, f"{self._url}{path}", timeout=60, **(options | {"headers": headers}))
            except (requests.RequestException, KeyError, ValueError):
                return None
            return None if answer.status_code >= 500 else answer

        return eventually(f"{method} {path}", once, seconds=90).json()

    def push(self, content: bytes, **params: str) -> Any:
        headers = {"Content-Type": "text/csv", "Idempotency-Key": new_id(), "Prefer": "respond-async"}
        return self.send("PUT", f"/v1/units/{self.unit_id}/roster", params=params, data=content, headers=headers)

    def watch(self, job: Any) -> Iterator[Any]:
        """How the job stands, again and again until it is over."""
        while job["state"] not in OVER:
            job = self.send("GET", f"/v1/jobs/{job['id']}")
            yield job


@dataclass
class Outcome:
    """What came of a roster. kills: the states in which it was cut off; told: how often each member was told of."""

    job: Any
    kills: list[str]
    members: list[str]
    told: Counter[str]


def push_while_killing(mode: str, name: str, content: bytes, **params: str) -> Outcome:
    with running_system(mode) as system:
        unit = Unit(system, settle(Api(system.url), system.settings.operator_secret, new_id()))
        pauses = random.Random(SEED)
        job = unit.push(content, **params)
        kills: list[str] = []
        pause = 1
        for seen in unit.watch(job):
            job, pause = seen, pause - 1
            if not pause and len(kills) < MOST_KILLS and job["state"] not in OVER:
                kills.append(job["state"])
                system.kill(name)
                system.start(name)
                pause = pauses.randint(1, 4) * LINES // USUAL_LINES
        engine = create_engine(system.settings.database("membership"))
        with engine.connect() as connection:
            of_unit = select(Member.external_id).where(Member.unit_id == unit.unit_id, Member.state == "active")
            members = list(connection.scalars(of_unit))
            enrolled = select(OUTBOX.c.subject).where(OUTBOX.c.type == MemberEnrolled.type)
            told = Counter(connection.scalars(enrolled.where(OUTBOX.c.body.contains(unit.unit_id))))
        engine.dispose()
    return Outcome(job, kills, members, told)


@pytest.mark.slow
@pytest.mark.timeout(TIMEOUT_SECONDS)
@pytest.mark.parametrize(
    "mode, name", [("embedded", "all"), pytest.param("real", "membership", marks=pytest.mark.real)]
)
def test_a_roster_that_is_cut_off_by_kills_goes_on_to_its_end(mode: str, name: str) -> None:
    outcome = push_while_killing(mode, name, roster_file(LINES, is_spoilt=True))
    report = outcome.job["report"]

    assert outcome.kills
    assert (outcome.job["state"], report["created"], report["errors"]) == ("done", LINES, 1)
    assert len(outcome.members) == len(set(outcome.members)) == LINES
    assert (len(outcome.told), set(outcome.told.values())) == (LINES, {1})


@pytest.mark.slow
@pytest.mark.timeout(TIMEOUT_SECONDS)
def test_of_a_roster_that_is_all_or_nothing_nothing_is_left_behind_by_kills() -> None:
    outcome = push_while_killing("embedded", "all", roster_file(LINES, is_spoilt=True), atomic="true")

    assert outcome.kills
    assert (outcome.job["state"], outcome.job["refusal"]["code"]) == ("refused", "roster.has_errors")
    assert (outcome.members, outcome.told) == ([], Counter())
