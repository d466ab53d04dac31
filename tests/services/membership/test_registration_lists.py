from dataclasses import replace
from typing import Any

import pytest

from shared.errors import Forbidden, NotFound
from shared.messages import membership as m
from shared.messages.envelope import Actor
from tests.services.membership.registered import end, pair, register, request
from tests.services.membership.world import World, open_world


@pytest.fixture
def community(world: World) -> Actor:
    return world.open_community("SFJ")


@pytest.fixture
def unit(world: World) -> Actor:
    return world.open_unit()


def listed(world: World, query: Any, actor: Actor) -> list[str]:
    return [item["id"] for item in world.harness.send(query, actor)["items"]]


def test_a_unit_lists_its_members_registrations_by_state_kind_and_community(
    world: World, unit: Actor, community: Actor
) -> None:
    other = world.open_community("BL")
    first, second = world.members(unit, 2)
    stranger = world.member(
        world.open_unit("市林业局"),
        "01976a00-0000-7000-8000-000000000001",
    )
    pair(world, unit, community)
    paired = register(world, first, community, "paired")["id"]
    residence, waiting = register(world, first, other)["id"], request(world, second, community)["id"]
    query = m.ListUnitRegistrations(unit_id=str(unit.organisation_id))

    for actor in (unit, world.department):
        assert listed(world, query, actor) == [paired, residence, waiting]
    assert listed(world, replace(query, state="requested"), unit) == [waiting]
    assert listed(world, replace(query, kind="paired"), unit) == [paired]
    assert listed(world, replace(query, community_id=str(other.organisation_id)), unit) == [residence]
    assert listed(world, replace(query, after=paired, limit=1), unit) == [residence]
    for other_actor in (stranger, first, community, world.open_unit("市教育局")):
        with pytest.raises(Forbidden, match=r"^unit\.not_yours$"):
            listed(world, query, other_actor)
    with pytest.raises(NotFound, match=r"^unit\.unknown$"):
        listed(world, query, open_world(world.harness, "沈阳市皇姑区").department)


def test_a_community_lists_by_kind_and_unit(world: World, unit: Actor, community: Actor) -> None:
    other = world.open_unit("市林业局")
    pair(world, unit, community)
    member = world.members(unit)[0]
    residence, paired = (register(world, member, community, kind)["id"] for kind in ("residence", "paired"))
    query = m.ListRegistrations(community_id=str(community.organisation_id))

    assert listed(world, replace(query, kind="paired"), community) == [paired]
    assert listed(world, replace(query, unit_id=str(unit.organisation_id)), community) == [residence, paired]
    assert listed(world, replace(query, unit_id=str(other.organisation_id)), community) == []


def test_a_member_sees_all_their_registrations_those_that_are_over_too(
    world: World, unit: Actor, community: Actor
) -> None:
    member, colleague = world.members(unit, 2)
    over = register(world, member, community)
    end(world, over, member)
    live = request(world, member, community)["id"]
    request(world, colleague, community)
    query = m.ListMemberRegistrations(member_id=str(member.member_id))

    for actor in (member, unit, world.department):
        assert listed(world, query, actor) == [over["id"], live]
    for stranger in (colleague, community, world.open_unit("市林业局")):
        with pytest.raises(Forbidden, match=r"^member\.not_yours$"):
            listed(world, query, stranger)
    with pytest.raises(NotFound, match=r"^member\.unknown$"):
        listed(world, query, open_world(world.harness, "沈阳市皇姑区").department)
