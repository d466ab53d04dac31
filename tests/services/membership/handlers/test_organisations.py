import pytest

from shared.errors import Conflict
from shared.messages.envelope import Actor
from shared.messages.membership import (
    AuthenticateClient,
    CommunityOpened,
    ListCommunities,
    OpenCommunity,
    OpenTenant,
    OpenUnit,
    UnitOpened,
)
from shared.messages.wire import encode
from tests.harness import Harness
from tests.races import at_once
from tests.services.membership.world import OPERATOR, World, open_world


def test_a_tenant_opens_with_its_department_and_a_client_that_works(harness: Harness) -> None:
    tenant = harness.send(OpenTenant(name="长春市", department_name="长春市委组织部"), OPERATOR)

    client = tenant["client"]
    principal = harness.send(
        AuthenticateClient(client_id=client["client_id"], client_secret=client["client_secret"]), Actor.public()
    )
    assert principal["role"] == "department"
    assert principal["tenant_id"] == tenant["id"]
    assert principal["organisation_id"] == tenant["department"]["id"]
    assert tenant["department"]["name"] == "长春市委组织部"


def test_opening_a_tenant_again_by_the_same_command_gives_the_same_secret(harness: Harness) -> None:
    call = harness.call(OpenTenant(name="长春市", department_name="长春市委组织部"), OPERATOR)
    first, second = (harness.executor.execute([call])[0] for _ in range(2))

    assert encode(first.result) == encode(second.result)
    assert second.is_repeat


def test_a_community_is_announced_with_its_place(world: World) -> None:
    community = world.open_community("SFJ", "三辅街社区")

    assert world.harness.events_of(CommunityOpened) == [
        CommunityOpened(
            community_id=str(community.organisation_id),
            code="SFJ",
            name="三辅街社区",
            subdistrict="凯旋街道",
            district="宽城区",
            city="长春市",
        )
    ]


def test_a_code_belongs_to_one_community_of_a_tenant(world: World) -> None:
    world.open_community("SFJ")

    with pytest.raises(Conflict, match=r"^community\.code_taken$"):
        world.open_community("SFJ", "北陵社区")
    assert len(world.harness.events_of(CommunityOpened)) == 1


def test_another_tenant_may_use_the_same_code_and_name(world: World) -> None:
    other = open_world(world.harness, "沈阳市皇姑区")
    communities = {one.open_community("SFJ").organisation_id for one in (world, other)}
    units = {one.open_unit("市水务局").organisation_id for one in (world, other)}

    assert len(communities) == len(units) == 2


def test_of_two_that_open_a_code_at_once_one_does(world: World) -> None:
    command = OpenCommunity(code="SFJ", name="三辅街社区", subdistrict="凯旋街道", district="宽城区", city="长春市")
    replies = at_once(8, lambda _: world.harness.reply(command, world.department))

    refusals = [reply.refusal["code"] for reply in replies if reply.refusal]
    assert refusals == ["community.code_taken"] * 7
    assert len(world.harness.send(ListCommunities(), world.department)["items"]) == 1


def test_a_unit_is_announced(world: World) -> None:
    unit = world.open_unit("市水务局")

    assert world.harness.events_of(UnitOpened) == [UnitOpened(unit_id=str(unit.organisation_id), name="市水务局")]


def test_a_unit_name_is_given_once_in_a_tenant(world: World) -> None:
    world.open_unit("市水务局")

    with pytest.raises(Conflict, match=r"^unit\.name_taken$"):
        world.harness.send(OpenUnit(name="市水务局"), world.department)
