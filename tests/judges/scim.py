"""A running system with a unit whose client speaks SCIM."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import requests

from deploy.demo.api import Api
from deploy.demo.town import settle
from shared.ids import new_id
from tests.systems import running_system

TYPE = "application/scim+json"
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
MEMBER = "urn:ietf:params:scim:schemas:extension:linli:2.0:Member"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
BULK = "urn:ietf:params:scim:api:messages:2.0:BulkRequest"
SEARCH = "urn:ietf:params:scim:api:messages:2.0:SearchRequest"


@dataclass
class Scim:
    """A unit's client at `/scim/v2`."""

    url: str
    token: str
    other_token: str
    credentials: dict[str, str]
    department: Api

    @property
    def root(self) -> str:
        return f"{self.url}/scim/v2"

    def ask(self, method: str, path: str, body: Any = None, *, token: str = "", **options: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {token or self.token}", "Content-Type": TYPE}
        headers |= options.pop("headers", {})
        return requests.request(method, f"{self.root}{path}", json=body, headers=headers, timeout=60, **options)

    def get(self, path: str, **options: Any) -> requests.Response:
        return self.ask("GET", path, **options)

    def found(self, path: str, **parameters: Any) -> Any:
        return self.get(path, params=parameters).json()

    def create(self, user_name: str, **facts: Any) -> Any:
        answer = self.ask("POST", "/Users", user(user_name, **facts))
        assert answer.status_code == 201, answer.text
        return answer.json()

    def patch(self, path: str, *operations: dict[str, Any], **options: Any) -> requests.Response:
        return self.ask("PATCH", path, {"schemas": [PATCH], "Operations": list(operations)}, **options)

    def bulk(self, *operations: dict[str, Any], headers: Any = None, **members: Any) -> requests.Response:
        body = {"schemas": [BULK], "Operations": list(operations), **members}
        return self.ask("POST", "/Bulk", body, headers=headers or {})


def user(user_name: str, **facts: Any) -> dict[str, Any]:
    member = facts.pop("member", None)
    found = {"schemas": [USER], "userName": user_name, "displayName": f"成员{user_name}", **facts}
    return found | ({MEMBER: member} if member else {})


@contextlib.contextmanager
def running_scim(mode: str = "embedded") -> Iterator[Scim]:
    with running_system(mode) as system:
        api = Api(system.url)
        town = settle(api, system.settings.operator_secret, new_id())
        other = town.department.post("/v1/units", {"name": "市林业局"})
        client = town.department.post(f"/v1/organisations/{other['id']}/clients", {"label": "人事系统"})
        stranger = api.as_client(client["client_id"], client["client_secret"])
        stranger.get(f"/v1/units/{other['id']}/members")
        yield Scim(system.url, str(town.unit._token), str(stranger._token), town.credentials["unit"], town.department)
