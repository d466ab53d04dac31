"""Columns that a roster file hasn't, and what stands in the wrong ones."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from services.membership.model import Member, MemberTag, RosterFinding, RosterLine
from shared.messages import membership as m
from shared.messages.envelope import Actor
from shared.messages.membership import ROSTER_COLUMNS, MemberChanged
from tests.bench.roster import identity_number
from tests.services.membership.claims import conflicts, decide, line
from tests.services.membership.roster_files import Upload, kept, report, row, sync
from tests.services.membership.world import World

ANOTHERS = "999101196511237330"
OTHERS, THIRD = (identity_number(number) for number in (41, 42))
NEWCOMER = {"name": "赵新", "identity_number": THIRD, "birth_month": ""}


@pytest.fixture
def unit(world: World) -> Actor:
    world.open_roster_communities()
    return world.open_unit()


SAID = {"phone": "19900000001", "department": "信息中心", "skills": "摄影", "gender": "女", "status": "病休"}


def test_of_columns_that_a_file_has_not_what_is_known_stays_and_empty_cells_empty(world: World, unit: Actor) -> None:
    sync(world, unit, [row(**SAID)])
    first = kept(world, "inactive")["KX000001"]
    unsaid = dict.fromkeys(SAID, "")
    short = row(name="陈华", **unsaid)
    newcomer = row(3, external_id="N1", identity_number=ANOTHERS, birth_month="", **unsaid)
    changed = sync(world, unit, [short, newcomer], absent_columns=list(SAID))
    second = kept(world, "inactive")["KX000001"]
    again = sync(world, unit, [short, newcomer], absent_columns=list(SAID))
    emptied = sync(world, unit, [short, newcomer])
    third = kept(world)["KX000001"]

    def facts(member: Member) -> tuple[object, ...]:
        return member.phone_digest, member.department, member.skills, member.gender

    assert (second.name, facts(second)) == ("陈华", facts(first))
    assert report(changed) == {"lines": 2, "created": 1, "changed": 1}
    assert report(again) == {"lines": 2, "unchanged": 2}
    assert report(emptied)["changed"] >= 1
    assert (third.phone_digest, third.department, third.skills, third.gender) == (None, None, [], None)
    assert [event.state for event in world.harness.events_of(MemberChanged)][:1] == ["inactive"]


def test_tags_follow_skills_that_a_file_leaves_as_they_are(world: World, unit: Actor) -> None:
    sync(world, unit, [row(skills="摄影")])
    sync(world, unit, [row(name="陈华", skills="")], absent_columns=["skills"])
    with world.harness.database.reading() as session:
        tags = list(session.scalars(select(MemberTag.value).where(MemberTag.kind == "skill")))

    assert tags == ["摄影"]


@pytest.mark.parametrize("column", [name for name in ROSTER_COLUMNS if name != "identity_number"])
def test_an_identity_number_in_another_column_is_neither_kept_nor_told(world: World, unit: Actor, column: str) -> None:
    upload = sync(world, unit, [row(**{column: f"{ANOTHERS[:6]} {ANOTHERS[6:]}"}), row(3, **{column: ANOTHERS})])
    with world.harness.database.reading() as session:
        tables = (RosterFinding, RosterLine, Member)
        kept_rows = [str(vars(one)) for table in tables for one in session.scalars(select(table))]

    assert upload.findings()
    assert not any(ANOTHERS in "".join(text.split()) for text in (*kept_rows, *map(str, upload.findings())))


def test_a_number_of_who_stays_because_of_an_error_is_given_to_nobody_and_the_sync_ends(
    world: World, unit: Actor
) -> None:
    sync(world, unit, [row(), row(3, external_id="N2", identity_number=ANOTHERS, birth_month="")])
    nameless = row(2, external_id="", name="")
    other = {"name": "李明", "identity_number": OTHERS, "birth_month": ""}
    upload = sync(world, unit, [nameless, row(3, **other), row(4, external_id="N9", **NEWCOMER)])

    assert upload.show()["state"] == "done"
    assert [(one["line"], one["code"]) for one in upload.findings(kind="error")] == [
        (2, "roster.missing"),
        (2, "roster.missing"),
        (3, "roster.number_held"),
    ]
    assert {one.name for one in kept(world).values()} >= {"陈华英"}
    assert kept(world)["N9"].name == "赵新"


def claim(world: World, unit: Actor) -> tuple[Member, Actor, Callable[[], Upload]]:
    """Somebody of whom much is known, the unit that claims them by a short file, and its sync."""
    claimer = world.open_unit("市林业局")
    sync(world, unit, [row(**SAID), line(1)])
    short = row(external_id="F1", name="陈华", **dict.fromkeys(SAID, ""))

    def bring() -> Upload:
        return sync(world, claimer, [short], absent_columns=list(SAID))

    return kept(world, "inactive")["KX000001"], claimer, bring


@pytest.mark.parametrize("way", ["release", "decision", "transfer"])
def test_who_is_let_go_takes_along_what_is_known(world: World, unit: Actor, way: str) -> None:
    first, claimer, bring = claim(world, unit)
    bring()
    conflict = conflicts(world, unit)[0]
    if way == "release":
        world.harness.send(m.ReleaseRosterConflict(conflict_id=conflict["id"]), unit)
    elif way == "decision":
        decide(world, conflict)
    else:
        move = m.TransferMember(member_id=first.id, unit_id=str(claimer.organisation_id), reason="调动")
        world.harness.send(move, unit)
    second = kept(world, "inactive")["F1"]

    assert (second.id, second.unit_id, second.name) == (first.id, claimer.organisation_id, "陈华")
    assert world.harness.tools.cipher.decrypt(str(second.phone_encrypted)) == SAID["phone"]
    assert (second.skills, second.gender) == (["摄影"], "女")
    assert second.department is None
    assert report(bring()) == {"lines": 1, "unchanged": 1}


@pytest.mark.parametrize("way", ["removal", "file", "return"])
def test_an_identity_number_in_a_file_does_not_tell_what_another_unit_knows(
    world: World, unit: Actor, way: str
) -> None:
    first, _, bring = claim(world, unit)
    if way != "return":
        bring()
    if way == "removal":
        world.harness.send(m.RemoveMember(member_id=first.id), unit)
    else:
        sync(world, unit, [line(1)], confirm_leaving=True)
    upload = bring()
    second = kept(world)["F1"]
    with world.harness.database.reading() as session:
        tags = list(session.scalars(select(MemberTag.value).where(MemberTag.member_id == first.id)))

    assert (second.id, second.name) == (first.id, "陈华")
    assert (second.phone_digest, second.phone_encrypted, second.department, second.gender) == (None,) * 4
    assert (second.skills, tags) == ([], ["助残"])
    assert report(upload) == {"lines": 1, "returned" if way == "return" else "unchanged": 1}


def test_who_comes_back_to_their_own_unit_is_known_there(world: World, unit: Actor) -> None:
    sync(world, unit, [row(**SAID), line(1)])
    first = kept(world, "inactive")["KX000001"]
    sync(world, unit, [line(1)])
    sync(world, unit, [row(**dict.fromkeys(SAID, "")), line(1)], absent_columns=list(SAID))

    assert kept(world)["KX000001"].phone_digest == first.phone_digest


def test_files_with_more_and_fewer_columns_by_turns_change_nothing(world: World, unit: Actor) -> None:
    full, short = [row(**SAID), line(1)], [row(**dict.fromkeys(SAID, "")), line(1)]
    absent = {"absent_columns": list(SAID)}
    sync(world, unit, full)
    version, told = kept(world, "inactive")["KX000001"].version, len(world.harness.events)
    for rows, options in ((short, absent), (full, {}), (short, absent), (short, absent | {"dry_run": True})):
        assert report(sync(world, unit, rows, **options)) == {"lines": 2, "unchanged": 2}
    member = kept(world, "inactive")["KX000001"]

    assert (member.version, len(world.harness.events)) == (version, told)
    assert (member.department, member.gender) == ("信息中心", "女")


def test_a_listed_word_in_place_of_its_synonym_changes_nothing(world: World, unit: Actor) -> None:
    sync(world, unit, [row(skills="摄影")])
    again = sync(world, unit, [row(skills="拍照")])
    known = sync(world, unit, [row(skills="拍照")])

    assert report(again) == report(known) == {"lines": 1, "unchanged": 1}
    assert world.harness.events_of(MemberChanged) == []
