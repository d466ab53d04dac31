"""Columns that a roster file hasn't, and what stands in the wrong ones."""

import pytest
from sqlalchemy import select

from services.membership.model import Member, MemberTag, RosterFinding, RosterLine
from shared.messages import membership as m
from shared.messages.envelope import Actor
from shared.messages.membership import ROSTER_COLUMNS, MemberChanged
from tests.bench.roster import identity_number
from tests.services.membership.claims import conflicts, line
from tests.services.membership.roster_files import kept, report, row, sync
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


@pytest.mark.parametrize("way", ["release", "removal", "file"])
def test_who_goes_to_a_unit_whose_file_lacks_columns_keeps_what_is_known(world: World, unit: Actor, way: str) -> None:
    claimer = world.open_unit("市林业局")
    sync(world, unit, [row(**SAID), line(1)])
    first = kept(world, "inactive")["KX000001"]
    claim = row(external_id="F1", name="陈华", **dict.fromkeys(SAID, ""))
    sync(world, claimer, [claim], absent_columns=list(SAID))
    if way == "release":
        world.harness.send(m.ReleaseRosterConflict(conflict_id=conflicts(world, unit)[0]["id"]), unit)
    elif way == "removal":
        world.harness.send(m.RemoveMember(member_id=first.id), unit)
    else:
        sync(world, unit, [line(1)], confirm_leaving=True)
    second = kept(world, "inactive")["F1"]
    again = sync(world, claimer, [claim], absent_columns=list(SAID))

    assert (second.id, second.unit_id, second.name) == (first.id, claimer.organisation_id, "陈华")
    assert world.harness.tools.cipher.decrypt(str(second.phone_encrypted)) == SAID["phone"]
    assert (second.skills, second.gender) == (["摄影"], "女")
    assert second.department is None
    assert report(again) == {"lines": 1, "unchanged": 1}
