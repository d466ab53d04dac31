from functools import partial
from typing import Any

import pytest

from services.engagement.repository import matching
from shared.clock import SHANGHAI
from shared.errors import Forbidden, NotFound
from shared.ids import new_id
from shared.messages import engagement as messages
from shared.messages.engagement import ItemRolePlan
from shared.messages.envelope import Actor
from shared.messages.matching import KnownSkill
from shared.messages.membership import FreeTime
from tests.services.engagement.menu import DAY, HOUR, Menu
from tests.services.engagement.needing import Needing
from tests.services.engagement.world import World

ELECTRICIAN = KnownSkill(name="水电维修", words=["水电维修", "plumbing_electrics", "电工"])
SWEEPING = ItemRolePlan(name="清扫", max_places=10)
WIRING = ItemRolePlan(name="电路检查", max_places=1, skills=["电 工"])


def stranger_to(menu: Menu) -> Actor:
    return Actor(role="community", client_id="x", tenant_id=menu.world.tenant_id, organisation_id=new_id())


def match(menu: Menu, member: Actor | None = None, **profile: Any) -> Any:
    member = member or menu.world.member
    home_id = str(menu.world.community.organisation_id)
    known: dict[str, Any] = {"home_id": home_id, "community_ids": [home_id], "member_id": str(member.member_id)}
    return menu.send(messages.matching.MatchItems(**(known | profile)), member)["items"]


def points(item: Any, criterion: str) -> tuple[int, int]:
    return next((one["points"], one["most"]) for one in item["reasons"] if one["criterion"] == criterion)


def test_what_needs_the_members_skill_comes_first_with_the_role_that_does(menu: Menu) -> None:
    plain = menu.publish()
    skilled = menu.publish(title="检修楼道电路", roles=[SWEEPING, WIRING])

    found = match(menu, skills=[ELECTRICIAN])

    assert [item["id"] for item in found] == [skilled["id"], plain["id"]]
    assert (found[0]["role"], found[0]["free"]) == ("电路检查", 1)
    assert found[0]["reasons"][0] == {"criterion": "skills", "points": 40, "most": 40, "words": ["水电维修"]}
    assert found[0]["score"] > found[1]["score"]


def test_what_helps_in_the_category_counts_where_no_skill_is_named(menu: Menu) -> None:
    menu.publish(category="law")
    menu.publish(category="other")

    found = match(menu, skilled_for=["law"], interested_in=["law"])

    assert (points(found[0], "skills"), points(found[0], "interests")) == ((30, 40), (15, 15))
    assert {one["criterion"] for one in found[1]["reasons"]} == {"free_time", "area", "load", "shortage"}


def test_a_title_names_what_is_wanted(menu: Menu, world: World) -> None:
    wish = world.publish(title="请电工检查线路")
    world.publish(title="一台收音机")

    first, second = match(menu, skills=[ELECTRICIAN], kind="wish")

    assert (first["id"], first["reasons"][0]["words"]) == (wish["id"], ["水电维修"])
    assert first["score"] == second["score"] + 40


def test_what_is_in_the_members_free_time_comes_before_what_is_not(menu: Menu) -> None:
    item = menu.publish()
    begins = menu.now.astimezone(SHANGHAI) + 7 * DAY
    slot = {"weekday": begins.isoweekday(), "from_time": f"{begins.hour:02}:00"}
    free = FreeTime(**slot, to_time=f"{begins.hour + 3:02}:00")
    short = FreeTime(**slot, to_time=f"{begins.hour + 1:02}:00")

    assert points(match(menu)[0], "free_time") == (8, 20)
    assert points(match(menu, free_times=[free])[0], "free_time") == (20, 20)
    assert points(match(menu, free_times=[short])[0], "free_time") == (0, 20)
    # Two slots that touch are one.
    rest = FreeTime(weekday=free.weekday, from_time=short.to_time, to_time=free.to_time)
    assert points(match(menu, free_times=[short, rest])[0], "free_time") == (20, 20)
    assert item["id"] == match(menu)[0]["id"]


def test_what_the_member_cannot_claim_is_left_out(menu: Menu, world: World) -> None:
    other = world.enrol()
    menu.plan(title="草稿")
    menu.publish(title="还没开始", sign_up_opens_at=menu.now + DAY)
    menu.publish(title="不久截止", sign_up_closes_at=menu.now + HOUR, in_days=9)
    full = menu.publish(title="满员", places=1, in_days=10)
    menu.claim(full, other)
    menu.call_off(menu.publish(title="取消了"))
    mine = menu.publish(title="我参加的")
    menu.publish(title="同时的", in_days=7.05)
    menu.publish(title="当天的", in_days=7.25)
    later = menu.publish(title="另一天的", in_days=8)
    menu.claim(mine)
    menu.world.harness.wait(2 * HOUR)

    found = match(menu)

    assert {item["title"] for item in found} == {"另一天的", "当天的"}
    assert {item["title"]: points(item, "load") for item in found} == {"另一天的": (10, 10), "当天的": (0, 10)}
    assert found[0]["id"] == later["id"]


def test_posts_and_wishes_are_matched_too_and_the_list_is_narrowed(menu: Menu, world: World) -> None:
    post = menu.send(messages.PublishMenuItem(menu_item_id=menu.plan_post()["id"]))
    activity = menu.publish(fewest=2)
    wish = world.publish(category="law")
    world.claim()  # another, which is taken thereby

    assert {item["id"] for item in match(menu)} == {post["id"], activity["id"], wish["id"]}
    by_kind = {kind: [item["id"] for item in match(menu, kind=kind)] for kind in ("post", "activity", "wish")}
    assert by_kind == {"post": [post["id"]], "activity": [activity["id"]], "wish": [wish["id"]]}
    assert [item["id"] for item in match(menu, category="law")] == [wish["id"]]
    assert points(match(menu, kind="activity")[0], "shortage") == (5, 5)
    assert points(match(menu, kind="wish")[0], "shortage") == (0, 5)
    assert len(match(menu, limit=2)) == 2
    menu.world.harness.wait(15 * DAY)
    assert points(match(menu, kind="wish")[0], "shortage") == (5, 5)


def test_only_the_members_communities_are_looked_through(menu: Menu, world: World) -> None:
    menu.publish()
    elsewhere = new_id()

    assert match(menu, community_ids=[]) == []
    assert match(menu, community_id=elsewhere) == []
    assert match(menu, community_ids=[elsewhere], community_id=str(world.community.organisation_id)) == []
    assert points(match(menu, home_id=None)[0], "area") == (5, 10)
    with pytest.raises(Forbidden, match=r"^member\.not_yours$"):
        menu.send(messages.matching.MatchItems(member_id=new_id()), world.member)


def test_what_members_are_looked_for_by_is_told_with_those_who_take_part(menu: Menu, world: World) -> None:
    item = menu.publish(roles=[SWEEPING, WIRING])
    menu.claim(item)
    wanted = menu.send(messages.matching.ShowWanted(kind="menu_item", item_id=item["id"]))
    claim = world.claim(world.publish(category="law"))
    of_wish = menu.send(messages.matching.ShowWanted(kind="wish", item_id=claim["wish_id"]))

    assert (wanted["category"], wanted["skills"]) == ("environment", ["电 工"])
    assert wanted["taken_by"] == of_wish["taken_by"] == [world.member.member_id]
    assert (wanted["starts_at"], of_wish["starts_at"]) == (item["starts_at"], None)
    assert of_wish["category"] == "law"


def test_others_are_told_of_what_is_published_alone(menu: Menu, needing: Needing, world: World) -> None:
    draft, stranger = menu.plan(), stranger_to(menu)
    wish = world.publish()
    need = needing.submit()

    def show(kind: messages.matching.WantedKind, item: Any, actor: Actor) -> Any:
        return menu.send(messages.matching.ShowWanted(kind=kind, item_id=item["id"]), actor)

    assert show("need", need, world.community)["category"] == need["category"]
    assert show("wish", wish, world.unit)["item_id"] == wish["id"]
    with pytest.raises(NotFound, match=r"^menu_item\.unknown$"):
        show("menu_item", draft, world.unit)
    with pytest.raises(Forbidden, match=r"^menu_item\.not_yours$"):
        show("menu_item", menu.publish(draft), stranger)
    with pytest.raises(Forbidden, match=r"^wish\.not_yours$"):
        show("wish", wish, stranger)
    for actor in (stranger, world.unit):
        with pytest.raises(Forbidden, match=r"^need\.not_yours$"):
            show("need", need, actor)


def test_many_are_compared_in_as_many_statements_as_one(menu: Menu, world: World) -> None:
    menu.publish()
    one = len(world.harness.statements(partial(match, menu)))
    for _ in range(5):
        menu.publish()
        world.publish()

    assert len(world.harness.statements(partial(match, menu))) == one


def test_of_very_many_the_soonest_are_compared(menu: Menu, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "MOST_COMPARED", 2)
    for days in (9, 5, 7):
        menu.publish(in_days=days, title=f"{days} 天后")

    assert [item["title"] for item in match(menu)] == ["5 天后", "7 天后"]
