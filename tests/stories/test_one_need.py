"""The story of one need, whole, on both run modes: through HTTP alone."""

import json
from typing import Any

import pytest

from deploy.demo.api import Api, Problem, eventually
from deploy.demo.town import settle
from shared.ids import new_id
from tests.residents import PHONE, sign_in_resident, texts
from tests.systems import System

NEED = {
    "category": "public_facilities",
    "title": "三单元的灯不亮",
    "description": "晚上回家看不清台阶。",
    "place": "三辅街 12 号 3 单元",
    "privacy": "place_hidden",
}
WISH = {
    "title": "想请人修好楼道里的灯",
    "category": "维修",
    "beneficiary_kind": "独居老人",
    "beneficiary": {"name": "王秀兰", "phone": "13904310003"},
}


def fulfil(api: Api, town: Any, wish: Any) -> None:
    code = town.unit.post(f"/v1/members/{town.member_ids[0]}/sign-in-codes")
    member = api.as_member(town.member_ids[0], code["code"])
    claim = member.post(f"/v1/wishes/{wish['id']}/claims")
    member.post(f"/v1/claims/{claim['id']}/delivery")
    town.community.post(f"/v1/claims/{claim['id']}/confirmation")


@pytest.mark.slow
def test_a_need_goes_its_way_and_the_resident_is_told(system: System) -> None:
    api = Api(system.url)
    town = settle(api, system.settings.operator_secret, new_id())
    home = f"/v1/communities/{town.community_id}"
    wish = eventually("engagement knows the community", lambda: town.community.post(f"{home}/wishes", WISH))
    resident = sign_in_resident(system, api, town.tenant["id"])
    assert town.community_id in {one["id"] for one in resident.get("/v1/communities")["items"]}

    need = resident.post(f"{home}/needs", NEED)
    path = f"/v1/needs/{need['id']}"
    need = town.community.post(f"{path}/acceptance", {}, version=need["version"])
    with pytest.raises(Problem, match=r"412 precondition\.failed"):
        town.community.post(f"{path}/refusal", {"reason": "不归社区管"}, version=1)
    need = town.community.post(f"{path}/links", {"kind": "wish", "target_id": wish["id"]}, version=need["version"])
    fulfil(api, town, wish)
    need = town.community.get(path)
    assert (need["state"], need["is_resolvable"]) == ("in_hand", True)
    assert town.community.get(f"{path}/contact")["phone"] == PHONE

    need = town.community.post(f"{path}/resolution", {"outcome": "resolved"}, version=need["version"])
    assert api.get(need["ticket_path"])["state"] == "resolved"
    need = resident.post(f"{path}/reopening", {"reason": "灯又不亮了"})
    steps = [step["kind"] for step in api.get(need["ticket_path"])["steps"]]
    assert steps == ["submitted", "accepted", "in_hand", "link_done", "resolved", "reopened"]
    assert [one["id"] for one in resident.get("/v1/needs")["items"]] == [need["id"]]

    def shown() -> Any:
        items = api.get(f"{home}/board/needs")["items"]
        return items if items and items[0]["state"] == "reopened" else None

    (on_board,) = eventually("the board shows it", shown)
    assert (on_board["title"], on_board["place"]) == (NEED["title"], None)
    summary = eventually("the board counts it", lambda: (now := api.get(f"{home}/board"))["needs"]["reopened"] and now)
    assert sum(summary["needs"].values()) == 1
    told = eventually("five texts have come", lambda: len(all_ := texts(system, need["ticket_number"])) >= 5 and all_)
    feed = api.feed(f"{home}/feed")

    assert sorted(told) == sorted(
        f"【邻里】您的需求（{need['ticket_number']}）{news}。"
        for news in ("已提交，社区会尽快答复", "社区已受理", "正在办理", "已办结", "已重新办理")
    )
    assert [event["type"] for event in feed if ".need." in event["type"]] == [
        f"linli.need.{step}.v1" for step in ("submitted", "accepted", "linked", "resolved", "reopened")
    ]
    assert not any(secret in json.dumps(feed, ensure_ascii=False) for secret in (PHONE, NEED["place"]))
