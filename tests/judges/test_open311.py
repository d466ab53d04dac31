"""georeport, a client of cities' Open311 interfaces, reads ours in both formats."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from georeport import GeoReport

from deploy.demo.api import Api, eventually
from deploy.demo.town import settle
from shared.ids import new_id
from tests.systems import running_system

NEED = {"category": "other", "title": "灯不亮", "description": "三楼的灯 <不亮> & 很暗。", "privacy": "public"}


@dataclass
class City:
    root: str
    tenant_id: str
    community_id: str
    need_ids: list[str]


@pytest.fixture(scope="module")
def city() -> Iterator[City]:
    with running_system("embedded") as system:
        api = Api(system.url)
        town = settle(api, system.settings.operator_secret, new_id())
        path = f"/v1/communities/{town.community_id}/needs"
        first = eventually("engagement knows the community", lambda: town.community.post(path, NEED))
        needs = [first, town.community.post(path, NEED | {"category": "safety"})]
        for need in needs:
            town.community.post(f"/v1/needs/{need['id']}/acceptance", {}, version=1)
        city = City(f"{system.url}/open311/v2", town.tenant["id"], town.community_id, [need["id"] for need in needs])
        reader = GeoReport(city.root, jurisdiction=city.tenant_id)
        eventually("the board shows them", lambda: len(reader.get_service_requests()) == len(needs))
        yield city


@pytest.fixture(params=["json", "xml"])
def reader(city: City, request: Any) -> GeoReport:
    return GeoReport(city.root, jurisdiction=city.tenant_id, output_format=request.param)


@pytest.mark.slow
def test_services_and_what_they_ask_for_are_read(city: City, reader: GeoReport) -> None:
    services = reader.get_service_list()
    definition = reader.get_service_definition("other")
    attributes = definition["attributes"]
    asked = attributes["attribute"] if isinstance(attributes, dict) else attributes

    assert {"other", "safety"} <= {one["service_code"] for one in services}
    assert definition["service_code"] == "other"
    assert [one["code"] for one in asked] == ["community", "privacy"]


@pytest.mark.slow
def test_requests_are_read_and_narrowed(city: City, reader: GeoReport) -> None:
    found = reader.get_service_requests(status="open")

    assert [one["service_request_id"] for one in found] == city.need_ids[::-1]
    assert {one["description"] for one in found} == {NEED["description"]}
    one = reader.get_service_request(city.need_ids[0])
    assert (one["service_request_id"], one["service_code"], one["status"]) == (city.need_ids[0], "other", "open")
    named = reader.get_service_requests(service_request_id=",".join(city.need_ids))
    assert len(named) == len(city.need_ids)
