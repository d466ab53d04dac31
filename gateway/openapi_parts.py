"""The parts of the OpenAPI document that no message declares: problems, events, headers, ways to authenticate."""

from typing import Any

from gateway import attachments
from gateway.conditions import TAG
from gateway.evidence import MEDIA_TYPES
from gateway.idempotency import LONGEST, SHORTEST_PUBLIC, pattern_of
from gateway.rosters import CSV, NDJSON, WORKBOOK
from gateway.scopes import SCOPES

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

# Files that are taken, by their media types.
FILES: dict[str, dict[str, Any]] = {
    CSV: {
        "schema": TEXT,
        "example": "人员编号,姓名,身份证号,手机号,专业特长,居住社区代码\r\n"
        "A-1024,陈华英,11010519491231002X,13800138000,义诊;健康咨询,LJ-0102\r\n",
    },
    NDJSON: {
        "schema": TEXT,
        "example": '{"external_id": "A-1024", "name": "陈华英", "identity_number": "11010519491231002X"}\n',
    },
    WORKBOOK: {"schema": {**TEXT, "format": "binary"}},
    **{kind: {"schema": {**TEXT, "format": "binary"}} for kind in (*MEDIA_TYPES, *attachments.MEDIA_TYPES)},
}
RECEIPT_TOKEN = "[A-Za-z0-9_-]{16,100}"  # noqa: S105 (the form that they have)

NULL = {"type": "null"}


def _given(**types: str) -> dict[str, Any]:
    """Each of these is there, and isn't null."""
    return {"required": [*types], "properties": {name: {"type": type_} for name, type_ in types.items()}}


# Funds have an amount and no quantity, other things no amount; a quantity comes with its unit of measure.
RESOURCE_RULES: dict[str, Any] = {
    "if": {"properties": {"kind": {"const": "funds"}}},
    "then": {"required": ["amount_minor"], "properties": {"amount_minor": {"type": "integer"}, "quantity": NULL}},
    "else": {"properties": {"amount_minor": NULL}},
    "oneOf": [
        _given(quantity="integer", unit_of_measure="string"),
        {"properties": {"quantity": NULL, "unit_of_measure": NULL}},
    ],
}

# What a service demands of a message beyond what its fields declare.
RULES: dict[str, dict[str, Any]] = {
    "ConfirmRegistrations": {"oneOf": [_given(registration_ids="array"), _given(all_requested_before="string")]},
    "OfferResource": RESOURCE_RULES,
    "ReplaceResource": RESOURCE_RULES,
    "EditWish": {"anyOf": [_given(title="string"), _given(category="string")]},
    "MakeAppointment": {"anyOf": [_given(member_id="string"), _given(name="string")]},
    "OpenCommunity": {
        "anyOf": [
            _given(subdistrict_id="string"),
            _given(subdistrict="string", district="string", city="string"),
        ]
    },
    "EditOrganisation": {
        "anyOf": [
            *(_given(**{name: "string"}) for name in ("name", "code", "parent_id", "subdistrict", "district", "city")),
            {"required": ["leaves_parent"], "properties": {"leaves_parent": {"const": True}}},
        ]
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
    "Accept-Encoding": {
        "description": "identity, where the body comes in a content coding: none is taken.",
        "schema": {"const": "identity"},
    },
    "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}},
    "RateLimit": {"description": "What is left of the limit.", "schema": TEXT},
    "RateLimit-Policy": {"description": "The limit, its quota and window in seconds.", "schema": TEXT},
    "WWW-Authenticate": {
        "description": "How to authenticate (RFC 6750); with 403 where the token lacks a scope.",
        "schema": TEXT,
    },
    "Trace-Id": {"description": "Names this request in our logs.", "schema": TEXT},
}

IF_MATCH = rf'^("{TAG.pattern}"|\*)$'


def _key(shortest: int, description: str) -> dict[str, Any]:
    schema = {**TEXT, "minLength": shortest, "maxLength": LONGEST, "pattern": f"^{pattern_of(shortest)}$"}
    return {"in": "header", "name": "Idempotency-Key", "description": description, "schema": schema}


COMMON_PARAMETERS: dict[str, dict[str, Any]] = {
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
    "ContentDisposition": {
        "in": "header",
        "name": "Content-Disposition",
        "required": True,
        "description": "What the file is called (RFC 6266), in UTF-8, as `filename*` has it, or as it stands.",
        "schema": {
            **TEXT,
            "pattern": r"""^attachment; filename(\*=UTF-8''([A-Za-z0-9._-]|%[0-9A-F]{2})+|="[A-Za-z0-9._-]+")$""",
            "examples": ["attachment; filename*=UTF-8''%E7%AB%A0%E7%A8%8B.pdf"],
        },
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
        "flows": {
            "clientCredentials": {
                "tokenUrl": "/oauth/token",
                "scopes": {scope: opened.about for scope, opened in SCOPES.items()},
            }
        },
    },
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "Any access token; people get theirs with a one-time code.",
    },
}
