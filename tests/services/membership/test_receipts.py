from typing import Any

import pytest

from shared.errors import Conflict, Forbidden, NotFound
from shared.messages import membership as m
from shared.messages.envelope import Actor
from tests.services.membership.registered import end, register, request
from tests.services.membership.world import World, open_world


@pytest.fixture
def community(world: World) -> Actor:
    return world.open_community("SFJ")


@pytest.fixture
def unit(world: World) -> Actor:
    return world.open_unit()


def receipt(world: World, registration: Any, actor: Actor) -> Any:
    return world.harness.send(m.ShowReceipt(registration_id=registration["id"]), actor)


def verify(world: World, path: str) -> Any:
    return world.harness.send(m.VerifyReceipt(token=path.removeprefix("/receipts/")), Actor.public())


def test_a_receipt_is_shown_to_member_unit_and_community(world: World, unit: Actor, community: Actor) -> None:
    member, colleague = world.members(unit, 2)
    registration = register(world, member, community)
    shown = [receipt(world, registration, actor) for actor in (member, unit, community)]

    assert shown[0] == shown[1] == shown[2]
    assert shown[0]["receipt_number"] == "BD-SFJ-2026-000001"
    assert [shown[0][name] for name in ("member_name", "unit_name", "community_name", "subdistrict")] == [
        "陈华英",
        "市水务局",
        "三辅街社区",
        "凯旋街道",
    ]
    for stranger in (colleague, world.open_unit("市林业局"), world.open_community("BL"), world.department):
        with pytest.raises(Forbidden, match=r"^registration\.not_yours$"):
            receipt(world, registration, stranger)
    with pytest.raises(NotFound, match=r"^registration\.unknown$"):
        receipt(world, registration, open_world(world.harness, "沈阳市皇姑区").open_community("SFJ"))


def test_there_is_no_receipt_before_the_confirmation(world: World, unit: Actor, community: Actor) -> None:
    member = world.members(unit)[0]
    registration = request(world, member, community)

    with pytest.raises(Conflict, match=r"^receipt\.not_given$"):
        receipt(world, registration, member)


def test_anybody_checks_a_receipt_and_learns_nothing_of_the_member(world: World, unit: Actor, community: Actor) -> None:
    member = world.members(unit)[0]
    registration = register(world, member, community)
    path = receipt(world, registration, member)["verification_path"]
    issued_at = world.harness.clock.now()

    assert verify(world, path) == {
        "receipt_number": "BD-SFJ-2026-000001",
        "community_name": "三辅街社区",
        "issued_at": issued_at,
        "is_live": True,
    }
    end(world, registration, member)
    assert verify(world, path)["is_live"] is False
    assert receipt(world, registration, member)["verification_path"] == path


@pytest.mark.parametrize("token", ["", "x", "BD-SFJ-2026-000001", "' OR 1=1 --", "q3Jv9tKfZ0a2mXw5LrYc8g", "令牌"])
def test_a_token_that_was_never_given_is_unknown(world: World, unit: Actor, community: Actor, token: str) -> None:
    register(world, world.members(unit)[0], community)

    with pytest.raises(NotFound, match=r"^receipt\.unknown$"):
        verify(world, token)


def test_a_token_is_long_random_and_nobody_elses(world: World, unit: Actor, community: Actor) -> None:
    members = world.members(unit, 3)
    paths = [receipt(world, register(world, one, community), one)["verification_path"] for one in members]

    assert len(set(paths)) == 3
    assert {len(path.removeprefix("/receipts/")) for path in paths} == {22}
    assert "SFJ" not in "".join(paths)
