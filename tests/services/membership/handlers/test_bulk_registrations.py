from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from shared.errors import Forbidden, Invalid, NotFound
from shared.ids import new_id
from shared.messages import membership as m
from shared.messages.envelope import Actor
from shared.messages.wire import encode
from tests.races import at_once
from tests.services.membership.registered import confirm, pair, register, request, show, transfer
from tests.services.membership.world import World, entry_of, open_world, roster


@pytest.fixture
def community(world: World) -> Actor:
    return world.open_roster_communities()


@pytest.fixture
def unit(world: World) -> Actor:
    return world.open_unit()


def enrol(world: World, unit: Actor, size: int) -> list[Actor]:
    """Members with the communities that they live in."""
    return [world.member(unit, line["member_id"]) for line in world.enrol(unit, roster(size))["members"]]


def entry(member: Actor, community: Actor | None = None, kind: m.RegistrationKind = "residence") -> Any:
    community_id = community.organisation_id if community else None
    return m.RegistrationEntry(member_id=str(member.member_id), community_id=community_id, kind=kind)


def ask(world: World, unit: Actor, *entries: Any, actor: Actor | None = None, **options: Any) -> Any:
    command = m.RequestRegistrations(unit_id=str(unit.organisation_id), registrations=list(entries))
    return world.harness.send(command, actor or unit, **options)


def confirm_many(world: World, community: Actor, ids: list[str], **options: Any) -> Any:
    command = m.ConfirmRegistrations(community_id=str(community.organisation_id), registration_ids=ids)
    return world.harness.send(command, community, **options)


def ids_of(report: Any) -> list[str]:
    return [line["registration_id"] for line in report["registrations"]]


def test_a_unit_registers_its_members_where_they_live(world: World, unit: Actor, community: Actor) -> None:
    members = enrol(world, unit, 8)
    report = ask(world, unit, *map(entry, members))
    query = m.ListUnitRegistrations(unit_id=str(unit.organisation_id))
    page = world.harness.send(query, unit)["items"]
    codes = {item["id"]: item["code"] for item in world.harness.send(m.ListCommunities(), unit)["items"]}
    told = [(event.registration_id, event.member_id) for event in world.harness.events_of(m.RegistrationRequested)]

    assert (report["requested"], report["exists"], report["refused"]) == (8, 0, 0)
    assert [codes[item["community_id"]] for item in page] == [one.residence_code for one in roster(8)]
    assert told == [(line["registration_id"], line["member_id"]) for line in report["registrations"]]


def test_good_entries_go_through_beside_the_others(world: World, unit: Actor, community: Actor) -> None:
    first, second = enrol(world, unit, 2)
    stranger = world.member(unit, world.enrol(world.open_unit("市林业局"), [entry_of(50)])["members"][0]["member_id"])
    elsewhere = open_world(world.harness, "沈阳市皇姑区").open_community("BL")
    live = request(world, first, community)
    homeless = world.member(unit, world.enrol(unit, [entry_of(60)])["members"][0]["member_id"])
    entries = [
        entry(first),
        entry(second),
        entry(second, community),
        entry(second, community, "paired"),
        entry(stranger, community),
        entry(world.member(unit, new_id()), community),
        entry(homeless),
        entry(homeless, elsewhere),
        entry(homeless, unit),
        entry(homeless, community),
    ]
    report = ask(world, unit, *entries)["registrations"]

    assert [line["code"] or line["outcome"] for line in report] == [
        "exists",
        "requested",
        "exists",
        "registration.not_paired",
        "member.not_yours",
        "member.unknown",
        "registration.no_residence",
        "community.unknown",
        "community.unknown",
        "requested",
    ]
    assert report[0]["registration_id"] == live["id"]
    assert report[2]["registration_id"] == report[1]["registration_id"]


def test_a_unit_registers_members_with_the_paired_community(world: World, unit: Actor, community: Actor) -> None:
    members = enrol(world, unit, 3)
    pair(world, unit, community)
    report = ask(world, unit, *(entry(member, community, "paired") for member in members))

    assert report["requested"] == 3
    assert {show(world, {"id": id_}, unit)["kind"] for id_ in ids_of(report)} == {"paired"}


def test_a_unit_registers_nobody_for_another(world: World, unit: Actor, community: Actor) -> None:
    member = enrol(world, unit, 1)[0]

    for stranger in (world.open_unit("市林业局"), community, member, world.department):
        with pytest.raises(Forbidden, match=r"^unit\.not_yours$"):
            ask(world, unit, entry(member), actor=stranger)
    elsewhere = open_world(world.harness, "沈阳市皇姑区").open_unit()
    with pytest.raises(NotFound, match=r"^unit\.unknown$"):
        ask(world, unit, entry(member), actor=elsewhere)


def test_the_same_request_again_gives_the_same_report(world: World, unit: Actor, community: Actor) -> None:
    members, command_id = enrol(world, unit, 3), new_id()
    first, second = (ask(world, unit, *map(entry, members), id=command_id) for _ in range(2))

    assert encode(first) == encode(second)
    assert len(world.harness.events_of(m.RegistrationRequested)) == 3


def test_requests_of_unit_and_members_at_once_keep_one_each(world: World, unit: Actor, community: Actor) -> None:
    members = enrol(world, unit, 3)
    bulk = m.RequestRegistrations(unit_id=str(unit.organisation_id), registrations=[entry(one) for one in members])
    single = m.RequestRegistration(community_id=str(community.organisation_id))
    calls: list[tuple[Any, Actor]] = [(bulk, unit), (bulk, unit), *((single, member) for member in members)]
    replies = at_once(5, lambda number: world.harness.reply(*calls[number]))
    page = world.harness.send(m.ListUnitRegistrations(unit_id=str(unit.organisation_id)), unit)["items"]

    assert sorted(item["member_id"] for item in page) == sorted(str(one.member_id) for one in members)
    assert len(world.harness.events_of(m.RegistrationRequested)) == 3
    assert {reply.refusal["code"] for reply in replies if reply.refusal} <= {"registration.exists"}


def test_a_community_confirms_many_with_numbers_that_follow_one_another(
    world: World, unit: Actor, community: Actor
) -> None:
    members = enrol(world, unit, 6)
    ids = ids_of(ask(world, unit, *(entry(member, community) for member in members)))
    confirm(world, {"id": ids.pop()}, community)
    report = confirm_many(world, community, [*reversed(ids)])
    told = [event.receipt_number for event in world.harness.events_of(m.RegistrationConfirmed)]

    assert (report["confirmed"], report["refused"], report["has_more"]) == (5, 0, False)
    assert [line["receipt_number"][-2:] for line in report["registrations"]] == ["02", "03", "04", "05", "06"]
    assert ids_of(report) == [*reversed(ids)]
    assert told == [f"BD-SFJ-2026-{serial:06d}" for serial in range(1, 7)]
    assert show(world, {"id": ids[0]}, unit)["decided_by"] == "community"


def test_what_cannot_be_confirmed_is_told_and_uses_up_no_number(world: World, unit: Actor, community: Actor) -> None:
    first, second, third, fourth = world.members(unit, 4)
    done = register(world, first, community)
    withdrawn = request(world, second, community)
    world.harness.send(m.WithdrawRegistration(registration_id=withdrawn["id"]), second)
    foreign = request(world, third, world.open_community("WTL"))
    good = request(world, fourth, community)
    ids = [done["id"], withdrawn["id"], foreign["id"], new_id(), good["id"], good["id"]]
    report = confirm_many(world, community, ids)

    assert [line["code"] or line["receipt_number"] for line in report["registrations"]] == [
        "registration.already_confirmed",
        "registration.not_requested",
        "registration.not_yours",
        "registration.unknown",
        "BD-SFJ-2026-000002",
        "registration.already_confirmed",
    ]
    assert (report["confirmed"], report["refused"]) == (1, 5)


def test_all_that_were_requested_before_an_instant_are_confirmed(
    world: World, unit: Actor, community: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.membership.handlers.bulk_confirmations.MOST_AT_ONCE", 3)
    *early, late = world.members(unit, 6)
    ids = [request(world, member, community)["id"] for member in early]
    world.harness.clock.advance(timedelta(hours=1))
    instant = world.harness.clock.now()
    later = request(world, late, community)
    command = m.ConfirmRegistrations(community_id=str(community.organisation_id), all_requested_before=instant)
    reports = [world.harness.send(command, community) for _ in range(3)]

    assert [ids_of(report) for report in reports] == [ids[:3], ids[3:], []]
    assert [report["has_more"] for report in reports] == [True, False, False]
    assert show(world, later, late)["state"] == "requested"


@pytest.mark.parametrize("is_both", [True, False])
def test_a_list_or_an_instant_is_given(world: World, community: Actor, is_both: bool) -> None:
    given: Any = {"registration_ids": [new_id()], "all_requested_before": world.harness.clock.now()} if is_both else {}
    command = m.ConfirmRegistrations(community_id=str(community.organisation_id), **given)

    with pytest.raises(Invalid, match=r"^request\.unfit$"):
        world.harness.send(command, community)


def test_a_community_confirms_for_itself_alone(world: World, unit: Actor, community: Actor) -> None:
    command = m.ConfirmRegistrations(community_id=str(community.organisation_id), registration_ids=[new_id()])

    for stranger in (world.open_community("WTL"), unit, world.department):
        with pytest.raises(Forbidden, match=r"^community\.not_yours$"):
            world.harness.send(command, stranger)


def test_confirmations_at_once_confirm_each_once_without_gaps(world: World, unit: Actor, community: Actor) -> None:
    ids = [request(world, member, community)["id"] for member in world.members(unit, 8)]
    bulk = m.ConfirmRegistrations(community_id=str(community.organisation_id), registration_ids=ids)
    calls: list[Any] = [bulk, bulk, *(m.ConfirmRegistration(registration_id=id_) for id_ in ids[2:4])]
    replies = at_once(4, lambda number: world.harness.reply(calls[number], community))
    told = [event.receipt_number for event in world.harness.events_of(m.RegistrationConfirmed)]

    assert all(reply.refusal is None for reply in replies[:2])
    assert sorted(told) == [f"BD-SFJ-2026-{serial:06d}" for serial in range(1, 9)]
    assert sum(reply.result["confirmed"] for reply in replies[:2]) + sum(not one.refusal for one in replies[2:]) == 8


def test_the_same_confirmation_again_gives_the_same_numbers(world: World, unit: Actor, community: Actor) -> None:
    ids = [request(world, member, community)["id"] for member in world.members(unit, 3)]
    command_id = new_id()
    first, second = (confirm_many(world, community, ids, id=command_id) for _ in range(2))

    assert encode(first) == encode(second)
    assert len(world.harness.events_of(m.RegistrationConfirmed)) == 3


def test_transfers_are_confirmed_among_many(world: World, unit: Actor, community: Actor) -> None:
    other = world.open_community("WTL")
    first, second = world.members(unit, 2)
    old = register(world, first, other)
    ids = [transfer(world, old, community, first)["id"], request(world, second, community)["id"]]
    report = confirm_many(world, community, ids)

    assert report["confirmed"] == 2
    assert show(world, old, first)["state"] == "transferred"


def statements(world: World, act: Any) -> int:
    """How many statements an act sends."""
    seen: list[str] = []

    def note(_: Any, __: Any, statement: str, *rest: Any) -> None:
        seen.append(statement)

    event.listen(world.harness.database.engine, "before_cursor_execute", note)
    act()
    event.remove(world.harness.database.engine, "before_cursor_execute", note)
    return len(seen)


def test_many_take_as_many_statements_as_few(world: World, unit: Actor, community: Actor) -> None:
    members = world.members(unit, 60)
    few, many = members[:3], members[3:]
    counts: list[int] = []
    for group in (few, many):
        reports: list[Any] = []
        entries = [entry(member, community) for member in group]
        counts.append(statements(world, lambda entries=entries, to=reports: to.append(ask(world, unit, *entries))))
        ids = ids_of(reports[0])
        counts.append(statements(world, lambda ids=ids: confirm_many(world, community, ids)))

    requested_few, confirmed_few, requested_many, confirmed_many = counts
    assert requested_many == requested_few <= 15
    assert confirmed_many <= confirmed_few <= 15
