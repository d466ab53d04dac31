"""Idempotency-Key (draft-ietf-httpapi-idempotency-key-header): the same key of the same caller is one command."""

import hmac
import re

from gateway.auth import address_of
from gateway.exchange import Exchange
from gateway.limits import PUBLIC_KEY
from shared.errors import Malformed
from shared.ids import command_id, new_id

LONGEST = 255
SHORTEST_PUBLIC = 16


def pattern_of(shortest: int) -> str:
    return rf"[\x20-\x7e]{{{shortest},{LONGEST}}}"


def identify(exchange: Exchange, body: bytes) -> tuple[str, str | None]:
    """
    The command id, and where a key was given the fingerprint of the request that it belongs to.

    The public has no identity that could own a key. So theirs is one with the request, which holds a secret: whoever
    can't send the same path and body, with the invitation's token in it, neither gets the answer nor takes the key from
    who can. A short key is refused, for who has issued the token may guess the rest. What is refused under a key is
    kept, so the public's are few.

    Raises:
        Malformed: `idempotency.key_invalid`.
        TooMany: `rate.exceeded`.
    """
    request = exchange.request
    route = exchange.route
    if not route.is_command or route.takes_no_key or request.method == "GET":
        return new_id(), None
    is_public = exchange.actor.role == "public"
    key = key_of(exchange, SHORTEST_PUBLIC if is_public else 1)
    if key is None:
        return new_id(), None
    said = f"{request.method} {request.path}\n".encode() + body
    # Keyed, for it is kept in the clear: what is sealed isn't guessed from it.
    fingerprint = hmac.new(exchange.tools.settings.hash_key.encode(), said, "sha256").hexdigest()
    if is_public:
        exchange.count(PUBLIC_KEY, address_of(exchange))
    owner = f"public {fingerprint}" if is_public else exchange.actor.client_id
    return command_id(owner, key), fingerprint


def key_of(exchange: Exchange, shortest: int = 1) -> str | None:
    """
    The caller's key; None where there is none.

    Raises:
        Malformed: `idempotency.key_invalid`.
    """
    key = exchange.request.environ.get("HTTP_IDEMPOTENCY_KEY")
    if key is not None and not re.fullmatch(pattern_of(shortest), key):
        raise Malformed("idempotency.key_invalid", f"Takes {shortest} to {LONGEST} printable ASCII characters.")
    return key
