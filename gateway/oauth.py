"""How tokens are got: OAuth 2 client credentials (RFC 6749) for organisations, one-time codes for people."""

import contextlib
from base64 import b64decode
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import unquote_plus

from werkzeug.wrappers import Response

from gateway.auth import address_of
from gateway.body import read_form
from gateway.calls import call_of, send
from gateway.exchange import Exchange
from gateway.limits import ONE_TIME_CODE, SIGN_IN
from gateway.scopes import SCOPES, granted
from shared.errors import Malformed, Refusal
from shared.ids import is_id
from shared.messages.declare import Command, Query
from shared.messages.membership import (
    AuthenticateClient,
    NoteClientUse,
    Principal,
    RedeemPhoneCode,
    RedeemResidentCode,
    RedeemSignInCode,
    SignIn,
)
from shared.messages.wire import encode, from_plain, to_plain

CLIENT_CREDENTIALS = "client_credentials"
ONE_TIME = "urn:linli:params:oauth:grant-type:one-time-code"
RESIDENT = "resident"
MAX_CREDENTIAL = 200
# What chooses where a phone leads to several, and the field of the command.
CHOICES = {
    "as": "sign_in_as",
    "organisation_id": "organisation_id",
    "member_id": "member_id",
    "appointment_id": "appointment_id",
}
CHOICE_NEEDED = (
    "The code is good and stays so: choose by as, organisation_id, member_id and appointment_id; "
    "POST /v1/sign-in-choices lists them."
)
NEVER_KEPT = {"Cache-Control": "no-store", "Pragma": "no-cache"}


class Denied(Exception):
    """No token is issued; `error` is one of RFC 6749, 5.2; code: of the catalogue, where the standard has no word."""

    def __init__(self, error: str, description: str, *, is_challenged: bool = False, code: str | None = None) -> None:
        super().__init__(error)
        self.error = error
        self.description = description
        self.is_challenged = is_challenged
        self.code = code


def issue_token(exchange: Exchange) -> Response:
    """
    Answer a token request as RFC 6749 wants it: the token, or an error in the standard's own words.

    Raises:
        TooMany, TooLarge, UnsupportedMediaType, Unavailable: told as problems, as everywhere.
    """
    exchange.count(SIGN_IN, address_of(exchange))
    try:
        form = _form(exchange)
        principal = _principal(exchange, form)
        scopes = granted(principal.role, principal.scopes, form.get("scope"))
        if scopes is None:
            raise Denied("invalid_scope", "Asks for more than may be had, or for nothing.")
    except Denied as denied:
        return _write_denial(exchange, denied)
    note_use(exchange, principal)
    tokens = exchange.tools.tokens
    answer = {
        "access_token": tokens.issue(principal, scopes),
        "token_type": "Bearer",
        "expires_in": tokens.lifetime_of(principal),
        "scope": " ".join(scopes),
    }
    return Response(encode(answer), headers=NEVER_KEPT, content_type="application/json")


def authenticate(exchange: Exchange, client_id: str, client_secret: str) -> Principal:
    """
    Who a client is.

    Raises:
        Refusal: what membership refuses.
    """
    return from_plain(_ask(exchange, AuthenticateClient(client_id=client_id, client_secret=client_secret)), Principal)


def note_use(exchange: Exchange, principal: Principal) -> None:
    """Have it noted that a client was used, where it is time to; what it was used for is worth more than the note."""
    if principal.is_use_to_note:
        with contextlib.suppress(Refusal):
            _ask(exchange, NoteClientUse(client_id=principal.client_id))


def _write_denial(exchange: Exchange, denied: Denied) -> Response:
    headers = dict(NEVER_KEPT)
    if denied.is_challenged:
        headers["WWW-Authenticate"] = 'Basic realm="linli", charset="UTF-8"'
    body = {"error": denied.error, "error_description": denied.description}
    if denied.code:
        body |= {"error_uri": exchange.problems.address_of(denied.code), "code": denied.code}
    status = 401 if denied.error == "invalid_client" else 400
    return Response(encode(body), status=status, headers=headers, content_type="application/json")


def _form(exchange: Exchange) -> Mapping[str, str]:
    try:
        return read_form(exchange.request)
    except Malformed as refusal:
        raise Denied("invalid_request", refusal.detail or "") from None


def _principal(exchange: Exchange, form: Mapping[str, str]) -> Principal:
    grant = form.get("grant_type")
    if grant is None:
        raise Denied("invalid_request", "grant_type is missing.")
    if grant not in GRANTS:
        raise Denied("unsupported_grant_type", f"Takes {CLIENT_CREDENTIALS} and {ONE_TIME}.")
    return GRANTS[grant](exchange, form)


def _by_client_credentials(exchange: Exchange, form: Mapping[str, str]) -> Principal:
    client_id, client_secret, is_basic = _credentials(exchange, form)
    try:
        return authenticate(exchange, client_id, client_secret)
    except Refusal as refusal:
        if refusal.status != 401:
            raise
        raise Denied("invalid_client", "Unknown client or wrong secret.", is_challenged=is_basic) from None


def _credentials(exchange: Exchange, form: Mapping[str, str]) -> tuple[str, str, bool]:
    """Client id, secret, and whether they came by HTTP Basic (RFC 6749, 2.3.1): one way or the other, never both."""
    header = exchange.request.environ.get("HTTP_AUTHORIZATION")
    if header is None:
        found = (form.get("client_id", ""), form.get("client_secret", ""))
    elif "client_secret" in form:
        raise Denied("invalid_request", "Send the client's credentials once.")
    else:
        found = _basic(header)
    if not all(0 < len(part) <= MAX_CREDENTIAL and part.isprintable() for part in found):
        raise Denied("invalid_client", "The client's credentials are missing.", is_challenged=header is not None)
    return *found, header is not None


def _basic(header: str) -> tuple[str, str]:
    scheme, _, encoded = header.partition(" ")
    try:
        text = b64decode(encoded.strip(), validate=True).decode() if scheme.lower() == "basic" else ""
    except ValueError:
        text = ""
    client_id, _, client_secret = text.partition(":")
    return unquote_plus(client_id), unquote_plus(client_secret)


def _by_one_time_code(exchange: Exchange, form: Mapping[str, str]) -> Principal:
    """
    Every try is counted, here by the minute for member and network, and in membership for code and network: there each
    network has five tries with a code, so that those of strangers elsewhere don't keep the member out.
    """
    if "phone" in form:
        return _by_phone_code(exchange, form)
    member_id, code = form.get("member_id", ""), form.get("code", "")
    if not member_id or not code:
        raise Denied("invalid_request", "member_id and code are needed.")
    network = address_of(exchange)
    exchange.count(ONE_TIME_CODE, f"{network} {member_id[:MAX_CREDENTIAL]}")
    if not is_id(member_id) or len(code) > MAX_CREDENTIAL:
        raise Denied("invalid_grant", "The code isn't good.")
    command = RedeemSignInCode(member_id=member_id, code=code, network=network)
    sign_in = from_plain(_ask(exchange, command), SignIn)
    if sign_in.principal is None:
        raise Denied("invalid_grant", "The code isn't good.")
    return sign_in.principal


def _by_phone_code(exchange: Exchange, form: Mapping[str, str]) -> Principal:
    """
    By the code that a phone got; `as` and the ids choose where the phone leads to several. Membership counts the tries:
    of a code's five, networks that haven't asked for it have two, so that they can't end it for the one that has.

    Raises:
        Denied: the code isn't good; `sign_in.choice_needed`, it is, and leaves open as whom.
    """
    tenant_id, phone, code = (form.get(name, "") for name in ("tenant_id", "phone", "code"))
    if not tenant_id or not code:
        raise Denied("invalid_request", "tenant_id, phone and code are needed.")
    network = address_of(exchange)
    exchange.count(ONE_TIME_CODE, f"{network} {phone[:MAX_CREDENTIAL]}")
    chosen = {field: form.get(name) for name, field in CHOICES.items()}
    if any(len(text) > MAX_CREDENTIAL for text in (tenant_id, phone, code, *filter(None, chosen.values()))):
        raise Denied("invalid_grant", "The code isn't good.")
    command: Command = RedeemPhoneCode(tenant_id=tenant_id, phone=phone, code=code, network=network, **chosen)
    if chosen["sign_in_as"] == RESIDENT:
        command = RedeemResidentCode(tenant_id=tenant_id, phone=phone, code=code, network=network)
    sign_in = from_plain(_ask(exchange, command), SignIn)
    if sign_in.principal is None and sign_in.has_choice:
        raise Denied("invalid_grant", CHOICE_NEEDED, code="sign_in.choice_needed")
    if sign_in.principal is None:
        raise Denied("invalid_grant", "The code isn't good.")
    return sign_in.principal


def _ask(exchange: Exchange, message: Command | Query) -> Any:
    return send(exchange, call_of(exchange, message.topic, to_plain(message)))


GRANTS: dict[str, Callable[[Exchange, Mapping[str, str]], Principal]] = {
    CLIENT_CREDENTIALS: _by_client_credentials,
    ONE_TIME: _by_one_time_code,
}


def show_keys(exchange: Exchange) -> Response:
    """The JWKS (RFC 7517) with which others check our tokens."""
    headers = {"Cache-Control": "public, max-age=300"}
    return Response(encode(exchange.tools.tokens.public_keys), headers=headers, content_type="application/json")


def show_metadata(exchange: Exchange) -> Response:
    """What the authorisation server can do (RFC 8414)."""
    issuer = exchange.tools.settings.public_url
    metadata = {
        "issuer": issuer,
        "token_endpoint": f"{issuer}/oauth/token",
        "jwks_uri": f"{issuer}/.well-known/jwks.json",
        "scopes_supported": list(SCOPES),
        "grant_types_supported": list(GRANTS),
        "response_types_supported": [],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
        "service_documentation": f"{issuer}/docs",
    }
    headers = {"Cache-Control": "public, max-age=300"}
    return Response(encode(metadata), headers=headers, content_type="application/json")
