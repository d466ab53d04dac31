"""What needs are tied to: others that they are merged into, and what is done about them."""

from dataclasses import replace
from typing import Any

import pytest

from shared.errors import Conflict, NotFound
from shared.ids import new_id
from shared.messages import engagement as messages
from shared.messages.engagement import Beneficiary
from shared.messages.membership import CommunityOpened
from tests.harness import Harness
from tests.services.engagement.needing import Needing, resident_of
from tests.services.engagement.world import World


def fulfil(world: World, wish: Any) -> None:
    claim = world.commit(world.claim(wish))
    world.confirm(world.deliver(claim))


def test_a_merged_need_follows_the_other_one(needing: Needing) -> None:
    followed, follower = needing.accept(), needing.submit()
    merged = needing.merge(follower, followed)
    needing.resolve(followed)

    assert (merged["state"], merged["merged_into_id"]) == ("merged", followed["id"])
    ticket = needing.ticket(follower)
    assert (ticket["state"], ticket["is_merged"]) == ("resolved", True)
    told = [(number, state) for _, number, state in needing.news()]
    assert (follower["ticket_number"], "resolved") in told
    assert (followed["ticket_number"], "resolved") in told


def test_those_that_follow_a_need_go_along_when_it_is_merged_itself(needing: Needing) -> None:
    first, second, third = needing.submit(), needing.accept(), needing.accept()
    needing.merge(first, second)
    needing.merge(second, third)

    assert needing.show(first)["merged_into_id"] == third["id"]
    assert needing.ticket(first)["state"] == "accepted"


def test_a_need_is_merged_into_one_that_its_community_sees_to_alone(needing: Needing) -> None:
    need = needing.accept()
    merged = needing.merge(needing.submit(), need)
    other = CommunityOpened(
        community_id=new_id(), code="X", name="另一社区", subdistrict="街道", district="区", city="市"
    )
    needing.world.harness.tell(other)
    elsewhere = needing.submit(community_id=other.community_id)
    undecided = needing.submit()  # which its resident may withdraw
    closed = [needing.decline(needing.submit()), needing.withdraw(needing.submit()), needing.resolve(needing.accept())]

    for unfit in (need, merged, elsewhere, undecided, *closed):
        with pytest.raises(Conflict, match=r"need\.merge_target_unfit"):
            needing.merge(need, unfit)
    with pytest.raises(NotFound, match=r"need\.unknown"):
        needing.merge(need, {"id": new_id()})


def test_a_need_is_in_hand_as_long_as_something_is_done_about_it(needing: Needing) -> None:
    need = needing.accept()
    linked = needing.link(needing.link(need, needing.world.publish()), needing.world.publish())
    assert (linked["state"], len(linked["links"]), linked["is_resolvable"]) == ("in_hand", 2, False)

    still = needing.unlink(linked)
    assert (still["state"], len(still["links"])) == ("in_hand", 1)
    assert needing.unlink(still)["state"] == "accepted"


def test_a_need_is_linked_once_with_a_wish_of_its_community(needing: Needing) -> None:
    world = needing.world
    wish = world.publish()
    need = needing.link(needing.accept(), wish)
    with pytest.raises(Conflict, match=r"need_link\.exists"):
        needing.link(need, wish)

    opened = CommunityOpened(
        community_id=new_id(), code="X", name="另一社区", subdistrict="街道", district="区", city="市"
    )
    world.harness.tell(opened)
    other = replace(world, community=replace(world.community, organisation_id=opened.community_id))
    for target in (other.publish(), {"id": new_id()}):
        with pytest.raises(NotFound, match=r"need_link\.target_unknown"):
            needing.link(need, target)
    with pytest.raises(NotFound, match=r"need_link\.unknown"):
        needing.send(messages.UnlinkNeed(need_id=need["id"], link_id=new_id()))


def test_a_fulfilled_wish_resolves_nothing_by_itself_but_tells_that_it_can_be(needing: Needing) -> None:
    wish = needing.world.publish(beneficiary=Beneficiary(name="王秀兰", phone="13904310003"))
    need = needing.link(needing.accept(), wish)
    fulfil(needing.world, wish)
    shown = needing.show(need)

    assert (shown["state"], shown["is_resolvable"], shown["links"][0]["is_done"]) == ("in_hand", True, True)
    assert shown["version"] == need["version"] + 1
    assert needing.steps(need) == ["submitted", "accepted", "in_hand", "link_done"]
    page = needing.send(messages.ListCommunityNeeds(community_id=need["community_id"]))
    assert [item["is_resolvable"] for item in page["items"]] == [True]
    assert needing.resolve(shown)["is_resolvable"] is False


def test_a_wish_that_is_fulfilled_already_is_done_when_it_is_linked(needing: Needing) -> None:
    wish = needing.world.publish()
    fulfil(needing.world, wish)

    assert needing.link(needing.accept(), wish)["is_resolvable"] is True


def test_a_residents_list_holds_their_own_and_a_communitys_all_newest_first(needing: Needing) -> None:
    other = resident_of(needing.world, "13904310009")
    mine = [needing.submit()["id"] for _ in range(3)]
    theirs = needing.submit(other)["id"]

    def listed(actor: Any, message: Any) -> list[str]:
        return [item["id"] for item in needing.send(message, actor)["items"]]

    assert listed(needing.resident, messages.ListNeeds()) == mine[::-1]
    assert listed(other, messages.ListNeeds()) == [theirs]
    community_id = str(needing.world.community.organisation_id)
    everything = messages.ListCommunityNeeds(community_id=community_id)
    assert listed(None, everything) == [theirs, *mine[::-1]]

    page = needing.send(replace(everything, limit=2))
    assert page["next"] == mine[2]
    assert listed(None, replace(everything, after=page["next"])) == mine[1::-1]


def test_a_communitys_list_is_narrowed(needing: Needing) -> None:
    first = needing.submit(title="路灯坏了")
    second = needing.accept(needing.submit(title="楼道 100% 堵住", category="safety"))
    base = messages.ListCommunityNeeds(community_id=first["community_id"])
    now = needing.world.harness.clock.now()

    def listed(**fields: Any) -> list[str]:
        return [item["id"] for item in needing.send(replace(base, **fields))["items"]]

    assert listed(state="submitted") == [first["id"]]
    assert listed(category="safety") == [second["id"]]
    assert listed(text="100%") == [second["id"]]
    assert listed(text="%") == [second["id"]]
    assert listed(submitted_from=now) == [second["id"], first["id"]]
    assert listed(submitted_until=now) == []


def test_lists_ask_as_many_questions_however_long_they_are(
    harness: Harness, needing: Needing, statements: list[str]
) -> None:
    counts = []
    for _ in range(2):
        for _ in range(5):
            needing.link(needing.accept(), needing.world.publish())
        statements.clear()
        needing.send(messages.ListCommunityNeeds(community_id=str(needing.world.community.organisation_id)))
        needing.send(messages.ListNeeds(), needing.resident)
        counts.append(len(statements))

    assert counts[0] == counts[1] <= 8
