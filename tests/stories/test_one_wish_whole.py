"""The story of one wish with all that may come between, on both run modes: through HTTP alone."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from deploy.demo.api import Api, Problem, eventually
from deploy.demo.town import settle
from shared.ids import new_id
from tests.pictures import LATITUDE, picture
from tests.systems import System

PHONE = "13904310003"
SECRETS = (PHONE, "王秀兰", "声控灯缺货", "四楼的灯还不亮")


def in_days(days: float) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).isoformat(timespec="seconds")


def wish_for(**fields: Any) -> dict[str, Any]:
    beneficiary = {"name": "王秀兰", "phone": PHONE}
    return {
        "title": "修好楼道里的灯",
        "category": "维修",
        "beneficiary_kind": "独居老人",
        "beneficiary": beneficiary,
    } | fields


@pytest.mark.slow
def test_a_wish_is_extended_sent_back_and_fulfilled_and_another_withdrawn(system: System) -> None:
    api = Api(system.url)
    town = settle(api, system.settings.operator_secret, new_id())
    home = f"/v1/communities/{town.community_id}"
    wish = eventually(
        "engagement knows the community",
        lambda: town.community.post(f"{home}/wishes", wish_for(expires_at=in_days(60))),
    )
    code = town.unit.post(f"/v1/members/{town.member_ids[0]}/sign-in-codes")
    member = api.as_member(town.member_ids[0], code["code"])

    claim = member.post(f"/v1/wishes/{wish['id']}/claims", {"plan": "周六上门更换"})
    path = f"/v1/claims/{claim['id']}"
    claim = member.post(f"{path}/commitment", {"text": "月底前修好", "due_at": in_days(10)})
    claim = member.post(f"{path}/extension", {"due_at": in_days(20), "reason": "声控灯缺货"})
    with pytest.raises(Problem, match=r"409 commitment\.already_extended"):
        member.post(f"{path}/extension", {"due_at": in_days(30), "reason": "还是缺货"})
    assert [one["days_left"] for one in member.get(f"{path}/reminders")["items"]] == [3, 1, 0]

    evidence = member.upload(f"{path}/evidence", picture(), "image/jpeg")
    member.post(f"{path}/delivery", {"note": "已修好"})
    town.community.post(f"{path}/sending-back", {"reason": "四楼的灯还不亮"})
    assert member.get(f"/v1/wishes/{wish['id']}/beneficiary")["phone"] == PHONE
    member.post(f"{path}/delivery", {"note": "四楼也修好了"})
    file = town.community.download(f"/v1/evidence/{evidence['id']}", "image/jpeg")
    assert file.startswith(b"\xff\xd8")
    assert b"Exif" not in file, LATITUDE
    town.community.post(f"{path}/confirmation", {"verdict": "kept"})
    with pytest.raises(Problem, match=r"403 beneficiary\.not_shown"):
        member.get(f"/v1/wishes/{wish['id']}/beneficiary")
    assert town.community.get(f"/v1/wishes/{wish['id']}/beneficiary")["phone"] == PHONE

    other = town.community.post(f"{home}/wishes", wish_for(title="一台收音机"))
    held = member.post(f"/v1/wishes/{other['id']}/claims")
    other = town.community.get(f"/v1/wishes/{other['id']}")
    town.community.post(f"/v1/wishes/{other['id']}/withdrawal", {"reason": "重复了"}, version=other["version"])
    assert member.get(f"/v1/claims/{held['id']}")["ending"] == "withdrawn"

    steps = [step["kind"] for step in town.unit.get(f"/v1/wishes/{wish['id']}/steps")["items"]]
    assert steps == ["claimed", "committed", "extended", "delivered", "sent_back", "delivered", "fulfilled"]
    listed = town.community.get(f"{home}/wishes")["items"]
    assert [(one["id"], one["state"]) for one in listed] == [(other["id"], "withdrawn"), (wish["id"], "fulfilled")]

    def counted() -> Any:
        summary = api.get(f"{home}/board")
        return summary if summary["wishes"]["withdrawn"] and summary["wishes"]["fulfilled"] else None

    summary = eventually("the board counts both", counted)
    (commitment,) = api.get(f"{home}/board/commitments")["items"]
    feed = eventually(
        "the feed tells all",
        lambda: (told := api.feed(f"{home}/feed")) and told[-1]["type"] == "linli.wish.withdrawn.v1" and told,
    )

    assert summary["wishes"] == {
        "published": 0,
        "claimed": 0,
        "delivered": 0,
        "fulfilled": 1,
        "withdrawn": 1,
        "expired": 0,
    }
    assert (commitment["state"], commitment["due_at"][:10]) == ("kept", claim["due_at"][:10])
    types = [event["type"] for event in feed if event.get("subject") == f"wish/{wish['id']}"]
    assert [one for one in types if ".invitation." not in one] == [
        f"linli.{step}.v1"
        for step in (
            "wish.published",
            "wish.claimed",
            "commitment.made",
            "commitment.extended",
            "wish.delivered",
            "delivery.sent_back",
            "wish.delivered",
            "delivery.confirmed",
        )
    ]
    assert not any(secret in json.dumps(feed, ensure_ascii=False) for secret in SECRETS)
