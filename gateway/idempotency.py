"""Idempotency-Key (draft-ietf-httpapi-idempotency-key-header): the same key of the same client is one command."""

import hashlib
import re

from gateway.exchange import Exchange
from shared.errors import Malformed
from shared.ids import command_id, new_id

KEY = re.compile(r"[\x20-\x7e]{1,255}")


def identify(exchange: Exchange, body: bytes) -> tuple[str, str | None]:
    """
    The command id, and where a key was given the fingerprint of the request that it belongs to.

    The public has no identity that could own a key: theirs is not looked at.

    Raises:
        Malformed: `idempotency.key_invalid`.
    """
    request = exchange.request
    key = request.environ.get("HTTP_IDEMPOTENCY_KEY")
    if key is None or exchange.actor.role == "public" or not exchange.route.is_command or request.method == "GET":
        return new_id(), None
    if not KEY.fullmatch(key):
        raise Malformed("idempotency.key_invalid", "Takes 1 to 255 printable ASCII characters.")
    digest = hashlib.sha256(f"{request.method} {request.path}\n".encode() + body)
    return command_id(exchange.actor.client_id, key), digest.hexdigest()
