from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from services.membership.model import Member, MemberTag
from shared.errors import Conflict, Forbidden, NotFound, PreconditionFailed
from shared.messages.envelope import Actor
from shared.messages.membership import (
    AddSkill,
    EditSkill,
    ListSkills,
    ListUnlistedSkills,
    MemberProfileChanged,
    RetireSkill,
    RevokeClient,
    SearchMembers,
    ShowSkill,
)
from tests.races import at_once
from tests.services.membership.world import World, entry_of, open_world

TUINA = AddSkill(code="tuina", name="推拿", english_name="Tuina massage", synonyms=["按摩"])


def enrol(world: World, unit: Actor, *skills: list[str]) -> list[str]:
    entries = [replace(entry_of(index), skills=words) for index, words in enumerate(skills)]
    return [line["member_id"] for line in world.enrol(unit, entries)["members"]]


def kept(world: World) -> dict[str, list[str]]:
    with world.harness.database.reading() as session:
        return {member.id: member.skills for member in session.scalars(select(Member))}


def unlisted(world: World) -> list[tuple[str, int]]:
    items = world.harness.send(ListUnlistedSkills(), world.department)["items"]
    return [(item["word"], item["members"]) for item in items]


def test_synonyms_and_codes_on_a_roster_become_canonical_and_others_stay_and_are_told(world: World) -> None:
    entry = replace(entry_of(0), skills=["护理", "推拿", "haircutting"], interests=["敬老", "下棋"])
    report = world.enrol(world.open_unit(), [entry])

    assert list(kept(world).values()) == [["医疗护理", "推拿", "理发"]]
    assert (report["unlisted_skills"], report["unlisted_interests"]) == (["推拿"], ["下棋"])


def test_an_entry_that_was_made_canonical_is_still_known_as_unchanged(world: World) -> None:
    unit, entry = world.open_unit(), replace(entry_of(0), skills=["护理"])
    world.enrol(unit, [entry])

    assert world.enrol(unit, [entry])["unchanged"] == 1


def test_the_tenants_entries_stand_behind_those_built_in(world: World) -> None:
    skill = world.harness.send(TUINA, world.department)
    items = world.harness.send(ListSkills(), world.open_unit())["items"]

    assert (items[0]["name"], items[0]["is_built_in"], items[0]["id"]) == ("医疗护理", True, None)
    assert items[-1] == skill
    assert world.harness.send(ShowSkill(skill_id=skill["id"]), world.department) == skill
    elsewhere = open_world(world.harness, "沈阳市皇姑区").department
    assert skill not in world.harness.send(ListSkills(), elsewhere)["items"]
    assert skill not in world.harness.send(ListSkills(kind="interest"), world.department)["items"]
    with pytest.raises(NotFound, match=r"^skill\.unknown$"):
        world.harness.send(ShowSkill(skill_id=skill["id"]), elsewhere)


def test_unlisted_words_are_counted_the_most_frequent_first(world: World) -> None:
    enrol(world, world.open_unit(), ["推拿", "理发"], ["推拿"], ["下棋", "推拿"], ["下棋"])

    assert unlisted(world) == [("推拿", 3), ("下棋", 2)]


def test_adopting_words_retags_all_who_have_them_at_once(world: World) -> None:
    unit = world.open_unit()
    ids = enrol(world, unit, ["正骨", "理发", "推拿"], ["按 摩"], ["理发"], ["推拿"])
    world.harness.send(replace(TUINA, adopts=["正骨"]), world.department)

    assert kept(world) == dict(zip(ids, [["推拿", "理发"], ["推拿"], ["理发"], ["推拿"]], strict=True))
    assert unlisted(world) == []
    assert [one.member_id for one in world.harness.events_of(MemberProfileChanged)] == ids[:2]
    found = world.harness.send(SearchMembers(skill=["正骨"]), world.department)["items"]
    assert [(item["id"], item["version"]) for item in found] == [(ids[0], 2), (ids[1], 2), (ids[3], 1)]
    with world.harness.database.reading() as session:
        tags = [tuple(row) for row in session.execute(select(MemberTag.member_id, MemberTag.value))]
    assert sorted(tags) == sorted((id_, word) for id_, words in kept(world).items() for word in words)


def test_other_tenants_and_kinds_are_left_alone(world: World) -> None:
    other = open_world(world.harness, "沈阳市皇姑区")
    enrol(other, other.open_unit(), ["按摩"])
    world.enrol(world.open_unit(), [replace(entry_of(0), interests=["按摩"])])
    world.harness.send(TUINA, world.department)

    assert sorted(kept(world).values()) == [[], ["按摩"]]
    assert world.harness.events_of(MemberProfileChanged) == []


def test_a_renamed_entry_takes_its_members_along_and_keeps_its_former_name_as_a_word(world: World) -> None:
    unit = world.open_unit()
    ids = enrol(world, unit, ["推拿", "理发"])
    skill = world.harness.send(TUINA, world.department)
    edit = EditSkill(skill_id=skill["id"], name="中医推拿", english_name="Tuina", synonyms=["按摩", "正骨"])
    edited = world.harness.send(edit, world.department, expected_version=1)

    assert (edited["name"], edited["english_name"], edited["version"]) == ("中医推拿", "Tuina", 2)
    assert edited["synonyms"] == ["按摩", "正骨", "推拿"]
    assert kept(world) == {ids[0]: ["中医推拿", "理发"]}


@pytest.mark.parametrize(
    "changes, word",
    [
        ({"code": "haircutting"}, "haircutting"),
        ({"name": "理发"}, "理发"),
        ({"name": "剪发"}, "剪发"),
        ({"synonyms": ["护 理"]}, "护理"),
        ({"adopts": ["电脑"]}, "电脑"),
        ({"code": "other", "name": "别的", "synonyms": ["按摩"]}, "按摩"),
    ],
)
def test_a_word_stands_for_one_entry_alone(world: World, changes: Any, word: str) -> None:
    world.harness.send(replace(TUINA, code="mine", name="我的", synonyms=["按摩"]), world.department)

    with pytest.raises(Conflict, match=r"^skill\.word_taken$") as refused:
        world.harness.send(
            replace(TUINA, synonyms=[], **changes) if "synonyms" not in changes else replace(TUINA, **changes),
            world.department,
        )
    assert str(refused.value.detail).startswith(f"{word} stands for ")


def test_of_several_that_add_a_word_at_once_one_does(world: World) -> None:
    commands = [replace(TUINA, code=f"tuina{number}", name=f"推拿{number}") for number in range(4)]
    replies = at_once(4, lambda number: world.harness.reply(commands[number], world.department))

    assert [reply.refusal["code"] for reply in replies if reply.refusal] == ["skill.word_taken"] * 3


def test_nobody_keeps_a_word_that_is_adopted_while_they_are_enrolled(world: World) -> None:
    unit = world.open_unit()

    def act(number: int) -> Any:
        if number == 0:
            return world.harness.reply(TUINA, world.department)
        return world.enrol(unit, [replace(entry_of(number), skills=["按摩"])])

    at_once(4, act)

    assert list(kept(world).values()) == [["推拿"]] * 3


def test_a_retired_entry_is_shown_as_such_and_its_words_go_on_standing_for_it(world: World) -> None:
    skill = world.harness.send(TUINA, world.department)
    retired = world.harness.send(RetireSkill(skill_id=skill["id"]), world.department, expected_version=1)
    enrol(world, world.open_unit(), ["按摩"])

    assert retired["retired_at"] == world.harness.clock.now()
    assert list(kept(world).values()) == [["推拿"]]
    with pytest.raises(Conflict, match=r"^skill\.retired$"):
        world.harness.send(RetireSkill(skill_id=skill["id"]), world.department)


def test_an_edit_of_an_older_version_is_refused(world: World) -> None:
    skill = world.harness.send(TUINA, world.department)
    world.harness.send(EditSkill(skill_id=skill["id"], adopts=["正骨"]), world.department)

    for command in (EditSkill(skill_id=skill["id"], name="正骨术"), RetireSkill(skill_id=skill["id"])):
        with pytest.raises(PreconditionFailed, match=r"^precondition\.failed$"):
            world.harness.send(command, world.department, expected_version=1)


def test_a_list_is_changed_within_its_tenant_by_a_living_client(world: World) -> None:
    skill = world.harness.send(TUINA, world.department)
    elsewhere = open_world(world.harness, "沈阳市皇姑区").department

    for command in (EditSkill(skill_id=skill["id"], name="正骨"), RetireSkill(skill_id=skill["id"])):
        with pytest.raises(NotFound, match=r"^skill\.unknown$"):
            world.harness.send(command, elsewhere)
    world.harness.send(RevokeClient(client_id=world.department.client_id), world.department)
    with pytest.raises(Forbidden, match=r"^client\.revoked$"):
        world.harness.send(replace(TUINA, code="x", name="x", synonyms=[]), world.department)
