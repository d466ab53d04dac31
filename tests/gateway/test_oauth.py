import threading
from base64 import b64encode
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from authlib.integrations.requests_client import OAuth2Session
from werkzeug.serving import BaseWSGIServer, make_server
from werkzeug.test import TestResponse

from gateway.oauth import ONE_TIME
from gateway.scopes import scopes_of
from shared.errors import Unauthenticated, Unavailable
from shared.messages.envelope import Actor
from tests.gateway.edge import MEMBER, OWN, Edge
from tests.harness import START, TENANT

CLIENT_ID = "01976a00-0000-7000-8000-00000000000e"
UNIT = {"role": "unit", "client_id": CLIENT_ID, "tenant_id": TENANT, "organisation_id": OWN, "member_id": None}
PERSON = {"role": "member", "client_id": MEMBER, "tenant_id": TENANT, "organisation_id": OWN, "member_id": MEMBER}
GOOD = {"grant_type": "client_credentials", "client_id": CLIENT_ID, "client_secret": "s%cret:1"}
CODE = {"grant_type": ONE_TIME, "member_id": MEMBER, "code": "7Q2KXM4T9P"}


@pytest.fixture(autouse=True)
def membership(edge: Edge) -> None:
    edge.client.answers |= {"client.authenticate": UNIT, "sign_in_code.redeem": {"principal": PERSON}}


def ask(edge: Edge, form: Any, **headers: str) -> TestResponse:
    return edge.post("/oauth/token", data=form, headers=headers)


def basic(text: str) -> str:
    return "Basic " + b64encode(text.encode()).decode()


def test_a_client_gets_a_token_that_lets_it_in(edge: Edge) -> None:
    answer = ask(edge, GOOD)

    assert (answer.status_code, answer.json["token_type"], answer.json["expires_in"]) == (200, "Bearer", 900)
    assert (answer.headers["Cache-Control"], answer.headers["Pragma"]) == ("no-store", "no-cache")
    assert edge.last_call.data == {"client_id": CLIENT_ID, "client_secret": "s%cret:1"}
    assert edge.last_call.actor == Actor.public()
    assert edge.tools.tokens.verify(answer.json["access_token"]) == Actor(
        role="unit", client_id=CLIENT_ID, tenant_id=TENANT, organisation_id=OWN
    )


def test_a_client_may_send_its_credentials_by_http_basic(edge: Edge) -> None:
    answer = ask(edge, {"grant_type": "client_credentials"}, Authorization=basic(f"{CLIENT_ID}:s%25cret%3A1"))

    assert answer.status_code == 200
    assert edge.last_call.data == {"client_id": CLIENT_ID, "client_secret": "s%cret:1"}


def test_a_person_gets_a_token_for_a_one_time_code(edge: Edge) -> None:
    answer = ask(edge, CODE)

    assert answer.status_code == 200
    assert edge.last_call.data == {"member_id": MEMBER, "code": "7Q2KXM4T9P", "network": ""}
    assert edge.tools.tokens.verify(answer.json["access_token"]).member_id == MEMBER


def test_a_token_says_what_it_opens(edge: Edge) -> None:
    answer = ask(edge, GOOD)

    assert answer.json["scope"] == " ".join(scopes_of("unit"))


def test_a_client_may_ask_for_less_than_it_may_have(edge: Edge) -> None:
    answer = ask(edge, {**GOOD, "scope": "read rosters"})

    assert answer.json["scope"] == "read rosters"
    assert edge.tools.tokens.verify(answer.json["access_token"]).scope == "read rosters"


@pytest.mark.parametrize("scope", ["projects", "read nothing", "READ", " "])
def test_a_client_gets_no_more_than_it_may_have(edge: Edge, scope: str) -> None:
    edge.client.answers["client.authenticate"] = UNIT | {"scopes": ["read"]}
    answer = ask(edge, {**GOOD, "scope": scope})

    assert (answer.status_code, answer.json["error"]) == (400, "invalid_scope")


def test_a_limited_client_gets_limited_tokens(edge: Edge) -> None:
    edge.client.answers["client.authenticate"] = UNIT | {"scopes": ["read"]}

    assert edge.tools.tokens.verify(ask(edge, GOOD).json["access_token"]).scope == "read"


def test_a_token_lasts_no_longer_than_its_client(edge: Edge) -> None:
    ends_at = (START + timedelta(seconds=100)).isoformat()
    edge.client.answers["client.authenticate"] = UNIT | {"ends_at": ends_at}
    answer = ask(edge, GOOD)

    assert answer.json["expires_in"] == 100


@pytest.mark.parametrize("noted", [None, Unavailable("service.unavailable")])
def test_that_a_client_is_in_use_is_kept_where_it_is_news_and_stops_no_token(edge: Edge, noted: Any) -> None:
    edge.client.answers |= {"client.authenticate": UNIT | {"is_use_to_note": True}, "client.note_use": noted}
    answer = ask(edge, GOOD)

    assert answer.status_code == 200
    assert (edge.last_call.topic, edge.last_call.data) == ("client.note_use", {"client_id": CLIENT_ID})

    edge.client.answers["client.authenticate"] = UNIT
    ask(edge, GOOD)
    assert edge.last_call.topic == "client.authenticate"


@pytest.fixture
def server(edge: Edge) -> Iterator[BaseWSGIServer]:
    """The gateway on a port, for clients that speak HTTP only."""
    server = make_server("127.0.0.1", 0, edge.web.application)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
def test_authlib_gets_a_token(edge: Edge, server: BaseWSGIServer, method: str) -> None:
    with OAuth2Session(CLIENT_ID, "s%cret:1", token_endpoint_auth_method=method) as session:
        token = session.fetch_token(f"http://127.0.0.1:{server.port}/oauth/token", grant_type="client_credentials")

    assert edge.tools.tokens.verify(token["access_token"]).role == "unit"


@pytest.mark.parametrize(
    "form, error",
    [
        ({}, "invalid_request"),
        ({**GOOD, "grant_type": ""}, "invalid_request"),
        ({**GOOD, "grant_type": ["client_credentials", "client_credentials"]}, "invalid_request"),
        ({**GOOD, "grant_type": "password"}, "unsupported_grant_type"),
        ({**GOOD, "client_secret": ""}, "invalid_client"),
        ({**GOOD, "client_id": "x" * 201}, "invalid_client"),
        ({**GOOD, "client_id": "a\x00b"}, "invalid_client"),
        ({**CODE, "code": ""}, "invalid_request"),
        ({**CODE, "member_id": "陈华英"}, "invalid_grant"),
        ({**CODE, "code": "x" * 201}, "invalid_grant"),
        (b"grant_type=client_credentials&client_id=%ff", "invalid_request"),
        (b"\xff\xfe", "invalid_request"),
    ],
)
def test_a_request_that_is_not_good_is_told_so_in_the_words_of_rfc_6749(edge: Edge, form: Any, error: str) -> None:
    answer = edge.post("/oauth/token", data=form, content_type="application/x-www-form-urlencoded")

    assert (answer.status_code, answer.json["error"]) == (401 if error == "invalid_client" else 400, error)
    assert answer.headers["Cache-Control"] == "no-store"
    assert edge.client.calls == []


@pytest.mark.parametrize("credentials", ["Basic", "Basic %%%", "Bearer abc", basic(CLIENT_ID), basic(":x")])
def test_credentials_that_cannot_be_read_are_challenged(edge: Edge, credentials: str) -> None:
    answer = ask(edge, {"grant_type": "client_credentials"}, Authorization=credentials)

    assert (answer.status_code, answer.json["error"]) == (401, "invalid_client")
    assert answer.headers["WWW-Authenticate"].startswith("Basic")


def test_credentials_come_one_way_or_the_other(edge: Edge) -> None:
    assert ask(edge, GOOD, Authorization=basic("a:b")).json["error"] == "invalid_request"


def test_a_wrong_secret_is_no_client(edge: Edge) -> None:
    edge.client.answers["client.authenticate"] = Unauthenticated("client.credentials_invalid")
    answer = ask(edge, GOOD)

    assert (answer.status_code, answer.json["error"]) == (401, "invalid_client")


def test_a_code_that_is_not_good_is_no_grant(edge: Edge) -> None:
    edge.client.answers["sign_in_code.redeem"] = {"principal": None}
    answer = ask(edge, CODE)

    assert (answer.status_code, answer.json["error"]) == (400, "invalid_grant")


def test_what_is_not_about_the_grant_is_told_as_everywhere(edge: Edge) -> None:
    edge.client.answers["client.authenticate"] = Unavailable("service.unavailable", retry_after_seconds=2)
    away = ask(edge, GOOD)
    as_json = edge.post("/oauth/token", json=GOOD)

    assert (away.status_code, away.json["code"], away.headers["Retry-After"]) == (503, "service.unavailable", "2")
    assert (as_json.status_code, as_json.json["code"]) == (415, "body.unsupported_type")


def test_the_metadata_leads_to_the_token_endpoint_and_the_keys(edge: Edge) -> None:
    metadata = edge.get("/.well-known/oauth-authorization-server").json

    assert metadata["issuer"] == "http://127.0.0.1:8000"
    assert metadata["token_endpoint"] == "http://127.0.0.1:8000/oauth/token"
    assert edge.get(metadata["jwks_uri"]).json == edge.tools.tokens.public_keys
