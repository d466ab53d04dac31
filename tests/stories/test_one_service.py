"""The story of one service, on both run modes: come and gone by the code of the place, confirmed, public, corrected."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from deploy.demo.api import Api, Problem, eventually
from deploy.demo.town import settle
from shared.ids import new_id
from tests.stories.test_one_activity import signed_in
from tests.systems import System

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
PLAN = {"title": "清洁楼道", "category": "environment", "description": "清扫楼道。"}


def gone(member: Api, path: str, code: str) -> Any:
    """None as long as it hasn't begun."""
    try:
        return member.post(f"{path}/check-out", {"code": code})
    except Problem as problem:
        if "outside_window" not in str(problem):
            raise
        return None


def claimed(community: Api, member: Api, item: Any) -> Any:
    """A place in what was a draft."""
    item = community.post(f"/v1/menu-items/{item['id']}/publication")
    return member.post(f"/v1/menu-items/{item['id']}/claims", {"role_id": item["roles"][0]["id"]})


def recorded(community: Api, home: str, claim: Any, starts_at: datetime, ends_at: datetime) -> Any:
    times = {"starts_at": starts_at.isoformat(), "ends_at": ends_at.isoformat()}
    return community.post(f"{home}/service-records", {"place_claim_id": claim["id"], **times})


@pytest.mark.slow
def test_who_has_come_has_a_record_that_is_confirmed_shown_disputed_and_corrected(system: System) -> None:
    roles = {"roles": [{"name": "清扫", "max_places": 2}]}
    api = Api(system.url)
    town = settle(api, system.settings.operator_secret, new_id())
    home, community = f"/v1/communities/{town.community_id}", town.community
    member, other = (signed_in(api, town, member_id) for member_id in town.member_ids[:2])
    starts_at = datetime.now(UTC) + timedelta(seconds=6)
    times = {"starts_at": starts_at.isoformat(), "ends_at": (starts_at + HOUR).isoformat()}
    plan = PLAN | roles | times
    item = eventually("engagement knows the community", lambda: community.post(f"{home}/activities", plan))
    claim = claimed(community, member, item)

    code_path = f"/v1/menu-items/{item['id']}/attendance-code"
    community.post(code_path, {})
    came = member.post(f"/v1/place-claims/{claim['id']}/check-in", {"code": community.get(code_path)["code"]})
    path = f"/v1/attendances/{came['id']}"
    went = eventually("it begins", lambda: gone(member, path, community.get(code_path)["code"]))
    assert (came["checked_in_by"], went["checked_out_by"], went["state"]) == ("code", "code", "closed")
    with pytest.raises(Problem, match=r"403 attendance\.not_yours"):
        other.get(path)
    assert member.get("/v1/service-records")["items"] == []  # it was less than a minute
    now = datetime.now(UTC).replace(microsecond=0)
    recorded(community, home, claim, now - HOUR, now)
    (record,) = member.get("/v1/service-records")["items"]
    assert town.unit.get("/v1/service-records")["items"] == [record]

    later = {"starts_at": (now + HOUR).isoformat(), "ends_at": (now + 2 * HOUR).isoformat()}
    place = claimed(community, other, community.post(f"{home}/activities", PLAN | roles | later))
    said = recorded(community, home, place, now - 50 * MINUTE, now - 10 * MINUTE)
    sure = {"person_in_charge": "王建国", "quality": "excellent"}
    both = {"record_ids": [record["id"], said["id"]], **sure}
    assert community.post(f"{home}/service-records/confirmations", both)["confirmed"] == 2

    shown = eventually(
        "the board shows both",
        lambda: (page := api.get(f"{home}/board/service-records?state=confirmed")["items"])[1:] and page,
    )
    assert [one["minutes"] for one in shown] == [40, 60]
    assert not any(member_id in str(shown) for member_id in town.member_ids)
    other.post(f"/v1/service-records/{said['id']}/dispute", {"reason": "只有二十分钟"})
    change = {"reason": "按签到表更正", "ends_at": (now - 30 * MINUTE).isoformat()}
    new = community.post(f"/v1/service-records/{said['id']}/correction", change)
    assert (new["minutes"], new["corrects_id"]) == (20, said["id"])
    kinds = [step["kind"] for step in other.get(f"/v1/service-records/{new['id']}/steps")["items"]]
    assert kinds == ["recorded", "confirmed", "disputed", "corrected", "confirmed"]
    community.post(f"/v1/service-records/{record['id']}/voiding", {"reason": "重复登记"})

    hours = other.get(f"/v1/members/{town.member_ids[1]}/service-hours")
    assert (hours["minutes"], hours["waiting_minutes"]) == (0, 20)
    with pytest.raises(Problem, match=r"409 certificate\.nothing_served"):
        other.post(f"{home}/certificates", {"from_on": "2020-01-01", "until_on": now.date().isoformat()})

    def told() -> list[str]:
        types = [one["type"].removeprefix("linli.") for one in api.feed(f"{home}/feed")]
        return [one for one in types if one.startswith(("attendance.", "service_record."))]

    eventually("the feed has all", lambda: len(told()) >= 10)
    feed, types = api.feed(f"{home}/feed"), told()

    assert sorted(types) == sorted(
        [
            "attendance.checked_in.v1",
            "attendance.checked_out.v1",
            *["service_record.recorded.v1"] * 2,
            *["service_record.confirmed.v1"] * 3,
            "service_record.disputed.v1",
            "service_record.corrected.v1",
            "service_record.voided.v1",
        ]
    )
    assert not any(member_id in str(feed) for member_id in town.member_ids)
