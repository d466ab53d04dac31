"""The story of a city app, on both run modes: what it reports by Open311 and how it follows it, through HTTP alone."""

import json
from typing import Any

import pytest
import requests
from defusedxml import ElementTree

from deploy.demo.api import Api, eventually
from deploy.demo.town import Town, settle
from shared.ids import new_id
from tests.residents import PHONE, texts
from tests.systems import System

PLACE = "三辅街 12 号 3 单元"
SAID = {
    "service_code": "public_facilities",
    "description": "三单元的灯不亮\n晚上回家看不清台阶。",
    "address_string": PLACE,
    "lat": "43.8868",
    "long": "125.3245",
    "first_name": "秀兰",
    "last_name": "王",
    "phone": PHONE,
}


def key_of_app(town: Town) -> str:
    """What a city gives the makers of an app: a client that may report, and nothing else."""
    asked = {"label": "城市服务", "scopes": ["open311"]}
    client = town.department.post(f"/v1/organisations/{town.tenant['department']['id']}/clients", asked)
    return f"{client['client_id']}.{client['client_secret']}"


@pytest.mark.slow
def test_a_city_app_reports_and_follows_what_it_has_reported(system: System) -> None:
    api, told_before = Api(system.url), len(texts(system))
    town = settle(api, system.settings.operator_secret, new_id())
    key, tenant_id = key_of_app(town), town.tenant["id"]

    def read(path: str, **query: str) -> Any:
        return requests.get(f"{root}/{path}", query, timeout=10)

    def report(format_: str = "json", **fields: str) -> Any:
        form = {"api_key": key, **SAID, **fields}
        return requests.post(f"{root}/requests.{format_}", form, timeout=20)

    root = f"{system.url}/open311/v2"
    (endpoint,) = read("discovery.json").json()["endpoints"]
    assert endpoint["url"].endswith("/open311/v2")
    services = read("services.json", jurisdiction_id=tenant_id).json()
    assert SAID["service_code"] in {one["service_code"] for one in services}
    asked = read(f"services/{SAID['service_code']}.json", jurisdiction_id=tenant_id).json()["attributes"]
    assert town.community_id in {one["key"] for one in asked[0]["values"]}
    to = {"jurisdiction_id": tenant_id, "attribute[community]": town.community_id, "attribute[privacy]": "public"}

    def reported() -> Any:
        answer = report(**to)
        return answer.json()[0]["token"] if answer.status_code == 201 else None

    token = eventually("engagement knows the community", reported)
    assert report(**to).json()[0]["token"] == token  # an app that heard nothing sends it once more
    private = report("xml", **to | {"attribute[privacy]": "private"})
    private_token = ElementTree.fromstring(private.content).findtext("request/token")

    assert read(f"tokens/{token}.json").json() == [{"service_request_id": None, "token": token}]
    assert read("requests.json", jurisdiction_id=tenant_id).json() == []
    waiting = town.community.get(f"/v1/communities/{town.community_id}/needs")["items"]
    assert [(one["origin"], one["latitude"]) for one in waiting] == [("app", None), ("app", 43.8868)]
    needs = [town.community.post(f"/v1/needs/{one['id']}/acceptance", {}, version=1) for one in waiting]

    def shown() -> Any:
        return read("requests.json", jurisdiction_id=tenant_id, status="open").json()

    (told,) = eventually("the public sees it", shown)
    found = read(f"tokens/{token}.json").json()[0]["service_request_id"]
    assert told["service_request_id"] == found == needs[1]["id"]
    assert (told["lat"], told["address"], told["agency_responsible"]) == (
        43.8868,
        PLACE,
        told["agency_responsible"],
    )
    town.community.post(f"/v1/needs/{found}/resolution", {"outcome": "resolved"}, version=2)

    def closed() -> Any:
        answer = read(f"requests/{found}.xml")
        return ElementTree.fromstring(answer.content).findtext("request/status") == "closed" and answer

    eventually("the public sees that it is closed", closed)
    assert read(f"requests/{token}.json").json()[0]["status"] == "closed"
    assert read(f"requests/{private_token}.json").json()[0]["status"] == "open"
    assert read(f"tokens/{private_token}.json").json()[0]["service_request_id"] is None
    assert read(f"requests/{needs[0]['id']}.json").status_code == 404
    assert report(api_key=f"{key}x", **to).status_code == 403
    public = json.dumps([shown(), read("requests.json", jurisdiction_id=tenant_id).json()], ensure_ascii=False)
    eventually("the reporter is told each step", lambda: len(texts(system)) >= told_before + 5)

    assert not any(secret in public for secret in (PHONE, "秀兰", private_token))
