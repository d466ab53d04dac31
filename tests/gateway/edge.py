"""The gateway with everything behind it replaced: a way to the services that keeps what it is given, a still board."""

import re
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, Literal, get_args, get_origin

from joserfc.jwk import OKPKey
from werkzeug.test import Client, TestResponse

from gateway import town_calls, town_commitments
from gateway.app import Gateway
from gateway.board.service_requests import Wanted
from gateway.tokens import Tokens
from gateway.tools import Tools
from shared.clock import ManualClock
from shared.errors import Refusal
from shared.messages.declare import Format, Pattern, Range, fields_of, unwrap
from shared.messages.envelope import Call, Reply, Role
from shared.messages.membership import Principal
from tests.harness import START, TENANT, settings_for_tests

OWN = "01976a00-0000-7000-8000-00000000000a"
OTHER = "01976a00-0000-7000-8000-00000000000b"
THING = "01976a00-0000-7000-8000-00000000000c"
MEMBER = "01976a00-0000-7000-8000-00000000000d"
ROLES: tuple[Role, ...] = (
    "operator",
    "department",
    "subdistrict",
    "community",
    "unit",
    "organisation",
    "member",
    "resident",
)


@cache
def signing_key() -> OKPKey:
    return OKPKey.generate_key("Ed25519", auto_kid=True)


class RecordingClient:
    """Stands for the broker and the services behind it: keeps each call, gives the answer that was laid ready."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.answers: dict[str, Any] = {}
        self.is_repeat = False

    def call(self, call: Call) -> Reply:
        self.calls.append(call)
        answer = self.answers.get(call.topic)
        if isinstance(answer, Refusal):
            return Reply(id=call.id, refusal=answer.as_wire(), is_repeat=self.is_repeat)
        if isinstance(answer, Exception):
            raise answer
        return Reply(id=call.id, result=answer, is_repeat=self.is_repeat)


class StillBoard:
    """A board of one community, with what was last asked of it."""

    def __init__(self) -> None:
        self.asked: dict[str, Any] = {}
        self.next: str | None = None
        self.towns = {TENANT: [{"id": OWN, "name": "梧桐里社区"}]}
        self.requests: list[dict[str, Any]] = []
        self.wanted: Wanted | None = None

    def summary(self, community_id: str) -> dict[str, Any] | None:
        return {"community_id": community_id, "name": "梧桐里社区"} if community_id == OWN else None

    def wishes(self, community_id: str, **asked: Any) -> dict[str, Any] | None:
        self.asked = asked
        return {"items": [{"title": "修灯"}], "next": self.next} if community_id == OWN else None

    def needs(self, community_id: str, **asked: Any) -> dict[str, Any] | None:
        self.asked = asked
        return {"items": [], "next": self.next} if community_id == OWN else None

    def menu(self, community_id: str, **asked: Any) -> dict[str, Any] | None:
        self.asked = asked
        return {"items": [], "next": self.next} if community_id == OWN else None

    def area_menu(self, **asked: Any) -> dict[str, Any]:
        self.asked = asked
        return {"items": [], "next": self.next}

    def commitments(self, community_id: str, **asked: Any) -> dict[str, Any] | None:
        self.asked = asked
        return {"items": [], "next": self.next} if community_id == OWN else None

    def commitment(self, commitment_id: str) -> dict[str, Any] | None:
        return asdict(town_commitments.SHOWN) | {"id": commitment_id} if commitment_id in (OWN, THING) else None

    def service_records(self, community_id: str, **asked: Any) -> dict[str, Any] | None:
        self.asked = asked
        return {"items": [], "next": self.next} if community_id == OWN else None

    def organisations(self, **asked: Any) -> dict[str, Any]:
        self.asked = asked
        return {"items": [], "next": self.next}

    def calls(self, **asked: Any) -> dict[str, Any]:
        self.asked = asked
        return {"items": [], "next": self.next}

    def awards(self, **asked: Any) -> dict[str, Any]:
        self.asked = asked
        return {"items": [], "next": self.next}

    def call(self, call_id: str) -> dict[str, Any] | None:
        return asdict(town_calls.SHOWN_CALL) | {"id": call_id} if call_id in (OWN, THING) else None

    def tenants(self) -> list[str]:
        return sorted(self.towns)

    def communities(self, tenant_id: str) -> list[dict[str, str]]:
        return self.towns.get(tenant_id, [])

    def service_requests(self, wanted: Wanted) -> list[dict[str, Any]]:
        self.wanted = wanted
        return self.requests


@dataclass
class Edge:
    """A gateway and those who ask it."""

    client: RecordingClient
    board: StillBoard
    clock: ManualClock
    tools: Tools
    readiness: dict[str, str]

    def __post_init__(self) -> None:
        self.web = Client(Gateway(self.tools))

    def set(self, **settings: Any) -> None:
        """Start the gateway anew with other settings."""
        self.tools = replace(self.tools, settings=replace(self.tools.settings, **settings))
        self.tools = replace(self.tools, registry=type(self.tools.registry)())
        self.web = Client(Gateway(self.tools))

    def token(self, role: Role, organisation_id: str | None = OWN, member_version: int | None = None) -> str:
        is_operator = role == "operator"
        return self.tools.tokens.issue(
            Principal(
                role=role,
                client_id=MEMBER if role == "member" else f"client-of-{role}",
                tenant_id=None if is_operator else TENANT,
                organisation_id=None if role in ("operator", "resident") else organisation_id,
                member_id=MEMBER if role == "member" else None,
                member_version=member_version,
            )
        )

    def ask(self, method: str, path: str, role: Role | None = None, **options: Any) -> TestResponse:
        headers = dict(options.pop("headers", {}))
        if role is not None:
            headers["Authorization"] = f"Bearer {self.token(role)}"
        return self.web.open(path, method=method, headers=headers, **options)

    def get(self, path: str, role: Role | None = None, **options: Any) -> TestResponse:
        return self.ask("GET", path, role, **options)

    def post(self, path: str, role: Role | None = None, **options: Any) -> TestResponse:
        return self.ask("POST", path, role, **options)

    @property
    def last_call(self) -> Call:
        return self.client.calls[-1]


def new_edge() -> Edge:
    # Limits have tests of their own.
    settings = replace(settings_for_tests(), rate_limit_per_minute=0)
    clock = ManualClock(START)
    client, board, readiness = RecordingClient(), StillBoard(), {"broker": "ok"}
    tools = Tools(
        settings=settings,
        clock=clock,
        client=client,
        tokens=Tokens([signing_key()], settings.public_url, clock),
        board=board,
        readiness=lambda: readiness,
    )
    return Edge(client, board, clock, tools, readiness)


def sample(cls: type[Any]) -> dict[str, Any]:
    """A value that fits a declared shape, in JSON's own types."""
    return {spec.name: _sample(spec.type, spec.marks) for spec in fields_of(cls)}


def _sample(bare: Any, marks: tuple[Any, ...]) -> Any:
    if get_origin(bare) is Literal:
        return get_args(bare)[0]
    if get_origin(bare) is list:
        item, _, item_marks = unwrap(get_args(bare)[0])
        return [_sample(item, item_marks)]
    if hasattr(bare, "__dataclass_fields__"):
        return sample(bare)
    if bare is str and Format.ID in marks:
        return THING
    if Format.URL in marks:
        return "https://example.org/"
    for pattern in (mark for mark in marks if isinstance(mark, Pattern)):
        return next(text for text in ("13800138000", "09:30") if re.fullmatch(pattern.regex, text))
    for bounds in (mark for mark in marks if isinstance(mark, Range)):
        return max(bounds.min, 1)
    simple = {
        str: "陈华英",
        int: 1,
        float: 4.5,
        bool: True,
        datetime: datetime(2026, 11, 24, tzinfo=UTC).isoformat(),
        date: "2026-11-24",
        dict: {"position": 1},
    }
    return simple[get_origin(bare) or bare]
