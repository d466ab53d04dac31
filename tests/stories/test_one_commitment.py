"""The story of one public commitment about a post, whole, on both run modes: through HTTP alone."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from deploy.demo.api import Api, Problem, eventually
from deploy.demo.town import settle
from shared.ids import new_id
from tests.systems import System

POST = {
    "title": "三单元楼道长",
    "category": "property",
    "description": "照看一个单元。",
    "roles": [{"name": "楼道长", "max_places": 1}],
}


@pytest.mark.slow
def test_a_promise_is_made_nudged_put_off_reported_judged_and_judged_anew(system: System) -> None:
    due_at = datetime.now(UTC) + timedelta(days=10)
    api = Api(system.url)
    town = settle(api, system.settings.operator_secret, new_id())
    home = f"/v1/communities/{town.community_id}"
    item = eventually("engagement knows the community", lambda: town.community.post(f"{home}/posts", POST))
    town.community.post(f"/v1/menu-items/{item['id']}/publication")
    member_id = town.member_ids[0]
    member = api.as_member(member_id, town.unit.post(f"/v1/members/{member_id}/sign-in-codes")["code"])
    claim = member.post(f"/v1/menu-items/{item['id']}/claims", {"role_id": item["roles"][0]["id"]})
    words = {"text": "每晚巡查一次楼道", "due_at": due_at.isoformat()}
    made = member.post(f"/v1/place-claims/{claim['id']}/commitments", words)
    path = f"/v1/commitments/{made['id']}"

    assert [one["id"] for one in town.unit.get("/v1/commitments?kind=post&state=open")["items"]] == [made["id"]]
    town.unit.post(f"{path}/nudges")
    with pytest.raises(Problem, match=r"409 commitment\.nudged_today"):
        town.community.post(f"{path}/nudges")
    later = (due_at + timedelta(days=3)).isoformat()
    member.post(f"{path}/extension", {"due_at": later, "reason": "单位值班"})
    member.post(f"{path}/report", {"note": "都巡查了"})
    town.community.post(f"{path}/verdict", {"verdict": "partly", "word": "有两晚没来"})
    member.post(f"{path}/appeal", {"reason": "那两晚托邻居巡查"})
    pending = town.department.get("/v1/commitments?appeal=pending")["items"]
    assert [one["appeal"]["against"] for one in pending] == ["partly"]
    decided = town.department.post(f"{path}/appeal/decision", {"verdict": "kept", "word": "邻居证实了"})
    assert [one["ruling"] for one in decided["rulings"]] == ["partly", "kept"]

    def shown() -> Any:
        found = api.get(f"/v1/board/commitments/{made['id']}")
        return found if found["state"] == "kept" else None

    on_board = eventually("the board shows the last verdict", shown)
    assert (on_board["title"], on_board["kind"]) == (POST["title"], "post")
    assert [one["id"] for one in api.get(f"{home}/board/commitments?state=kept")["items"]] == [made["id"]]

    def told(feed: list[Any]) -> list[str]:
        types = [one["type"].removeprefix("linli.").removesuffix(".v1") for one in feed]
        return [one for one in types if "commitment" in one]

    eventually("the feed has all", lambda: len(told(api.feed(f"{home}/feed"))) >= 5)
    feed = api.feed(f"{home}/feed")
    of_unit = told(town.unit.feed(f"/v1/units/{town.unit_id}/feed"))

    steps = ["place_commitment.made", "place_commitment.extended", "place_commitment.reported"]
    assert told(feed) == [*steps, "place_commitment.judged", "commitment.appeal_decided"]
    assert {"commitment.nudged", "commitment.appealed"} < set(of_unit)
    assert not any(one in str(feed) for one in town.member_ids)
