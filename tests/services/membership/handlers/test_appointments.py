from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from services.membership.model import Appointment, Contact
from shared.clock import SHANGHAI
from shared.errors import Conflict, Forbidden, Invalid, NotFound, PreconditionFailed
from shared.messages.envelope import Actor
from shared.messages.membership import (
    AddContact,
    AppointmentEnded,
    AppointmentMade,
    CloseOrganisation,
    EditContact,
    EndAppointment,
    EndPairing,
    ListAppointments,
    ListContacts,
    MakeAppointment,
    RemoveContact,
    SetAppointmentPhone,
    ShowAppointment,
)
from tests.races import at_once
from tests.services.membership.registered import end as end_registration, pair, register
from tests.services.membership.world import World, open_world

PHONE = "13900000001"


@pytest.fixture
def community(world: World) -> Actor:
    return world.open_community("SFJ")


def add(world: World, organisation: Actor, actor: Actor | None = None, **fields: Any) -> Any:
    defaults = {"name": "周敏", "duty": "书记", "phone": PHONE, "email": "zhou@example.org"}
    command = AddContact(organisation_id=str(organisation.organisation_id), **(defaults | fields))
    return world.harness.send(command, actor or organisation)


def contacts(world: World, organisation: Actor, actor: Actor | None = None) -> Any:
    query = ListContacts(organisation_id=str(organisation.organisation_id))
    return world.harness.send(query, actor or organisation)["items"]


def appointing(organisation: Actor, **fields: Any) -> MakeAppointment:
    defaults: dict[str, Any] = {"office": "staff"}
    return MakeAppointment(organisation_id=str(organisation.organisation_id), **(defaults | fields))


def appoint(world: World, organisation: Actor, actor: Actor | None = None, **fields: Any) -> Any:
    return world.harness.send(appointing(organisation, **fields), actor or organisation)


def end(world: World, appointment: Any, actor: Actor, version: int | None = None) -> Any:
    command = EndAppointment(appointment_id=appointment["id"], reason="工作调动")
    return world.harness.send(command, actor, expected_version=version)


def test_a_contact_is_kept_changed_and_forgotten(world: World, community: Actor) -> None:
    contact = add(world, community)
    assert (contact["phone"], contact["email"]) == (PHONE, "zhou@example.org")

    edited = world.harness.send(EditContact(contact_id=contact["id"], duty="副书记"), world.department)
    assert contacts(world, community) == [edited] == [contact | {"duty": "副书记", "version": 2}]

    world.harness.send(RemoveContact(contact_id=contact["id"]), community)
    assert contacts(world, community) == []


def test_what_a_contact_is_reached_by_is_not_kept_in_the_clear(world: World, community: Actor) -> None:
    add(world, community)
    appoint(world, community, name="李强", phone=PHONE)
    with world.harness.database.reading() as session:
        kept = [*session.scalars(select(Contact)), *session.scalars(select(Appointment))]

    assert len(kept) == 2
    assert not any(PHONE in str(vars(row).values()) or "zhou@" in str(vars(row).values()) for row in kept)


def test_partners_and_members_know_whom_to_ask_as_long_as_they_are_that(world: World, community: Actor) -> None:
    unit = world.open_unit()
    member = world.members(unit)[0]
    of_community, of_unit = add(world, community), add(world, unit)
    assert contacts(world, unit, member) == [of_unit]

    pairing = pair(world, unit, community)
    registration = register(world, member, community)
    assert contacts(world, unit, community) == [of_unit]
    assert contacts(world, community, unit) == contacts(world, community, member) == [of_community]

    end_registration(world, registration, member)
    world.harness.send(EndPairing(pairing_id=pairing["id"], reason="x"), unit)
    for organisation, actor in ((unit, community), (community, unit), (community, member)):
        with pytest.raises(Forbidden, match=r"^organisation\.not_yours$"):
            contacts(world, organisation, actor)


def test_an_older_version_of_a_contact_is_not_changed(world: World, community: Actor) -> None:
    contact = add(world, community)
    world.harness.send(EditContact(contact_id=contact["id"], name="周敏敏"), community)

    for command in (EditContact(contact_id=contact["id"], name="周"), RemoveContact(contact_id=contact["id"])):
        with pytest.raises(PreconditionFailed):
            world.harness.send(command, community, expected_version=1)


def test_contacts_and_appointments_belong_to_the_organisation_and_the_department(
    world: World, community: Actor
) -> None:
    contact, appointment = add(world, community), appoint(world, community, name="李强")
    unit = world.open_unit()
    organisation_id = str(community.organisation_id)
    commands = (
        AddContact(organisation_id=organisation_id, name="周敏"),
        ListContacts(organisation_id=organisation_id),
        EditContact(contact_id=contact["id"], name="周"),
        RemoveContact(contact_id=contact["id"]),
        appointing(community, name="王芳"),
        ListAppointments(organisation_id=organisation_id),
        ShowAppointment(appointment_id=appointment["id"]),
        SetAppointmentPhone(appointment_id=appointment["id"], phone=PHONE),
        EndAppointment(appointment_id=appointment["id"], reason="x"),
    )
    elsewhere = open_world(world.harness, "沈阳市皇姑区").department

    for stranger in (unit, world.open_community("BL"), world.members(unit)[0]):
        for command in commands:
            with pytest.raises(Forbidden):
                world.harness.send(command, stranger)
    for command in commands:
        with pytest.raises(NotFound):
            world.harness.send(command, elsewhere)


def test_a_member_is_appointed_and_their_unit_hears_of_it_without_their_name(world: World, community: Actor) -> None:
    unit = world.open_unit()
    member = world.members(unit)[0]
    fields = {"office": "part_time_committee_member", "member_id": member.member_id, "until": date(2029, 11, 23)}
    appointment = appoint(world, community, **fields)

    assert (appointment["name"], str(appointment["since"]), appointment["state"]) == ("陈华英", "2026-11-24", "current")
    assert world.harness.events_of(AppointmentMade) == [
        AppointmentMade(
            appointment_id=appointment["id"],
            organisation_id=str(community.organisation_id),
            kind="community",
            office="part_time_committee_member",
            since=date(2026, 11, 24),
            until=date(2029, 11, 23),
            masked_name="陈**",
            member_id=member.member_id,
            community_id=community.organisation_id,
            unit_id=unit.organisation_id,
        )
    ]
    assert world.harness.send(ShowAppointment(appointment_id=appointment["id"]), member) == appointment


@pytest.mark.parametrize(
    "fields, pointer",
    [
        ({}, "#"),
        ({"member_id": True, "name": "李强"}, "#/name"),
        ({"member_id": True, "phone": PHONE, "office": "party_building_instructor"}, "#/phone"),
        ({"name": "李强", "until": date(2026, 11, 23)}, "#/until"),
        ({"name": "李强", "since": date(2026, 12, 2), "until": date(2026, 12, 1)}, "#/until"),
    ],
)
def test_an_appointment_that_says_too_little_or_too_much_is_refused(
    world: World, community: Actor, fields: dict[str, Any], pointer: str
) -> None:
    if "member_id" in fields:
        fields = fields | {"member_id": world.members(world.open_unit())[0].member_id}
    with pytest.raises(Invalid, match=r"^request\.unfit$") as refused:
        appoint(world, community, **fields)

    assert [fault.pointer for fault in refused.value.errors] == [pointer]


def test_a_person_serves_once_at_a_time_in_an_office(world: World, community: Actor) -> None:
    first = appoint(world, community, name="李强", phone=PHONE)

    with pytest.raises(Conflict, match=r"^appointment\.exists$"):
        appoint(world, community, name="李强", phone=PHONE)
    appoint(world, community, name="李强", phone=PHONE, office="party_building_instructor")
    appoint(world, world.open_unit(), name="李强", phone=PHONE)
    end(world, first, world.department)
    assert appoint(world, community, name="李强", phone=PHONE)["state"] == "current"


@pytest.mark.parametrize("is_member", [True, False])
def test_of_several_that_appoint_a_person_at_once_one_does(world: World, community: Actor, is_member: bool) -> None:
    person = {"member_id": world.members(world.open_unit())[0].member_id} if is_member else {"name": "李强"}
    replies = at_once(4, lambda _: world.harness.reply(appointing(community, **person), community))

    assert [reply.refusal["code"] for reply in replies if reply.refusal] == ["appointment.exists"] * 3


def test_an_appointment_ends_early_once(world: World, community: Actor) -> None:
    appointment = appoint(world, community, name="李强", until=date(2026, 12, 20))

    with pytest.raises(PreconditionFailed):
        end(world, appointment, community, version=2)
    ended = end(world, appointment, community, version=1)
    assert (ended["state"], ended["ending"]) == ("ended", "ended_early")
    with pytest.raises(Conflict, match=r"^appointment\.already_ended$"):
        end(world, appointment, community)
    assert world.harness.wait(timedelta(days=30)) == 0
    assert len(world.harness.events_of(AppointmentEnded)) == 1


def test_an_appointment_ends_with_its_last_day_in_shanghai(world: World, community: Actor) -> None:
    appointment = appoint(world, community, name="李强", until=date(2026, 11, 25))

    assert world.harness.wait(timedelta(hours=38, minutes=59)) == 0
    assert world.harness.wait(timedelta(minutes=1)) == 1
    shown = world.harness.send(ShowAppointment(appointment_id=appointment["id"]), community)
    assert (shown["state"], shown["ending"]) == ("ended", "term_over")
    assert [event.ending for event in world.harness.events_of(AppointmentEnded)] == ["term_over"]


def test_appointments_are_listed_by_office_and_state(world: World, community: Actor) -> None:
    former = end(world, appoint(world, community, name="李强"), community)["id"]
    current = appoint(world, community, name="王芳")["id"]
    adviser = appoint(world, community, name="赵刚", office="party_building_instructor")["id"]
    query = {"organisation_id": str(community.organisation_id)}

    def ids(**filters: Any) -> list[str]:
        page = world.harness.send(ListAppointments(**query, **filters), world.department)
        return [item["id"] for item in page["items"]]

    assert ids() == [former, current, adviser]
    assert ids(state="current") == [current, adviser]
    assert ids(office="staff", state="ended") == [former]


def test_nobody_is_appointed_who_is_on_no_roster_or_where_it_is_closed(world: World, community: Actor) -> None:
    elsewhere = open_world(world.harness, "沈阳市皇姑区")
    stranger = elsewhere.members(elsewhere.open_unit())[0]

    with pytest.raises(NotFound, match=r"^member\.unknown$"):
        appoint(world, community, member_id=stranger.member_id)
    world.harness.send(
        CloseOrganisation(organisation_id=str(community.organisation_id), reason="撤并"), world.department
    )
    for command in (
        appointing(community, name="李强"),
        AddContact(organisation_id=str(community.organisation_id), name="周"),
    ):
        with pytest.raises(Conflict, match=r"^organisation\.closed$"):
            world.harness.send(command, world.department)


def test_what_has_not_begun_is_planned(world: World, community: Actor) -> None:
    today = world.harness.clock.now().astimezone(SHANGHAI).date()
    planned = appoint(world, community, name="周敏", since=today + timedelta(days=1))
    current = appoint(world, community, name="李强", since=today)

    def listed(state: Any) -> list[str]:
        query = ListAppointments(organisation_id=str(community.organisation_id), state=state)
        return [one["id"] for one in world.harness.send(query, community)["items"]]

    assert (planned["state"], current["state"]) == ("planned", "current")
    assert [listed(state) for state in ("planned", "current", "ended")] == [[planned["id"]], [current["id"]], []]
    world.harness.clock.advance(timedelta(days=1))
    shown = world.harness.send(ShowAppointment(appointment_id=planned["id"]), community)
    assert (shown["state"], listed("planned")) == ("current", [])
