import csv
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import inspect, literal_column, select, table

from services.membership.model import MemberTag, RosterChange, RosterLine, RosterPart
from shared.errors import Conflict, Forbidden, Invalid
from shared.ids import new_id
from shared.messages.envelope import Actor
from shared.messages.membership import (
    BeginRosterSync,
    CancelRosterSync,
    CompleteRosterUpload,
    MemberChanged,
    MemberEnrolled,
    MemberLeft,
    MemberMoved,
    RosterSynced,
    ShowRosterSync,
)
from tests.races import at_once
from tests.services.membership.roster_files import DATA, begin, kept, report, row, rows_of, sync
from tests.services.membership.world import World, roster

MESSY = DATA / "roster_messy_bom.csv"
CLEAN = 60


@pytest.fixture
def unit(world: World) -> Actor:
    world.open_roster_communities()
    return world.open_unit()


def told(world: World) -> list[str]:
    """The kinds of events that tell of members and rosters, in order."""
    kinds = (MemberEnrolled, MemberChanged, MemberMoved, MemberLeft, RosterSynced)
    return [type(event).__name__ for event in world.harness.events if isinstance(event, kinds)]


def test_a_whole_roster_is_taken_over_and_told_member_by_member(world: World, unit: Actor) -> None:
    upload = sync(world, unit, rows_of(size=CLEAN))
    shown = upload.show()

    assert (shown["state"], shown["refusal"]) == ("done", None)
    assert shown["progress"] == dict.fromkeys(("rows_received", "rows_checked", "rows_prepared", "rows_total"), CLEAN)
    assert report(upload) == {"lines": CLEAN, "created": CLEAN}
    assert told(world) == ["MemberEnrolled"] * CLEAN + ["RosterSynced"]
    assert [member.name for member in kept(world).values()][:2] == ["陈华英", "郑雨明"]


def test_what_a_file_brings_is_kept_as_the_api_would_keep_it(world: World, unit: Actor) -> None:
    sync(world, unit, rows_of(size=2))
    member = kept(world)["KX000002"]

    assert (member.gender, member.birth_month, member.residence_code, member.version) == ("女", "1972-01", "GHT", 1)
    assert (member.skills, member.interests) == (["家电维修", "理发", "财务报税"], ["助老"])
    assert world.harness.tools.cipher.decrypt(member.identity_encrypted or "") == "999101197201163721"
    assert world.enrol(unit, roster(2))["unchanged"] == 2


def test_members_of_a_file_are_found_by_what_they_can_do(world: World, unit: Actor) -> None:
    sync(world, unit, rows_of(size=2))
    sync(world, unit, [*rows_of(size=1), row(3, **(cells_of(1) | {"skills": "急救"}))])
    member_id = kept(world)["KX000002"].id
    with world.harness.database.reading() as session:
        tags = session.execute(select(MemberTag.kind, MemberTag.value).where(MemberTag.member_id == member_id))

        assert sorted(tuple(tag) for tag in tags) == [("interest", "助老"), ("skill", "急救")]


def cells_of(index: int) -> dict[str, str]:
    """Number, name and identity of the roster's n-th member."""
    cells = rows_of(size=index + 1)[index][1]
    return {
        "external_id": cells[0],
        "name": cells[1],
        "gender": cells[2],
        "birth_month": cells[3],
        "identity_number": cells[4],
        "phone": cells[5],
        "department": cells[6],
        "skills": cells[7],
        "interests": cells[8],
        "residence_code": cells[9],
    }


def test_the_same_file_again_changes_nothing_and_tells_nothing(world: World, unit: Actor) -> None:
    rows = rows_of(size=CLEAN)
    sync(world, unit, rows)
    before, versions = told(world), {member.id: member.version for member in kept(world).values()}
    upload = sync(world, unit, rows)

    assert report(upload) == {"lines": CLEAN, "unchanged": CLEAN}
    assert told(world) == before
    assert {member.id: member.version for member in kept(world).values()} == versions


def test_a_changed_line_changes_its_member_alone(world: World, unit: Actor) -> None:
    sync(world, unit, rows_of(size=3))
    changed = row(3, **(cells_of(1) | {"department": "法规科"}))
    upload = sync(world, unit, [rows_of(size=3)[0], changed, rows_of(size=3)[2]])

    assert report(upload) == {"lines": 3, "changed": 1, "unchanged": 2}
    assert told(world)[-2:] == ["MemberChanged", "RosterSynced"]
    assert (kept(world)["KX000002"].department, kept(world)["KX000002"].version) == ("法规科", 2)


def test_who_is_missing_leaves(world: World, unit: Actor) -> None:
    sync(world, unit, rows_of(size=10))
    upload = sync(world, unit, rows_of(size=9))

    assert report(upload) == {"lines": 9, "unchanged": 9, "left": 1}
    assert told(world)[-2:] == ["MemberLeft", "RosterSynced"]
    gone = kept(world, "left")["KX000010"]
    assert (gone.left_at, gone.version) == (world.harness.clock.now(), 2)


@pytest.mark.parametrize("status", ["退休", "调出", "left"])
def test_who_is_said_to_be_gone_leaves(world: World, unit: Actor, status: str) -> None:
    sync(world, unit, rows_of(size=3))
    upload = sync(world, unit, [*rows_of(size=2), row(4, **(cells_of(2) | {"status": status, "name": ""}))])

    assert report(upload) == {"lines": 3, "unchanged": 2, "left": 1}


def test_who_is_on_leave_stays_on_the_roster(world: World, unit: Actor) -> None:
    sync(world, unit, [row(status="病休")])

    assert list(kept(world, "inactive")) == ["KX000001"]


def test_a_file_by_which_many_would_leave_is_refused_unless_that_is_confirmed(world: World, unit: Actor) -> None:
    sync(world, unit, rows_of(size=20))
    upload = sync(world, unit, rows_of(size=15))

    assert upload.show()["state"] == "refused"
    assert upload.show()["refusal"] == {
        "code": "roster.too_many_leave",
        "detail": "5 of 20 members would leave, 15 would stay.",
    }
    assert (report(upload)["left"], len(kept(world))) == (5, 20)
    confirmed = sync(world, unit, rows_of(size=15), confirm_leaving=True)
    assert (confirmed.show()["state"], len(kept(world))) == ("done", 15)


def test_who_left_comes_back_and_moves_as_the_same_person(world: World, unit: Actor) -> None:
    sync(world, unit, rows_of(size=5))
    ids = {number: member.id for number, member in kept(world).items()}
    sync(world, unit, rows_of(size=3), confirm_leaving=True)
    other = world.open_unit("市林业局")
    moved = sync(world, other, [rows_of(size=5)[4]])
    back = sync(world, unit, rows_of(size=4))

    assert (report(moved), report(back)) == (
        {"lines": 1, "returned": 1},
        {"lines": 4, "returned": 1, "unchanged": 3},
    )
    assert {number: member.id for number, member in kept(world).items()} == ids
    assert kept(world)["KX000005"].unit_id == other.organisation_id
    assert [event.from_unit_id for event in world.harness.events_of(MemberMoved)] == [unit.organisation_id]


def test_the_same_person_in_two_rosters_is_a_conflict_and_not_two_people(world: World, unit: Actor) -> None:
    sync(world, unit, rows_of(size=2))
    other = world.open_unit("市林业局")
    upload = sync(world, other, rows_of(size=3)[1:])

    assert report(upload) == {"lines": 2, "created": 1, "conflicts": 1, "warnings": 1}
    assert [(one["line"], one["column"], one["code"]) for one in upload.findings()] == [
        (3, "identity_number", "member.on_other_roster")
    ]
    assert kept(world)["KX000002"].unit_id == unit.organisation_id


def test_numbers_may_pass_from_one_member_to_another(world: World, unit: Actor) -> None:
    sync(world, unit, rows_of(size=3))
    names = {member.id: member.name for member in kept(world).values()}
    first, second, third = (cells_of(index) for index in range(3))
    first["external_id"], second["external_id"] = second["external_id"], first["external_id"]
    upload = sync(world, unit, [row(2, **first), row(3, **second), row(4, **third)])

    assert report(upload) == {"lines": 3, "changed": 2, "unchanged": 1}
    assert {member.id: member.name for member in kept(world).values()} == names
    assert kept(world)["KX000001"].name == "郑雨明"


def test_a_number_that_is_given_to_somebody_else_is_no_change_of_its_former_holder(world: World, unit: Actor) -> None:
    sync(world, unit, rows_of(size=2))
    former = kept(world)["KX000002"].id
    upload = sync(world, unit, [*rows_of(size=1), row(3, **(cells_of(5) | {"external_id": "KX000002"}))])

    assert report(upload) == {"lines": 2, "created": 1, "unchanged": 1, "left": 1}
    assert kept(world)["KX000002"].id != former
    assert kept(world, "left")["KX000002"].id == former


def test_a_mended_identity_number_stays_with_its_person(world: World, unit: Actor) -> None:
    sync(world, unit, [row()])
    upload = sync(world, unit, [row(identity_number=cells_of(5)["identity_number"], birth_month="")])

    assert report(upload) == {"lines": 1, "changed": 1}


EXPECTED = {
    5: ("repaired", "phone", "roster.width"),
    9: ("repaired", "name", "roster.spaces"),
    13: ("repaired", "identity_number", "roster.spaces"),
    17: ("error", "identity_number", "roster.check_digit"),
    21: ("error", "name", "roster.missing"),
    25: ("error", "external_id", "roster.duplicate_external_id"),
    29: ("error", "residence_code", "roster.community_unknown"),
    33: ("error", "phone", "roster.phone_invalid"),
    37: ("error", "birth_month", "roster.birth_month_mismatch"),
    41: ("warning", "department", "roster.formula_text"),
}


def test_each_line_of_a_messy_file_comes_back_as_its_list_of_faults_says(world: World, unit: Actor) -> None:
    with (DATA / "roster_messy_faults.csv").open(encoding="utf-8") as file:
        listed = {int(fault["line"]): fault["fault"].partition(":")[0] for fault in csv.DictReader(file)}
    kinds = {"repairable": "repaired", "error": "error", "hostile": "warning"}
    upload = sync(world, unit, rows_of(MESSY))
    found = {one["line"]: (one["kind"], one["column"], one["code"]) for one in upload.findings()}

    assert {line: kinds[kind] for line, kind in listed.items()} == {line: kind for line, (kind, _, _) in found.items()}
    assert found == EXPECTED
    assert report(upload) == {"lines": 60, "created": 54, "errors": 6, "repaired": 3, "warnings": 1}
    assert kept(world)["WB000040"].department == '=HYPERLINK("http://127.0.0.1","x")'
    assert kept(world)["WB000008"].name == "高军"


def test_findings_tell_what_was_there_without_telling_who_it_is(world: World, unit: Actor) -> None:
    upload = sync(world, unit, rows_of(MESSY))
    found = {one["line"]: (one["before"], one["after"]) for one in upload.findings()}

    assert found[5] == ("１９９******２１", "199******21")
    assert found[9] == ("\u3000高* ", "高*")
    assert found[17] == ("999*************40", None)
    assert found[29] == ("NOPE", None)


def test_findings_are_listed_page_by_page_and_by_kind(world: World, unit: Actor) -> None:
    upload = sync(world, unit, rows_of(MESSY))
    first = upload.findings(limit=4)
    number = first[-1]["line"] * 1000 + 999

    assert [one["line"] for one in first + upload.findings(after=number)] == sorted(EXPECTED)
    assert [one["line"] for one in upload.findings(kind="error")] == [17, 21, 25, 29, 33, 37]


def test_a_line_with_an_error_neither_changes_nor_removes_whom_it_means(world: World, unit: Actor) -> None:
    sync(world, unit, rows_of(size=3))
    broken = row(3, **(cells_of(1) | {"phone": "123", "department": "另一科"}))
    upload = sync(world, unit, [rows_of(size=3)[0], broken, rows_of(size=3)[2]])

    assert report(upload) == {"lines": 3, "unchanged": 2, "errors": 1}
    assert kept(world)["KX000002"].department == "办公室"


def test_nobody_leaves_while_it_cannot_be_told_whom_a_line_means(world: World, unit: Actor) -> None:
    sync(world, unit, rows_of(size=3))
    upload = sync(world, unit, [rows_of(size=3)[0], row(3, external_id="", identity_number="1")])

    assert report(upload) == {"lines": 2, "unchanged": 1, "errors": 1}
    assert len(kept(world)) == 3


def test_a_dry_run_tells_the_same_and_changes_nothing(world: World, unit: Actor) -> None:
    sync(world, unit, rows_of(size=5))
    before = told(world)
    rehearsal = sync(world, unit, rows_of(MESSY), dry_run=True, confirm_leaving=True)

    assert (told(world), set(kept(world))) == (before, {f"KX00000{place}" for place in range(1, 6)})
    done = sync(world, unit, rows_of(MESSY), confirm_leaving=True)
    assert report(rehearsal) == report(done)
    assert rehearsal.findings() == done.findings()


def test_all_or_nothing_takes_nothing_over_from_a_file_with_an_error(world: World, unit: Actor) -> None:
    upload = sync(world, unit, rows_of(MESSY), atomic=True)

    assert upload.show()["refusal"]["code"] == "roster.has_errors"
    assert (report(upload)["errors"], kept(world), told(world)) == (6, {}, [])


def test_lines_are_checked_while_the_file_still_comes_in(world: World, unit: Actor) -> None:
    upload = begin(world, unit)
    upload.append(rows_of(size=4))
    upload.step()

    assert upload.show()["progress"] == {
        "rows_received": 4,
        "rows_checked": 4,
        "rows_prepared": 0,
        "rows_total": None,
    }
    upload.append([row(6, **cells_of(4))])
    upload.complete()
    upload.step()
    assert report(upload) == {"lines": 5, "created": 5}


def test_nothing_of_the_file_stays_but_what_is_told_of_it(world: World, unit: Actor) -> None:
    upload = sync(world, unit, rows_of(MESSY))
    with world.harness.database.reading() as session:
        left = [session.scalars(select(kind)).all() for kind in (RosterPart, RosterLine, RosterChange)]

    assert left == [[], [], []]
    assert len(upload.findings()) == len(EXPECTED)


def test_what_is_told_of_a_file_is_forgotten_in_the_end(world: World, unit: Actor) -> None:
    upload = sync(world, unit, rows_of(MESSY))
    world.harness.wait(timedelta(days=401))

    assert world.harness.reply(ShowRosterSync(sync_id=upload.sync_id), unit).refusal["code"] == "job.unknown"  # type: ignore[index]


def test_of_a_unit_one_sync_runs_at_a_time(world: World, unit: Actor) -> None:
    running = begin(world, unit)
    with pytest.raises(Conflict, match=r"roster\.sync_running") as refused:
        begin(world, unit)

    assert refused.value.detail == (
        f"Job {running.sync_id} is running. POST /v1/jobs/{running.sync_id}/cancellation cancels it; an upload that "
        "falls silent gives way to the next after a minute."
    )
    sync(world, world.open_unit("市林业局"), rows_of(size=1))


def test_a_file_that_came_while_another_ran_may_come_again_under_its_key(world: World, unit: Actor) -> None:
    running = begin(world, unit)
    message = BeginRosterSync(unit_id=str(unit.organisation_id))
    call = world.harness.call(message, unit, fingerprint="a" * 64)
    refused = world.harness.executor.execute([call])[0]
    world.harness.send(CancelRosterSync(sync_id=running.sync_id, reason="another"), unit)
    again = world.harness.executor.execute([call])[0]

    assert (refused.refusal or {})["code"] == "roster.sync_running"
    assert (again.refusal, again.is_repeat) == (None, False)


def test_of_two_that_begin_at_once_one_is_refused(world: World, unit: Actor) -> None:
    def start(_: int) -> str:
        try:
            return begin(world, unit).sync_id and "begun"
        except Conflict as refusal:
            return refusal.code

    assert sorted(at_once(2, start)) == ["begun", "roster.sync_running"]


def test_a_file_that_fell_silent_gives_way_to_the_next(world: World, unit: Actor) -> None:
    silent = begin(world, unit)
    silent.append(rows_of(size=2))
    world.harness.wait(timedelta(minutes=2))
    upload = sync(world, unit, rows_of(size=3))

    assert (silent.show()["state"], silent.show()["refusal"]["code"]) == ("cancelled", "roster.upload_abandoned")
    assert report(upload) == {"lines": 3, "created": 3}


def test_a_file_that_is_never_completed_is_given_up(world: World, unit: Actor) -> None:
    upload = begin(world, unit)
    upload.append(rows_of(size=2))
    world.harness.wait(timedelta(hours=1))

    assert (upload.show()["state"], kept(world)) == ("cancelled", {})


def test_the_same_part_twice_counts_once(world: World, unit: Actor) -> None:
    upload = begin(world, unit)
    upload.append(rows_of(size=3))
    upload.parts = 0
    upload.append(rows_of(size=3))
    upload.complete()
    upload.step()

    assert report(upload) == {"lines": 3, "created": 3}


def test_a_file_with_a_part_missing_is_not_taken_over(world: World, unit: Actor) -> None:
    upload = begin(world, unit)
    upload.append(rows_of(size=3))
    upload.parts = 3

    with pytest.raises(Conflict, match=r"roster\.upload_incomplete"):
        upload.complete()


def test_completing_again_answers_how_it_stands_and_refuses_another_file(world: World, unit: Actor) -> None:
    upload = sync(world, unit, rows_of(size=3))

    assert upload.complete()["state"] == "done"
    with pytest.raises(Invalid, match=r"idempotency\.key_reused"):
        upload.complete(digest="0" * 64)


def test_a_sync_is_cancelled_before_it_has_changed_anything(world: World, unit: Actor) -> None:
    upload = begin(world, unit)
    upload.append(rows_of(size=3))
    upload.complete()
    world.harness.send(CancelRosterSync(sync_id=upload.sync_id), unit)
    upload.step()

    assert (upload.show()["state"], kept(world), told(world)) == ("cancelled", {}, [])
    with pytest.raises(Conflict, match=r"roster\.sync_over"):
        world.harness.send(CancelRosterSync(sync_id=upload.sync_id), unit)


def test_a_file_whose_members_have_changed_meanwhile_is_compared_once_more(world: World, unit: Actor) -> None:
    sync(world, unit, rows_of(size=3))
    upload = begin(world, unit)
    upload.append([row(2, **(cells_of(0) | {"department": "甲"})), *rows_of(size=4)[1:]])
    upload.complete()
    upload.step_until("applying")
    world.enrol(unit, [replace(roster(1)[0], department="乙"), roster(4)[3]])
    upload.step()

    assert report(upload) == {"lines": 4, "changed": 1, "unchanged": 3}
    assert kept(world)["KX000001"].department == "甲"
    assert len(kept(world)) == 4


def test_a_roster_is_its_units_alone(world: World, unit: Actor) -> None:
    upload = begin(world, unit)
    stranger = world.open_unit("市林业局")
    for attempt in (
        lambda: world.harness.send(ShowRosterSync(sync_id=upload.sync_id), stranger),
        lambda: world.harness.send(CancelRosterSync(sync_id=upload.sync_id), stranger),
        lambda: world.harness.send(CompleteRosterUpload(sync_id=upload.sync_id, parts=0, digest="0" * 64), stranger),
    ):
        with pytest.raises(Forbidden, match=r"job\.not_yours"):
            attempt()
    assert world.harness.send(ShowRosterSync(sync_id=upload.sync_id), world.department)["state"] == "receiving"


def test_numbers_that_tell_who_somebody_is_are_nowhere_in_the_database(world: World, unit: Actor) -> None:
    upload = begin(world, unit)
    upload.append(rows_of(MESSY))
    upload.step()
    upload.complete()
    upload.step_until("applying")
    texts = dump(world)
    upload.step()
    texts += dump(world)

    assert "陈华英" not in texts
    for number in [cell for _, cells, _ in rows_of(MESSY) for cell in (cells[4].strip(), cells[5]) if len(cell) > 7]:
        assert number not in texts


def dump(world: World) -> str:
    """All that stands in the database, as one text."""
    with world.harness.database.reading() as session:
        names = inspect(session.get_bind()).get_table_names()
        tables = [table(name) for name in names]
        rows = [tuple(row) for one in tables for row in session.execute(select(literal_column("*")).select_from(one))]
    return " ".join(map(str, rows))


def test_an_unknown_sync_is_told_as_such(world: World, unit: Actor) -> None:
    assert world.harness.reply(ShowRosterSync(sync_id=new_id()), unit).refusal["code"] == "job.unknown"  # type: ignore[index]
