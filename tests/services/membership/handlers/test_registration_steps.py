from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from services.membership.repository.organisations import Organisations
from shared.errors import Conflict, Forbidden, NotFound, PreconditionFailed
from shared.messages import membership as m
from shared.messages.envelope import Actor
from tests.races import at_once
from tests.services.membership.registered import (
    REASON,
    confirm,
    end,
    pair,
    propose,
    register,
    request,
    show,
    transfer,
)
from tests.services.membership.world import World, open_world


@pytest.fixture
def community(world: World) -> Actor:
    return world.open_community("SFJ")


@pytest.fixture
def other(world: World) -> Actor:
    return world.open_community("BL")


@pytest.fixture
def unit(world: World) -> Actor:
    return world.open_unit()


@pytest.fixture
def member(world: World, unit: Actor) -> Actor:
    return world.members(unit)[0]


STEPS: dict[str, Any] = {
    "confirm": lambda id_: m.ConfirmRegistration(registration_id=id_),
    "refuse": lambda id_: m.RefuseRegistration(registration_id=id_, reason=REASON),
    "withdraw": lambda id_: m.WithdrawRegistration(registration_id=id_),
    "end": lambda id_: m.EndRegistration(registration_id=id_, reason=REASON),
}


def test_the_community_refuses_with_a_reason(world: World, member: Actor, community: Actor) -> None:
    registration = request(world, member, community)
    refused = world.harness.send(STEPS["refuse"](registration["id"]), community)

    assert (refused["state"], refused["reason"], refused["decided_by"]) == ("refused", REASON, "community")
    assert refused["decided_at"] == world.harness.clock.now()
    assert [event.registration_id for event in world.harness.events_of(m.RegistrationRefused)] == [registration["id"]]
    assert request(world, member, community)["state"] == "requested"


def test_the_member_takes_a_request_back(world: World, member: Actor, community: Actor) -> None:
    registration = request(world, member, community)
    withdrawn = world.harness.send(STEPS["withdraw"](registration["id"]), member)

    assert (withdrawn["state"], withdrawn["decided_by"], withdrawn["allowed"]) == ("withdrawn", "member", [])
    assert len(world.harness.events_of(m.RegistrationWithdrawn)) == 1


@pytest.mark.parametrize("side", ["member", "community", "unit"])
def test_each_side_ends_a_registration_with_a_reason(
    world: World, member: Actor, community: Actor, unit: Actor, side: str
) -> None:
    actor = {"member": member, "community": community, "unit": unit}[side]
    ended = end(world, register(world, member, community), actor)

    assert (ended["state"], ended["reason"], ended["cause"]) == ("ended", REASON, f"by_{side}")
    assert ended["receipt_number"] == "BD-SFJ-2026-000001"
    assert [event.cause for event in world.harness.events_of(m.RegistrationEnded)] == [f"by_{side}"]
    assert register(world, member, community)["receipt_number"] == "BD-SFJ-2026-000002"


def test_no_reason_is_told_in_an_event(world: World, member: Actor, community: Actor) -> None:
    end(world, register(world, member, community), community)

    assert REASON not in str(world.harness.events)


@pytest.mark.parametrize(
    "steps, step, code",
    [
        (["confirm"], "confirm", "registration.already_confirmed"),
        (["confirm"], "refuse", "registration.not_requested"),
        (["confirm"], "withdraw", "registration.not_requested"),
        (["refuse"], "confirm", "registration.not_requested"),
        (["refuse"], "withdraw", "registration.not_requested"),
        (["withdraw"], "confirm", "registration.not_requested"),
        (["withdraw"], "refuse", "registration.not_requested"),
        ([], "end", "registration.not_live"),
        (["refuse"], "end", "registration.not_live"),
        (["withdraw"], "end", "registration.not_live"),
        (["confirm", "end"], "end", "registration.not_live"),
        (["confirm", "end"], "confirm", "registration.not_requested"),
    ],
)
def test_a_step_that_the_state_does_not_allow_is_refused(
    world: World, member: Actor, community: Actor, steps: list[str], step: str, code: str
) -> None:
    registration = request(world, member, community)
    actors = {"withdraw": member}
    for one in steps:
        world.harness.send(STEPS[one](registration["id"]), actors.get(one, community))
    before = world.harness.events

    with pytest.raises(Conflict, match=f"^{code}$"):
        world.harness.send(STEPS[step](registration["id"]), actors.get(step, community))
    assert world.harness.events == before


@pytest.mark.parametrize(
    "step, sides",
    [
        ("confirm", {"community"}),
        ("refuse", {"community"}),
        ("withdraw", {"member"}),
        ("end", {"member", "community", "unit"}),
    ],
)
def test_a_step_is_for_some_sides_alone(
    world: World, unit: Actor, community: Actor, step: str, sides: set[str]
) -> None:
    member, colleague = world.members(unit, 2)
    registration = request(world, member, community)
    strangers = {
        "member": member,
        "community": community,
        "unit": unit,
        "colleague": colleague,
        "department": world.department,
        "other unit": world.open_unit("市林业局"),
        "other community": world.open_community("BL"),
    }
    for side in strangers.keys() - sides:
        with pytest.raises(Forbidden, match=r"^registration\.not_yours$"):
            world.harness.send(STEPS[step](registration["id"]), strangers[side])
    elsewhere = open_world(world.harness, "沈阳市皇姑区").open_community("SFJ")
    with pytest.raises(NotFound, match=r"^registration\.unknown$"):
        world.harness.send(STEPS[step](registration["id"]), elsewhere)


@pytest.mark.parametrize("step", STEPS)
def test_a_step_from_an_older_version_is_refused(world: World, member: Actor, community: Actor, step: str) -> None:
    registration = request(world, member, community)
    actor = member if step == "withdraw" else community

    with pytest.raises(PreconditionFailed, match=r"^precondition\.failed$"):
        world.harness.send(STEPS[step](registration["id"]), actor, expected_version=7)


def test_what_is_allowed_is_told_to_each_side(world: World, member: Actor, community: Actor, unit: Actor) -> None:
    registration = request(world, member, community)
    actors = (member, community, unit, world.department)

    assert [show(world, registration, actor)["allowed"] for actor in actors] == [
        ["withdraw"],
        ["confirm", "refuse"],
        [],
        [],
    ]
    confirm(world, registration, community)
    assert [show(world, registration, actor)["allowed"] for actor in actors] == [
        ["end", "transfer"],
        ["end"],
        ["end", "transfer"],
        [],
    ]


def test_of_a_confirmation_and_a_withdrawal_at_once_one_stands(world: World, member: Actor, community: Actor) -> None:
    registration = request(world, member, community)
    commands = [(STEPS["confirm"], community), (STEPS["withdraw"], member)] * 2
    replies = at_once(
        4, lambda number: world.harness.reply(commands[number][0](registration["id"]), commands[number][1])
    )
    refused = {reply.refusal["code"] for reply in replies if reply.refusal}

    assert sum(reply.refusal is None for reply in replies) == 1
    assert refused <= {"registration.already_confirmed", "registration.not_requested"}


def test_a_member_has_one_of_each_kind(world: World, unit: Actor, member: Actor, community: Actor) -> None:
    pair(world, unit, community)
    residence, paired = (register(world, member, community, kind) for kind in ("residence", "paired"))

    assert (residence["kind"], paired["kind"]) == ("residence", "paired")
    with pytest.raises(Conflict, match=r"^registration\.exists$"):
        request(world, member, community, "paired")


def test_of_several_requests_of_a_kind_at_once_one_is_kept(world: World, unit: Actor, member: Actor) -> None:
    communities = [world.open_community(code) for code in ("SFJ", "BL", "YB", "GHT")]
    commands = [m.RequestRegistration(community_id=str(one.organisation_id)) for one in communities]
    replies = at_once(4, lambda number: world.harness.reply(commands[number], member))

    assert [reply.refusal["code"] for reply in replies if reply.refusal] == ["registration.exists"] * 3


def test_a_paired_registration_needs_a_pairing_that_is_accepted(
    world: World, unit: Actor, member: Actor, community: Actor
) -> None:
    for _ in range(2):
        with pytest.raises(Conflict, match=r"^registration\.not_paired$"):
            request(world, member, community, "paired")
        pairing = world.harness.send(m.ListPairings(), unit)["items"] or [propose(world, unit, community)]
    world.harness.send(m.AcceptPairing(pairing_id=pairing[0]["id"]), community)

    assert request(world, member, community, "paired")["state"] == "requested"


def test_the_old_registration_stays_until_the_new_one_is_confirmed(
    world: World, member: Actor, community: Actor, other: Actor
) -> None:
    old = register(world, member, community)
    new = transfer(world, old, other, member)

    assert (new["state"], new["follows_id"], new["kind"]) == ("requested", old["id"], "residence")
    assert show(world, old, member)["state"] == "confirmed"

    confirmed = confirm(world, new, other)
    transferred = show(world, old, member)

    assert (confirmed["state"], confirmed["receipt_number"]) == ("confirmed", "BD-BL-2026-000001")
    assert (transferred["state"], transferred["decided_by"]) == ("transferred", "community")
    assert [event.followed_by_id for event in world.harness.events_of(m.RegistrationTransferred)] == [new["id"]]


def test_a_refused_transfer_leaves_the_old_registration_as_it_is(
    world: World, member: Actor, unit: Actor, community: Actor, other: Actor
) -> None:
    old = register(world, member, community)
    for step, actor in (("refuse", other), ("withdraw", member)):
        new = transfer(world, old, other, unit)
        world.harness.send(STEPS[step](new["id"]), actor)

    assert show(world, old, member)["state"] == "confirmed"
    assert transfer(world, old, other, member)["state"] == "requested"


def test_a_transfer_goes_on_alone_when_the_old_registration_ends(
    world: World, member: Actor, community: Actor, other: Actor
) -> None:
    old = register(world, member, community)
    new = transfer(world, old, other, member)
    end(world, old, community)

    assert show(world, new, member)["follows_id"] is None
    with pytest.raises(Conflict, match=r"^registration\.exists$"):
        request(world, member, community)
    assert confirm(world, new, other)["state"] == "confirmed"
    assert show(world, old, member)["state"] == "ended"


def test_a_transfer_that_cannot_be_is_refused(world: World, unit: Actor, community: Actor, other: Actor) -> None:
    member, colleague = world.members(unit, 2)
    old = request(world, member, community)
    with pytest.raises(Conflict, match=r"^registration\.not_live$"):
        transfer(world, old, other, member)
    confirm(world, old, community)
    with pytest.raises(Conflict, match=r"^registration\.exists$"):
        transfer(world, old, community, member)
    for stranger in (colleague, community, other, world.open_unit("市林业局")):
        with pytest.raises(Forbidden, match=r"^registration\.not_yours$"):
            transfer(world, old, other, stranger)
    with pytest.raises(NotFound, match=r"^community\.unknown$"):
        transfer(world, old, unit, member)
    with pytest.raises(PreconditionFailed, match=r"^precondition\.failed$"):
        transfer(world, old, other, member, expected_version=7)
    transfer(world, old, other, member)
    with pytest.raises(Conflict, match=r"^registration\.exists$"):
        transfer(world, old, world.open_community("YB"), member)


def test_a_paired_registration_is_transferred_to_a_paired_community_alone(
    world: World, unit: Actor, member: Actor, community: Actor, other: Actor
) -> None:
    pair(world, unit, community)
    old = register(world, member, community, "paired")

    with pytest.raises(Conflict, match=r"^registration\.not_paired$"):
        transfer(world, old, other, member)
    pair(world, unit, other)
    assert confirm(world, transfer(world, old, other, member), other)["kind"] == "paired"


def test_of_transfers_and_an_end_at_once_nobody_is_left_with_two(
    world: World, member: Actor, community: Actor, other: Actor
) -> None:
    old = register(world, member, community)
    target = str(other.organisation_id)
    commands: list[Any] = [m.TransferRegistration(registration_id=old["id"], community_id=target)] * 3
    commands.append(STEPS["end"](old["id"]))
    replies = at_once(4, lambda number: world.harness.reply(commands[number], member))
    page = world.harness.send(m.ListMemberRegistrations(member_id=str(member.member_id)), member)
    live = [item for item in page["items"] if item["state"] in ("requested", "confirmed")]

    codes = {reply.refusal["code"] for reply in replies if reply.refusal}
    assert replies[3].refusal is None
    assert codes <= {"registration.exists", "registration.not_live"}
    assert len(live) <= 1
    assert all(item["follows_id"] is None for item in live)


@pytest.mark.parametrize("backend", ["postgresql"])  # where others write while a transaction is open
def test_a_transfer_whose_old_registration_ends_while_it_is_confirmed_stands_alone(
    world: World, member: Actor, community: Actor, other: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = register(world, member, community)
    new = transfer(world, old, other, member)
    get = Organisations.get

    def get_after_the_end(*args: Any) -> Any:
        monkeypatch.setattr(Organisations, "get", get)
        with ThreadPoolExecutor(1) as threads:
            assert threads.submit(end, world, old, community).result()["state"] == "ended"
        return get(*args)

    monkeypatch.setattr(Organisations, "get", get_after_the_end)

    assert confirm(world, new, other)["follows_id"] is None
    assert show(world, old, member)["state"] == "ended"
    assert not world.harness.events_of(m.RegistrationTransferred)


def test_confirming_a_transfer_and_ending_the_old_at_once_leaves_one(
    world: World, member: Actor, community: Actor, other: Actor
) -> None:
    old = register(world, member, community)
    new = transfer(world, old, other, member)
    acts = [(STEPS["confirm"](new["id"]), other), (STEPS["end"](old["id"]), community)]
    replies = at_once(2, lambda number: world.harness.reply(*acts[number]))

    assert replies[0].refusal is None
    assert show(world, new, member)["state"] == "confirmed"
    assert show(world, old, member)["state"] in ("transferred", "ended")
