from datetime import timedelta
from typing import Any

import pytest

from services.engagement.handlers.departures import LATE
from services.engagement.model import Member
from shared.errors import Conflict, Forbidden
from shared.ids import new_id
from shared.messages import engagement as messages
from shared.messages.declare import Event
from shared.messages.envelope import Actor
from shared.messages.membership import MemberEnrolled, MemberErased, MemberLeft, MemberMoved
from tests.services.engagement.world import World, parties_of

ENDINGS: tuple[type[Any], ...] = (MemberLeft, MemberErased)


def gone(world: World, kind: type[Any] = MemberLeft) -> Event:
    event: Event = kind(member_id=str(world.member.member_id), unit_id=str(world.unit.organisation_id))
    return event


def leave(world: World, kind: type[Any] = MemberLeft) -> None:
    world.harness.tell(gone(world, kind), tenant_id=world.tenant_id)


def come_back(world: World) -> None:
    event = MemberEnrolled(
        member_id=str(world.member.member_id), unit_id=str(world.unit.organisation_id), masked_name="陈**"
    )
    world.harness.tell(event, tenant_id=world.tenant_id)


@pytest.mark.parametrize("kind", ENDINGS)
def test_a_wish_whose_claimer_leaves_is_on_the_wall_again(world: World, kind: type[Any]) -> None:
    claim = world.claim()
    leave(world, kind)
    wish = world.show_wish(claim["wish_id"])

    assert world.show(claim)["state"] == "released"
    assert (wish["state"], wish["claim_id"]) == ("published", None)
    assert world.harness.events[2:] == [messages.WishReturned(reason="member_left", **parties_of(claim))]
    assert world.claim(wish, world.enrol())["state"] == "claimed"


@pytest.mark.parametrize("kind", ENDINGS)
def test_who_leaves_is_held_to_no_commitment_and_none_lapses_later(world: World, kind: type[Any]) -> None:
    claim = world.commit()
    leave(world, kind)
    world.harness.wait(timedelta(days=30))
    released = world.show(claim)

    assert (released["state"], released["commitment"]["state"]) == ("released", "released")
    assert world.harness.events[3:] == [
        messages.CommitmentReleased(commitment_id=claim["commitment"]["id"], **parties_of(claim)),
        messages.WishReturned(reason="member_left", **parties_of(claim)),
    ]


@pytest.mark.parametrize("step", ["deliver", "confirm", "lapse"])
def test_what_is_delivered_or_over_stays_as_it_is(world: World, step: str) -> None:
    claim = getattr(world, step)()
    told = world.harness.events
    leave(world)

    assert world.show(claim) == claim
    assert world.harness.events == told


def test_what_was_delivered_before_is_confirmed_after(world: World) -> None:
    claim = world.deliver()
    leave(world)

    assert world.confirm(claim)["state"] == "confirmed"


def test_all_that_somebody_holds_is_released_and_nothing_of_others(world: World, elsewhere: World) -> None:
    mine = [world.claim() for _ in range(3)]
    others = [world.claim(member=world.enrol()), elsewhere.claim()]
    leave(world)

    assert {world.show(claim)["state"] for claim in mine} == {"released"}
    assert world.show(others[0])["state"] == elsewhere.show(others[1])["state"] == "claimed"


def test_leaving_once_more_changes_nothing(world: World) -> None:
    world.claim()
    leave(world)
    told = world.harness.events
    leave(world, MemberErased)

    assert world.harness.events == told


def test_a_released_claim_goes_no_further(world: World) -> None:
    committed, claim = world.commit(), world.claim()
    leave(world)
    for step in (lambda: world.commit(claim), lambda: world.deliver(committed), lambda: world.confirm(committed)):
        with pytest.raises(Conflict, match=r"^claim\.released$"):
            step()
    with pytest.raises(Forbidden, match=r"^beneficiary\.not_shown$"):
        world.harness.send(messages.RevealBeneficiary(wish_id=claim["wish_id"]), world.member)


def test_who_has_left_claims_nothing_until_they_are_back(world: World) -> None:
    leave(world)
    with pytest.raises(Conflict, match=r"^member\.not_active$"):
        world.claim()
    come_back(world)

    assert world.claim()["state"] == "claimed"


def test_who_moves_claims_for_the_new_unit(world: World) -> None:
    before, unit_id = world.claim(), new_id()
    moved = MemberMoved(
        member_id=str(world.member.member_id),
        unit_id=unit_id,
        from_unit_id=str(world.unit.organisation_id),
        masked_name="陈**",
    )
    world.harness.tell(moved, tenant_id=world.tenant_id)

    assert world.claim()["unit_id"] == unit_id
    assert (world.show(before)["state"], world.show(before)["unit_id"]) == ("claimed", world.unit.organisation_id)


@pytest.mark.parametrize("last, has_left", [("left", True), ("back", False)])
def test_what_was_told_last_counts_within_one_batch_too(world: World, last: str, has_left: bool) -> None:
    back = MemberEnrolled(
        member_id=str(world.member.member_id), unit_id=str(world.unit.organisation_id), masked_name="陈**"
    )
    events = [gone(world), back, gone(world)] if last == "left" else [gone(world), back]
    world.harness.tell(*events, tenant_id=world.tenant_id)
    with world.harness.database.reading() as session:
        assert session.get_one(Member, world.member.member_id).has_left is has_left


def test_a_claim_that_slips_in_while_its_member_leaves_is_released_soon_after(world: World) -> None:
    """As one whose transaction began before the event was consumed, and ended after."""
    leave(world)
    with world.harness.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE members SET has_left = false")
    late = world.claim()
    with world.harness.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE members SET has_left = true")
    world.harness.wait(LATE)

    assert world.show(late)["state"] == "released"
    assert world.harness.wait(LATE) == 0


def test_who_is_back_within_the_minute_keeps_what_they_claim(world: World) -> None:
    leave(world)
    come_back(world)
    claim = world.claim()
    world.harness.wait(LATE)

    assert world.show(claim)["state"] == "claimed"


def test_nobody_but_the_timer_releases_claims(world: World) -> None:
    for actor in (world.member, world.community, world.unit):
        with pytest.raises(Forbidden, match=r"^access\.denied$"):
            world.harness.send(messages.ReleaseClaims(member_id=str(world.member.member_id)), actor)


def test_somebody_who_was_never_heard_of_leaves_without_a_trace(world: World) -> None:
    event = MemberLeft(member_id=new_id(), unit_id=new_id())
    world.harness.tell(event, tenant_id=world.tenant_id)

    assert world.harness.send(messages.ReleaseClaims(member_id=event.member_id), Actor.system(world.tenant_id)) == {
        "member_id": event.member_id,
        "released": 0,
    }
