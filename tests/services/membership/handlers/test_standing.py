from typing import Any

import pytest

from services.membership.model import Organisation
from shared.errors import Conflict, Forbidden, Invalid, NotFound, PreconditionFailed, Unauthenticated
from shared.messages.envelope import Actor
from shared.messages.membership import (
    AuthenticateClient,
    CloseOrganisation,
    EditOrganisation,
    EnrolMembers,
    IssueClient,
    OpenCommunity,
    OpenUnit,
    OrganisationClosed,
    OrganisationEdited,
    OrganisationReopened,
    ReopenOrganisation,
    RequestRegistration,
    ShowMember,
    ShowOrganisation,
)
from tests.races import at_once
from tests.services.membership.handlers.test_structure import HOSPITAL, SOCIAL_WORK, line_of_units, open_unit
from tests.services.membership.world import World, entry_of, open_world, roster


def edit(world: World, organisation: Actor | str, *, version: int | None = None, **changes: Any) -> Any:
    organisation_id = organisation if isinstance(organisation, str) else str(organisation.organisation_id)
    command = EditOrganisation(organisation_id=organisation_id, **changes)
    return world.harness.send(command, world.department, expected_version=version)


def close(world: World, organisation: Actor, actor: Actor | None = None) -> Any:
    command = CloseOrganisation(organisation_id=str(organisation.organisation_id), reason="机构撤并")
    return world.harness.send(command, actor or world.department)


def reopen(world: World, organisation: Actor) -> Any:
    return world.harness.send(ReopenOrganisation(organisation_id=str(organisation.organisation_id)), world.department)


def within(world: World, subdistrict: Actor, code: str = "SFJ") -> Any:
    command = OpenCommunity(code=code, name="三辅街社区", subdistrict_id=subdistrict.organisation_id)
    return world.harness.send(command, world.department)


def test_a_community_is_renamed_and_told_so_in_its_stream(world: World) -> None:
    community = world.open_community("SFJ", "三辅街社区")
    edited = edit(world, community, version=1, name="三辅街第一社区")

    assert (edited["name"], edited["version"]) == ("三辅街第一社区", 2)
    (event,) = world.harness.events_of(OrganisationEdited)
    assert (event.name, event.community_id, event.unit_id) == ("三辅街第一社区", community.organisation_id, None)


def test_what_stands_already_is_no_change(world: World) -> None:
    unit = world.open_unit("市水务局")

    assert edit(world, unit, name="市水务局")["version"] == 1
    assert world.harness.events_of(OrganisationEdited) == []


def test_an_edit_of_an_older_version_is_refused(world: World) -> None:
    unit = world.open_unit()
    edit(world, unit, version=1, name="市林业局")

    with pytest.raises(PreconditionFailed):
        edit(world, unit, version=1, name="市农业局")


@pytest.mark.parametrize(
    "kind, changes, pointers",
    [
        ("unit", {}, ["#"]),
        ("unit", {"city": "长春市", "subdistrict": "凯旋街道"}, ["#/subdistrict", "#/city"]),
        ("unit", {"code": "1222010041240000XA"}, ["#/code"]),
        ("unit", {"code": HOSPITAL.lower()}, ["#/code"]),
        ("subdistrict", {"subdistrict": "凯旋街道"}, ["#/subdistrict"]),
        ("subdistrict", {"leaves_parent": True}, ["#/leaves_parent"]),
        ("department", {"code": "X"}, ["#/code"]),
        ("organisation", {"parent_id": "self"}, ["#/parent_id"]),
        ("unit", {"parent_id": "self", "leaves_parent": True}, ["#/leaves_parent"]),
    ],
)
def test_what_an_organisation_does_not_have_is_refused(
    world: World, kind: str, changes: dict[str, Any], pointers: list[str]
) -> None:
    opened = {
        "department": lambda: world.department,
        "subdistrict": world.open_subdistrict,
        "unit": world.open_unit,
        "organisation": world.open_social_organisation,
    }[kind]()
    if "parent_id" in changes:
        changes = changes | {"parent_id": opened.organisation_id}
    with pytest.raises(Invalid, match=r"^request\.unfit$") as refused:
        edit(world, opened, **changes)

    assert [fault.pointer for fault in refused.value.errors] == pointers


def test_a_community_with_a_subdistrict_has_no_other_place(world: World) -> None:
    community = within(world, world.open_subdistrict())

    with pytest.raises(Invalid, match=r"^request\.unfit$"):
        edit(world, community["id"], city="沈阳市")
    assert edit(world, community["id"], leaves_parent=True)["city"] == "长春市"
    assert edit(world, community["id"], city="沈阳市")["city"] == "沈阳市"


def test_a_subdistricts_communities_follow_its_name_and_place(world: World) -> None:
    subdistrict = world.open_subdistrict("凯旋街道")
    inside, outside = within(world, subdistrict)["id"], world.open_community("BL")
    edit(world, subdistrict, name="兴业街道", district="二道区")
    shown = world.harness.send(ShowOrganisation(organisation_id=inside), world.department)

    assert (shown["subdistrict"], shown["district"], shown["version"]) == ("兴业街道", "二道区", 2)
    told = [event.organisation_id for event in world.harness.events_of(OrganisationEdited)]
    assert told == [subdistrict.organisation_id, inside]
    assert outside.organisation_id not in told


def test_a_community_that_changes_its_subdistrict_moves_there(world: World) -> None:
    community = within(world, world.open_subdistrict("凯旋街道"))
    other = world.open_subdistrict("兴业街道", "绿园区")
    moved = edit(world, community["id"], parent_id=other.organisation_id)

    assert (moved["parent_id"], moved["subdistrict"], moved["district"]) == (
        other.organisation_id,
        "兴业街道",
        "绿园区",
    )


def test_members_follow_the_code_of_the_community_that_they_live_in(world: World) -> None:
    community, unit = world.open_roster_communities(), world.open_unit()
    member_id = world.enrol(unit, roster(1))["members"][0]["member_id"]
    edit(world, community, code="SFJ-1")

    assert world.harness.send(ShowMember(member_id=member_id), unit)["residence_code"] == "SFJ-1"


@pytest.mark.parametrize(
    "changes, code",
    [
        ({"name": "市林业局"}, "unit.name_taken"),
        ({"code": SOCIAL_WORK}, "organisation.code_taken"),
    ],
)
def test_what_another_has_is_refused(world: World, changes: dict[str, str], code: str) -> None:
    unit = world.open_unit()
    world.open_unit("市林业局")
    world.open_social_organisation(SOCIAL_WORK)

    with pytest.raises(Conflict, match=rf"^{code}$"):
        edit(world, unit, **changes)


def test_a_subdistrict_or_community_keeps_what_is_its_own(world: World) -> None:
    first, second = world.open_subdistrict("凯旋街道"), world.open_subdistrict("兴业街道")
    community = world.open_community("BL")
    world.open_community("SFJ")

    with pytest.raises(Conflict, match=r"^subdistrict\.name_taken$"):
        edit(world, second, name="凯旋街道")
    with pytest.raises(Conflict, match=r"^community\.code_taken$"):
        edit(world, community, code="SFJ")
    assert edit(world, first, name="凯旋街道", district="绿园区")["district"] == "绿园区"


def test_a_code_that_a_community_had_is_given_to_no_other(world: World) -> None:
    first, second = world.open_community("SFJ"), world.open_community("BL")
    edit(world, first, code="SFJ-1")

    with pytest.raises(Conflict, match=r"^community\.code_taken$"):
        world.open_community("SFJ", "北陵社区")
    with pytest.raises(Conflict, match=r"^community\.code_taken$"):
        edit(world, second, code="SFJ")
    assert edit(world, first, code="SFJ")["code"] == "SFJ"


def test_of_two_that_take_a_code_at_once_one_does_for_good(world: World) -> None:
    communities = [world.open_community("SFJ"), world.open_community("BL")]

    def take(number: int) -> Any:
        command = EditOrganisation(organisation_id=str(communities[number].organisation_id), code="LJ")
        return world.harness.reply(command, world.department)

    replies = at_once(2, take)

    assert [reply.refusal["code"] for reply in replies if reply.refusal] == ["community.code_taken"]


def test_a_unit_never_stands_under_itself(world: World) -> None:
    top, middle, bottom = line_of_units(world, 3)

    for below in (top, middle, bottom):
        with pytest.raises(Conflict, match=r"^unit\.in_itself$"):
            edit(world, top, parent_id=below)
    assert edit(world, bottom, parent_id=top)["parent_id"] == top
    assert edit(world, bottom, leaves_parent=True)["parent_id"] is None


def test_a_tree_of_units_is_moved_only_where_all_of_it_has_room(world: World) -> None:
    lower = line_of_units(world, 3)
    upper = [open_unit(world, "甲")["id"]]
    for name in ("乙", "丙"):
        upper.append(open_unit(world, name, upper[-1])["id"])

    with pytest.raises(Conflict, match=r"^unit\.too_deep$"):
        edit(world, lower[0], parent_id=upper[2])
    assert edit(world, lower[0], parent_id=upper[1])["parent_id"] == upper[1]


def test_of_two_units_that_are_put_under_each_other_at_once_one_is(world: World) -> None:
    ids = [str(world.open_unit(name).organisation_id) for name in ("甲", "乙")]

    def put(number: int) -> Any:
        command = EditOrganisation(organisation_id=ids[number], parent_id=ids[1 - number])
        return world.harness.reply(command, world.department)

    replies = at_once(2, put)

    assert sorted(str((reply.refusal or {}).get("code")) for reply in replies) == ["None", "unit.in_itself"]


def test_a_closed_organisation_gets_no_tokens_and_has_nothing_new(world: World) -> None:
    unit, community = world.open_unit(), world.open_community("SFJ")
    member = world.members(unit)[0]
    client = world.harness.send(
        IssueClient(organisation_id=str(unit.organisation_id), label="人事系统"), world.department
    )
    query = AuthenticateClient(client_id=client["client_id"], client_secret=client["client_secret"])
    for organisation in (unit, community):
        assert close(world, organisation)["state"] == "closed"

    with pytest.raises(Unauthenticated, match=r"^client\.credentials_invalid$"):
        world.harness.send(query, Actor.public())
    with pytest.raises(Forbidden, match=r"^client\.revoked$"):
        world.harness.send(EnrolMembers(unit_id=str(unit.organisation_id), members=[entry_of(5)]), unit)
    for command, actor in (
        (IssueClient(organisation_id=str(unit.organisation_id), label="再来"), world.department),
        (RequestRegistration(community_id=str(community.organisation_id)), member),
        (OpenUnit(name="下级", parent_id=unit.organisation_id), world.department),
        (EditOrganisation(organisation_id=str(unit.organisation_id), name="改名"), world.department),
    ):
        with pytest.raises(Conflict, match=r"^organisation\.closed$"):
            world.harness.send(command, actor)

    reopen(world, unit)
    assert world.harness.send(query, Actor.public())["role"] == "unit"


def test_closing_and_reopening_are_told_with_their_reason_in_the_trail(world: World) -> None:
    unit = world.open_unit()
    close(world, unit)
    reopen(world, unit)
    fields = {"organisation_id": str(unit.organisation_id), "kind": "unit", "unit_id": unit.organisation_id}

    assert world.harness.events[-2:] == [OrganisationClosed(**fields), OrganisationReopened(**fields)]


@pytest.mark.parametrize(
    "is_closed, again, code", [(True, close, "organisation.already_closed"), (False, reopen, "organisation.not_closed")]
)
def test_closing_twice_or_reopening_what_is_open_is_refused(
    world: World, is_closed: bool, again: Any, code: str
) -> None:
    unit = world.open_unit()
    if is_closed:
        close(world, unit)

    with pytest.raises(Conflict, match=rf"^{code}$"):
        again(world, unit)


def test_a_department_stays_open(world: World) -> None:
    with pytest.raises(Conflict, match=r"^organisation\.not_closable$"):
        close(world, world.department)


def test_what_open_organisations_belong_to_stays_open(world: World) -> None:
    subdistrict = world.open_subdistrict()
    within(world, subdistrict)
    parent = world.open_unit("市卫生健康委")
    child = world.harness.send(OpenUnit(name="市第二医院", parent_id=parent.organisation_id), world.department)

    for organisation in (subdistrict, parent):
        with pytest.raises(Conflict, match=r"^organisation\.has_children$"):
            close(world, organisation)

    world.harness.send(CloseOrganisation(organisation_id=child["id"], reason="撤并"), world.department)
    close(world, parent)
    with pytest.raises(Conflict, match=r"^organisation\.closed$"):
        world.harness.send(ReopenOrganisation(organisation_id=child["id"]), world.department)


def test_a_parent_closes_or_gets_a_child_and_never_both(world: World) -> None:
    parent = world.open_unit()
    commands = (
        CloseOrganisation(organisation_id=str(parent.organisation_id), reason="撤并"),
        OpenUnit(name="下级", parent_id=parent.organisation_id),
    )
    replies = at_once(2, lambda number: world.harness.reply(commands[number], world.department))

    refusals = {str(reply.refusal["code"]) for reply in replies if reply.refusal}
    assert len(refusals) == 1
    assert refusals <= {"organisation.has_children", "organisation.closed"}
    with world.harness.database.reading() as session:
        kept = session.get_one(Organisation, parent.organisation_id)
    assert (kept.state == "closed") == (refusals == {"organisation.closed"})


def test_organisations_of_other_tenants_are_unknown(world: World) -> None:
    unit = open_world(world.harness, "沈阳市皇姑区").open_unit()

    for act in (lambda: edit(world, unit, name="x"), lambda: close(world, unit), lambda: reopen(world, unit)):
        with pytest.raises(NotFound, match=r"^organisation\.unknown$"):
            act()
