from dataclasses import replace
from typing import Any

import pytest

from shared.errors import Forbidden, Invalid, NotFound, Unauthenticated
from shared.ids import new_id
from shared.messages.envelope import Actor
from shared.messages.membership import (
    AuthenticateClient,
    ConfirmRegistration,
    IssueClient,
    ListCommunities,
    ListMembers,
    ListRegistrations,
    RequestRegistration,
    ShowMember,
    ShowOrganisation,
    ShowRegistration,
)
from shared.messages.membership.organisations import ShowOwnOrganisation
from tests.harness import START, Harness
from tests.services.membership.world import World, open_world, roster


def authenticate(harness: Harness, client_id: str, client_secret: str) -> Any:
    query = AuthenticateClient(client_id=client_id, client_secret=client_secret)
    return harness.send(query, Actor.public())


def with_operator_secret(harness: Harness, secret: str) -> Harness:
    tools = harness.tools
    return replace(harness, tools=replace(tools, settings=replace(tools.settings, operator_secret=secret)))


def test_the_operator_proves_itself_by_a_setting(harness: Harness) -> None:
    principal = authenticate(harness, "operator", "operator-secret-for-tests")

    assert principal == {
        "role": "operator",
        "client_id": "operator",
        "tenant_id": None,
        "organisation_id": None,
        "member_id": None,
        "scopes": None,
        "ends_at": None,
        "is_use_to_note": False,
        "contact_encrypted": None,
        "member_version": None,
    }


@pytest.mark.parametrize("setting, given", [("", ""), ("", "x"), ("geheim", "Geheim"), ("geheim", "密钥")])
def test_the_operator_is_refused_by_a_wrong_secret_or_none(harness: Harness, setting: str, given: str) -> None:
    with pytest.raises(Unauthenticated, match=r"^client\.credentials_invalid$"):
        authenticate(with_operator_secret(harness, setting), "operator", given)


def test_wrong_credentials_look_alike_whatever_is_wrong(world: World) -> None:
    command = IssueClient(organisation_id=str(world.department.organisation_id), label="人事系统")
    client = world.harness.send(command, world.department)
    wrong = [
        (client["client_id"], "wrong"),
        (client["client_id"].upper(), client["client_secret"]),
        (new_id(), client["client_secret"]),
        ("nobody", client["client_secret"]),
        ("操作员", "密钥"),
    ]

    for client_id, secret in wrong:
        with pytest.raises(Unauthenticated, match=r"^client\.credentials_invalid$") as refused:
            authenticate(world.harness, client_id, secret)
        assert refused.value.as_wire() == {"status": 401, "code": "client.credentials_invalid"}


def test_an_organisation_is_shown_within_its_tenant(world: World) -> None:
    community = world.open_community("SFJ", "三辅街社区")
    query = ShowOrganisation(organisation_id=str(community.organisation_id))

    assert world.harness.send(query, world.department) == {
        "id": community.organisation_id,
        "kind": "community",
        "name": "三辅街社区",
        "code": "SFJ",
        "tenant_id": world.tenant_id,
        "version": 1,
        "parent_id": None,
        "state": "open",
        "subdistrict": "凯旋街道",
        "district": "宽城区",
        "city": "长春市",
    }
    with pytest.raises(NotFound, match=r"^organisation\.unknown$"):
        world.harness.send(query, open_world(world.harness, "沈阳市皇姑区").department)


def test_who_acts_for_an_organisation_is_shown_it_without_knowing_its_id(world: World) -> None:
    community = world.open_community("SFJ", "三辅街社区")
    own = [world.harness.send(ShowOwnOrganisation(), actor)["id"] for actor in (world.department, community)]

    assert own == [world.department.organisation_id, community.organisation_id]
    with pytest.raises(Forbidden, match=r"^access\.denied$"):
        world.harness.send(ShowOwnOrganisation(), replace(community, organisation_id=None))


def test_communities_are_listed_page_by_page(world: World) -> None:
    expected = [world.open_community(code).organisation_id for code in ("SFJ", "BL", "YB")]
    world.open_unit()
    open_world(world.harness, "沈阳市皇姑区").open_community("BL")
    first = world.harness.send(ListCommunities(limit=2), world.department)
    second = world.harness.send(ListCommunities(after=first["next"], limit=2), world.department)

    assert [item["id"] for page in (first, second) for item in page["items"]] == expected
    assert second["next"] is None


def test_a_page_that_is_just_full_is_the_last(world: World) -> None:
    world.open_community("SFJ")

    assert world.harness.send(ListCommunities(limit=1), world.department)["next"] is None


def test_a_made_up_cursor_is_refused(world: World) -> None:
    with pytest.raises(Invalid, match=r"^request\.invalid$") as refused:
        world.harness.send(ListCommunities(after="' OR 1=1"), world.department)

    assert refused.value.errors[0].pointer == "#/after"


def test_a_member_is_shown_without_identity_number_and_with_the_whole_phone_to_the_unit_alone(world: World) -> None:
    world.open_roster_communities()
    unit = world.open_unit()
    member_id = world.enrol(unit, roster(1))["members"][0]["member_id"]

    for actor in (unit, world.department, world.member(unit, member_id)):
        assert world.harness.send(ShowMember(member_id=member_id), actor) == {
            "id": member_id,
            "unit_id": unit.organisation_id,
            "external_id": "KX000001",
            "state": "active",
            "name": "陈华英",
            "phone": "19900001519" if actor == unit else "199****1519",
            "department": "业务一科",
            "skills": ["医疗护理"],
            "interests": ["助残"],
            "own_skills": [],
            "own_interests": [],
            "free_times": [],
            "paused_until": None,
            "residence_code": "SFJ",
            "created_at": START,
            "changed_at": START,
            "version": 1,
        }


def test_others_do_not_see_a_units_members(world: World) -> None:
    unit = world.open_unit()
    first, second = world.members(unit, 2)

    for stranger in (world.open_unit("市林业局"), world.open_community("SFJ"), second):
        with pytest.raises(Forbidden, match=r"^member\.not_yours$"):
            world.harness.send(ShowMember(member_id=str(first.member_id)), stranger)
        with pytest.raises(Forbidden, match=r"^unit\.not_yours$"):
            world.harness.send(ListMembers(unit_id=str(unit.organisation_id)), stranger)
    elsewhere = open_world(world.harness, "沈阳市皇姑区").department
    with pytest.raises(NotFound, match=r"^member\.unknown$"):
        world.harness.send(ShowMember(member_id=str(first.member_id)), elsewhere)
    with pytest.raises(NotFound, match=r"^unit\.unknown$"):
        world.harness.send(ListMembers(unit_id=str(unit.organisation_id)), elsewhere)


def test_a_units_members_are_listed_page_by_page_and_by_name(world: World) -> None:
    unit = world.open_unit()
    expected = [member.member_id for member in world.members(unit, 5)]
    query = ListMembers(unit_id=str(unit.organisation_id), limit=3)
    first = world.harness.send(query, unit)
    second = world.harness.send(replace(query, after=first["next"]), world.department)
    named = world.harness.send(replace(query, name="马国霞"), unit)

    assert [item["id"] for page in (first, second) for item in page["items"]] == expected
    assert [item["name"] for item in named["items"]] == ["马国霞"]
    assert second["next"] is None


def test_a_registration_is_shown_to_those_whom_it_concerns(world: World) -> None:
    unit, community = world.open_unit(), world.open_community("SFJ")
    member, colleague = world.members(unit, 2)
    command = RequestRegistration(community_id=str(community.organisation_id))
    query = ShowRegistration(registration_id=world.harness.send(command, member)["id"])

    for actor in (member, unit, community, world.department):
        assert world.harness.send(query, actor)["member_name"] == "陈华英"
    for stranger in (colleague, world.open_unit("市林业局"), world.open_community("BL")):
        with pytest.raises(Forbidden, match=r"^registration\.not_yours$"):
            world.harness.send(query, stranger)
    with pytest.raises(NotFound, match=r"^registration\.unknown$"):
        world.harness.send(query, open_world(world.harness, "沈阳市皇姑区").department)


def test_a_community_lists_its_registrations_by_state(world: World) -> None:
    unit, community, other = world.open_unit(), world.open_community("SFJ"), world.open_community("BL")
    *members, neighbour = world.members(unit, 4)
    command = RequestRegistration(community_id=str(community.organisation_id))
    ids = [world.harness.send(command, member)["id"] for member in members]
    world.harness.send(ConfirmRegistration(registration_id=ids[1]), community)
    world.harness.send(RequestRegistration(community_id=str(other.organisation_id)), neighbour)
    query = ListRegistrations(community_id=str(community.organisation_id))

    assert [item["id"] for item in world.harness.send(query, community)["items"]] == ids
    requested = world.harness.send(replace(query, state="requested", limit=1), community)
    rest = world.harness.send(replace(query, state="requested", after=requested["next"]), community)
    assert [item["id"] for page in (requested, rest) for item in page["items"]] == [ids[0], ids[2]]


def test_registrations_are_listed_for_their_community_alone(world: World) -> None:
    unit, community = world.open_unit(), world.open_community("SFJ")
    query = ListRegistrations(community_id=str(community.organisation_id))

    for stranger in (world.open_community("BL"), unit, world.department):
        with pytest.raises(Forbidden, match=r"^community\.not_yours$"):
            world.harness.send(query, stranger)
    with pytest.raises(NotFound, match=r"^community\.unknown$"):
        world.harness.send(query, open_world(world.harness, "沈阳市皇姑区").open_community("SFJ"))
