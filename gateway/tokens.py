"""Access tokens: short JWTs (RFC 9068) signed with Ed25519 (RFC 8037, RFC 9864), checked without asking anybody."""

import json
from collections import OrderedDict
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple, get_args

from joserfc import jwt
from joserfc.errors import ExpiredTokenError, JoseError
from joserfc.jwk import KeySet, OKPKey

from gateway.scopes import limit_of
from shared.clock import Clock
from shared.errors import Unauthenticated
from shared.files import write_private
from shared.ids import new_id
from shared.messages.envelope import Actor, Role
from shared.messages.membership import Principal

ALGORITHM = "Ed25519"
LIFETIME_SECONDS = 900
LEEWAY_SECONDS = 5
TYPES = ("at+jwt", "application/at+jwt")
KEPT_TOKENS = 20_000
ROLES = frozenset(get_args(Role)) - {"system", "public"}


class BadSigningKeys(Exception):
    """The file of signing keys can't be used."""


def ensure_signing_keys(path: Path) -> None:
    """Create a JWKS file with one new private key, readable by its owner alone; an existing file stays as it is."""
    if not path.exists():
        key = OKPKey.generate_key("Ed25519", {"use": "sig", "alg": ALGORITHM}, auto_kid=True)
        write_private(path, json.dumps({"keys": [key.as_dict(private=True)]}))


def read_signing_keys(path: Path) -> list[OKPKey]:
    """
    The private keys, newest first.

    Raises:
        BadSigningKeys: no such file, or it holds anything but private Ed25519 keys.
    """
    try:
        described = json.loads(path.read_text(encoding="utf-8"))["keys"]
        keys = [OKPKey.import_key(key) for key in described]
    except (OSError, ValueError, KeyError, TypeError, JoseError) as error:
        raise BadSigningKeys(f"{path}: {error}") from None
    if not keys or not all(key.curve_name == "Ed25519" and key.is_private for key in keys):
        raise BadSigningKeys(f"{path}: needs private Ed25519 keys")
    for key in keys:
        key.ensure_kid()
    return keys


class Verified(NamedTuple):
    """A token that was found good; both instants in seconds since the epoch. member_version: when it was issued."""

    actor: Actor
    issued_at: float
    ends_at: float
    member_version: int | None = None


class Tokens:
    """
    Issues tokens with the newest key and accepts those of any key.

    A verified token is remembered until it expires: checking a signature takes a tenth of a millisecond.
    """

    def __init__(self, keys: list[OKPKey], issuer: str, clock: Clock) -> None:
        self._newest = keys[0]
        self._keys = KeySet(list(keys))
        self._issuer = issuer
        self._clock = clock
        self._verified: OrderedDict[str, Verified] = OrderedDict()
        self._claims = jwt.JWTClaimsRegistry(
            now=self._now,
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": issuer},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            role={"essential": True, "values": sorted(ROLES)},
        )

    def _now(self) -> int:
        return int(self._clock.now().timestamp())

    @property
    def public_keys(self) -> dict[str, Any]:
        """The JWKS that tells others how to check our tokens."""
        common = {"use": "sig", "alg": ALGORITHM}
        return {"keys": [key.as_dict(private=False) | common for key in self._keys.keys]}

    def lifetime_of(self, principal: Principal) -> int:
        """How many seconds a token lasts: 15 minutes, and never longer than whom it is made out to."""
        if principal.ends_at is None:
            return LIFETIME_SECONDS
        return max(0, min(LIFETIME_SECONDS, int(principal.ends_at.timestamp()) - self._now()))

    def issue(self, principal: Principal, scopes: Iterable[str] | None = None) -> str:
        """A token, limited to these scopes; None: to nothing."""
        now = self._now()
        claims: dict[str, Any] = {
            "iss": self._issuer,
            "aud": self._issuer,
            "sub": principal.client_id,
            "iat": now,
            "exp": now + self.lifetime_of(principal),
            "jti": new_id(),
            "role": principal.role,
            "tenant": principal.tenant_id,
            "org": principal.organisation_id,
            "member": principal.member_id,
            "contact": principal.contact_encrypted,
            "member_version": principal.member_version,
            "scope": None if scopes is None else " ".join(scopes),
        }
        stated = {name: value for name, value in claims.items() if value is not None}
        header = {"alg": ALGORITHM, "typ": TYPES[0], "kid": self._newest.kid}
        return jwt.encode(header, stated, self._newest, algorithms=[ALGORITHM])

    def find(self, token: str) -> Actor | None:
        """Whose token this is, if it was verified before and holds still."""
        known = self._verified.get(token)
        if known is None:
            return None
        if known.ends_at <= self._clock.now().timestamp():
            del self._verified[token]
            return None
        self._verified.move_to_end(token)
        return known.actor

    def verified(self, token: str) -> Verified:
        """All that is known of a token that has just been found or verified."""
        return self._verified[token]

    def verify(self, token: str) -> Actor:
        """
        Raises:
            Unauthenticated: `token.expired`; `token.invalid`, for whatever else is wrong with it.
        """
        try:
            read = jwt.decode(token, self._keys, algorithms=[ALGORITHM])
            if read.header.get("typ") not in TYPES:
                raise Unauthenticated("token.invalid")
            self._claims.validate(read.claims)
        except ExpiredTokenError:
            raise Unauthenticated("token.expired") from None
        except (JoseError, ValueError):
            raise Unauthenticated("token.invalid") from None
        actor = _actor(read.claims)
        issued_at, ends_at = float(read.claims["iat"]), float(read.claims["exp"]) + LEEWAY_SECONDS
        self._verified[token] = Verified(actor, issued_at, ends_at, read.claims.get("member_version"))
        if len(self._verified) > KEPT_TOKENS:
            self._verified.popitem(last=False)
        return actor


def _actor(claims: dict[str, Any]) -> Actor:
    """Nobody but the operator acts outside a tenant."""
    if claims["role"] != "operator" and not claims.get("tenant"):
        raise Unauthenticated("token.invalid")
    return Actor(
        role=claims["role"],
        client_id=claims["sub"],
        tenant_id=claims.get("tenant"),
        organisation_id=claims.get("org"),
        member_id=claims.get("member"),
        scope=limit_of(claims["role"], claims.get("scope")),
        contact_encrypted=claims.get("contact"),
    )
