"""In which order lists are, page by page."""

from typing import Any

import pytest

from shared.errors import Invalid
from shared.messages import engagement as messages
from shared.messages.declare import QUERIES, fields_of
from tests.services.engagement.menu import Menu
from tests.services.engagement.promising import Promising

ID = "01976a00-0000-7000-8000-00000000000c"
ORDERED = [
    query for query in QUERIES.values() if query.owner == "engagement" and "order" in {s.name for s in fields_of(query)}
]


def pages(menu: Menu, query: Any, actor: Any = None, **asked: Any) -> list[str]:
    """All ids of a list, in pages of two."""
    found: list[str] = []
    after = None
    while True:
        page = menu.send(query(**asked, after=after, limit=2), actor)
        found += [item["id"] for item in page["items"]]
        after = page["next"]
        if after is None:
            return found


def test_every_list_that_grows_has_an_order() -> None:
    lists = {query for query in QUERIES.values() if query.owner == "engagement" and query.topic.endswith(".list")}
    paged = {query for query in lists if "after" in {spec.name for spec in fields_of(query)}}

    unordered = {query.topic for query in paged - {*ORDERED}}
    assert unordered == {"minutes.list", "need_resources.list", "people_at_item.list"}
    assert len(ORDERED) > 20


def test_the_oldest_or_the_newest_come_first(menu: Menu) -> None:
    ids = [menu.plan()["id"] for _ in range(5)]
    own = {"community_id": str(menu.world.community.organisation_id)}

    assert pages(menu, messages.ListCommunityMenuItems, **own) == ids[::-1]
    assert pages(menu, messages.ListCommunityMenuItems, **own, order="newest_first") == ids[::-1]
    assert pages(menu, messages.ListCommunityMenuItems, **own, order="oldest_first") == ids


@pytest.mark.parametrize("order, places", [("oldest_first", (0, 1, 2, 3)), ("soonest_first", (2, 0, 3, 1))])
def test_what_is_due_soonest_comes_first(menu: Menu, order: Any, places: Any) -> None:
    promising = Promising(menu)
    ids = [promising.make(promising.hold(), days=days)["id"] for days in (5, 9, 2, 5)]
    found = pages(promising.menu, messages.ListCommitments, order=order)

    assert found == [ids[place] for place in places]


def test_what_is_put_off_meanwhile_takes_nothing_else_out_of_the_list(menu: Menu) -> None:
    promising = Promising(menu)
    made = [promising.make(promising.hold(), days=days) for days in (2, 3, 4, 5)]
    first = menu.send(messages.ListCommitments(order="soonest_first", limit=2))
    promising.extend(made[1], days=20)
    rest = menu.send(messages.ListCommitments(order="soonest_first", limit=4, after=first["next"]))

    assert [item["id"] for item in rest["items"]] == [made[place]["id"] for place in (2, 3, 1)]


@pytest.mark.parametrize("cursor", [ID, f"2026-12-01~{ID}", f"2026-12-01T00:00:00~{ID}", f"2026-13-01T00:00:00Z~{ID}"])
def test_what_no_page_by_time_has_given_is_refused(menu: Menu, cursor: str) -> None:
    with pytest.raises(Invalid, match=r"^request\.invalid$"):
        menu.send(messages.ListCommitments(order="soonest_first", after=cursor))
    with pytest.raises(Invalid, match=r"^request\.invalid$"):
        menu.send(messages.ListCommitments(order="oldest_first", after=f"2026-12-01T00:00:00Z~{ID}"))
