"""GeoReport v2 in the words of OpenAPI, with what the little town would say."""

from http import HTTPStatus
from typing import Any, get_args

from gateway import town, town_needs
from gateway.body import FORM as FORM_TYPE, JSON as JSON_TYPE
from gateway.idempotency import LONGEST, pattern_of
from gateway.open311.filters import LAST_PAGE, MOST_REQUESTS
from gateway.open311.formats import write
from gateway.open311.words import NOTICE, PRIVACY_ASKED, PRIVACY_CHOICES
from shared.messages.engagement import NeedPrivacy
from shared.messages.wire import decode

TAG = "Open311"
TEXT = {"type": "string"}
INSTANT = {"type": "string", "format": "date-time"}
TOKEN = town_needs.NEED.ticket_path.rpartition("/")[2]
DETAILED = "[GeoReport v2](http://wiki.open311.org/GeoReport_v2). "
EVERYONE = "Open to everyone, without a token."


def _nullable(schema: dict[str, Any]) -> dict[str, Any]:
    return {**schema, "type": [schema["type"], "null"]}


def _list_of(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": {"type": "object", "required": [*properties], "properties": properties}}


NUMBER = {"type": "number"}
SERVICES = _list_of(
    {
        "service_code": TEXT,
        "service_name": TEXT,
        "description": TEXT,
        "metadata": {"type": "boolean"},
        "type": {"const": "batch"},
        "keywords": TEXT,
        "group": TEXT,
    }
)
VALUES = _list_of({"key": TEXT, "name": TEXT})
ATTRIBUTES = _list_of(
    {
        "variable": {"type": "boolean"},
        "code": TEXT,
        "datatype": {"const": "singlevaluelist"},
        "required": {"type": "boolean"},
        "datatype_description": TEXT,
        "order": {"type": "integer"},
        "description": TEXT,
        "values": VALUES,
    }
)
DEFINITION = {
    "type": "object",
    "required": ["service_code", "attributes"],
    "properties": {"service_code": TEXT, "attributes": ATTRIBUTES},
}
REQUESTS = _list_of(
    {
        "service_request_id": _nullable(TEXT),
        "status": {"enum": ["open", "closed"]},
        "status_notes": TEXT,
        "service_name": TEXT,
        "service_code": TEXT,
        "description": _nullable(TEXT),
        "agency_responsible": _nullable(TEXT),
        "service_notice": _nullable(TEXT),
        "requested_datetime": INSTANT,
        "updated_datetime": INSTANT,
        "expected_datetime": _nullable(INSTANT),
        "address": _nullable(TEXT),
        "address_id": _nullable(TEXT),
        "zipcode": _nullable(TEXT),
        "lat": _nullable(NUMBER),
        "long": _nullable(NUMBER),
        "media_url": _nullable(TEXT),
    }
)
ACCEPTED = _list_of({"token": TEXT, "service_notice": TEXT, "account_id": {"type": "null"}})
TOKENS = _list_of({"service_request_id": _nullable(TEXT), "token": TEXT})
ERRORS = _list_of({"code": {"type": "integer"}, "description": TEXT})
DISCOVERY = {
    "type": "object",
    "required": ["changeset", "contact", "key_service", "endpoints"],
    "properties": {
        "changeset": INSTANT,
        "contact": TEXT,
        "key_service": TEXT,
        "endpoints": _list_of(
            {
                "specification": TEXT,
                "url": TEXT,
                "changeset": INSTANT,
                "type": {"const": "production"},
                "formats": {"type": "array", "items": TEXT},
            }
        ),
    },
}

SERVICE = {
    "service_code": "public_facilities",
    "service_name": "公共设施",
    "description": "公共设施",
    "metadata": True,
    "type": "batch",
    "keywords": "",
    "group": "",
}
ATTRIBUTE = {
    "variable": True,
    "code": "community",
    "datatype": "singlevaluelist",
    "required": True,
    "datatype_description": "",
    "order": 1,
    "description": "由哪个社区办理？",
    "values": [{"key": town.COMMUNITY_ID, "name": town.COMMUNITY.name}],
}
REQUEST = dict.fromkeys(REQUESTS["items"]["properties"]) | {
    "service_request_id": town_needs.NEED_ID,
    "status": "open",
    "status_notes": "正在办理",
    "service_name": "公共设施",
    "service_code": "public_facilities",
    "description": town_needs.NEED.description,
    "agency_responsible": town.COMMUNITY.name,
    "requested_datetime": town_needs.NEED.submitted_at,
    "updated_datetime": town_needs.IN_HAND.changed_at,
    "address": town_needs.NEED.place,
    "lat": 43.8868,
    "long": 125.3245,
}
NOTED = NOTICE.format(number=town_needs.NEED.ticket_number)
FORM: dict[str, Any] = {
    "jurisdiction_id": {**TEXT, "description": "The tenant's id; the key tells it already."},
    "api_key": {
        **TEXT,
        "description": "The id of a client with the scope `open311` and its secret, with a dot between them, or an "
        "access token; left out where that comes as `Authorization`. In the address it isn't looked at.",
    },
    "service_code": {**TEXT, "description": "A code of the services."},
    "description": {**TEXT, "description": "What is needed, 2000 characters at most; its first line is the title."},
    "address_string": {
        **TEXT,
        "description": "Where, 200 characters at most; needed unless `lat` and `long` are there, and of what is "
        "private.",
    },
    "lat": {**TEXT, "description": "Degrees north, WGS 84. Of what is private it isn't kept."},
    "long": {**TEXT, "description": "Degrees east, WGS 84."},
    "attribute[community]": {
        **TEXT,
        "description": "The community's id; a community's own client may leave it out.",
    },
    "attribute[privacy]": {
        "enum": [*get_args(NeedPrivacy)],
        "description": f"{PRIVACY_ASKED} Left out, `place_hidden`.\n"
        + "".join(f"\n- `{name}`: {told}" for name, told in PRIVACY_CHOICES.items()),
    },
    "first_name": {**TEXT, "description": "Of who reports it; kept encrypted, shown to the community alone."},
    "last_name": {**TEXT, "description": "As first_name."},
    "phone": {**TEXT, "description": "As first_name. A mobile phone is told each step by text."},
    "email": {**TEXT, "description": "Isn't kept."},
    "device_id": {**TEXT, "description": "Isn't kept."},
    "account_id": {**TEXT, "description": "Isn't kept."},
}
SAID = {
    "api_key": f"{town.CLIENT.client_id}.{town.CLIENT.client_secret}",
    "service_code": "public_facilities",
    "description": town_needs.NEED.description,
    "address_string": town_needs.NEED.place,
    "attribute[community]": town.COMMUNITY_ID,
    "attribute[privacy]": "public",
    "first_name": "秀兰",
    "last_name": "王",
    "phone": "13900000002",
}


def _query(name: str, about: str, schema: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"in": "query", "name": name, "description": about, "schema": schema or TEXT}


def _path(name: str, about: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"in": "path", "name": name, "required": True, "description": about, "schema": schema}


FORMAT = _path("format", "In what the answer is written.", {"enum": ["json", "xml"]})
JURISDICTION = _query("jurisdiction_id", "The tenant's id; needed where there are several.")
LISTED = [
    JURISDICTION,
    _query("service_request_id", "These alone, ids with commas between them; sets all else but the page aside."),
    _query("service_code", "Of these services alone, codes with commas between them."),
    _query("start_date", "Submitted at this instant or later; left out, 90 days before the end."),
    _query("end_date", "Submitted at this instant or before, at most 90 days after the start; left out, now."),
    _query("status", "`open` or `closed`; both with a comma between them, as when it is left out."),
    _query("page", f"Which page, {LAST_PAGE} at most."),
    _query("page_size", f"How many there are on a page, {MOST_REQUESTS} at most."),
]
KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "description": "Any text of your choice: the same key with the same request is carried out once. Without one, the "
    "same from the same client within a minute is taken for a repeat.",
    "schema": {**TEXT, "minLength": 1, "maxLength": LONGEST, "pattern": f"^{pattern_of(1)}$"},
}


def _operation(
    name: str, summary: str, root: str, answer: tuple[dict[str, Any], Any], parameters: list[dict[str, Any]]
) -> dict[str, Any]:
    schema, example = answer
    return {
        "operationId": name,
        "tags": [TAG],
        "summary": summary,
        "description": DETAILED + EVERYONE,
        "x-roles": [{"role": "public"}],
        "security": [],
        "parameters": [*parameters, FORMAT],
        "responses": {"200": _answer(HTTPStatus.OK.phrase, root, schema, example), "default": _refusal()},
    }


def _answer(about: str, root: str, schema: dict[str, Any], example: Any) -> dict[str, Any]:
    content = {
        "application/json": {"schema": schema, "example": decode(write(root, example, "json"))},
        "text/xml": {"schema": TEXT, "example": write(root, example, "xml").decode()},
    }
    return {"description": about, "content": content}


def _refusal() -> dict[str, Any]:
    example = [{"code": 404, "description": "There is no such jurisdiction, or it isn't the client's"}]
    return _answer("What is wrong, in the standard's form.", "errors", ERRORS, example)


def _posting() -> dict[str, Any]:
    accepted = [{"token": TOKEN, "service_notice": NOTED, "account_id": None}]
    operation = _operation("post_service_request", "Report something.", "", (TEXT, ""), [KEY])
    form = {"type": "object", "required": ["service_code", "description"], "properties": FORM}
    contents = {kind: {"schema": form, "example": SAID} for kind in (FORM_TYPE, JSON_TYPE)}
    return operation | {
        "description": DETAILED
        + "For: department, community. The answer names a token, by which the request is followed at once; its id is "
        "there once the community has accepted it.",
        "x-roles": [{"role": "department"}, {"role": "community"}],
        "security": [{"organisation": ["open311"]}, {"bearer": []}, {}],
        "requestBody": {"required": True, "content": contents},
        "responses": {
            "201": _answer(HTTPStatus.CREATED.phrase, "service_requests", ACCEPTED, accepted),
            "default": _refusal(),
        },
    }


def operations() -> dict[str, dict[str, Any]]:
    """All paths, with their methods."""
    code = _path("service_code", "A code of the services.", TEXT)
    named = _path("service_request", "The request's id, or its token.", TEXT)
    token = _path("token", "The token that was answered to the report.", TEXT)
    discovery = {
        "changeset": "2026-11-28T00:00:00Z",
        "contact": "https://linli.example.org/docs",
        "key_service": "https://linli.example.org/docs",
        "endpoints": [
            {
                "specification": "http://wiki.open311.org/GeoReport_v2",
                "url": "https://linli.example.org/open311/v2",
                "changeset": "2026-11-28T00:00:00Z",
                "type": "production",
                "formats": ["text/xml", "application/json"],
            }
        ],
    }
    definition = (DEFINITION, {"service_code": "public_facilities", "attributes": [ATTRIBUTE]})
    found = (REQUESTS, [REQUEST])
    known = (TOKENS, [{"service_request_id": town_needs.NEED_ID, "token": TOKEN}])
    reading = {
        "discovery": ("Find out where the standard is spoken.", "discovery", (DISCOVERY, discovery), []),
        "services": ("List the services.", "services", (SERVICES, [SERVICE]), [JURISDICTION]),
        "services/{service_code}": (
            "Show what a service asks for.",
            "service_definition",
            definition,
            [JURISDICTION, code],
        ),
        "requests": ("List what was reported.", "service_requests", found, LISTED),
        "requests/{service_request}": ("Show what was reported.", "service_requests", found, [JURISDICTION, named]),
        "tokens/{token}": ("Find the id of what was reported.", "service_requests", known, [token]),
    }
    paths = {
        f"/open311/v2/{path}.{{format}}": {
            "get": _operation(f"open311_{path.partition('/{')[0]}{'_one' if '{' in path else ''}", *described)
        }
        for path, described in reading.items()
    }
    paths["/open311/v2/requests.{format}"]["post"] = _posting()
    return paths
