"""The parts of the OpenAPI document that no message declares: problems, events, headers, parameters, tokens."""

from typing import Any

from gateway.asyncapi import CLOUD_EVENT as EVENT_TYPE
from gateway.asyncapi import WEBHOOK_HEADERS
from gateway.conditions import TAG
from gateway.errors import MEDIA_TYPE
from gateway.idempotency import LONGEST, SHORTEST_PUBLIC, pattern_of
from gateway.json_schemas import ID
from gateway.oauth import CLIENT_CREDENTIALS, MAX_CREDENTIAL, ONE_TIME

TEXT = {"type": "string"}
INSTANT = {"type": "string", "format": "date-time"}

FAULT: dict[str, Any] = {
    "type": "object",
    "description": "One thing wrong with the input.",
    "required": ["pointer", "code", "detail"],
    "properties": {
        "pointer": {**TEXT, "description": "JSON pointer (RFC 6901) of the field, as a URI fragment."},
        "code": TEXT,
        "detail": TEXT,
    },
}
PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "RFC 9457. `code` is stable; `/docs/errors` lists all codes.",
    "required": ["type", "title", "status", "code", "instance", "trace_id"],
    "properties": {
        "type": {**TEXT, "format": "uri"},
        "title": {**TEXT, "description": "In the language that Accept-Language asks for: en or zh."},
        "status": {"type": "integer"},
        "code": TEXT,
        "detail": TEXT,
        "instance": {**TEXT, "description": "The path that was asked for."},
        "trace_id": {**TEXT, "pattern": "^[0-9a-f]{32}$"},
        "errors": {"type": "array", "items": {"$ref": "#/components/schemas/Fault"}},
    },
}
CLOUD_EVENT: dict[str, Any] = {
    "type": "object",
    "description": "A CloudEvent (1.0) at its position in the stream.",
    "required": ["specversion", "id", "source", "type", "subject", "time", "data", "position"],
    "properties": {
        "specversion": {"const": "1.0"},
        "id": {**TEXT, "format": "uuid"},
        "source": {**TEXT, "format": "uri-reference"},
        "type": TEXT,
        "subject": TEXT,
        "time": INSTANT,
        "datacontenttype": TEXT,
        "data": {"type": "object"},
        "position": {"type": "integer", "minimum": 1},
    },
}
SCHEMAS = {"Fault": FAULT, "Problem": PROBLEM, "CloudEvent": CLOUD_EVENT}

# What a service demands of a message beyond what its fields declare.
RULES: dict[str, dict[str, Any]] = {
    "EditWish": {
        "anyOf": [{"required": [name], "properties": {name: {"type": "string"}}} for name in ("title", "category")]
    },
}

HEADERS: dict[str, dict[str, Any]] = {
    "ETag": {
        "description": 'Names just this answer. One that begins with a version, `"v3.…"`, can be sent as If-Match, '
        "which is held against the version alone.",
        "schema": TEXT,
    },
    "Location": {"description": "Where the new thing is.", "schema": {**TEXT, "format": "uri-reference"}},
    "Link": {"description": "The next page, `rel=next` (RFC 8288); missing on the last one.", "schema": TEXT},
    "Linli-Last-Position": {"description": "The stream's newest position.", "schema": {"type": "integer"}},
    "Idempotency-Replayed": {"description": "`true`: the answer of the first time.", "schema": {"const": "true"}},
    "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}},
    "RateLimit": {"description": "What is left of the limit.", "schema": TEXT},
    "RateLimit-Policy": {"description": "The limit, its quota and window in seconds.", "schema": TEXT},
    "WWW-Authenticate": {"description": "How to authenticate (RFC 6750).", "schema": TEXT},
    "Trace-Id": {"description": "Names this request in our logs.", "schema": TEXT},
}

IF_MATCH = rf'^("{TAG.pattern}"|\*)$'


def _key(shortest: int, description: str) -> dict[str, Any]:
    schema = {**TEXT, "minLength": shortest, "maxLength": LONGEST, "pattern": f"^{pattern_of(shortest)}$"}
    return {"in": "header", "name": "Idempotency-Key", "description": description, "schema": schema}


PARAMETERS: dict[str, dict[str, Any]] = {
    "IdempotencyKey": _key(
        1,
        "Any text of your choice: the same key with the same request is carried out once, and answered alike each "
        "time.",
    ),
    "PublicIdempotencyKey": _key(
        SHORTEST_PUBLIC,
        "A random text, such as a UUID: the same request with the same key is carried out once, and answered alike "
        "each time. With another body it is another request.",
    ),
    "IfMatch": {
        "in": "header",
        "name": "If-Match",
        "description": 'The ETag that you read, or `"v3"` for version 3; refused with 412 if there is a newer one.',
        "schema": {**TEXT, "pattern": IF_MATCH, "examples": ['"v1"']},
    },
    "IfMatchNeeded": {
        "in": "header",
        "name": "If-Match",
        "required": True,
        "description": 'The ETag that you read, or `"v3"` for version 3; refused with 412 if there is a newer one.',
        "schema": {**TEXT, "pattern": IF_MATCH, "examples": ['"v1"']},
    },
    "IfNoneMatch": {
        "in": "header",
        "name": "If-None-Match",
        "description": "The ETag that you hold; answered with 304 if the answer would be the same.",
        "schema": TEXT,
    },
}


SECURITY_SCHEMES: dict[str, dict[str, Any]] = {
    "organisation": {
        "type": "oauth2",
        "description": "For organisations: client credentials (RFC 6749).",
        "flows": {"clientCredentials": {"tokenUrl": "/oauth/token", "scopes": {}}},
    },
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "Any access token; people get theirs with a one-time code.",
    },
}


def _token_answer(properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    schema = {"type": "object", "required": required, "properties": properties}
    return {"application/json": {"schema": schema}}


CREDENTIAL = {**TEXT, "minLength": 1, "maxLength": MAX_CREDENTIAL}
DENIAL = _token_answer({"error": TEXT, "error_description": TEXT}, ["error"])
TOKEN_REQUEST: dict[str, Any] = {
    "type": "object",
    "required": ["grant_type"],
    "properties": {
        "grant_type": {"enum": [CLIENT_CREDENTIALS, ONE_TIME]},
        "client_id": CREDENTIAL,
        "client_secret": CREDENTIAL,
        "member_id": {**TEXT, "format": "uuid", "pattern": ID},
        "code": CREDENTIAL,
    },
    "oneOf": [
        {"properties": {"grant_type": {"const": CLIENT_CREDENTIALS}}},
        {"properties": {"grant_type": {"const": ONE_TIME}}, "required": ["member_id", "code"]},
    ],
}
TOKEN_OPERATION: dict[str, Any] = {
    "operationId": "issue_token",
    "tags": ["Tokens"],
    "summary": "Get an access token.",
    "description": "Organisations send their client's id and secret, in the form or by HTTP Basic; people their member "
    "id and a one-time code. Errors are those of RFC 6749, section 5.2. Open to everyone, without a token.",
    "security": [],
    "x-roles": [{"role": "public"}],
    "requestBody": {
        "required": True,
        "content": {"application/x-www-form-urlencoded": {"schema": TOKEN_REQUEST}},
    },
    "responses": {
        "200": {
            "description": "A token for 15 minutes.",
            "content": _token_answer(
                {"access_token": TEXT, "token_type": {"const": "Bearer"}, "expires_in": {"type": "integer"}},
                ["access_token", "token_type", "expires_in"],
            ),
        },
        "400": {"description": "No token: the request or the grant isn't good.", "content": DENIAL},
        "401": {"description": "No token: unknown client or wrong secret.", "content": DENIAL},
        "default": {
            "description": "Too often, too large, not a form, or away for the moment.",
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        },
    },
}

WEBHOOKS: dict[str, Any] = {
    "event": {
        "post": {
            "operationId": "deliver_event",
            "tags": ["Webhooks"],
            "summary": "What your endpoint receives: one event of the stream that you named.",
            "description": "Signed by Standard Webhooks, in order, at least once; `/docs/webhooks` tells how it is "
            "verified, with an example, and `/docs/events` which events there are.",
            "security": [],
            "parameters": [
                {"in": "header", "name": name, "required": True, "schema": schema}
                for name, schema in WEBHOOK_HEADERS["properties"].items()
            ],
            "requestBody": {
                "required": True,
                "content": {EVENT_TYPE: {"schema": {"$ref": "#/components/schemas/CloudEvent"}}},
            },
            "responses": {
                "2XX": {"description": "The event is accepted."},
                "410": {"description": "The webhook is paused."},
                "default": {"description": "The same event comes again, before any later one."},
            },
        }
    }
}
