"""The story of one activity, whole, on both run modes: through HTTP alone."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from deploy.demo.api import Api, Problem, eventually
from deploy.demo.town import settle
from shared.ids import new_id
from tests.systems import System

ROLES = [{"name": "清扫", "min_places": 1, "max_places": 2}, {"name": "电路检查", "max_places": 1, "skills": ["电工"]}]


def signed_in(api: Api, town: Any, member_id: str) -> Api:
    return api.as_member(member_id, town.unit.post(f"/v1/members/{member_id}/sign-in-codes")["code"])


def claimed(leader: Api, path: str, places: Any) -> Any:
    """None as long as engagement hasn't heard that both are in the team."""
    try:
        return leader.post(f"{path}/claims", places)
    except Problem as problem:
        if "team.not_in" not in str(problem):
            raise
        return None


def lets_itself_be_found(member: Api, home: str, community: Api) -> None:
    """Somebody who is registered with the community, and shows it that they know about wires."""
    registration = member.post(f"{home}/registrations")
    community.post(f"/v1/registrations/{registration['id']}/confirmation")
    me = f"/v1/members/{registration['member_id']}"
    member.put(f"{me}/profile", {"skills": ["电工"]}, version=member.get(me)["version"])
    consent = {"purpose": "data_sharing_with_community", "decision": "given", "text_version": 1}
    member.post(f"{me}/consents", consent)


@pytest.mark.slow
def test_an_activity_is_planned_published_claimed_waited_for_and_called_off(system: System) -> None:
    starts_at = datetime.now(UTC) + timedelta(days=7)
    plan = {
        "title": "清洁楼道",
        "category": "environment",
        "description": "一起把三幢的楼道清扫干净。",
        "starts_at": starts_at.isoformat(),
        "ends_at": (starts_at + timedelta(hours=2)).isoformat(),
        "roles": ROLES,
    }
    api = Api(system.url)
    town = settle(api, system.settings.operator_secret, new_id())
    home = f"/v1/communities/{town.community_id}"
    item = eventually("engagement knows the community", lambda: town.community.post(f"{home}/activities", plan))
    path = f"/v1/menu-items/{item['id']}"
    members = [signed_in(api, town, member_id) for member_id in town.member_ids[:4]]
    with pytest.raises(Problem, match=r"404 menu_item\.unknown"):
        members[0].get(path)
    item = town.community.post(f"{path}/publication")
    sweep = {"role_id": item["roles"][0]["id"]}
    for member in members[:2]:
        lets_itself_be_found(member, home, town.community)
    (fits,) = members[0].get(f"/v1/members/{town.member_ids[0]}/matching-items")["items"]
    assert (fits["id"], fits["role"], fits["reasons"][0]["words"]) == (item["id"], "电路检查", ["水电维修"])
    found = town.community.get(f"{path}/matching-members")["items"]
    assert [one["member"]["id"] for one in found] == town.member_ids[:2]
    assert [one["reasons"][0]["words"] for one in found] == [["水电维修"]] * 2

    team = members[0].post("/v1/teams", {"name": "先锋队", "kind": "interest", "theme": "清洁", "joining": "open"})
    members[1].post(f"/v1/teams/{team['id']}/joining")
    both = {"team_id": team["id"], "member_ids": town.member_ids[:2]}
    claim = eventually("engagement knows the team", lambda: claimed(members[0], path, sweep | both))
    assert (claim["state"], claim["places"]) == ("held", 2)
    with pytest.raises(Problem, match=r"409 menu_item\.full"):
        members[2].post(f"{path}/claims", sweep)
    waits = members[2].post(f"{path}/claims", sweep | {"may_wait": True})
    members[3].post(f"{path}/claims", {"role_id": item["roles"][1]["id"]})
    members[0].post(f"/v1/place-claims/{claim['id']}/withdrawal", {"reason": "临时加班"})
    offered = members[2].get(f"/v1/place-claims/{waits['id']}")
    assert offered["state"] == "offered"
    members[2].post(f"/v1/place-claims/{waits['id']}/acceptance")
    assert [one["state"] for one in town.community.get(f"{path}/claims")["items"]] == ["withdrawn", "held", "held"]

    def shown() -> Any:
        items = api.get(f"{home}/board/menu?kind=activity&has_free=true")["items"]
        return items if items and items[0]["free"] == 1 else None

    (on_board,) = eventually("the board shows who may still come", shown)
    assert [role["free"] for role in on_board["roles"]] == [1, 0]
    (in_area,) = api.get("/v1/board/menu", tenant_id=town.tenant["id"], skill="电工")["items"]
    assert (in_area["id"], in_area["community_id"]) == (item["id"], town.community_id)
    called_off = town.community.post(f"{path}/calling-off", {"reason": "下大雨"})
    assert called_off["state"] == "called_off"
    assert {one["state"] for one in members[2].get("/v1/place-claims")["items"]} == {"released"}

    def told() -> list[str]:
        types = [one["type"].removeprefix("linli.") for one in api.feed(f"{home}/feed")]
        return [one for one in types if one.startswith(("place.", "menu_item."))]

    eventually("the feed has all", lambda: len(told()) >= 10)
    feed, types = api.feed(f"{home}/feed"), told()

    assert types == [
        "menu_item.published.v1",
        "place.claimed.v1",
        "place.waited_for.v1",
        "place.claimed.v1",
        "place.given_up.v1",
        "place.offered.v1",
        "place.claimed.v1",
        "menu_item.called_off.v1",
        "place.given_up.v1",
        "place.given_up.v1",
    ]
    assert not any(member_id in str(feed) for member_id in town.member_ids)
