from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest

from shared.clock import SHANGHAI
from shared.errors import Forbidden
from shared.ids import new_id
from shared.messages.engagement import (
    DeliveryConfirmed,
    MenuItemEnded,
    PlaceClaimed,
    PlaceGivenUp,
    WishClaimed,
    WishDelivered,
    WishReturned,
)
from shared.messages.envelope import Actor
from shared.messages.membership import (
    FreeTime,
    SetFreeTimes,
    SetMemberProfile,
    SetMemberState,
)
from shared.messages.membership.matching import MatchMembersForNeed, ShowMatchProfile
from tests.services.membership.consenting import decide
from tests.services.membership.registered import register
from tests.services.membership.world import World, roster

SHARING = "data_sharing_with_community"
SATURDAY = datetime(2026, 11, 28, 9, tzinfo=SHANGHAI)
SIZE = 6


@pytest.fixture
def community(world: World) -> Actor:
    return world.open_roster_communities()


@pytest.fixture
def unit(world: World, community: Actor) -> Actor:
    return world.open_unit()


@pytest.fixture
def members(world: World, unit: Actor, community: Actor) -> list[Actor]:
    """All are registered with the community and let it see what they can do; of the last, nothing is known."""
    found = world.members(unit, SIZE)
    for member in found:
        register(world, member, community)
        decide(world, member, SHARING)
    return found


def say(world: World, member: Actor, skills: list[str], interests: list[str] | None = None, **more: Any) -> None:
    id_ = str(member.member_id)
    world.harness.send(SetMemberProfile(member_id=id_, skills=skills, interests=interests or [], **more), member)


def free_on_saturdays(world: World, member: Actor, from_time: str, to_time: str) -> None:
    slot = FreeTime(weekday=6, from_time=from_time, to_time=to_time)
    world.harness.send(SetFreeTimes(member_id=str(member.member_id), free_times=[slot]), member)


def match(world: World, community: Actor, reader: Actor | None = None, **sought: Any) -> Any:
    query = MatchMembersForNeed(need_id=new_id(), community_id=str(community.organisation_id), **sought)
    return world.harness.send(query, reader or community)["items"]


def points(found: Any, member: Actor, criterion: str) -> int:
    item = next(item for item in found if item["member"]["id"] == member.member_id)
    return next(int(reason["points"]) for reason in item["reasons"] if reason["criterion"] == criterion)


def ids(found: Any) -> list[str]:
    return [item["member"]["id"] for item in found]


def parties(member: Actor, unit: Actor, community: Actor) -> dict[str, str]:
    return {
        "community_id": str(community.organisation_id),
        "member_id": str(member.member_id),
        "unit_id": str(unit.organisation_id),
    }


def test_who_has_the_skills_comes_first_and_it_is_said_why(
    world: World, community: Actor, members: list[Actor]
) -> None:
    say(world, members[4], ["书法", "摄影"])
    say(world, members[2], ["书法"])

    found = match(world, community, skill=["calligraphy_painting", "拍照"])

    assert ids(found)[:2] == [members[4].member_id, members[2].member_id]
    assert [points(found, one, "skills") for one in (members[4], members[2], members[5])] == [40, 20, 0]
    assert [item["score"] for item in found] == sorted((item["score"] for item in found), reverse=True)
    skills = found[0]["reasons"][0]
    assert skills == {"criterion": "skills", "points": 40, "most": 40, "words": ["书法绘画", "摄影"]}


def test_where_no_skill_is_named_what_helps_in_the_category_counts(
    world: World, community: Actor, members: list[Actor]
) -> None:
    say(world, members[5], ["律师"])
    say(world, members[4], [], ["调解"])

    found = match(world, community, category="law")

    assert points(found, members[5], "skills") == 30
    assert points(found, members[4], "interests") == 15
    assert points(found, members[5], "interests") == 0
    assert ids(found)[:2] == [members[5].member_id, members[4].member_id]


def test_skills_that_are_named_in_the_text_are_wanted(world: World, community: Actor, members: list[Actor]) -> None:
    say(world, members[3], ["理发"])
    say(world, members[4], ["护理"])

    found = match(world, community, category="disability", text="想请人上门理发\n老人行动不便。")

    assert found[0]["member"]["id"] == members[3].member_id
    assert [points(found, one, "skills") for one in members[3:5]] == [40, 0]


def test_free_times_count_where_the_time_is_set(world: World, community: Actor, members: list[Actor]) -> None:
    free_on_saturdays(world, members[1], "08:00", "12:00")
    free_on_saturdays(world, members[2], "10:00", "12:00")

    found = match(world, community, starts_at=SATURDAY, ends_at=SATURDAY + timedelta(hours=2))
    timeless = match(world, community)
    for_days = match(world, community, starts_at=SATURDAY, ends_at=SATURDAY + timedelta(days=3))

    assert [points(found, members[place], "free_time") for place in (1, 2, 3)] == [20, 0, 8]
    for other in (timeless, for_days):
        assert all(reason["criterion"] != "free_time" for item in other for reason in item["reasons"])


def test_who_has_much_to_do_comes_later_until_it_is_done(
    world: World, unit: Actor, community: Actor, members: list[Actor]
) -> None:
    busy, idle = members[1], members[2]
    names = parties(busy, unit, community)
    wish = names | {"wish_id": new_id(), "claim_id": new_id()}
    item, claim = new_id(), new_id()
    places = {
        "menu_item_id": item,
        "community_id": names["community_id"],
        "role_id": new_id(),
        "place_claim_id": claim,
        "places": 2,
        "free": 0,
        "waiting": 0,
        "member_ids": [str(busy.member_id), str(members[3].member_id)],
        "unit_id": names["unit_id"],
    }

    def load() -> list[int]:
        found = match(world, community)
        return [points(found, one, "load") for one in (busy, members[3], idle)]

    world.harness.tell(WishClaimed(**wish, title="一台收音机"), PlaceClaimed(**places, team_id=new_id()))
    assert load() == [4, 7, 10]

    world.harness.tell(WishReturned(**wish, reason="given_back"))
    assert load() == [7, 7, 10]

    world.harness.tell(PlaceGivenUp(**places, cause="withdrawn"))
    assert load() == [10, 10, 10]

    world.harness.tell(PlaceClaimed(**places, team_id=None), MenuItemEnded(menu_item_id=item, community_id=item))
    assert load() == [10, 10, 10]


def test_a_community_is_not_told_what_members_do_elsewhere(
    world: World, unit: Actor, community: Actor, members: list[Actor]
) -> None:
    elsewhere = parties(members[0], unit, world.open_community("RMJ"))
    wish = elsewhere | {"wish_id": new_id(), "claim_id": new_id()}
    done = elsewhere | {"wish_id": new_id(), "claim_id": new_id()}
    world.harness.tell(WishClaimed(**wish, title="一台收音机"), WishDelivered(**done))
    told = {
        role: [points(match(world, community, reader), members[0], name) for name in ("load", "turn")]
        for role, reader in (("community", community), ("unit", unit), ("department", world.department))
    }

    assert told == {"community": [10, 5], "unit": [7, 4], "department": [7, 4]}


def test_who_has_served_lately_lets_others_have_their_turn(
    world: World, unit: Actor, community: Actor, members: list[Actor]
) -> None:
    wish = parties(members[0], unit, community) | {"wish_id": new_id(), "claim_id": new_id()}
    world.harness.tell(WishClaimed(**wish, title="一台收音机"), WishDelivered(**wish))
    world.harness.tell(DeliveryConfirmed(**wish, commitment_id=None, title="一台收音机", verdict=None))

    found = match(world, community)
    world.harness.clock.advance(timedelta(days=91))

    assert [points(found, one, "turn") for one in members[:2]] == [4, 5]
    assert points(found, members[0], "load") == 10
    assert points(match(world, community), members[0], "turn") == 5


def test_a_community_is_told_of_nobody_who_does_not_let_it_see_what_they_can_do(
    world: World, unit: Actor, community: Actor, members: list[Actor]
) -> None:
    decide(world, members[0], SHARING, "withdrawn")
    elsewhere = world.open_community("RMJ")

    found = match(world, community)

    assert set(ids(found)) == {member.member_id for member in members[1:]}
    assert match(world, elsewhere) == []
    with pytest.raises(Forbidden, match=r"^community\.not_yours$"):
        match(world, elsewhere, community)
    with pytest.raises(Forbidden, match=r"^access\.denied$"):
        match(world, community, members[0])
    assert found[0]["member"]["external_id"] is None
    assert found[0]["member"]["residence_code"] is None


def test_a_unit_finds_its_own_and_the_department_those_for_whom_something_speaks(
    world: World, unit: Actor, community: Actor, members: list[Actor]
) -> None:
    other = world.open_unit("市审计局")
    stranger = world.member(other, world.enrol(other, roster(SIZE + 1)[SIZE:])["members"][0]["member_id"])
    far = world.open_community("RMJ", "人民街社区")

    assert set(ids(match(world, community, unit))) == {member.member_id for member in members}
    assert set(ids(match(world, community, other))) == {stranger.member_id}
    assert stranger.member_id not in ids(match(world, far, world.department))
    say(world, stranger, ["滑雪"])
    assert ids(match(world, far, world.department, skill=["滑雪"])) == [stranger.member_id]


def test_who_pauses_is_inactive_or_takes_part_already_is_left_out(
    world: World, unit: Actor, community: Actor, members: list[Actor]
) -> None:
    say(world, members[0], [], paused_until=(SATURDAY + timedelta(days=1)).date())
    world.harness.send(SetMemberState(member_id=str(members[1].member_id), state="inactive"), unit)
    when = {"starts_at": SATURDAY, "ends_at": SATURDAY + timedelta(hours=1)}

    found = match(world, community, without=[str(members[2].member_id)], **when)
    later = match(world, community, starts_at=SATURDAY + timedelta(days=1), ends_at=SATURDAY + timedelta(days=1.1))

    assert set(ids(found)) == {member.member_id for member in members[3:]}
    assert members[0].member_id in ids(later)
    assert len(match(world, community, limit=2)) == 2


def test_a_member_alone_is_told_what_is_compared(world: World, community: Actor, members: list[Actor]) -> None:
    say(world, members[5], ["律师", "滑雪"], ["调解"])
    free_on_saturdays(world, members[5], "08:00", "12:00")
    query = ShowMatchProfile(member_id=str(members[5].member_id))

    profile = world.harness.send(query, members[5])

    words = {skill["name"]: skill["words"] for skill in profile["skills"]}
    assert words["滑雪"] == ["滑雪"]
    assert {"法律咨询", "legal_advice", "律师"} <= {*words["法律咨询"]}
    assert "law" in profile["skilled_for"]
    assert {"law", "disputes"} <= {*profile["interested_in"]}
    assert profile["community_ids"] == [community.organisation_id]
    assert profile["free_times"] == [{"weekday": 6, "from_time": "08:00", "to_time": "12:00"}]
    for stranger in (members[4], community, world.department):
        with pytest.raises(Forbidden, match=r"^member\.not_yours$"):
            world.harness.send(query, stranger)


def test_many_are_ranked_in_as_many_statements_as_one(world: World, community: Actor, members: list[Actor]) -> None:
    counts = []
    for limit in (1, SIZE):
        ask = partial(match, world, community, category="law", limit=limit)
        counts.append(len(world.harness.statements(ask)))

    assert counts[0] == counts[1]
