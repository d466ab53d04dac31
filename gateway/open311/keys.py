"""Who posts: a client by its token, or by the static key that city apps are set up with (`api_key`)."""

from gateway.auth import address_of
from gateway.body import check_coding
from gateway.exchange import Exchange
from gateway.limits import SIGN_IN
from gateway.oauth import authenticate, note_use
from gateway.open311.forms import form_of
from gateway.scopes import granted
from shared.errors import Refusal, Unauthenticated

LONGEST = 4000  # of a token; a client's id and secret are shorter
DOTS_OF_TOKENS = 2


def token_of(exchange: Exchange) -> str:
    """
    The access token in the body's `api_key`, or one for the client whose id and secret, with a dot between them, it is;
    nothing where there is none. A key in the address is never looked at.

    Raises:
        Unauthenticated: `api_key.invalid`.
        TooMany: `rate.exceeded`.
        TooLarge, UnsupportedMediaType, Malformed: of the body.
    """
    check_coding(exchange.request)
    key = form_of(exchange).get("api_key", "")
    if not key or key.count(".") == DOTS_OF_TOKENS:
        return key
    tools = exchange.tools
    token = tools.api_keys.find(key)
    if token is None or tools.tokens.find(token) is None:
        token = _made_out(exchange, key)
        tools.api_keys.keep(key, token)
    return token


def _made_out(exchange: Exchange, key: str) -> str:
    exchange.count(SIGN_IN, address_of(exchange))
    client_id, _, secret = key.partition(".")
    if not (client_id and secret and key.isprintable()) or len(key) > LONGEST:
        raise Unauthenticated("api_key.invalid")
    try:
        principal = authenticate(exchange, client_id, secret)
    except Refusal as refusal:
        if refusal.status in (401, 422):
            raise Unauthenticated("api_key.invalid") from None
        raise
    scopes = granted(principal.role, principal.scopes, None)
    if scopes is None:
        raise Unauthenticated("api_key.invalid")
    note_use(exchange, principal)
    token = exchange.tools.tokens.issue(principal, scopes)
    exchange.tools.tokens.verify(token)
    return token
