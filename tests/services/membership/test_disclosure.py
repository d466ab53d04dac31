"""What a community, and others, see of a member, and whom they find by what."""

from datetime import timedelta
from typing import Any, get_args

import pytest

from services.membership.disclosure import SEEN_BY, SEEN_BY_CONSENT, SHARED, Reader, seen_by
from shared.errors import Forbidden
from shared.messages.envelope import Actor
from shared.messages.membership import (
    ConsentPurpose,
    ListMembers,
    RefuseRegistration,
    RemoveMember,
    SearchMembers,
    ShowMember,
)
from tests.services.membership.consenting import BACK_ON, TIME, decide, member_with_a_phone, say_all
from tests.services.membership.registered import end, register, request
from tests.services.membership.world import World, roster

SHARING, CALLING = "data_sharing_with_community", "contact_by_phone"
SHARED_VALUES = {
    "skills": ["医疗护理", "下棋"],
    "interests": ["助残", "助老"],
    "own_skills": ["下棋"],
    "own_interests": ["助老"],
    "free_times": [TIME],
    "paused_until": BACK_ON,
}
NOTHING_SHARED = {name: [] for name in SHARED_VALUES} | {"paused_until": None}
UNIT_ONLY = {"external_id": "KX000001", "department": "业务一科", "residence_code": "SFJ"}
NO_UNIT_ONLY = dict.fromkeys(UNIT_ONLY)
FILTERS: list[dict[str, Any]] = [
    {"skill": ["医疗护理"]},
    {"skill": ["下棋"]},
    {"interest": ["助残"]},
    {"free_weekday": 6, "free_from": "09:00", "free_to": "10:00"},
]


@pytest.fixture
def community(world: World) -> Actor:
    return world.open_roster_communities()


@pytest.fixture
def unit(world: World, community: Actor) -> Actor:
    return world.open_unit()


@pytest.fixture
def member(world: World, unit: Actor) -> Actor:
    """Lives in the community, and has said all that members may say."""
    member = member_with_a_phone(world, unit)
    say_all(world, member)
    world.harness.clock.advance(timedelta(days=2))  # past the pause
    return member


def show(world: World, member: Actor, reader: Actor) -> Any:
    return world.harness.send(ShowMember(member_id=str(member.member_id)), reader)


def search(world: World, reader: Actor, **filters: Any) -> Any:
    return world.harness.send(SearchMembers(**filters), reader)["items"]


def seen(shape: Any) -> dict[str, Any]:
    """What isn't shown to everybody who sees a member at all."""
    return {name: shape[name] for name in ("name", "phone", *SHARED_VALUES, *UNIT_ONLY)}


@pytest.mark.parametrize(
    "given, expected, phones",
    [
        ((), NOTHING_SHARED, (None, None)),
        (("photo", "profile_public_name", "data_sharing_with_organisations"), NOTHING_SHARED, (None, None)),
        ((SHARING,), SHARED_VALUES, (None, None)),
        ((CALLING,), NOTHING_SHARED, ("19900001519", "199****1519")),
        ((SHARING, CALLING), SHARED_VALUES, ("19900001519", "199****1519")),
    ],
)
def test_a_community_sees_of_who_is_registered_what_they_consent_to(
    world: World, community: Actor, member: Actor, given: Any, expected: Any, phones: Any
) -> None:
    register(world, member, community)
    for purpose in given:
        decide(world, member, purpose)
    one, (listed,) = show(world, member, community), search(world, community)

    assert seen(one) == {"name": "陈华英", "phone": phones[0]} | expected | NO_UNIT_ONLY
    assert seen(listed) == {"name": "陈华英", "phone": phones[1]} | expected | NO_UNIT_ONLY
    assert (one["unit_id"], one["state"]) == (member.organisation_id, "active")


@pytest.mark.parametrize("step", ["none", "requested", "refused", "ended"])
def test_of_who_is_not_registered_a_community_sees_nothing_whatever_they_consent_to(
    world: World, community: Actor, member: Actor, step: str
) -> None:
    decide(world, member, SHARING)
    decide(world, member, CALLING)
    if step == "ended":
        end(world, register(world, member, community), community)
    elif step != "none":
        registration = request(world, member, community)
        if step == "refused":
            world.harness.send(RefuseRegistration(registration_id=registration["id"], reason="非本社区居民"), community)

    for shape in (show(world, member, community), *search(world, community)):
        assert seen(shape) == {"name": "陈**", "phone": None} | NOTHING_SHARED | NO_UNIT_ONLY
    for filters in FILTERS:
        assert search(world, community, **filters) == [], filters
    assert search(world, community, name="陈华英") == search(world, community, name_prefix="陈") == []


def test_a_community_finds_nobody_by_what_it_is_not_shown(world: World, community: Actor, member: Actor) -> None:
    register(world, member, community)
    found = {"before": [len(search(world, community, **filters)) for filters in FILTERS]}
    decide(world, member, SHARING)
    found["given"] = [len(search(world, community, **filters)) for filters in FILTERS]
    decide(world, member, SHARING, "withdrawn")
    found["withdrawn"] = [len(search(world, community, **filters)) for filters in FILTERS]
    decide(world, member, SHARING)
    found["again"] = [len(search(world, community, **filters)) for filters in FILTERS]
    nothing, all_ = [0] * len(FILTERS), [1] * len(FILTERS)

    assert found == {"before": nothing, "given": all_, "withdrawn": nothing, "again": all_}
    assert len(search(world, community, name="陈华英")) == len(search(world, community, name_prefix="陈")) == 1


def test_where_somebody_lives_who_is_registered_elsewhere_is_not_found_out(
    world: World, community: Actor, unit: Actor
) -> None:
    entries = roster(12)
    index = next(number for number, entry in enumerate(entries) if entry.residence_code not in ("SFJ", None))
    lines = world.enrol(unit, entries)["members"]
    register(world, world.member(unit, lines[index]["member_id"]), community)
    there = entries[index].residence_code

    assert lines[index]["member_id"] in [one["id"] for one in search(world, community)]
    assert search(world, community, residence_code=there) == []
    assert {one["residence_code"] for one in search(world, community, residence_code="SFJ")} == {None}


def test_consent_given_to_one_counts_for_each_community_that_one_is_registered_with_alone(
    world: World, unit: Actor, community: Actor, member: Actor
) -> None:
    decide(world, member, SHARING)
    decide(world, member, CALLING)
    register(world, member, community)
    other = world.open_community("NEW")

    with pytest.raises(Forbidden, match=r"^member\.not_yours$"):
        show(world, member, other)
    assert search(world, other, skill=["下棋"]) == []


def test_unit_and_department_see_all_whatever_is_consented_and_the_unit_alone_the_whole_phone(
    world: World, unit: Actor, member: Actor
) -> None:
    whole = {"name": "陈华英", "phone": "199****1519"} | SHARED_VALUES | UNIT_ONLY
    unit_list = world.harness.send(ListMembers(unit_id=str(unit.organisation_id)), unit)["items"]

    assert seen(show(world, member, unit)) == whole | {"phone": "19900001519"}
    for shape in (
        show(world, member, world.department),
        show(world, member, member),
        *unit_list,
        *search(world, unit),
        *search(world, world.department),
    ):
        assert seen(shape) == whole
    for filters in FILTERS:
        assert len(search(world, unit, **filters)) == len(search(world, world.department, **filters)) == 1


def test_a_unit_reads_no_whole_phone_of_who_has_left_it(world: World, unit: Actor, member: Actor) -> None:
    world.harness.send(RemoveMember(member_id=str(member.member_id), reason="retired"), unit)

    assert show(world, member, unit)["phone"] == "199****1519"


def test_the_table_speaks_of_every_reader_and_of_purposes_that_there_are() -> None:
    assert set(SEEN_BY) == set(get_args(Reader))
    assert set(SEEN_BY_CONSENT) <= set(get_args(ConsentPurpose))
    assert seen_by("resident", get_args(ConsentPurpose)) == frozenset()
    assert seen_by("unit", ()) == seen_by("unit", get_args(ConsentPurpose))
    assert seen_by("registered", [SHARING]) == SHARED | {"name"}
