"""The operations that no message declares: how tokens are got, and what webhooks deliver."""

from typing import Any

from gateway import town
from gateway.asyncapi import CLOUD_EVENT as EVENT_TYPE, WEBHOOK_HEADERS
from gateway.chronicle import TRACEPARENT, read_stream
from gateway.errors import MEDIA_TYPE, Problems
from gateway.json_schemas import ID
from gateway.oauth import CHOICE_NEEDED, CLIENT_CREDENTIALS, MAX_CREDENTIAL, ONE_TIME
from gateway.openapi_parts import TEXT
from gateway.scopes import scopes_of
from gateway.tokens import LIFETIME_SECONDS
from shared.errors import TooLarge, TooMany, Unavailable, UnsupportedMediaType


def _credential(description: str) -> dict[str, Any]:
    return {**TEXT, "minLength": 1, "maxLength": MAX_CREDENTIAL, "description": description}


TOKEN_REQUEST: dict[str, Any] = {
    "type": "object",
    "required": ["grant_type"],
    "properties": {
        "grant_type": {
            "enum": [CLIENT_CREDENTIALS, ONE_TIME],
            "description": "The first for organisations, the second for people.",
        },
        "client_id": _credential("The id of the organisation's client; left out where HTTP Basic tells it."),
        "client_secret": _credential("Its secret; left out where HTTP Basic tells it."),
        "scope": {
            **TEXT,
            "description": "What the token is to be limited to, names with spaces between them; left out, all that the "
            "client may have.",
        },
        "member_id": {
            **TEXT,
            "format": "uuid",
            "pattern": ID,
            "description": "Who signs in; with a phone's code, where `POST /v1/sign-in-choices` tells several.",
        },
        "code": _credential("The one-time code that their unit has given them, or that their phone got."),
        "tenant_id": {**TEXT, "format": "uuid", "pattern": ID, "description": "The tenant that asked for the code."},
        "phone": _credential("The phone that got the code."),
        "as": {
            "enum": ["member", "organisation", "resident"],
            "description": "As whom to sign in with a phone's code; left out, as a member where the person is one. "
            "Anybody may as a resident.",
        },
        "organisation_id": {
            **TEXT,
            "format": "uuid",
            "pattern": ID,
            "description": "The unit or organisation, where `POST /v1/sign-in-choices` tells several.",
        },
        "appointment_id": {
            **TEXT,
            "format": "uuid",
            "pattern": ID,
            "description": "The appointment, where `POST /v1/sign-in-choices` tells several of an organisation.",
        },
    },
    "oneOf": [
        {"properties": {"grant_type": {"const": CLIENT_CREDENTIALS}}},
        {
            "properties": {"grant_type": {"const": ONE_TIME}},
            "anyOf": [{"required": ["member_id", "code"]}, {"required": ["tenant_id", "phone", "code"]}],
        },
    ],
}
TOKEN_REQUESTS = {
    "organisation": {
        "grant_type": CLIENT_CREDENTIALS,
        "client_id": town.CLIENT.client_id,
        "client_secret": town.CLIENT.client_secret,
    },
    "member": {"grant_type": ONE_TIME, "member_id": town.MEMBER_ID, "code": town.SIGN_IN_CODE.code},
    "phone": {"grant_type": ONE_TIME, "tenant_id": town.TENANT_ID, "phone": "13800138000", "code": "048213"},
}
TOKEN: dict[str, Any] = {
    "type": "object",
    "required": ["access_token", "token_type", "expires_in", "scope"],
    "properties": {
        "access_token": {**TEXT, "description": "A JWT (RFC 9068), sent as `Authorization: Bearer …`."},
        "token_type": {"const": "Bearer"},
        "expires_in": {"type": "integer", "description": "Seconds."},
        "scope": {**TEXT, "description": "What the token opens, names with spaces between them (RFC 6749, 3.3)."},
    },
}
DENIAL: dict[str, Any] = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": TEXT,
        "error_description": TEXT,
        "error_uri": {**TEXT, "format": "uri"},
        "code": {**TEXT, "description": "A code of `/docs/errors`, where the standard has no word for it."},
    },
}


def token_operation(problems: Problems) -> dict[str, Any]:
    return {
        "operationId": "issue_token",
        "tags": ["Tokens"],
        "summary": "Get an access token.",
        "description": "Organisations send their client's id and secret, in the form or by HTTP Basic; people their "
        "member id and a one-time code from their unit, or their phone and the code that it got. Errors are those of "
        "RFC 6749, section 5.2. Open to everyone, without a token.",
        "security": [],
        "x-roles": [{"role": "public"}],
        "requestBody": {
            "required": True,
            "content": {
                "application/x-www-form-urlencoded": {"schema": TOKEN_REQUEST, "examples": _named(TOKEN_REQUESTS)}
            },
        },
        "responses": _token_responses(problems),
    }


def _token_responses(problems: Problems) -> dict[str, Any]:
    token = {
        "access_token": "eyJhbGciOiJFZDI1NTE5IiwidHlwIjoiYXQrand0In0.eyJyb2xlIjoiY29tbXVuaXR5In0.c2lnbmF0dXJl",
        "token_type": "Bearer",
        "expires_in": LIFETIME_SECONDS,
        "scope": " ".join(scopes_of("community")),
    }
    return {
        "200": {
            "description": f"A token for {LIFETIME_SECONDS // 60} minutes, less where the client expires before.",
            "content": {"application/json": {"schema": TOKEN, "example": token}},
        },
        "400": _denial(
            "the request or the grant isn't good, or leaves open who signs in",
            {"error": "invalid_grant", "error_description": "The code isn't good."},
            {
                "error": "invalid_grant",
                "error_description": CHOICE_NEEDED,
                "error_uri": problems.address_of("sign_in.choice_needed"),
                "code": "sign_in.choice_needed",
            },
        ),
        "401": _denial(
            "unknown client or wrong secret",
            {"error": "invalid_client", "error_description": "Unknown client or wrong secret."},
        ),
        "default": {
            "description": "Too often, too large, not a form, or away for the moment.",
            "content": {
                MEDIA_TYPE: {
                    "schema": {"$ref": "#/components/schemas/Problem"},
                    "examples": _problems(problems),
                }
            },
        },
    }


def _named(values: dict[str, Any]) -> dict[str, Any]:
    return {name: {"value": value} for name, value in values.items()}


def _denial(why: str, *examples: dict[str, str]) -> dict[str, Any]:
    named = {example.get("code", example["error"]): example for example in examples}
    return {
        "description": f"No token: {why}.",
        "content": {"application/json": {"schema": DENIAL, "examples": _named(named)}},
    }


def _problems(problems: Problems) -> dict[str, Any]:
    refusals = (
        TooMany("rate.exceeded"),
        TooLarge("body.too_large"),
        UnsupportedMediaType("body.unsupported_type"),
        UnsupportedMediaType("body.unsupported_coding"),
        Unavailable("service.unavailable"),
    )
    trace_id = TRACEPARENT.split("-")[1]
    return _named({refusal.code: problems.write(refusal, "/oauth/token", trace_id) for refusal in refusals})


def _header(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    bare = {key: value for key, value in schema.items() if key != "description"}
    return {"in": "header", "name": name, "required": True, "description": schema["description"], "schema": bare}


WEBHOOKS: dict[str, Any] = {
    "event": {
        "post": {
            "operationId": "deliver_event",
            "tags": ["Webhooks"],
            "summary": "What your endpoint receives: one event of the stream that you named.",
            "description": "Signed by Standard Webhooks, in order, at least once; `/docs/webhooks` tells how it is "
            "verified, with an example, and `/docs/events` which events there are.",
            "security": [],
            "parameters": [_header(name, schema) for name, schema in WEBHOOK_HEADERS["properties"].items()],
            "requestBody": {
                "required": True,
                "content": {
                    EVENT_TYPE: {
                        "schema": {"$ref": "#/components/schemas/CloudEvent"},
                        "example": read_stream("community")[0],
                    }
                },
            },
            "responses": {
                "2XX": {"description": "The event is accepted."},
                "410": {"description": "The webhook is paused."},
                "default": {"description": "The same event comes again, before any later one."},
            },
        }
    }
}
