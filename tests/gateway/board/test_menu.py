from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from gateway.board.queries import BoardQueries
from gateway.board.rows import OutOfStep
from shared.errors import Invalid
from shared.ids import new_id
from shared.messages import engagement as m
from shared.messages.declare import Event
from shared.messages.membership.organisations import CommunityPlaced
from tests.gateway.board.town import Town
from tests.harness import START, Harness

DAY = timedelta(days=1)
ROLE = m.OfferedRole(role_id=new_id(), name="清扫", min_places=0, max_places=3, free=3, waiting=0, skills=["电工"])
OTHER = replace(ROLE, role_id=new_id(), name="引导", max_places=2, free=2, skills=[])
SAID: dict[str, Any] = {
    "title": "清洁楼道",
    "category": "environment",
    "description": "一起清扫。",
    "location": None,
    "from_on": None,
    "until_on": None,
    "sign_up_opens_at": None,
    "sign_up_closes_at": None,
    "roles": [ROLE, OTHER],
}


def of(town: Town, item_id: str) -> dict[str, Any]:
    return {"menu_item_id": item_id, "community_id": town.community_id}


def published(town: Town, item_id: str, starts_at: datetime | None = START + DAY, **said: Any) -> Event:
    kind = "activity" if starts_at else "post"
    ends_at = starts_at and starts_at + timedelta(hours=2)
    times = {"starts_at": starts_at, "ends_at": ends_at}
    return m.MenuItemPublished(**of(town, item_id), **(SAID | {"kind": kind} | times | said))


def claimed(town: Town, item_id: str, free: int, waiting: int = 0, role: m.OfferedRole = ROLE) -> Event:
    people = {"member_ids": [new_id()], "unit_id": new_id()}
    stand = {"places": 1, "free": free, "waiting": waiting}
    claim = {"role_id": role.role_id, "place_claim_id": new_id(), "team_id": None}
    return m.PlaceClaimed(**of(town, item_id), **claim, **stand, **people)


def page_of(queries: BoardQueries, town: Town, **asked: Any) -> dict[str, Any]:
    nothing = dict.fromkeys(("kind", "category", "skill", "begins_from", "begins_until", "after"))
    defaults: dict[str, Any] = nothing | {"state": "published", "has_free": False, "limit": 50}
    page = queries.menu(town.community_id, **(defaults | asked))
    assert page is not None
    return page


def shown(queries: BoardQueries, town: Town, **asked: Any) -> list[str]:
    return [item["id"] for item in page_of(queries, town, **asked)["items"]]


def test_what_is_published_is_on_the_menu_until_it_is_over_or_called_off(
    harness: Harness, queries: BoardQueries, town: Town
) -> None:
    ids = [new_id() for _ in range(3)]
    harness.tell(*(published(town, item_id) for item_id in ids))
    harness.tell(
        m.MenuItemEnded(**of(town, ids[0])),
        m.MenuItemCalledOff(**of(town, ids[1]), cause="by_community", reason="下大雨"),
    )
    summary = queries.summary(town.community_id)

    assert summary is not None
    assert (shown(queries, town), summary["menu_items"]) == ([ids[2]], 1)
    assert shown(queries, town, state="ended") == [ids[0]]
    (called_off,) = page_of(queries, town, state="called_off")["items"]
    assert (called_off["id"], called_off["called_off_because"]) == (ids[1], "下大雨")


@pytest.mark.parametrize("at_once", [True, False])
def test_each_role_shows_how_many_places_are_free(
    harness: Harness, queries: BoardQueries, town: Town, at_once: bool
) -> None:
    item_id = new_id()
    events = [
        published(town, item_id),
        claimed(town, item_id, free=2),
        claimed(town, item_id, free=1, role=OTHER),
        claimed(town, item_id, free=0, waiting=2),
    ]
    for batch in [events] if at_once else [[event] for event in events]:
        harness.tell(*batch)
    (item,) = page_of(queries, town)["items"]

    assert [(role["free"], role["waiting"]) for role in item["roles"]] == [(0, 2), (1, 0)]
    assert item["free"] == 1


def test_what_is_said_anew_is_shown_and_found_anew(harness: Harness, queries: BoardQueries, town: Town) -> None:
    item_id = new_id()
    event = published(town, item_id)
    said = {name: getattr(event, name) for name in (*SAID, "kind", "starts_at", "ends_at")}
    edited = said | {"title": "检查线路", "roles": [replace(OTHER, skills=["木工"])]}
    harness.tell(event, m.MenuItemEdited(**of(town, item_id), **edited))
    harness.tell(m.SignUpExtended(**of(town, item_id), sign_up_closes_at=START + DAY, missing=1))
    harness.tell(m.MenuItemSettled(**of(town, item_id)))
    (item,) = page_of(queries, town)["items"]

    assert (item["title"], item["free"], item["is_settled"]) == ("检查线路", 2, True)
    assert item["sign_up_closes_at"] == START + DAY
    assert (shown(queries, town, skill="电工"), shown(queries, town, skill="木工")) == ([], [item_id])


def test_the_menu_is_read_in_the_order_in_which_things_begin_in_pages_and_narrowed(
    harness: Harness, queries: BoardQueries, town: Town
) -> None:
    late, early, post, second_early = (new_id() for _ in range(4))
    harness.tell(
        published(town, late, START + 9 * DAY, roles=[replace(ROLE, free=0)]),
        published(town, early, START + DAY, roles=[OTHER]),
        published(town, post, None, category="property", from_on=date(2026, 11, 27)),
        published(town, second_early, START + DAY),
    )
    order = [early, second_early, post, late]
    first = page_of(queries, town, limit=2)

    assert shown(queries, town) == order
    assert shown(queries, town, after=first["next"]) == order[2:]
    assert shown(queries, town, kind="post") == shown(queries, town, category="property") == [post]
    assert shown(queries, town, skill="电工") == [second_early, post, late]
    assert shown(queries, town, has_free=True) == order[:3]
    assert shown(queries, town, begins_from=START + DAY, begins_until=START + 9 * DAY) == order[:3]
    with pytest.raises(Invalid, match=r"request\.invalid"):
        shown(queries, town, after="2")


def test_a_step_without_the_one_before_waits(harness: Harness, town: Town) -> None:
    item_id = new_id()
    for event in (m.MenuItemEnded(**of(town, item_id)), claimed(town, item_id, free=1)):
        with pytest.raises(OutOfStep, match="isn't on the board"):
            harness.tell(event)


def test_the_menus_of_an_area_are_one_list_in_the_order_in_which_things_begin(
    harness: Harness, queries: BoardQueries, town: Town
) -> None:
    tenant_id, subdistrict_id = new_id(), new_id()
    towns = [Town(), Town(), Town()]
    ids = [new_id() for _ in range(6)]
    for place, number in ((towns[0], 0), (towns[1], 1), (towns[2], 2)):
        harness.tell(
            place.opened(f"第{number}社区"),
            published(place, ids[number], START + (5 - number) * DAY),
            published(place, ids[number + 3], START + (9 + number) * DAY, category="law"),
            tenant_id=tenant_id,
        )
    harness.tell(town.opened(), published(town, new_id()), tenant_id=new_id())
    for place in towns[:2]:
        placed = CommunityPlaced(community_id=place.community_id, subdistrict_id=subdistrict_id)
        harness.tell(placed, tenant_id=tenant_id)

    def page(**asked: Any) -> dict[str, Any]:
        defaults: dict[str, Any] = {"tenant_id": tenant_id, "subdistrict_id": None, "after": None, "limit": 50}
        return queries.area_menu(**(defaults | asked))

    def found(**asked: Any) -> list[str]:
        return [item["id"] for item in page(**asked)["items"]]

    order = [ids[2], ids[1], ids[0], *ids[3:]]
    first = page(limit=2)
    assert found() == order
    assert [item["community_name"] for item in first["items"]] == ["第2社区", "第1社区"]
    assert found(after=first["next"]) == order[2:]
    assert found(category="law") == ids[3:]
    assert found(subdistrict_id=subdistrict_id) == [ids[1], ids[0], *ids[3:5]]
    assert found(tenant_id=new_id()) == []
    harness.tell(CommunityPlaced(community_id=towns[0].community_id, subdistrict_id=None), tenant_id=tenant_id)
    assert found(subdistrict_id=subdistrict_id) == [ids[1], ids[4]]
