from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from services.membership.model import Member, MemberTag
from shared.errors import Conflict, Forbidden, Invalid, NotFound, PreconditionFailed
from shared.ids import new_id
from shared.messages.envelope import Actor
from shared.messages.membership import (
    AddMember,
    EditMember,
    MemberChanged,
    MemberEnrolled,
    MemberLeft,
    MemberMoved,
    NameParts,
    RemoveMember,
    RosterEntry,
    SetMemberState,
)
from shared.messages.wire import encode
from tests.races import at_once
from tests.services.membership.world import World, entry_of, roster


@pytest.fixture
def unit(world: World) -> Actor:
    world.open_roster_communities()
    return world.open_unit()


def adding(entry: RosterEntry, **facts: Any) -> AddMember:
    """The command that says what the entry of a roster says."""
    said = {name: getattr(entry, name) for name in RosterEntry.__slots__ if name not in ("external_id", "state")}
    return AddMember(**({"user_name": entry.external_id} | said | facts))


def editing(member: Any, entry: RosterEntry, **facts: Any) -> EditMember:
    added = adding(entry, **facts)
    said = {name: getattr(added, name) for name in AddMember.__slots__ + AddMember.__mro__[1].__slots__}
    return EditMember(member_id=member["id"], **said)


def add(world: World, unit: Actor, entry: RosterEntry | None = None, **facts: Any) -> Any:
    return world.harness.send(adding(entry or entry_of(0), **facts), unit)


def kept(world: World) -> list[Member]:
    with world.harness.database.reading() as session:
        return list(session.scalars(select(Member).order_by(Member.id)))


def test_a_member_is_added_with_all_that_the_unit_says(world: World, unit: Actor) -> None:
    parts = NameParts(family_name="陈", given_name="华英")
    answer = add(world, unit, roster(1)[0], provisioning_id="00u1", name_parts=parts)
    member = kept(world)[0]

    assert (answer["id"], answer["version"], answer["state"]) == (member.id, 1, "active")
    assert (member.user_name, member.external_id, member.provisioning_id) == ("KX000001", "KX000001", "00u1")
    assert member.name_parts == {"family_name": "陈", "given_name": "华英"}
    assert (member.skills, member.residence_code, member.created_at) == (["医疗护理"], "SFJ", member.changed_at)
    assert [event.masked_name for event in world.harness.events_of(MemberEnrolled)] == ["陈**"]
    with world.harness.database.reading() as session:
        assert session.scalars(select(MemberTag.value).where(MemberTag.kind == "skill")).all() == ["医疗护理"]


def test_a_roster_that_says_the_same_finds_nothing_changed(world: World, unit: Actor) -> None:
    add(world, unit, roster(1)[0])
    report = world.enrol(unit, roster(1))

    assert report["unchanged"] == 1


def test_words_that_are_listed_are_kept_by_their_canonical_ones(world: World, unit: Actor) -> None:
    entry = replace(entry_of(0), skills=["义诊", "剪发", "篆刻"])
    member = add(world, unit, entry)
    again = world.harness.send(editing(member, entry), unit)

    assert (kept(world)[0].skills, again["version"]) == (["医疗护理", "理发", "篆刻"], 1)
    assert world.enrol(unit, [entry])["unchanged"] == 1


def test_after_an_edit_too_a_roster_that_says_the_same_finds_nothing_changed(world: World, unit: Actor) -> None:
    member_id = world.enrol(unit, roster(1))["members"][0]["member_id"]
    entry = replace(roster(1)[0], department="财务处", skills=["理发"])
    world.harness.send(editing({"id": member_id}, entry, identity_number=None), unit)

    assert world.enrol(unit, [entry])["unchanged"] == 1


def test_on_leave_too_a_roster_that_says_the_same_finds_nothing_changed(world: World, unit: Actor) -> None:
    added = add(world, unit, roster(1)[0])
    world.harness.send(SetMemberState(member_id=added["id"], state="inactive"), unit)

    assert world.enrol(unit, [replace(roster(1)[0], state="inactive")])["unchanged"] == 1
    assert world.enrol(unit, roster(1))["changed"] == 1


def test_the_identity_number_may_be_missing(world: World, unit: Actor) -> None:
    for user_name in ("a", "b"):
        add(world, unit, user_name=user_name, identity_number=None)

    assert [member.identity_digest for member in kept(world)] == [None, None]


def test_a_name_that_is_no_number_leaves_the_number_to_the_platform(world: World, unit: Actor) -> None:
    answer = add(world, unit, user_name="陈 华英@example.org")

    assert answer["external_id"].startswith("~")
    assert kept(world)[0].user_name == "陈 华英@example.org"


@pytest.mark.parametrize("again", ["KX000001", "kx000001"])
def test_a_user_name_is_one_persons_whatever_the_letters_case(world: World, unit: Actor, again: str) -> None:
    world.enrol(unit, [entry_of(0)])

    with pytest.raises(Conflict, match=r"^member\.user_name_taken$"):
        add(world, unit, entry_of(1), user_name=again)


def test_another_unit_has_user_names_of_its_own(world: World, unit: Actor) -> None:
    add(world, unit, user_name="chen")
    other = add(world, world.open_unit("市林业局"), entry_of(1), user_name="Chen")

    assert other["external_id"] == "Chen"


def test_of_those_that_want_a_user_name_at_once_one_gets_it(world: World, unit: Actor) -> None:
    names = ("chen", "CHEN", "Chen", "cHEN")
    commands = [adding(entry_of(index), user_name=name) for index, name in enumerate(names)]
    replies = at_once(4, lambda number: world.harness.reply(commands[number], unit))

    assert sorted(reply.refusal["code"] for reply in replies if reply.refusal) == ["member.user_name_taken"] * 3
    assert len(kept(world)) == 1


def test_who_is_on_a_roster_is_not_added(world: World, unit: Actor) -> None:
    add(world, unit)

    with pytest.raises(Conflict, match=r"^member\.on_roster_already$"):
        add(world, unit, user_name="another")
    with pytest.raises(Conflict, match=r"^member\.on_other_roster$") as refused:
        add(world, world.open_unit("市林业局"))
    assert refused.value.errors[0].pointer == "#/identity_number"


def test_who_has_left_comes_back_as_the_same_person(world: World, unit: Actor) -> None:
    first = add(world, unit, user_name="before", provisioning_id="00u1", name_parts=NameParts(formatted="陈 华英"))
    world.harness.send(RemoveMember(member_id=first["id"], reason="mistaken"), unit)
    second = add(world, unit, user_name="after")
    member = kept(world)[0]

    assert (second["id"], second["version"]) == (first["id"], 3)
    assert (member.external_id, member.user_name, member.state) == ("after", "after", "active")
    assert (member.provisioning_id, member.name_parts) == (None, None)
    assert len(world.harness.events_of(MemberEnrolled)) == 2


def test_who_has_left_moves_to_the_unit_that_adds_them(world: World, unit: Actor) -> None:
    first = add(world, unit)
    world.harness.send(RemoveMember(member_id=first["id"]), unit)
    other = world.open_unit("市林业局")
    second = add(world, other, state="inactive")

    assert (second["id"], second["unit_id"], second["state"]) == (first["id"], other.organisation_id, "inactive")
    assert [event.from_unit_id for event in world.harness.events_of(MemberMoved)] == [unit.organisation_id]


@pytest.mark.parametrize(
    "facts, pointer, code",
    [
        ({"identity_number": "999101197201163722"}, "#/identity_number", "roster.check_digit"),
        ({"birth_month": "1999-01"}, "#/birth_month", "roster.birth_month_mismatch"),
        ({"residence_code": "NIRGENDS"}, "#/residence_code", "roster.community_unknown"),
        ({"residence_code": "NIRGENDS", "identity_number": None}, "#/residence_code", "roster.community_unknown"),
    ],
)
def test_what_is_wrong_is_told_by_its_place(
    world: World, unit: Actor, facts: dict[str, Any], pointer: str, code: str
) -> None:
    with pytest.raises(Invalid, match=r"^member\.invalid$") as refused:
        add(world, unit, **facts)

    assert [(fault.pointer, fault.code) for fault in refused.value.errors] == [(pointer, code)]
    member = add(world, unit)
    with pytest.raises(Invalid, match=r"^member\.invalid$"):
        world.harness.send(editing(member, entry_of(0), **facts, department="x"), unit)


def test_an_edit_replaces_what_the_unit_has_said(world: World, unit: Actor) -> None:
    member = add(world, unit, roster(1)[0], provisioning_id="00u1")
    world.harness.clock.advance(timedelta(minutes=1))
    world.harness.send(editing(member, entry_of(0), user_name="chen", identity_number=None, skills=["理发"]), unit)
    edited = kept(world)[0]

    assert (edited.version, edited.user_name, edited.external_id) == (2, "chen", "KX000001")
    assert (edited.department, edited.phone_encrypted, edited.provisioning_id) == (None, None, None)
    assert edited.changed_at - edited.created_at == timedelta(minutes=1)
    assert world.harness.tools.cipher.decrypt(edited.identity_encrypted) == entry_of(0).identity_number
    assert len(world.harness.events_of(MemberChanged)) == 1
    with world.harness.database.reading() as session:
        assert session.scalars(select(MemberTag.value)).all() == ["理发"]


def test_an_edit_that_says_the_same_changes_nothing(world: World, unit: Actor) -> None:
    member = add(world, unit, roster(1)[0])
    again = world.harness.send(editing(member, roster(1)[0], name_parts=NameParts()), unit)

    assert again == member
    assert world.harness.events_of(MemberChanged) == []


def test_an_edit_takes_nobody_elses_name_or_identity(world: World, unit: Actor) -> None:
    add(world, unit, user_name="chen")
    second = add(world, unit, entry_of(1), user_name="zheng")
    for facts, code in (({"user_name": "CHEN"}, "user_name_taken"), ({}, "on_roster_already")):
        identity = entry_of(0 if code == "on_roster_already" else 1).identity_number
        command = editing(second, entry_of(1), **({"user_name": "zheng"} | facts), identity_number=identity)

        with pytest.raises(Conflict, match=rf"^member\.{code}$"):
            world.harness.send(command, unit)


def test_who_has_left_before_is_no_other_member_anew(world: World, unit: Actor) -> None:
    other = world.open_unit("市林业局")
    gone = add(world, other, entry_of(0))
    world.harness.send(RemoveMember(member_id=gone["id"]), other)
    member = add(world, unit, user_name="N-1", identity_number=None)
    identity = entry_of(0).identity_number

    with pytest.raises(Conflict, match=r"^member\.left_before$"):
        world.harness.send(editing(member, entry_of(0), user_name="N-1", identity_number=identity), unit)
    with pytest.raises(Conflict, match=r"^member\.left_before$"):
        world.enrol(unit, [replace(entry_of(0), external_id="N-1")])
    world.harness.send(RemoveMember(member_id=member["id"]), unit)
    assert add(world, unit, entry_of(0), user_name="N-1")["id"] == gone["id"]


def test_a_state_is_set_and_told_once(world: World, unit: Actor) -> None:
    member = add(world, unit)
    for _ in range(2):
        answer = world.harness.send(SetMemberState(member_id=member["id"], state="inactive", reason="休假"), unit)

    assert (answer["state"], answer["version"]) == ("inactive", 2)
    assert [event.state for event in world.harness.events_of(MemberChanged)] == ["inactive"]
    edited = world.harness.send(editing(member, entry_of(0), state="active"), unit)
    assert (edited["state"], edited["version"]) == ("active", 3)


def test_who_is_removed_is_on_the_roster_no_more(world: World, unit: Actor) -> None:
    member = add(world, unit)
    world.harness.send(RemoveMember(member_id=member["id"], reason="retired"), unit)

    assert world.harness.events_of(MemberLeft) == [
        MemberLeft(member_id=member["id"], unit_id=str(unit.organisation_id), member_version=2)
    ]
    for command in (
        RemoveMember(member_id=member["id"]),
        SetMemberState(member_id=member["id"], state="inactive"),
        editing(member, entry_of(0)),
    ):
        with pytest.raises(Conflict, match=r"^member\.not_on_roster$"):
            world.harness.send(command, unit)


def test_why_somebody_was_removed_stands_in_the_log(world: World, unit: Actor) -> None:
    member = add(world, unit)
    world.harness.send(RemoveMember(member_id=member["id"], reason="retired"), unit)

    with world.harness.database.reading() as session:
        rows = session.execute(text("SELECT reason FROM command_log WHERE topic = 'member.remove'")).scalars().all()
    assert rows == ["retired"]


def test_of_those_that_change_one_version_at_once_one_does(world: World, unit: Actor) -> None:
    member = add(world, unit)
    commands = [editing(member, entry_of(0), department=f"{number}处") for number in range(4)]
    replies = at_once(4, lambda number: world.harness.reply(commands[number], unit, expected_version=1))

    assert sorted(reply.refusal["code"] for reply in replies if reply.refusal) == ["precondition.failed"] * 3
    assert kept(world)[0].version == 2


def test_a_version_that_is_gone_is_refused_for_each_change(world: World, unit: Actor) -> None:
    member = add(world, unit)
    for command in (
        RemoveMember(member_id=member["id"]),
        SetMemberState(member_id=member["id"], state="inactive"),
        editing(member, entry_of(0)),
    ):
        with pytest.raises(PreconditionFailed):
            world.harness.send(command, unit, expected_version=2)


def test_only_the_members_unit_changes_them(world: World, unit: Actor) -> None:
    member = add(world, unit)
    commands = (
        RemoveMember(member_id=member["id"]),
        SetMemberState(member_id=member["id"], state="inactive"),
        editing(member, entry_of(0)),
    )
    for command in commands:
        for stranger in (world.open_unit(f"局{new_id()}"), world.department, world.member(unit, member["id"])):
            with pytest.raises(Forbidden, match=r"^member\.not_yours$"):
                world.harness.send(command, stranger)
        with pytest.raises(NotFound, match=r"^member\.unknown$"):
            world.harness.send(replace(command, member_id=new_id()), unit)
    with pytest.raises(NotFound, match=r"^unit\.unknown$"):
        add(world, world.department)


def test_the_same_command_again_adds_nobody(world: World, unit: Actor) -> None:
    command_id = new_id()
    first, second = (world.harness.send(adding(entry_of(0)), unit, id=command_id) for _ in range(2))

    assert encode(first) == encode(second)
    assert len(kept(world)) == 1


def test_a_roster_that_changes_the_name_drops_its_parts(world: World, unit: Actor) -> None:
    add(world, unit, name_parts=NameParts(formatted="陈 华英"))
    world.enrol(unit, [replace(entry_of(0), department="财务处")])
    parts = kept(world)[0].name_parts
    world.enrol(unit, [replace(entry_of(0), name="陈华")])

    assert (parts, kept(world)[0].name_parts) == ({"formatted": "陈 华英"}, None)


def test_what_personal_data_a_member_has_stands_nowhere_in_plain_text(world: World, unit: Actor) -> None:
    entry = roster(1)[0]
    member = add(world, unit, entry)
    world.harness.send(editing(member, replace(entry, phone="19900009999")), unit)
    with world.harness.database.reading() as session:
        everything = "\n".join(
            str(tuple(row))
            for table in ("members", "outbox", "command_log")
            for row in session.execute(text(f"SELECT * FROM {table}"))  # noqa: S608 (the names stand here)
        )

    assert not [said for said in (entry.identity_number, str(entry.phone), "19900009999") if said in everything]
