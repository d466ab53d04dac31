from typing import Any

import pytest

from shared.errors import Conflict, Invalid, NotFound
from shared.messages.envelope import Actor
from shared.messages.membership import (
    CommunityOpened,
    EditOrganisation,
    EditTenant,
    ListCommunities,
    ListSocialOrganisations,
    ListSubdistricts,
    ListTenants,
    ListUnits,
    OpenCommunity,
    OpenSocialOrganisation,
    OpenSubdistrict,
    OpenUnit,
    SocialOrganisationOpened,
    SubdistrictOpened,
)
from shared.messages.membership.organisations import CommunityPlaced
from tests.races import at_once
from tests.services.membership.world import OPERATOR, World, open_world

HOSPITAL = "1222010041240000XK"
SOCIAL_WORK = "52220100MJ7777777X"


def open_unit(world: World, name: str, parent: Actor | str | None = None, code: str | None = None) -> Any:
    parent_id = parent.organisation_id if isinstance(parent, Actor) else parent
    return world.harness.send(OpenUnit(name=name, parent_id=parent_id, code=code), world.department)


def line_of_units(world: World, length: int) -> list[str]:
    """Units of which each stands under the one before."""
    ids: list[str] = []
    for level in range(length):
        ids.append(open_unit(world, f"第{level}级", ids[-1] if ids else None)["id"])
    return ids


def test_a_subdistrict_is_announced(world: World) -> None:
    subdistrict = world.open_subdistrict("凯旋街道")

    assert world.harness.events_of(SubdistrictOpened) == [
        SubdistrictOpened(
            subdistrict_id=str(subdistrict.organisation_id),
            name="凯旋街道",
            district="宽城区",
            city="长春市",
            code=None,
        )
    ]


def test_a_subdistricts_name_is_given_once_in_a_district(world: World) -> None:
    world.open_subdistrict("建设街道", "宽城区")
    world.open_subdistrict("建设街道", "绿园区")

    with pytest.raises(Conflict, match=r"^subdistrict\.name_taken$"):
        world.open_subdistrict("建设街道", "宽城区")


def test_a_community_lies_where_its_subdistrict_does(world: World) -> None:
    subdistrict = world.open_subdistrict("凯旋街道")
    command = OpenCommunity(code="SFJ", name="三辅街社区", subdistrict_id=subdistrict.organisation_id, city="长春市")
    community = world.harness.send(command, world.department)

    assert community["parent_id"] == subdistrict.organisation_id
    assert [community[name] for name in ("subdistrict", "district", "city")] == ["凯旋街道", "宽城区", "长春市"]
    assert world.harness.events_of(CommunityOpened)[0].subdistrict == "凯旋街道"


def test_to_which_subdistrict_a_community_belongs_is_told_when_that_changes(world: World) -> None:
    one, two = world.open_subdistrict("凯旋街道"), world.open_subdistrict("南广街道")
    opened = OpenCommunity(code="SFJ", name="三辅街社区", subdistrict_id=one.organisation_id)
    community = world.harness.send(opened, world.department)
    world.open_community("QX")  # which belongs to none

    def edit(**changes: Any) -> None:
        world.harness.send(EditOrganisation(organisation_id=community["id"], **changes), world.department)

    edit(name="三辅路社区")
    edit(parent_id=two.organisation_id)
    edit(leaves_parent=True)
    told = world.harness.events_of(CommunityPlaced)
    assert {event.community_id for event in told} == {community["id"]}
    assert [event.subdistrict_id for event in told] == [one.organisation_id, two.organisation_id, None]


@pytest.mark.parametrize(
    "place, faults",
    [
        ({}, [("#/subdistrict", "missing"), ("#/district", "missing"), ("#/city", "missing")]),
        ({"subdistrict": "凯旋街道", "city": "长春市"}, [("#/district", "missing")]),
        ({"subdistrict_id": True, "city": "沈阳市"}, [("#/city", "unexpected")]),
    ],
)
def test_a_community_without_a_clear_place_is_refused(
    world: World, place: dict[str, Any], faults: list[tuple[str, str]]
) -> None:
    if "subdistrict_id" in place:
        place = place | {"subdistrict_id": world.open_subdistrict().organisation_id}
    with pytest.raises(Invalid, match=r"^request\.unfit$") as refused:
        world.harness.send(OpenCommunity(code="SFJ", name="三辅街社区", **place), world.department)

    assert [(fault.pointer, fault.code) for fault in refused.value.errors] == faults


def test_a_community_belongs_to_a_subdistrict_of_its_tenant_alone(world: World) -> None:
    elsewhere = open_world(world.harness, "沈阳市皇姑区").open_subdistrict()

    for stranger in (elsewhere, world.open_unit()):
        command = OpenCommunity(code="SFJ", name="三辅街社区", subdistrict_id=stranger.organisation_id)
        with pytest.raises(NotFound, match=r"^subdistrict\.unknown$"):
            world.harness.send(command, world.department)


def test_a_unit_stands_under_another_with_its_own_code(world: World) -> None:
    parent = world.open_unit("市卫生健康委")
    unit = open_unit(world, "市第二医院", parent, HOSPITAL)

    assert (unit["parent_id"], unit["code"]) == (parent.organisation_id, HOSPITAL)


@pytest.mark.parametrize("code", ["1222010041240000XA", "122201004124000000", "52220100MJ77777779"])
def test_a_code_whose_check_digit_is_wrong_is_refused(world: World, code: str) -> None:
    for command in (OpenUnit(name="市第二医院", code=code), OpenSocialOrganisation(name="睦邻", code=code)):
        with pytest.raises(Invalid, match=r"^request\.unfit$") as refused:
            world.harness.send(command, world.department)
        assert refused.value.errors[0].code == "organisation.code_check_digit"


def test_a_credit_code_belongs_to_one_organisation_of_a_tenant(world: World) -> None:
    world.open_social_organisation(SOCIAL_WORK)
    open_world(world.harness, "沈阳市皇姑区").open_social_organisation(SOCIAL_WORK)

    with pytest.raises(Conflict, match=r"^organisation\.code_taken$"):
        world.open_social_organisation(SOCIAL_WORK)
    with pytest.raises(Conflict, match=r"^organisation\.code_taken$"):
        open_unit(world, "睦邻", code=SOCIAL_WORK)
    assert {event.code for event in world.harness.events_of(SocialOrganisationOpened)} == {SOCIAL_WORK}


def test_of_several_that_open_a_social_organisation_at_once_one_does(world: World) -> None:
    command = OpenSocialOrganisation(name="睦邻社工中心", code=SOCIAL_WORK)
    replies = at_once(4, lambda _: world.harness.reply(command, world.department))

    assert [reply.refusal["code"] for reply in replies if reply.refusal] == ["organisation.code_taken"] * 3


def test_units_stand_in_five_levels_at_most(world: World) -> None:
    lowest = line_of_units(world, 5)[-1]

    with pytest.raises(Conflict, match=r"^unit\.too_deep$"):
        open_unit(world, "第六级", lowest)


def test_a_unit_stands_under_a_unit_of_its_tenant_alone(world: World) -> None:
    elsewhere = open_world(world.harness, "沈阳市皇姑区").open_unit()

    for stranger in (elsewhere, world.open_community("SFJ")):
        with pytest.raises(NotFound, match=r"^unit\.unknown$"):
            open_unit(world, "市第二医院", stranger)


def ids_of(world: World, query: Any, actor: Actor | None = None) -> list[str]:
    return [item["id"] for item in world.harness.send(query, actor or world.department)["items"]]


def test_each_kind_is_listed_by_itself_with_its_filters(world: World) -> None:
    subdistrict, other = world.open_subdistrict("凯旋街道"), world.open_subdistrict("兴业街道")
    inside = world.harness.send(
        OpenCommunity(code="SFJ", name="三辅街社区", subdistrict_id=subdistrict.organisation_id), world.department
    )["id"]
    world.open_community("BL", "北陵社区")
    parent = world.open_unit("市水务局")
    child = open_unit(world, "自来水公司", parent, HOSPITAL)["id"]
    social = world.open_social_organisation().organisation_id
    open_world(world.harness, "沈阳市皇姑区").open_subdistrict("凯旋街道")
    whole, part = str(subdistrict.organisation_id), str(parent.organisation_id)

    assert ids_of(world, ListSubdistricts()) == [whole, other.organisation_id]
    assert ids_of(world, ListSubdistricts(name="凯旋")) == [whole]
    assert ids_of(world, ListCommunities(subdistrict_id=whole)) == [inside]
    assert ids_of(world, ListCommunities(code="SFJ", name="辅街")) == [inside]
    assert ids_of(world, ListUnits(), parent) == [part, child]
    assert ids_of(world, ListUnits(parent_id=part)) == [child]
    assert ids_of(world, ListUnits(code=HOSPITAL)) == [child]
    assert ids_of(world, ListUnits(state="closed")) == []
    assert ids_of(world, ListSocialOrganisations()) == [social]


@pytest.mark.parametrize("name", ["%", "_", "\\", "街%"])
def test_what_stands_for_anything_in_a_database_stands_for_itself_in_a_name(world: World, name: str) -> None:
    world.open_subdistrict()

    assert ids_of(world, ListSubdistricts(name=name)) == []


def test_units_are_listed_page_by_page(world: World) -> None:
    expected = [world.open_unit(f"第{number}局").organisation_id for number in range(3)]
    first = world.harness.send(ListUnits(limit=2), world.department)
    second = world.harness.send(ListUnits(limit=2, after=first["next"]), world.department)

    assert [item["id"] for page in (first, second) for item in page["items"]] == expected
    assert second["next"] is None


def test_the_operator_lists_tenants_and_renames_them(world: World) -> None:
    other = open_world(world.harness, "沈阳市皇姑区")
    renamed = world.harness.send(EditTenant(tenant_id=other.tenant_id, name="沈阳市"), OPERATOR)
    items = world.harness.send(ListTenants(), OPERATOR)["items"]

    assert [item["id"] for item in items] == [world.tenant_id, other.tenant_id]
    assert renamed == items[1] == {"id": other.tenant_id, "name": "沈阳市", "version": 2}
    with pytest.raises(NotFound, match=r"^tenant\.unknown$"):
        world.harness.send(EditTenant(tenant_id=str(world.department.organisation_id), name="x"), OPERATOR)


def test_a_name_that_stands_already_makes_no_new_version(world: World) -> None:
    again = EditTenant(tenant_id=world.tenant_id, name="长春市宽城区")

    assert world.harness.send(again, OPERATOR)["version"] == 1


def test_a_subdistrict_opens_no_second_time_when_several_try_at_once(world: World) -> None:
    command = OpenSubdistrict(name="凯旋街道", district="宽城区", city="长春市")
    replies = at_once(4, lambda _: world.harness.reply(command, world.department))

    assert [reply.refusal["code"] for reply in replies if reply.refusal] == ["subdistrict.name_taken"] * 3
