from dataclasses import replace

import pytest

from shared.errors import Forbidden, Invalid
from shared.ids import new_id
from shared.messages import evaluation as messages
from tests.services.evaluation.world import World, community_actor


def test_a_community_lists_its_own_invitations(world: World) -> None:
    mine = world.invite()
    World(world.harness).invite()

    assert world.list() == {"items": [mine], "next": None}


def test_invitations_are_listed_to_nobody_else(world: World) -> None:
    query = messages.ListInvitations(community_id=str(world.community.organisation_id))

    for stranger in (community_actor(), replace(world.community, role="member")):
        with pytest.raises(Forbidden, match=r"community\.not_yours"):
            world.harness.send(query, stranger)


def test_invitations_of_another_tenant_are_not_listed(world: World) -> None:
    world.invite()
    world.community = replace(world.community, tenant_id=new_id())

    assert world.list()["items"] == []


def test_invitations_are_listed_by_state_and_wish(world: World) -> None:
    rated, waiting = world.invite(), world.invite()
    world.rate(rated, world.issue(rated))

    assert [one["id"] for one in world.list(state="used")["items"]] == [rated["id"]]
    assert [one["id"] for one in world.list(state="open")["items"]] == [waiting["id"]]
    assert [one["id"] for one in world.list(wish_id=rated["wish_id"])["items"]] == [rated["id"]]
    assert world.list(wish_id=rated["wish_id"], state="open")["items"] == []


def test_invitations_come_in_pages(world: World) -> None:
    invitations = [world.invite()["id"] for _ in range(3)]
    first = world.list(limit=2)
    last = world.list(limit=2, after=first["next"])

    assert [one["id"] for one in first["items"]] == invitations[:2]
    assert ([one["id"] for one in last["items"]], last["next"]) == (invitations[2:], None)


def test_a_made_up_cursor_is_refused(world: World) -> None:
    with pytest.raises(Invalid, match=r"request\.invalid"):
        world.list(after="2")
