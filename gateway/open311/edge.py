"""The methods of GeoReport v2, each answered in the format that the address ends with."""

import re
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any

from werkzeug.wrappers import Response

from gateway.board.service_requests import Wanted
from gateway.body import read_query
from gateway.calls import call_of, send
from gateway.errors import CHINESE, language_of
from gateway.exchange import Exchange
from gateway.glossary_needs import STATES
from gateway.idempotency import key_of
from gateway.open311.filters import status_of, wanted_of
from gateway.open311.formats import CONTENT_TYPES, JSON, XML, write
from gateway.open311.forms import form_of
from gateway.open311.reports import report_of
from gateway.open311.words import COMMUNITY_ASKED, NOTICE, PRIVACY_ASKED, PRIVACY_CHOICES, PRIVACY_DEFAULT
from gateway.openapi_parts import RECEIPT_TOKEN
from shared.errors import Fault, Invalid, NotFound
from shared.ids import command_id, is_id
from shared.messages.engagement import (
    Need,
    NeedCategory,
    NeedTicket,
    ReportNeed,
    ShowNeedTicket,
)
from shared.messages.engagement.categories import BY_CODE, CATEGORIES, category_of
from shared.messages.wire import from_plain, to_plain

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
CHANGESET = "2026-11-28T00:00:00Z"  # when what discovery tells was last changed
CACHING = "public, max-age=5"
TOKEN = re.compile(RECEIPT_TOKEN)


def discover(exchange: Exchange) -> Response:
    """Where which version of the standard is spoken."""
    url = exchange.tools.settings.public_url
    told = {
        "changeset": CHANGESET,
        "contact": f"{url}/docs",
        "key_service": f"{url}/docs",
        "endpoints": [
            {
                "specification": SPECIFICATION,
                "url": f"{url}/open311/v2",
                "changeset": CHANGESET,
                "type": "production",
                "formats": [XML.partition(";")[0], JSON.partition(";")[0]],
            }
        ],
    }
    return _respond(exchange, "discovery", told, CACHING)


def list_services(exchange: Exchange) -> Response:
    """
    The kinds of needs.

    Raises:
        NotFound: `jurisdiction.unknown`.
    """
    if jurisdiction := _query(exchange).get("jurisdiction_id"):
        _check_jurisdiction(exchange, jurisdiction)
    services = [
        {
            "service_code": kind.code,
            "service_name": _name(exchange, kind),
            "description": _name(exchange, kind),
            "metadata": True,
            "type": "batch",
            "keywords": "",
            "group": "",
        }
        for kind in CATEGORIES
    ]
    return _respond(exchange, "services", services, CACHING)


def show_service(exchange: Exchange) -> Response:
    """
    What is asked besides: which community, and what the public may see.

    Raises:
        NotFound: `jurisdiction.unknown`, `service.unknown`.
        Invalid: `request.invalid`, no jurisdiction where there are several.
    """
    tenant_id = _jurisdiction(exchange)
    code = exchange.parameters["service_code"]
    if code not in BY_CODE:
        raise NotFound("service.unknown")
    communities = exchange.tools.board.communities(tenant_id)
    attributes = [
        _choice(
            exchange,
            "community",
            COMMUNITY_ASKED,
            {one["id"]: one["name"] for one in communities},
            order=1,
            is_required=True,
        ),
        _choice(
            exchange,
            "privacy",
            PRIVACY_ASKED,
            {key: _say(exchange, text) for key, text in PRIVACY_CHOICES.items()},
            order=2,
            is_required=False,
        ),
    ]
    return _respond(exchange, "service_definition", {"service_code": code, "attributes": attributes}, CACHING)


def take_request(exchange: Exchange) -> Response:
    """
    Lay what an app reports before a community. With an Idempotency-Key it is carried out once; without one the same
    from the same client within a minute is taken for a repeat.

    Raises:
        NotFound: `jurisdiction.unknown`, not the client's.
        Invalid: `request.invalid`, what is missing or can't be kept.
        Refusal: what the service refuses.
    """
    form = form_of(exchange)
    if form.get("jurisdiction_id", exchange.actor.tenant_id) != exchange.actor.tenant_id:
        raise NotFound("jurisdiction.unknown")
    key = key_of(exchange)
    call = call_of(exchange, ReportNeed.topic, report_of(exchange, form) | {"merges_repeats": key is None})
    if key is not None:
        request = exchange.request
        digest = sha256(f"{request.method} {request.path}\n".encode() + exchange.body).hexdigest()
        call = replace(call, id=command_id(exchange.actor.client_id, key), fingerprint=digest)
    need = from_plain(send(exchange, call), Need)
    notice = _say(exchange, NOTICE).format(number=need.ticket_number)
    token = need.ticket_path.rpartition("/")[2]
    told = [{"token": token, "service_notice": notice, "account_id": None}]
    return _respond(exchange, "service_requests", told, "no-store", status=201)


def resolve_token(exchange: Exchange) -> Response:
    """
    The id under which everybody finds what was reported: none before the community has accepted it, and never one of
    what is private.

    Raises:
        NotFound: `need_ticket.unknown`.
    """
    token = exchange.parameters["token"]
    told = [{"service_request_id": _ticket(exchange, token).board_need_id, "token": token}]
    return _respond(exchange, "service_requests", told, "no-store")


def list_requests(exchange: Exchange) -> Response:
    """
    What the public may see, newest first.

    Raises:
        NotFound: `jurisdiction.unknown`.
        Invalid: `request.invalid`.
    """
    tools = exchange.tools
    wanted = wanted_of(_query(exchange), _jurisdiction(exchange), tools.clock.now())
    told = [_shown(exchange, row) for row in tools.board.service_requests(wanted)]
    return _respond(exchange, "service_requests", told, CACHING)


def show_request(exchange: Exchange) -> Response:
    """
    One that the public may see; or by its token how any stands, without what it says.

    Raises:
        NotFound: `need.unknown`, `need_ticket.unknown`, `jurisdiction.unknown`.
    """
    name = exchange.parameters["service_request"]
    if not is_id(name):
        return _respond(exchange, "service_requests", [_followed(exchange, _ticket(exchange, name))], "no-store")
    tenant_id = _query(exchange).get("jurisdiction_id")
    if tenant_id:
        _check_jurisdiction(exchange, tenant_id)
    rows = exchange.tools.board.service_requests(Wanted(tenant_id=tenant_id, ids=(name,), limit=1))
    if not rows:
        raise NotFound("need.unknown")
    return _respond(exchange, "service_requests", [_shown(exchange, row) for row in rows], CACHING)


def _shown(exchange: Exchange, row: Mapping[str, Any]) -> dict[str, Any]:
    told = _request(exchange, row["state"], category_of(row["category"]))
    return told | {
        "service_request_id": row["id"],
        "description": row["description"],
        "agency_responsible": row["community_name"],
        "requested_datetime": row["submitted_at"],
        "updated_datetime": row["changed_at"],
        "address": row["place"],
        "lat": row["latitude"],
        "long": row["longitude"],
    }


def _followed(exchange: Exchange, ticket: NeedTicket) -> dict[str, Any]:
    told = _request(exchange, ticket.state, category_of(ticket.category))
    return told | {
        "service_request_id": ticket.board_need_id,
        "requested_datetime": ticket.submitted_at,
        "updated_datetime": ticket.changed_at,
    }


def _request(exchange: Exchange, state: Any, kind: NeedCategory) -> dict[str, Any]:
    """All fields of the standard in its order; those that nothing is known of are empty."""
    return {
        "service_request_id": None,
        "status": status_of(state),
        "status_notes": _say(exchange, STATES[state]),
        "service_name": _name(exchange, kind),
        "service_code": kind.code,
        "description": None,
        "agency_responsible": None,
        "service_notice": None,
        "requested_datetime": None,
        "updated_datetime": None,
        "expected_datetime": None,
        "address": None,
        "address_id": None,
        "zipcode": None,
        "lat": None,
        "long": None,
        "media_url": None,
    }


def _choice(
    exchange: Exchange, code: str, asked: str, choices: Mapping[str, str], *, order: int, is_required: bool
) -> dict[str, Any]:
    hint = "" if is_required else _say(exchange, PRIVACY_DEFAULT)
    return {
        "variable": True,
        "code": code,
        "datatype": "singlevaluelist",
        "required": is_required,
        "datatype_description": hint,
        "order": order,
        "description": _say(exchange, asked),
        "values": [{"key": key, "name": name} for key, name in choices.items()],
    }


def _query(exchange: Exchange) -> Mapping[str, str]:
    """What the query string says; a key that some apps send with every request isn't looked at."""
    return {name: str(value) for name, value in read_query(exchange.request, frozenset()).items() if value}


def _jurisdiction(exchange: Exchange) -> str:
    given = _query(exchange).get("jurisdiction_id")
    if given:
        return _check_jurisdiction(exchange, given)
    tenants = exchange.tools.board.tenants()
    if len(tenants) != 1:
        fault = Fault("#/jurisdiction_id", "missing", "Missing data for required field.")
        raise Invalid("request.invalid", errors=[fault])
    return tenants[0]


def _check_jurisdiction(exchange: Exchange, tenant_id: str) -> str:
    if not is_id(tenant_id) or not exchange.tools.board.communities(tenant_id):
        raise NotFound("jurisdiction.unknown")
    return tenant_id


def _ticket(exchange: Exchange, token: str) -> NeedTicket:
    if not TOKEN.fullmatch(token):
        raise NotFound("need_ticket.unknown")
    query = ShowNeedTicket(token=token)
    return from_plain(send(exchange, call_of(exchange, query.topic, to_plain(query))), NeedTicket)


def _language(exchange: Exchange) -> str:
    return language_of(exchange.request, default=CHINESE)


def _name(exchange: Exchange, kind: NeedCategory) -> str:
    return kind.name if _language(exchange) == CHINESE else kind.english_name


def _say(exchange: Exchange, english: str) -> str:
    return exchange.problems.say(english, _language(exchange))


def _respond(exchange: Exchange, root: str, told: Any, caching: str, status: int = 200) -> Response:
    format_ = exchange.parameters["format"]
    headers = {"Cache-Control": caching, "Content-Language": _language(exchange), "Vary": "Accept-Language"}
    content = write(root, told, format_)
    return Response(content, status=status, headers=headers, content_type=CONTENT_TYPES[format_])
