"""The standard's interface in the words of OpenAPI."""

from typing import Any

from gateway import chronicle
from gateway.errors import MEDIA_TYPE, Problems
from gateway.json_schemas import text_pattern
from gateway.ocds.bulk import LINES
from gateway.ocds.example import OCID, RELEASE
from shared.errors import Fault, Invalid

TRACE = chronicle.TRACEPARENT.split("-")[1]
TAG = "Open contracting"
TEXT = {"type": "string"}
OCID_TEXT: dict[str, Any] = {**TEXT, "minLength": 1, "maxLength": 200, "pattern": text_pattern(is_one_line=True)}
WHOLE = {"type": "integer", "minimum": 0, "maximum": 2**53}
INSTANT = {"type": "string", "format": "date-time"}
UUID = {"type": "string", "format": "uuid"}
SCHEMAS = "https://standard.open-contracting.org/1.1/en/schema"
ABOUT = (
    "What becomes of calls, by the [Open Contracting Data Standard 1.1](https://standard.open-contracting.org/1.1/). "
    "One call is one contracting process, from the plan to what is paid: `planning` and `tender` for the call, "
    "`awards` from their public notice on, `contracts` once both sides have signed, and in their `implementation` the "
    "milestones, each payment, what has come back of it as less than nothing, and the final evaluation. A release says "
    "how a process is at one step of it: it never changes, holds all that is known, and says that it is null of what "
    "is gone. Persons, single scores, objections, bank data and what was proposed are in none. Open to everyone, "
    "without a token."
)
PACKAGE = {
    "uri": "https://linli.example.org/ocds/releases",
    "version": "1.1",
    "publishedDate": RELEASE["date"],
    "publisher": {"name": "Linli"},
}
NAMED = {
    "url": f"https://linli.example.org/ocds/releases/{RELEASE['id']}",
    "date": RELEASE["date"],
    "tag": RELEASE["tag"],
}
COMPILED = RELEASE | {"id": f"{OCID}-{RELEASE['date']}", "tag": ["compiled"]}
RECORD = {"ocid": OCID, "releases": [NAMED], "compiledRelease": COMPILED}


def operations(problems: Problems) -> dict[str, dict[str, Any]]:
    """All paths, with their methods."""
    fault = Fault("#/since", "invalid", "Not a valid datetime.")
    refused = problems.write(Invalid("request.invalid", errors=[fault]), "/ocds/releases", TRACE)
    tenant = _query("tenant_id", "Of this tenant alone.", UUID)
    times = [
        _query("since", "Told at this instant or later.", INSTANT),
        _query("until", "Told before this instant.", INSTANT),
    ]
    after = _query("after", "The number behind which they begin; 0 for the first.", WHOLE | {"default": 0})
    releases = _content("release", "releases", RELEASE)
    records = _content("record", "records", RECORD)
    lines = {LINES: {"schema": TEXT, "example": '{"ocid":"…"}\n'}}
    return {
        "/ocds/releases": _get(
            "ocds_releases",
            "Read releases.",
            releases,
            [_query("ocid", "Of this process alone.", OCID_TEXT), *times, tenant, after, _limit(200, 50)],
            refused,
        ),
        "/ocds/releases.jsonl": _get(
            "ocds_all_releases", "Read all releases at once.", lines, [*times, tenant], refused
        ),
        "/ocds/releases/{release}": _get(
            "ocds_release", "Read one release.", releases, [_path("release", "The release's id.")], refused
        ),
        "/ocds/records": _get("ocds_records", "Read records.", records, [tenant, after, _limit(100, 20)], refused),
        "/ocds/records/{ocid}": _get(
            "ocds_record", "Read one record.", records, [_path("ocid", "The process's id.")], refused
        ),
    }


def _get(
    name: str, summary: str, content: dict[str, Any], parameters: list[dict[str, Any]], refused: dict[str, Any]
) -> dict[str, Any]:
    return {
        "get": {
            "operationId": name,
            "tags": [TAG],
            "summary": summary,
            "description": ABOUT,
            "x-roles": [{"role": "public"}],
            "security": [],
            "parameters": parameters,
            "responses": {
                "200": {"description": "OK", "content": content},
                "304": {"description": "The same as what you hold."},
                "default": {
                    "description": "What is wrong.",
                    "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}, "example": refused}},
                },
            },
        }
    }


def _content(kind: str, name: str, example: dict[str, Any]) -> dict[str, Any]:
    schema = {
        "type": "object",
        "description": f"A [{kind} package]({SCHEMAS}/{kind}_package/).",
        "required": [*PACKAGE, name],
        "properties": {
            "uri": TEXT,
            "version": {"const": "1.1"},
            "publishedDate": INSTANT,
            "publisher": {"type": "object", "required": ["name"], "properties": {"name": TEXT, "uri": TEXT}},
            "license": TEXT,
            "links": {"type": "object", "properties": {"next": TEXT}},
            name: {"type": "array", "items": {"type": "object", "required": ["ocid"], "properties": {"ocid": TEXT}}},
        },
    }
    return {"application/json": {"schema": schema, "example": PACKAGE | {name: [example]}}}


def _query(name: str, about: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"in": "query", "name": name, "description": about, "schema": schema}


def _limit(most: int, default: int) -> dict[str, Any]:
    schema = {"type": "integer", "minimum": 1, "maximum": most, "default": default}
    return _query("limit", "How many there are in a package, at most.", schema)


def _path(name: str, about: str) -> dict[str, Any]:
    return {"in": "path", "name": name, "required": True, "description": about, "schema": TEXT}
