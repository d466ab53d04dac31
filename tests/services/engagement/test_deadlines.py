from datetime import timedelta

import pytest

from shared.errors import Conflict, Forbidden, NotFound
from shared.messages import engagement as messages
from shared.messages.envelope import Actor
from tests.services.engagement.world import World

DAY = timedelta(days=1)
INSTANT = timedelta(microseconds=1)


def test_a_claim_without_a_commitment_lapses_after_three_days_and_not_before(world: World) -> None:
    claim = world.claim()
    early = world.harness.wait(3 * DAY - INSTANT)
    due = world.harness.wait(INSTANT)

    assert (early, due) == (0, 1)
    assert world.show(claim)["state"] == "lapsed"
    wish = world.show_wish(claim["wish_id"])
    assert (wish["state"], wish["claim_id"]) == ("published", None)
    assert world.harness.events[2:] == [
        messages.WishReturned(
            wish_id=claim["wish_id"],
            community_id=claim["community_id"],
            claim_id=claim["id"],
            reason="not_committed",
            member_id=claim["member_id"],
            unit_id=claim["unit_id"],
        )
    ]


def test_what_is_overdue_is_not_delivered_nor_committed_however_late_the_timer_is(world: World) -> None:
    committed, waiting = world.commit(days=5), world.claim()
    world.harness.clock.advance(5 * DAY)

    with pytest.raises(Conflict, match=r"^claim\.lapsed$"):
        world.deliver(committed)
    with pytest.raises(Conflict, match=r"^claim\.lapsed$"):
        world.commit(waiting)


def test_a_commitment_that_is_overdue_lapses_with_its_claim(world: World) -> None:
    claim = world.commit(days=5)
    early = world.harness.wait(5 * DAY - INSTANT)
    due = world.harness.wait(INSTANT)

    assert (early, due) == (3, 1)
    lapsed = world.show(claim)
    assert (lapsed["state"], lapsed["commitment"]["state"]) == ("lapsed", "lapsed")
    assert world.harness.events[4:] == [
        messages.CommitmentLapsed(
            wish_id=claim["wish_id"],
            community_id=claim["community_id"],
            claim_id=claim["id"],
            commitment_id=claim["commitment"]["id"],
            member_id=claim["member_id"],
            unit_id=claim["unit_id"],
        ),
        messages.WishReturned(
            wish_id=claim["wish_id"],
            community_id=claim["community_id"],
            claim_id=claim["id"],
            reason="lapsed",
            member_id=claim["member_id"],
            unit_id=claim["unit_id"],
        ),
    ]


def test_a_returned_wish_is_claimed_anew_and_goes_its_whole_way(world: World) -> None:
    lapsed = world.lapse()
    claim = world.confirm(world.deliver(world.commit(world.claim({"id": lapsed["wish_id"]}))))

    assert claim["id"] != lapsed["id"]
    assert world.show(lapsed)["state"] == "lapsed"
    assert {event.subject for event in world.harness.events} == {f"wish/{claim['wish_id']}"}
    assert [type(event).topic for event in world.harness.events] == [
        "wish.published",
        "wish.claimed",
        "wish.returned",
        "wish.claimed",
        "commitment.made",
        "wish.delivered",
        "delivery.confirmed",
    ]


def test_a_claim_does_not_lapse_before_it_is_due(world: World) -> None:
    claim = world.claim()

    with pytest.raises(Conflict, match=r"claim\.not_due"):
        world.harness.send(messages.LapseClaim(claim_id=claim["id"]), Actor.system(world.tenant_id))


@pytest.mark.parametrize(
    "step, code", [("lapse", "lapsed"), ("deliver", "already_delivered"), ("confirm", "already_confirmed")]
)
def test_a_claim_that_is_over_or_delivered_does_not_lapse(world: World, step: str, code: str) -> None:
    claim = getattr(world, step)()
    world.harness.clock.advance(200 * DAY)

    with pytest.raises(Conflict, match=rf"claim\.{code}"):
        world.harness.send(messages.LapseClaim(claim_id=claim["id"]), Actor.system(world.tenant_id))


@pytest.mark.parametrize("role", ["member", "community", "unit"])
def test_nobody_but_the_timer_lets_a_claim_lapse(world: World, role: str) -> None:
    claim = world.claim()
    world.harness.clock.advance(4 * DAY)

    with pytest.raises(Forbidden, match=r"access\.denied"):
        world.harness.send(messages.LapseClaim(claim_id=claim["id"]), getattr(world, role))


def test_the_timer_of_one_tenant_knows_no_claim_of_another(world: World, elsewhere: World) -> None:
    claim = elsewhere.claim()

    with pytest.raises(NotFound, match=r"claim\.unknown"):
        world.harness.send(messages.LapseClaim(claim_id=claim["id"]), Actor.system(world.tenant_id))
