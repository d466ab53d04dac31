"""What the gateway is handed: how it reaches the services, the board, the time and the keys."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from prometheus_client import CollectorRegistry

from gateway.api_keys import ApiKeys
from gateway.board.service_requests import Wanted
from gateway.revocations import Revocations
from gateway.tokens import Tokens
from shared.clock import Clock
from shared.config import Settings
from shared.messages.envelope import Call, Reply

Readiness = Callable[[], Mapping[str, str]]


class Client(Protocol):
    """The way to the services."""

    def call(self, call: Call) -> Reply:
        """
        Raises:
            Unavailable: no answer in time.
        """


T = TypeVar("T")


class Aside(Protocol):
    """Has something worked out that takes long, so that others are answered meanwhile."""

    def __call__(self, work: Callable[[], T], /) -> T: ...


def here(work: Callable[[], T], /) -> T:
    """At once, where nobody else waits."""
    return work()


class Board(Protocol):
    """The public read model; answers as `shared.messages.board` declares them, None where the community is unknown."""

    def summary(self, community_id: str) -> dict[str, Any] | None: ...

    def wishes(
        self,
        community_id: str,
        *,
        state: str | None,
        category: str | None,
        beneficiary_kind: str | None,
        after: str | None,
        limit: int,
    ) -> dict[str, Any] | None: ...

    def needs(
        self, community_id: str, *, state: str | None, category: str | None, after: str | None, limit: int
    ) -> dict[str, Any] | None: ...

    def service_records(
        self, community_id: str, *, state: str | None, after: str | None, limit: int
    ) -> dict[str, Any] | None: ...

    def menu(self, community_id: str, *, after: str | None, limit: int, **looked_for: Any) -> dict[str, Any] | None: ...

    def area_menu(
        self, *, tenant_id: str, subdistrict_id: str | None, after: str | None, limit: int, **looked_for: Any
    ) -> dict[str, Any]: ...

    def commitments(
        self, community_id: str, *, state: str | None = None, kind: str | None = None, after: str | None, limit: int
    ) -> dict[str, Any] | None: ...

    def commitment(self, commitment_id: str) -> dict[str, Any] | None: ...

    def organisations(self, *, tenant_id: str, **looked_for: Any) -> dict[str, Any]: ...

    def calls(self, *, tenant_id: str, **looked_for: Any) -> dict[str, Any]: ...

    def awards(self, *, tenant_id: str, **looked_for: Any) -> dict[str, Any]: ...

    def call(self, call_id: str) -> dict[str, Any] | None: ...

    def tenants(self) -> list[str]: ...

    def communities(self, tenant_id: str) -> list[dict[str, str]]: ...

    def service_requests(self, wanted: Wanted) -> list[dict[str, Any]]: ...


@dataclass(frozen=True, kw_only=True)
class Tools:
    """
    readiness: name of a dependency to `ok`, or to what is wrong with it.
    revocations: whose tokens are refused.
    api_keys: which tokens stand for static keys.
    aside: where that is done that would hold up all others.
    registry: where the gateway's metrics are kept, and all that `/metrics` shows.
    """

    settings: Settings
    clock: Clock
    client: Client
    tokens: Tokens
    board: Board
    readiness: Readiness
    revocations: Revocations = field(default_factory=Revocations)
    api_keys: ApiKeys = field(default_factory=ApiKeys)
    aside: Aside = here
    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
