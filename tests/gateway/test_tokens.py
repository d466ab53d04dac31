import json
import stat
from datetime import timedelta
from pathlib import Path

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, OKPKey

from gateway import tokens
from gateway.tokens import BadSigningKeys, Tokens, ensure_signing_keys, read_signing_keys
from shared.clock import ManualClock
from shared.errors import Unauthenticated
from shared.messages.envelope import Actor
from shared.messages.membership import Principal
from tests.gateway.edge import MEMBER, OWN, signing_key
from tests.harness import START, TENANT

ISSUER = "https://linli.example"
WHO = Principal(role="member", client_id=MEMBER, tenant_id=TENANT, organisation_id=OWN, member_id=MEMBER)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(START)


def test_a_token_is_an_rfc_9068_access_token_for_a_quarter_of_an_hour(clock: ManualClock) -> None:
    issued = Tokens([signing_key()], ISSUER, clock)
    read = jwt.decode(issued.issue(WHO), KeySet.import_key_set(issued.public_keys), algorithms=["Ed25519"])

    assert read.header == {"alg": "Ed25519", "typ": "at+jwt", "kid": signing_key().kid}
    assert read.claims["exp"] - read.claims["iat"] == 900
    assert {name: read.claims[name] for name in ("iss", "aud", "sub", "role", "tenant", "org", "member")} == {
        "iss": ISSUER,
        "aud": ISSUER,
        "sub": MEMBER,
        "role": "member",
        "tenant": TENANT,
        "org": OWN,
        "member": MEMBER,
    }


def test_the_published_keys_hold_nothing_private(clock: ManualClock) -> None:
    assert [key.keys() & {"d"} for key in Tokens([signing_key()], ISSUER, clock).public_keys["keys"]] == [set()]


def test_a_verified_token_is_found_again_until_it_expires(clock: ManualClock) -> None:
    issued = Tokens([signing_key()], ISSUER, clock)
    token = issued.issue(WHO)

    assert issued.find(token) is None
    assert issued.verify(token) == issued.find(token)

    clock.advance(timedelta(seconds=904))

    assert issued.find(token) is not None

    clock.advance(timedelta(seconds=1))

    assert issued.find(token) is None


def test_no_more_tokens_are_kept_than_there_is_room_for(clock: ManualClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "KEPT_TOKENS", 2)
    issued = Tokens([signing_key()], ISSUER, clock)
    first, second, third = (issued.issue(WHO) for _ in range(3))
    for token in (first, second):
        issued.verify(token)
    issued.find(first)
    issued.verify(third)

    assert [issued.find(token) is not None for token in (first, second, third)] == [True, False, True]


def test_the_operator_belongs_to_no_tenant(clock: ManualClock) -> None:
    issued = Tokens([signing_key()], ISSUER, clock)
    operator = Principal(role="operator", client_id="operator", tenant_id=None, organisation_id=None)

    assert issued.verify(issued.issue(operator)) == Actor(role="operator", client_id="operator")


def test_a_token_that_was_altered_is_refused(clock: ManualClock) -> None:
    issued = Tokens([signing_key()], ISSUER, clock)
    header, _, signature = issued.issue(WHO).split(".")
    payload = issued.issue(Principal(role="operator", client_id="x", tenant_id=None, organisation_id=None)).split(".")[
        1
    ]

    with pytest.raises(Unauthenticated, match=r"token\.invalid"):
        issued.verify(f"{header}.{payload}.{signature}")


def test_keys_are_created_once_for_their_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "signing-keys.json"
    ensure_signing_keys(path)
    content = path.read_bytes()
    ensure_signing_keys(path)

    assert path.read_bytes() == content
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [key.is_private for key in read_signing_keys(path)] == [True]


def test_keys_keep_their_order(tmp_path: Path) -> None:
    keys = [OKPKey.generate_key("Ed25519", auto_kid=True) for _ in range(3)]
    path = tmp_path / "keys.json"
    path.write_text(json.dumps({"keys": [key.as_dict(private=True) for key in keys]}))

    assert [key.kid for key in read_signing_keys(path)] == [key.kid for key in keys]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        '{"keys": []}',
        '{"keys": [{"kty": "oct", "k": "c2VjcmV0"}]}',
        json.dumps({"keys": [OKPKey.generate_key("Ed25519").as_dict(private=False)]}),
        json.dumps({"keys": [OKPKey.generate_key("X25519").as_dict(private=True)]}),
    ],
    ids=["empty", "list", "no key", "symmetric", "public", "other curve"],
)
def test_a_file_of_anything_but_private_ed25519_keys_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "keys.json"
    path.write_text(content)

    with pytest.raises(BadSigningKeys, match=r"keys\.json"):
        read_signing_keys(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadSigningKeys):
        read_signing_keys(tmp_path / "keys.json")
