"""What is looked through for a secret: all that a system has written down, and all that it answers to whom."""

import json
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import requests
from sqlalchemy import create_engine, inspect, literal_column, select, table

from deploy.demo.api import Api
from deploy.system import DATABASES
from gateway.route import Route
from gateway.routes import ROUTES
from shared.messages.declare import fields_of
from tests.systems import System

READ = [route for route in ROUTES if route.method == "GET"]
NEEDED = {
    "since": "2026-12-01T00:00:00Z",
    "until": "2026-12-02T00:00:00Z",
    "from_on": "2026-12-01",
    "until_on": "2026-12-02",
}
SECONDS = 30


@dataclass(frozen=True)
class Secrets:
    """Texts, sums and files that may stand nowhere, in whatever way they might be written."""

    texts: tuple[str, ...]
    sums: tuple[int, ...]
    files: tuple[bytes, ...]

    def spellings(self) -> dict[bytes, str]:
        """Each way of writing one of them, with what it is of."""
        found: dict[bytes, str] = {}
        for text in self.texts:
            escaped = json.dumps(text)[1:-1]
            for one in (text, escaped, escaped.replace("\\", "\\\\"), requests.utils.quote(text)):  # type: ignore[attr-defined]
                found[one.encode()] = text
        for sum_ in self.sums:
            yuan = f"{sum_ / 100:.2f}"
            for one in (str(sum_), f"{sum_:,}", yuan, f"{sum_ / 100:,.2f}"):
                found[one.encode()] = str(sum_)
            found[sum_.to_bytes(6, "big")] = f"{sum_} as SQLite keeps it"
        for file in self.files:
            for one in (file, b64encode(file), file.hex().encode()):
                found[one] = "a file"
        return found

    def found_in(self, places: "Iterator[tuple[str, bytes]]") -> set[tuple[str, str]]:
        """Where which of them stands."""
        spellings = self.spellings()
        return {(place, of) for place, what in places for one, of in spellings.items() if one in what}


def written_by(system: System) -> Iterator[tuple[str, bytes]]:
    """All that a system has written down, with where: the bytes of its files, and each row of each table."""
    for path in sorted(system.settings.home.rglob("*")):
        if path.is_file():
            yield path.name, path.read_bytes()
    for name in DATABASES:
        engine = create_engine(system.settings.database(name))
        with engine.connect() as connection:
            for one in inspect(connection).get_table_names():
                rows = connection.execute(select(literal_column("*")).select_from(table(one)))
                yield f"{name}.{one}", str([tuple(row) for row in rows]).encode()
        engine.dispose()


def answered_to(role: str, api: Api, ids: dict[str, str]) -> Iterator[tuple[str, bytes]]:
    """What every route to read answers to somebody, refusals too, with which route it was. ids: of path parameters."""
    for route in READ:
        response = requests.get(
            f"{api.base_url}{_path(route, ids)}", params=_params(route), headers=_headers(api), timeout=SECONDS
        )
        heads = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
        yield f"{role}: {route} {response.status_code}", heads.encode() + b"\n\n" + response.content


def _headers(api: Api) -> dict[str, str]:
    if not api._token and api._renew:
        api._token = api._renew()
    return {"Authorization": f"Bearer {api._token}"} if api._token else {}


def _path(route: Route, ids: dict[str, str]) -> str:
    path = route.path.replace("{quarter}", "2026-Q4").replace("*}", "}")
    for name in route.path_parameters:
        path = path.replace(f"{{{name}}}", ids.get(name, ids["proposal_id"]))
    return path


def _params(route: Route) -> dict[str, Any]:
    if route.message is None:
        return {}
    needed = {spec.name for spec in fields_of(route.message) if spec.is_required} - route.given_by_path
    return {name: NEEDED[name] for name in needed if name in NEEDED}
