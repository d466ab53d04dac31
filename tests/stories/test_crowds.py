"""Many want the same at once, of a gateway and an engagement of two processes each: each thing is had once."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from deploy.demo.api import Api, Problem, eventually
from deploy.demo.data import roster, wishes
from deploy.demo.town import MEMBERS, Town, settle
from shared.ids import new_id
from tests.races import at_once
from tests.systems import System, running_system

CLIENTS = 64
PLACES = 10
TEAM_OF = 4
STARTS_AT = datetime.now(UTC).replace(microsecond=0) + timedelta(days=7)
TIMES = {"starts_at": STARTS_AT.isoformat(), "ends_at": (STARTS_AT + timedelta(hours=2)).isoformat()}
OPEN_ALL_DAY = [{"weekday": day, "from_time": "00:00", "to_time": "24:00"} for day in range(1, 8)]
RULES = {
    "buffer_before_minutes": 0,
    "buffer_after_minutes": 0,
    "longest_minutes": 240,
    "days_ahead": 90,
    "needs_approval": False,
    "cancel_hours": 24,
}

pytestmark = [pytest.mark.slow, pytest.mark.real]


@dataclass
class Crowd:
    system: System
    api: Api
    town: Town
    home: str
    members: list[Api]
    member_ids: list[str]

    def at_once(self, count: int, act: Callable[[int], Any]) -> Counter[str]:
        """How it ends for each, whatever number of them wants it."""
        return Counter(at_once(count, lambda number: outcome(lambda: act(number))))


def outcome(act: Callable[[], Any]) -> str:
    try:
        act()
    except Problem as problem:
        return problem.code
    return "done"


def known(send: Callable[[], Any]) -> Any:
    """The answer, as soon as engagement has heard of what the request names."""

    def attempt() -> Any:
        try:
            return send()
        except Problem as problem:
            if not problem.code.endswith((".unknown", ".not_in")):
                raise
            return None

    return eventually("engagement has heard of it", attempt)


@pytest.fixture(scope="module")
def crowd() -> Iterator[Crowd]:
    with running_system("real") as system:
        for name in ("engagement", "gateway"):
            system.start_another(name)
        api = Api(system.url)
        town = settle(api, system.settings.operator_secret, new_id())
        more = town.unit.post(f"/v1/units/{town.unit_id}/members", {"members": roster(CLIENTS)[MEMBERS:]})
        ids = town.member_ids + [line["member_id"] for line in more["members"]]
        codes = [town.unit.post(f"/v1/members/{id_}/sign-in-codes")["code"] for id_ in ids]
        members = [api.as_member(id_, code) for id_, code in zip(ids, codes, strict=True)]
        yield Crowd(system, api, town, f"/v1/communities/{town.community_id}", members, ids)


def published(crowd: Crowd, days: int = 0) -> Any:
    shift = timedelta(days=days)
    plan = {
        "title": "清洁楼道",
        "category": "environment",
        "description": "一起把三幢的楼道清扫干净。",
        "starts_at": (STARTS_AT + shift).isoformat(),
        "ends_at": (STARTS_AT + shift + timedelta(hours=2)).isoformat(),
        "roles": [{"name": "清扫", "max_places": PLACES}],
    }
    item = known(lambda: crowd.town.community.post(f"{crowd.home}/activities", plan))
    return crowd.town.community.post(f"/v1/menu-items/{item['id']}/publication")


def test_of_64_members_as_many_have_a_place_as_there_are(crowd: Crowd) -> None:
    item = published(crowd)
    path, role = f"/v1/menu-items/{item['id']}", {"role_id": item["roles"][0]["id"]}
    known(lambda: crowd.members[-1].get(path))
    last = crowd.members[-1].post
    place = known(lambda: last(f"{path}/claims", role))  # so the youngest member is known to engagement
    last(f"/v1/place-claims/{place['id']}/withdrawal", {"reason": "只是试一试"})

    found = crowd.at_once(CLIENTS, lambda number: crowd.members[number].post(f"{path}/claims", role))

    assert found == {"done": PLACES, "menu_item.full": CLIENTS - PLACES}
    assert crowd.town.community.get(path)["roles"][0]["taken"] == PLACES


def test_of_64_members_one_has_the_wish(crowd: Crowd) -> None:
    wish = known(lambda: crowd.town.community.post(f"{crowd.home}/wishes", wishes("SFJ")[0]))

    found = crowd.at_once(CLIENTS, lambda number: crowd.members[number].post(f"/v1/wishes/{wish['id']}/claims"))

    assert found == {"done": 1, "wish.already_claimed": CLIENTS - 1}


def test_of_teams_each_has_all_its_places_or_none(crowd: Crowd) -> None:
    item = published(crowd, days=1)
    path, role = f"/v1/menu-items/{item['id']}", {"role_id": item["roles"][0]["id"]}
    claims: list[Callable[[], Any]] = []
    for begin in range(0, CLIENTS, TEAM_OF):
        leader, others = crowd.members[begin], crowd.members[begin + 1 : begin + TEAM_OF]
        team = leader.post(
            "/v1/teams", {"name": f"第{begin}队", "kind": "interest", "theme": "清洁", "joining": "open"}
        )
        for other in others:
            other.post(f"/v1/teams/{team['id']}/joining")
        body = role | {"team_id": team["id"], "member_ids": crowd.member_ids[begin : begin + TEAM_OF]}
        claims.append(lambda leader=leader, body=body: leader.post(f"{path}/claims", body))  # type: ignore[misc]

    found = crowd.at_once(len(claims), lambda number: known(claims[number]))

    assert found == {"done": PLACES // TEAM_OF, "menu_item.full": len(claims) - PLACES // TEAM_OF}
    assert crowd.town.community.get(path)["roles"][0]["taken"] == PLACES // TEAM_OF * TEAM_OF


def test_of_64_bookings_of_one_time_there_is_one(crowd: Crowd) -> None:
    given = {
        "name": "活动室",
        "address": "三辅街 12 号",
        "capacity": 40,
        "facilities": [],
        "opening": {"hours": OPEN_ALL_DAY, "exceptions": [], "is_closed_on_holidays": False},
        "rules": RULES,
    }
    venue = known(lambda: crowd.town.community.post("/v1/venues", given))
    booking = {"purpose": "理论学习", "people": 20, **TIMES}
    path = f"/v1/venues/{venue['id']}/bookings"
    organisers = [crowd.town.unit, crowd.town.community]

    found = crowd.at_once(CLIENTS, lambda number: organisers[number % 2].post(path, booking))

    assert found == {"done": 1, "booking.overlaps": CLIENTS - 1}
