import contextlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event, select, text

from services.membership.model import Member, MemberTag
from shared.db import Database
from shared.errors import Conflict, Forbidden, Invalid, NotFound
from shared.ids import new_id
from shared.messages.envelope import Actor
from shared.messages.membership import EnrolMembers, MemberChanged, MemberEnrolled, MemberMoved, RosterEntry
from shared.messages.wire import encode
from shared.unit_of_work import transaction
from tests.races import at_once
from tests.services.membership.world import World, entry_of, open_world, roster


@pytest.fixture
def unit(world: World) -> Actor:
    world.open_roster_communities()
    return world.open_unit()


def counts(report: Any) -> tuple[int, int, int]:
    return report["created"], report["changed"], report["unchanged"]


def kept(world: World) -> list[Member]:
    with world.harness.database.reading() as session:
        return list(session.scalars(select(Member).order_by(Member.external_id)))


@contextlib.contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """The statements that are sent meanwhile."""
    seen: list[str] = []

    def note(*args: Any) -> None:
        seen.append(args[2])

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


def test_new_members_are_taken_over_and_announced_by_masked_names(world: World, unit: Actor) -> None:
    entries = roster(20)
    report = world.enrol(unit, entries)

    assert counts(report) == (20, 0, 0)
    assert [line["external_id"] for line in report["members"]] == [entry.external_id for entry in entries]
    assert {line["outcome"] for line in report["members"]} == {"created"}
    events = world.harness.events_of(MemberEnrolled)
    assert [one.member_id for one in events] == [line["member_id"] for line in report["members"]]
    assert events[0] == MemberEnrolled(
        member_id=report["members"][0]["member_id"], unit_id=str(unit.organisation_id), masked_name="陈**"
    )


def test_what_a_member_brings_is_kept(world: World, unit: Actor) -> None:
    world.enrol(unit, [roster(2)[1]])
    member = kept(world)[0]

    assert (member.name, member.gender, member.birth_month, member.residence_code) == ("郑雨明", "女", "1972-01", "GHT")
    assert (member.skills, member.interests) == (["家电维修", "理发", "财务报税"], ["助老"])
    assert world.harness.tools.cipher.decrypt(member.identity_encrypted) == "999101197201163721"


def test_an_unchanged_roster_writes_nothing_and_tells_nothing(world: World, unit: Actor) -> None:
    entries = roster(20)
    first = world.enrol(unit, entries)
    with statements(world.harness.database) as seen:
        second = world.enrol(unit, entries)

    assert counts(second) == (0, 0, 20)
    assert [line["member_id"] for line in second["members"]] == [line["member_id"] for line in first["members"]]
    assert [one.split()[2] for one in seen if one.startswith(("INSERT", "UPDATE", "DELETE"))] == ["command_log"]
    assert len(world.harness.events_of(MemberEnrolled)) == 20


def test_a_changed_entry_changes_the_member_and_is_no_new_member(world: World, unit: Actor) -> None:
    first, second = roster(2)
    world.enrol(unit, [first, second])
    report = world.enrol(unit, [replace(first, phone="19900009999", skills=["法律咨询"]), second])

    changed, unchanged = kept(world)
    assert counts(report) == (0, 1, 1)
    assert world.harness.tools.cipher.decrypt(str(changed.phone_encrypted)) == "19900009999"
    assert (changed.skills, changed.version, unchanged.version) == (["法律咨询"], 2, 1)
    assert len(world.harness.events_of(MemberEnrolled)) == 2


def test_created_changed_and_unchanged_come_together(world: World, unit: Actor) -> None:
    first, second, third = roster(3)
    world.enrol(unit, [first, second])
    report = world.enrol(unit, [third, replace(second, department=None), first])

    assert [line["outcome"] for line in report["members"]] == ["created", "changed", "unchanged"]


def test_a_larger_roster_is_read_in_no_more_statements(world: World, unit: Actor) -> None:
    counted = []
    for entries in (roster(10), roster(100)):
        with statements(world.harness.database) as seen:
            world.enrol(unit, entries)
        counted.append(sum(one.startswith("SELECT") for one in seen))

    assert counted[0] == counted[1]


def test_all_faults_are_told_at_once_and_nothing_is_kept(world: World, unit: Actor) -> None:
    good, first, second, third = roster(4)
    wrong_digit = first.identity_number[:-1] + ("1" if first.identity_number[-1] != "1" else "2")
    entries = [
        good,
        replace(first, identity_number=wrong_digit),
        replace(second, birth_month="1999-01", residence_code="NIRGENDS"),
        replace(third, external_id=good.external_id, identity_number=good.identity_number, birth_month=None),
    ]

    with pytest.raises(Invalid, match=r"^roster\.invalid$") as refused:
        world.enrol(unit, entries)
    assert {(fault.pointer, fault.code) for fault in refused.value.errors} == {
        ("#/members/1/identity_number", "roster.check_digit"),
        ("#/members/2/birth_month", "roster.birth_month_mismatch"),
        ("#/members/2/residence_code", "roster.community_unknown"),
        ("#/members/3/external_id", "roster.duplicate_external_id"),
        ("#/members/3/identity_number", "roster.duplicate_identity"),
    }
    assert wrong_digit not in encode(refused.value.as_wire()).decode()
    assert kept(world) == []


def test_a_repetition_of_unchanged_entries_is_a_fault_too(world: World, unit: Actor) -> None:
    first = roster(1)[0]
    world.enrol(unit, [first])

    with pytest.raises(Invalid, match=r"^roster\.invalid$"):
        world.enrol(unit, [first, first])


def test_a_community_of_another_tenant_is_no_residence(world: World) -> None:
    open_world(world.harness, "沈阳市皇姑区").open_community("SFJ")

    with pytest.raises(Invalid, match=r"^roster\.invalid$"):
        world.enrol(world.open_unit(), roster(1))


def test_nobody_is_on_two_rosters_of_a_tenant(world: World, unit: Actor) -> None:
    world.enrol(unit, roster(2))
    other = world.open_unit("市林业局")
    moved = replace(roster(2)[1], external_id="LY000001")

    with pytest.raises(Conflict, match=r"^member\.on_other_roster$") as refused:
        world.enrol(other, [roster(3)[2], moved])
    assert [(fault.pointer, fault.code) for fault in refused.value.errors] == [
        ("#/members/1/identity_number", "member.on_other_roster")
    ]
    assert len(kept(world)) == 2


def test_nobody_is_on_a_roster_under_two_numbers(world: World, unit: Actor) -> None:
    world.enrol(unit, roster(1))

    with pytest.raises(Conflict, match=r"^member\.on_roster_already$"):
        world.enrol(unit, [replace(roster(1)[0], external_id="KX999999")])


def test_no_number_is_given_twice_in_other_letters(world: World, unit: Actor) -> None:
    first, second = (
        replace(entry, external_id=number) for entry, number in zip(roster(2), ("KK-1", "kk-1"), strict=True)
    )
    with pytest.raises(Invalid) as refused:
        world.enrol(unit, [first, second])
    assert [fault.code for fault in refused.value.errors] == ["roster.duplicate_external_id"]
    world.enrol(unit, [first])

    with pytest.raises(Invalid) as refused:
        world.enrol(unit, [second])
    assert [fault.code for fault in refused.value.errors] == ["roster.number_held"]


@pytest.mark.parametrize("told_anew", [{}, {"name": "陈桂英"}, {"identity_number": entry_of(1).identity_number}])
def test_who_has_a_number_in_other_letters_is_the_same_person(world: World, unit: Actor, told_anew: Any) -> None:
    first = replace(entry_of(0), external_id="KK-1")
    world.enrol(unit, [first])
    report = world.enrol(unit, [replace(first, external_id="kk-1", **told_anew)])

    assert counts(report) == (0, 1, 0)
    assert [member.external_id for member in kept(world)] == ["kk-1"]


def test_a_wrong_identity_number_can_be_put_right(world: World, unit: Actor) -> None:
    first, second = entry_of(0), entry_of(1)
    world.enrol(unit, [first])
    report = world.enrol(unit, [replace(first, identity_number=second.identity_number)])

    assert counts(report) == (0, 1, 0)
    assert world.harness.tools.cipher.decrypt(kept(world)[0].identity_encrypted) == second.identity_number


def test_another_tenant_may_know_the_same_person(world: World, unit: Actor) -> None:
    other = open_world(world.harness, "沈阳市皇姑区")
    reports = [one.enrol(actor, [entry_of(0)]) for one, actor in ((world, unit), (other, other.open_unit()))]

    assert [counts(report) for report in reports] == [(1, 0, 0)] * 2


def test_of_two_units_that_enrol_a_person_at_once_one_does(world: World, unit: Actor) -> None:
    units = (unit, world.open_unit("市林业局"))

    def enrol(number: int) -> Any:
        command = EnrolMembers(unit_id=str(units[number].organisation_id), members=[entry_of(0)])
        return world.harness.reply(command, units[number])

    refusals = [reply.refusal for reply in at_once(2, enrol) if reply.refusal]
    assert [refusal["code"] for refusal in refusals] == ["member.on_other_roster"]
    assert len(kept(world)) == len(world.harness.events_of(MemberEnrolled)) == 1


def test_the_same_roster_twice_at_once_is_taken_over_once(world: World, unit: Actor) -> None:
    reports = at_once(2, lambda _: world.enrol(unit, roster(20)))

    assert sorted(counts(report) for report in reports) == [(0, 0, 20), (20, 0, 0)]


def test_the_same_command_again_gives_the_same_report(world: World, unit: Actor) -> None:
    command, command_id = EnrolMembers(unit_id=str(unit.organisation_id), members=list(roster(2))), new_id()
    first, second = (world.harness.send(command, unit, id=command_id) for _ in range(2))

    assert encode(first) == encode(second)
    assert len(world.harness.events_of(MemberEnrolled)) == 2


def test_a_unit_enrols_on_its_own_roster_alone(world: World, unit: Actor) -> None:
    command = EnrolMembers(unit_id=str(unit.organisation_id), members=[entry_of(0)])
    other, member = world.open_unit("市林业局"), world.members(unit)[0]

    for stranger in (other, world.department, member):
        with pytest.raises(Forbidden, match=r"^unit\.not_yours$"):
            world.harness.send(command, stranger)
    elsewhere = open_world(world.harness, "沈阳市皇姑区").open_unit()
    with pytest.raises(NotFound, match=r"^unit\.unknown$"):
        world.harness.send(command, elsewhere)


def test_personal_data_stand_nowhere_in_plain_text(world: World, unit: Actor) -> None:
    entry: RosterEntry = roster(1)[0]
    world.enrol(unit, [entry])
    with world.harness.database.reading() as session:
        everything = "\n".join(
            str(tuple(row))
            for table in ("members", "outbox", "command_log")
            for row in session.execute(text(f"SELECT * FROM {table}"))  # noqa: S608 (the names stand here)
        )

    assert "陈**" in everything
    assert entry.identity_number not in everything
    assert str(entry.phone) not in everything


def leave(world: World, member_id: str) -> None:
    """Take a member off their roster."""
    with transaction(world.harness.database, "membership", world.harness.tools) as within:
        within.session.get_one(Member, member_id).leave(world.harness.clock.now())
        within.commit()


def test_who_has_left_comes_back_as_the_same_person(world: World, unit: Actor) -> None:
    member_id = world.enrol(unit, roster(1))["members"][0]["member_id"]
    leave(world, member_id)
    report = world.enrol(unit, [replace(roster(1)[0], external_id="KX9")])

    assert report["members"] == [{"external_id": "KX9", "member_id": member_id, "outcome": "returned"}]
    assert [one.member_id for one in world.harness.events_of(MemberEnrolled)] == [member_id, member_id]


def test_who_comes_back_on_leave_is_on_leave(world: World, unit: Actor) -> None:
    leave(world, world.enrol(unit, roster(1))["members"][0]["member_id"])
    world.enrol(unit, [replace(roster(1)[0], state="inactive")])

    assert kept(world)[0].state == "inactive"


def test_who_has_left_one_unit_moves_to_the_next_as_the_same_person(world: World, unit: Actor) -> None:
    member_id = world.enrol(unit, roster(1))["members"][0]["member_id"]
    leave(world, member_id)
    other = world.open_unit("市林业局")
    world.enrol(other, roster(1))

    assert kept(world)[0].unit_id == other.organisation_id
    assert world.harness.events_of(MemberMoved) == [
        MemberMoved(
            member_id=member_id,
            unit_id=str(other.organisation_id),
            from_unit_id=str(unit.organisation_id),
            masked_name="陈**",
            member_version=kept(world)[0].version,
        )
    ]


def test_a_number_is_free_for_another_person_once_its_holder_has_left(world: World, unit: Actor) -> None:
    first = world.enrol(unit, roster(1))["members"][0]["member_id"]
    leave(world, first)
    second = world.enrol(unit, [replace(roster(2)[1], external_id="KX000001")])["members"][0]

    assert (second["outcome"], second["member_id"] == first) == ("created", False)


def test_a_changed_entry_is_told(world: World, unit: Actor) -> None:
    world.enrol(unit, roster(2))
    world.enrol(unit, [replace(roster(1)[0], department="办公室二")])

    assert [one.masked_name for one in world.harness.events_of(MemberChanged)] == ["陈**"]


def test_members_are_found_by_what_they_can_do_now(world: World, unit: Actor) -> None:
    world.enrol(unit, [replace(roster(1)[0], skills=["法律咨询", "法律咨询", "理发"], interests=["理发"])])
    world.enrol(unit, [replace(roster(1)[0], skills=["理发"], interests=["助老"])])

    with world.harness.database.reading() as session:
        tags = session.execute(select(MemberTag.kind, MemberTag.value)).all()

    assert sorted(tuple(tag) for tag in tags) == [("interest", "助老"), ("skill", "理发")]
