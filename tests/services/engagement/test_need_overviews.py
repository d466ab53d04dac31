"""What a department sees of its communities' needs."""

from datetime import timedelta
from typing import Any

import pytest

from shared.errors import Forbidden
from shared.ids import new_id
from shared.messages import engagement as messages
from shared.messages.membership import CommunityOpened
from shared.messages.membership.organisations import CommunityPlaced
from tests.harness import START
from tests.services.engagement.needing import DESCRIPTION, PHONE, PLACE, TITLE, Needing
from tests.services.engagement.test_need_reports import app_of
from tests.services.engagement.world import World


def listed(needing: Needing, **asked: Any) -> list[Any]:
    items: list[Any] = needing.send(messages.ListOverseenNeeds(**asked), app_of(needing.world))["items"]
    return items


def counted(needing: Needing, **asked: Any) -> dict[str, dict[str, int]]:
    page = needing.send(messages.CountOverseenNeeds(**asked), app_of(needing.world))
    assert all(one["total"] == sum(by["count"] for by in one["by_state"]) for one in page["items"])
    return {one["community_id"]: {by["state"]: by["count"] for by in one["by_state"]} for one in page["items"]}


def open_another(needing: Needing) -> str:
    community_id = new_id()
    place = {"subdistrict": "北大街街道", "district": "莲湖区", "city": "西安市"}
    needing.world.harness.tell(CommunityOpened(community_id=community_id, code="QX", name="七星", **place))
    return community_id


def test_needs_of_all_communities_are_seen_and_not_whose_they_are_or_where(needing: Needing) -> None:
    other = open_another(needing)
    first = needing.accept(needing.submit(contact=messages.NeedContact(name="王秀兰")))
    second = needing.submit(community_id=other, privacy="private")
    items = listed(needing)

    assert [(one["id"], one["title"], one["state"]) for one in items] == [
        (second["id"], None, "submitted"),
        (first["id"], TITLE, "accepted"),
    ]
    token = first["ticket_path"].rpartition("/")[2]
    assert not any(said in str(items) for said in ("王秀兰", PHONE, PLACE, DESCRIPTION, token))


def test_needs_are_narrowed_and_read_page_by_page(needing: Needing) -> None:
    other = open_another(needing)
    ids = [needing.accept()["id"], needing.submit(category="law")["id"]]
    needing.world.harness.clock.advance(timedelta(days=1))
    ids.append(needing.submit(community_id=other)["id"])
    needs = [one["id"] for one in listed(needing)]

    assert needs == ids[::-1]
    assert [one["id"] for one in listed(needing, community_id=other)] == [ids[2]]
    assert [one["id"] for one in listed(needing, state="accepted")] == [ids[0]]
    assert [one["id"] for one in listed(needing, category="law")] == [ids[1]]
    assert [one["id"] for one in listed(needing, submitted_from=START + timedelta(days=1))] == [ids[2]]
    assert [one["id"] for one in listed(needing, submitted_until=START + timedelta(days=1))] == ids[1::-1]
    assert [one["id"] for one in listed(needing, limit=1, after=ids[2])] == [ids[1]]


def test_needs_are_counted_by_community_and_state(needing: Needing) -> None:
    own, other = str(needing.world.community.organisation_id), open_another(needing)
    needing.accept()
    needing.submit(category="law", privacy="private")
    needing.submit()

    assert counted(needing) == {own: {"accepted": 1, "submitted": 2}, other: {}}
    assert counted(needing, category="law", community_id=own) == {own: {"submitted": 1}}
    assert counted(needing, submitted_from=START + timedelta(days=1))[own] == {}
    first, *_ = sorted((own, other))
    assert list(counted(needing, limit=1)) == [first]
    assert len(counted(needing, after=first)) == 1


def test_needs_are_narrowed_and_counted_by_the_subdistrict_that_their_communities_belong_to(needing: Needing) -> None:
    own, other = str(needing.world.community.organisation_id), open_another(needing)
    one, two = new_id(), new_id()
    needing.world.harness.tell(
        CommunityPlaced(community_id=own, subdistrict_id=one), CommunityPlaced(community_id=other, subdistrict_id=two)
    )
    first, second = needing.submit()["id"], needing.submit(community_id=other)["id"]

    assert [need["id"] for need in listed(needing, subdistrict_id=one)] == [first]
    assert list(counted(needing, subdistrict_id=two)) == [other]
    needing.world.harness.tell(
        CommunityPlaced(community_id=own, subdistrict_id=two), CommunityPlaced(community_id=other, subdistrict_id=None)
    )
    assert [need["id"] for need in listed(needing, subdistrict_id=two)] == [first]
    assert listed(needing, subdistrict_id=one) == listed(needing, subdistrict_id=two, community_id=other) == []
    assert [need["id"] for need in listed(needing)] == [second, first]
    assert needing.submit()["ticket_number"].startswith("XQ-SFJ-")  # what else was known of it stays


def test_how_many_communities_there_are_changes_nothing_about_how_often_is_asked(
    needing: Needing, statements: list[str]
) -> None:
    def asked() -> int:
        statements.clear()
        counted(needing)
        listed(needing)
        return len(statements)

    needing.submit()
    few = asked()
    for _ in range(5):
        needing.submit(community_id=open_another(needing))

    assert asked() == few
    assert not [one for one in statements if "FROM need_links" in one]


def test_another_department_sees_nothing_and_nobody_else_may_ask(needing: Needing, elsewhere: World) -> None:
    needing.submit()
    for query in (messages.ListOverseenNeeds(), messages.CountOverseenNeeds()):
        found = needing.send(query, app_of(elsewhere))
        own = {elsewhere.community.organisation_id}
        assert {one["community_id"] for one in found["items"]} <= own

        for actor in (needing.world.community, needing.resident, needing.world.unit):
            with pytest.raises(Forbidden, match=r"access\.denied"):
                needing.send(query, actor)
