"""Numbers that tell who somebody is stand nowhere in plain text: not in databases, logs, events or answers."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from sqlalchemy import create_engine, inspect, literal_column, select, table

from deploy.demo.api import Api, eventually
from deploy.demo.town import settle
from deploy.system import DATABASES
from shared.ids import new_id
from tests.systems import System, running_system

ROSTER = Path(__file__).parents[1] / "gateway" / "rosters" / "data" / "roster_messy_bom.csv"
OVER = ("done", "refused", "cancelled")


def secret_numbers() -> set[str]:
    """Identity numbers and phones of the roster, those with faults too, as they may be told."""
    with ROSTER.open(encoding="utf-8-sig", newline="") as file:
        cells = [cell.strip() for row in csv.DictReader(file) for cell in (row["身份证号"], row["手机号"])]
    return {cell for cell in cells if len(cell) >= 11 and cell.isascii()}


def kept_by(system: System) -> Iterator[tuple[str, bytes]]:
    """All that a system has written down, with where."""
    for path in sorted(system.settings.home.rglob("*")):
        if path.is_file():
            yield path.name, path.read_bytes()
    if system.settings.is_embedded:
        return
    for name in DATABASES:
        engine = create_engine(system.settings.database(name))
        with engine.connect() as connection:
            for one in inspect(connection).get_table_names():
                rows = connection.execute(select(literal_column("*")).select_from(table(one)))
                yield f"{name}.{one}", str([tuple(row) for row in rows]).encode()
        engine.dispose()


class Unit:
    """A unit's program, that keeps every answer it gets."""

    def __init__(self, system: System) -> None:
        self._api = Api(system.url)
        self._town = settle(self._api, system.settings.operator_secret, new_id())
        self._headers: dict[str, str] = {}
        self._url = system.url
        self.unit_id = ""
        self.answers: list[bytes] = []
        self.become("市审计局")

    def become(self, name: str) -> None:
        """Go on as the program of another unit of the town."""
        town = self._town
        unit = town.department.post("/v1/units", {"name": name})
        client = town.department.post(f"/v1/organisations/{unit['id']}/clients", {"label": "人事系统"})
        form = {name: client[name] for name in ("client_id", "client_secret")} | {"grant_type": "client_credentials"}
        token = requests.post(f"{self._url}/oauth/token", data=form, timeout=30).json()["access_token"]
        self._headers = {"Authorization": f"Bearer {token}"}
        self.unit_id = unit["id"]

    def ask(self, method: str, path: str, **options: Any) -> Any:
        headers = self._headers | options.pop("headers", {})
        answer = requests.request(method, f"{self._url}{path}", headers=headers, timeout=60, **options)
        self.answers.append(answer.content)
        return answer.json()


def bring_and_read(unit: Unit) -> None:
    """Sync the roster in several ways, and read all that can be read of it."""
    numbers = sorted(secret_numbers())
    path = f"/v1/units/{unit.unit_id}"
    for params in ({"dry_run": "true"}, {"atomic": "true"}, {}):
        content, headers = ROSTER.read_bytes(), {"Content-Type": "text/csv", "Prefer": "respond-async"}
        job = unit.ask("PUT", f"{path}/roster", params=params, data=content, headers=headers)
        job_path = f"/v1/jobs/{job['id']}"
        eventually("the roster is taken over", lambda path=job_path: unit.ask("GET", path)["state"] in OVER)
        unit.ask("GET", f"{job_path}/findings", params={"limit": "1000"})
    unit.ask("PUT", f"{path}/roster", data=numbers[0].encode(), headers={"Content-Type": "text/csv"})
    entry = {"external_id": "X1", "name": "谁", "identity_number": numbers[0], "phone": "1"}
    unit.ask("POST", f"{path}/members", json={"members": [entry]})
    unit.ask("GET", f"{path}/members", params={"limit": "200"})
    eventually("all is told", lambda: len(unit.ask("GET", f"{path}/feed", params={"limit": "500"})) > len(numbers) // 3)


def claim_and_read(unit: Unit) -> None:
    """Sync the same roster for another unit, so that everybody in it is a conflict, and read and decide of them."""
    unit.become("市林业局")
    path = f"/v1/units/{unit.unit_id}/roster"
    headers = {"Content-Type": "text/csv", "Prefer": "respond-async"}
    job = unit.ask("PUT", path, data=ROSTER.read_bytes(), headers=headers)
    eventually("the roster is compared", lambda: unit.ask("GET", f"/v1/jobs/{job['id']}")["state"] in OVER)
    conflicts = unit.ask("GET", "/v1/roster-conflicts", params={"limit": "200"})["items"]
    assert len(conflicts) == unit.ask("GET", f"/v1/jobs/{job['id']}")["report"]["conflicts"] > 40
    unit.ask("GET", f"/v1/roster-conflicts/{conflicts[0]['id']}")
    unit.ask("POST", f"/v1/roster-conflicts/{conflicts[0]['id']}/withdrawal", json={})
    eventually("all is told", lambda: len(unit.ask("GET", f"/v1/units/{unit.unit_id}/feed")) > 40)


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["embedded", pytest.param("real", marks=pytest.mark.real)])
def test_identity_numbers_and_phones_of_a_roster_are_found_nowhere(mode: str) -> None:
    with running_system(mode) as system:
        unit = Unit(system)
        bring_and_read(unit)
        claim_and_read(unit)
        written = [*kept_by(system), *(("an answer", answer) for answer in unit.answers)]

    found = {(place, number) for place, what in written for number in secret_numbers() if number.encode() in what}
    assert len(secret_numbers()) > 100
    assert any("王磊玉".encode() in what for _, what in written)  # names are kept in plain, so that we look right
    assert found == set()
