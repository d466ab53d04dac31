"""Lets callers in: finds out who asks, and holds them against the table of roles and the scopes of their token."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from gateway.limits import ADDRESS, CLIENT, network_of
from gateway.rules import Rule
from shared.errors import Forbidden, Unauthenticated
from shared.messages.envelope import Actor

if TYPE_CHECKING:
    from gateway.exchange import Exchange


class ScopeMissing(Forbidden):
    """The token would need this scope."""

    def __init__(self, scope: str) -> None:
        super().__init__("access.scope_missing", f"Needs the scope {scope}.")
        self.scope = scope


def admit(exchange: "Exchange") -> None:
    """
    Find out who asks, count the request against their limit, and hold them against the route's rules.

    Raises:
        Unauthenticated: `token.missing`, `token.invalid`, `token.expired`, `token.revoked`; as the route's
            credential.
        Forbidden: `access.denied`, not for this role; `access.not_yours`, another organisation's;
            `access.scope_missing`, the token is limited to something else.
        TooMany: `rate.exceeded`.
    """
    route = exchange.route
    if route.is_public:
        if route.is_counted:
            exchange.count(ADDRESS, address_of(exchange))
        return
    exchange.actor = _authenticate(exchange)
    permit(route.allow, exchange.actor, exchange.parameters)
    check_scope(route.scope, exchange.actor)


def check_scope(scope: str, actor: Actor) -> None:
    """
    Raises:
        Forbidden: `access.scope_missing`.
    """
    if actor.scope is not None and scope not in actor.scope.split():
        raise ScopeMissing(scope)


def permit(rules: tuple[Rule, ...], actor: Actor, parameters: Mapping[str, str]) -> None:
    """
    Raises:
        Forbidden: `access.denied`, `access.not_yours`.
    """
    code = "access.denied"
    for rule in rules:
        if rule.role == actor.role:
            if rule.own is None or parameters[rule.own] == actor.organisation_id:
                return
            code = "access.not_yours"
    raise Forbidden(code)


def address_of(exchange: "Exchange") -> str:
    return network_of(exchange.request.remote_addr or "")


def _authenticate(exchange: "Exchange") -> Actor:
    """A token seen before counts for its client alone; missing and new ones count for the address too."""
    scheme, _, token = exchange.request.environ.get("HTTP_AUTHORIZATION", "").partition(" ")
    token = token.strip() if scheme.lower() == "bearer" else ""
    if not scheme and exchange.route.credential:
        token = exchange.route.credential(exchange)
    actor = exchange.tools.tokens.find(token)
    if actor is None:
        exchange.count(ADDRESS, address_of(exchange))
        if not token:
            raise Unauthenticated("token.missing")
        actor = exchange.tools.tokens.verify(token)
    if exchange.tools.revocations.covers(exchange.tools.tokens.verified(token)):
        raise Unauthenticated("token.revoked")
    exchange.count(CLIENT, actor.member_id or actor.client_id)
    return actor
