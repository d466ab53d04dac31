"""A city app, and what stands ready behind the gateway for it."""

from typing import Any
from urllib.parse import urlencode

from defusedxml import ElementTree
from werkzeug.test import TestResponse

from gateway import town_needs
from gateway.examples import as_json
from shared.messages.membership import Principal
from shared.messages.wire import to_plain
from tests.gateway.edge import OWN, THING, Edge
from tests.harness import START, TENANT

V2 = "/open311/v2"
SECRET = "s3cr3t-of-the-app"
KEY = f"{THING}.{SECRET}"
TOKEN = town_needs.NEED.ticket_path.rpartition("/")[2]
SAID = {
    "service_code": "public_facilities",
    "description": "三单元的灯不亮\n晚上回家看不清台阶。",
    "address_string": "三辅街 12 号",
    "attribute[community]": OWN,
}
ROW: dict[str, Any] = {
    "id": town_needs.NEED_ID,
    "community_name": "梧桐里社区",
    "category": "public_facilities",
    "description": "灯不亮",
    "place": None,
    "latitude": 43.8868,
    "longitude": 125.3245,
    "state": "in_hand",
    "submitted_at": START,
    "changed_at": START,
}


def prepare(edge: Edge) -> None:
    principal = Principal(role="department", client_id=THING, tenant_id=TENANT, organisation_id=OWN, member_id=None)
    edge.client.answers |= {
        "client.authenticate": to_plain(principal),
        "need.report": as_json(town_needs.NEED),
        "need_ticket.show": as_json(town_needs.TICKET),
    }


def post(edge: Edge, said: dict[str, Any] | None = None, format_: str = "json", **options: Any) -> TestResponse:
    """A form as the standard has it, with the key in it."""
    form = {"api_key": KEY, **SAID, **(said or {})}
    body = urlencode({name: value for name, value in form.items() if value is not None})
    options.setdefault("content_type", "application/x-www-form-urlencoded")
    return edge.post(f"{V2}/requests.{format_}", data=body, **options)


def described(answer: TestResponse) -> str:
    """What is wrong, of an answer in JSON that holds nothing but errors of the standard's form."""
    told = answer.json
    assert all(one.keys() == {"code", "description"} and one["code"] == answer.status_code for one in told)
    return "; ".join(one["description"] for one in told)


def xml(answer: TestResponse) -> Any:
    assert answer.content_type == "text/xml; charset=utf-8"
    assert answer.data.startswith(b"<?xml version='1.0' encoding='UTF-8'?>")
    return ElementTree.fromstring(answer.data)
