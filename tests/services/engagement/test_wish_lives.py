"""What becomes of wishes besides being delivered: extended, sent back, given back, withdrawn, expired, opened again."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from shared.deadlines import schedule_of
from shared.errors import Conflict, Forbidden, Invalid, NotFound, PreconditionFailed
from shared.ids import new_id
from shared.messages import engagement as messages
from shared.messages.envelope import Actor
from tests.harness import START
from tests.services.engagement.needing import Needing
from tests.services.engagement.world import World, parties_of

DAY = timedelta(days=1)
INSTANT = timedelta(microseconds=1)
REASON = "灯具要等厂家发货"
ENDS: tuple[str, ...] = ("lapse", "deliver", "confirm", "give_back")


# extended


def test_a_commitment_is_extended_once_with_a_reason_that_no_event_tells(world: World) -> None:
    claim = world.commit(days=5)
    extended = world.extend(claim, days=8)

    commitment = extended["commitment"]
    assert (extended["due_at"], commitment["due_at"]) == (START + 8 * DAY, START + 8 * DAY)
    assert (commitment["extended_from"], commitment["extension_reason"]) == (START + 5 * DAY, REASON)
    assert world.harness.events[3:] == [
        messages.CommitmentExtended(
            commitment_id=commitment["id"],
            due_at=START + 8 * DAY,
            extended_from=START + 5 * DAY,
            **parties_of(claim),
        )
    ]
    with pytest.raises(Conflict, match=r"commitment\.already_extended"):
        world.extend(claim, days=9)


def test_what_is_extended_lapses_at_its_new_deadline(world: World) -> None:
    claim = world.extend(world.commit(days=5), days=8)
    world.harness.wait(8 * DAY - INSTANT)
    before = world.show(claim)["state"]
    world.harness.wait(INSTANT)

    assert (before, world.show(claim)["state"]) == ("committed", "lapsed")


@pytest.mark.parametrize("days", [-1, 4.9, 5, 180.001])
def test_a_commitment_is_extended_to_later_within_180_days_from_when_it_was_made(world: World, days: float) -> None:
    claim = world.commit(days=5)

    with pytest.raises(Invalid, match=r"commitment\.due_at_out_of_range"):
        world.extend(claim, days=days)
    assert world.show(claim) == claim


def test_the_180_days_are_counted_from_when_the_commitment_was_made(world: World) -> None:
    claim = world.commit(days=5)
    world.harness.clock.advance(DAY)

    assert world.extend(claim, days=179)["due_at"] == START + 180 * DAY


def test_what_is_overdue_is_not_extended_however_late_the_timer_is(world: World) -> None:
    claim = world.commit(days=5)
    world.harness.clock.advance(5 * DAY)

    with pytest.raises(Conflict, match=r"claim\.lapsed"):
        world.extend(claim, days=8)


def test_a_claim_without_a_commitment_is_not_extended(world: World) -> None:
    with pytest.raises(Conflict, match=r"commitment\.none_to_extend"):
        world.extend(world.claim(), days=2)


# sent back


def test_a_delivery_that_is_sent_back_is_delivered_again_and_confirmed(world: World) -> None:
    claim = world.deliver(world.commit(days=5))
    world.harness.clock.advance(3 * DAY)
    sent_back = world.send_back(claim)
    shown = world.harness.send(messages.RevealBeneficiary(wish_id=claim["wish_id"]), world.member)

    assert (sent_back["state"], sent_back["times_sent_back"], sent_back["sent_back_reason"]) == (
        "committed",
        1,
        "灯不亮",
    )
    assert sent_back["due_at"] == sent_back["commitment"]["due_at"] == START + 6 * DAY
    assert shown["phone"]
    assert world.show_wish(claim["wish_id"])["state"] == "claimed"
    assert world.harness.events_of(messages.DeliverySentBack) == [
        messages.DeliverySentBack(commitment_id=claim["commitment"]["id"], due_at=START + 6 * DAY, **parties_of(claim))
    ]
    assert world.confirm(world.deliver(sent_back))["state"] == "confirmed"


def test_a_delivery_is_sent_back_as_often_as_it_needs(world: World) -> None:
    claim = world.deliver(world.claim())
    for _ in range(3):
        claim = world.deliver(world.send_back(claim))

    assert (claim["times_sent_back"], claim["state"]) == (3, "delivered")


def test_a_deadline_that_is_further_off_stays_when_a_delivery_is_sent_back(world: World) -> None:
    assert world.send_back(world.deliver(world.commit(days=30)))["due_at"] == START + 30 * DAY


def test_what_is_sent_back_lapses_after_its_fresh_deadline(world: World) -> None:
    claim = world.deliver(world.claim())
    world.harness.clock.advance(10 * DAY)
    sent_back = world.send_back(claim)
    world.harness.wait(3 * DAY)

    assert (sent_back["state"], sent_back["due_at"]) == ("claimed", START + 13 * DAY)
    assert world.show(claim)["state"] == "lapsed"


@pytest.mark.parametrize(
    "step, code",
    [
        ("claim", "claim.not_delivered"),
        ("commit", "claim.not_delivered"),
        ("confirm", "claim.already_confirmed"),
        ("lapse", "claim.lapsed"),
        ("give_back", "claim.released"),
    ],
)
def test_what_is_not_delivered_is_not_sent_back(world: World, step: str, code: str) -> None:
    claim = getattr(world, step)()

    with pytest.raises(Conflict, match=code.replace(".", r"\.")):
        world.send_back(claim)


# given back


@pytest.mark.parametrize("step", ["claim", "commit"])
def test_what_is_given_back_is_on_the_wall_again(world: World, step: str) -> None:
    claim = getattr(world, step)()
    given_back = world.give_back(claim)
    wish = world.show_wish(claim["wish_id"])

    assert (given_back["state"], given_back["ending"], given_back["due_at"]) == ("released", "given_back", None)
    assert (wish["state"], wish["claim_id"]) == ("published", None)
    assert world.harness.events[-1] == messages.WishReturned(reason="given_back", **parties_of(claim))
    assert len(world.harness.events_of(messages.CommitmentReleased)) == (step == "commit")
    assert world.harness.wait(200 * DAY) == 0
    with pytest.raises(Forbidden, match=r"beneficiary\.not_shown"):
        world.harness.send(messages.RevealBeneficiary(wish_id=claim["wish_id"]), world.member)


@pytest.mark.parametrize(
    "step, code",
    [
        ("deliver", "claim.already_delivered"),
        ("confirm", "claim.already_confirmed"),
        ("lapse", "claim.lapsed"),
        ("give_back", "claim.released"),
    ],
)
@pytest.mark.parametrize("command", ["give_back", "extend"])
def test_what_is_delivered_or_over_is_neither_given_back_nor_extended(
    world: World, step: str, code: str, command: str
) -> None:
    claim = getattr(world, step)()

    with pytest.raises(Conflict, match=code.replace(".", r"\.")):
        getattr(world, command)(claim)


def test_only_the_claimer_extends_and_gives_back_and_only_the_community_sends_back(world: World) -> None:
    claim = world.commit()
    stranger, delivered = world.enrol(), world.deliver()
    commands = (
        messages.GiveBackClaim(claim_id=claim["id"], reason=REASON),
        messages.ExtendCommitment(claim_id=claim["id"], reason=REASON, due_at=START + 9 * DAY),
    )
    for command in commands:
        for actor in (stranger, world.unit, world.community):
            with pytest.raises(Forbidden, match=r"claim\.not_yours"):
                world.harness.send(command, actor)
    for actor in (world.member, world.unit, replace(world.community, organisation_id=new_id())):
        with pytest.raises(Forbidden, match=r"claim\.not_yours"):
            world.harness.send(messages.SendBackDelivery(claim_id=delivered["id"], reason="灯不亮"), actor)


# withdrawn


def test_a_wish_is_withdrawn_from_the_wall(world: World) -> None:
    wish = world.publish()
    withdrawn = world.withdraw(wish)

    assert (withdrawn["state"], withdrawn["version"]) == ("withdrawn", 2)
    assert world.harness.events[1:] == [
        messages.WishWithdrawn(
            wish_id=wish["id"], community_id=wish["community_id"], claim_id=None, member_id=None, unit_id=None
        )
    ]
    with pytest.raises(Conflict, match=r"wish\.not_open"):
        world.claim(wish)


def test_who_has_claimed_what_is_withdrawn_is_held_to_nothing(world: World) -> None:
    claim = world.commit()
    world.withdraw({"id": claim["wish_id"]})
    released = world.show(claim)

    assert (released["state"], released["ending"], released["commitment"]["state"]) == (
        "released",
        "withdrawn",
        "released",
    )
    assert [type(event) for event in world.harness.events[3:]] == [messages.CommitmentReleased, messages.WishWithdrawn]
    assert world.harness.events[-1] == messages.WishWithdrawn(**parties_of(claim))
    world.harness.wait(30 * DAY)
    assert len(world.harness.events) == 5


@pytest.mark.parametrize("step", ["deliver", "confirm", "withdrawn", "expired"])
def test_what_is_delivered_or_over_is_not_withdrawn(world: World, step: str) -> None:
    wish_id = getattr(world, step)()["id" if step in ("withdrawn", "expired") else "wish_id"]
    before = world.harness.events

    with pytest.raises(Conflict, match=r"wish\.not_withdrawable"):
        world.withdraw({"id": wish_id})
    assert world.harness.events == before


def test_a_wish_is_withdrawn_by_its_community_alone_as_it_has_read_it(world: World) -> None:
    wish = world.publish()
    command = messages.WithdrawWish(wish_id=wish["id"], reason=REASON)
    for actor in (world.member, world.unit, replace(world.community, organisation_id=new_id())):
        with pytest.raises(Forbidden, match=r"wish\.not_yours"):
            world.harness.send(command, actor)
    world.claim(wish)

    with pytest.raises(PreconditionFailed):
        world.harness.send(command, world.community, expected_version=1)


# expired


def test_a_wish_that_nobody_claims_in_time_expires(world: World) -> None:
    wish = world.publish(expires_at=START + 10 * DAY)
    early = world.harness.wait(10 * DAY - INSTANT)
    due = world.harness.wait(INSTANT)

    assert (early, due) == (0, 1)
    assert world.show_wish(wish["id"])["state"] == "expired"
    assert world.harness.events[1:] == [messages.WishExpired(wish_id=wish["id"], community_id=wish["community_id"])]


def test_what_has_expired_is_not_claimed_however_late_the_timer_is(world: World) -> None:
    wish = world.publish(expires_at=START + DAY)
    world.harness.clock.advance(DAY)

    with pytest.raises(Conflict, match=r"wish\.not_open"):
        world.claim(wish)


def test_a_claimed_wish_does_not_expire_until_it_returns(world: World) -> None:
    claim = world.claim(world.publish(expires_at=START + DAY))
    world.harness.wait(DAY)
    held = world.show_wish(claim["wish_id"])["state"]
    world.harness.wait(2 * DAY)
    world.harness.wait(timedelta(0))

    assert (held, world.show_wish(claim["wish_id"])["state"]) == ("claimed", "expired")
    assert [type(event) for event in world.harness.events[2:]] == [messages.WishReturned, messages.WishExpired]


def test_an_expired_wish_is_opened_again_and_goes_its_way(world: World) -> None:
    wish = world.expired()
    reopened = world.reopen(wish, expires_at=START + 40 * DAY)

    assert (reopened["state"], reopened["expires_at"]) == ("published", START + 40 * DAY)
    assert world.harness.events[-1] == messages.WishReopened(
        wish_id=wish["id"], community_id=wish["community_id"], expires_at=START + 40 * DAY
    )
    assert world.confirm(world.deliver(world.commit(world.claim(wish))))["state"] == "confirmed"


@pytest.mark.parametrize("step", ["publish", "withdrawn"])
def test_only_an_expired_wish_is_opened_again(world: World, step: str) -> None:
    wish = getattr(world, step)()

    with pytest.raises(Conflict, match=r"wish\.not_expired"):
        world.reopen(wish)


@pytest.mark.parametrize("days", [0, -1, 366.001])
def test_a_wish_expires_in_the_future_within_a_year(world: World, days: float) -> None:
    with pytest.raises(Invalid, match=r"wish\.expires_at_out_of_range"):
        world.publish(expires_at=START + days * DAY)
    with pytest.raises(Invalid, match=r"wish\.expires_at_out_of_range"):
        world.reopen(world.expired(), expires_at=world.harness.clock.now() + days * DAY)


@pytest.mark.parametrize("command", [messages.ExpireWish, messages.ForgetBeneficiary])
def test_nobody_but_the_timer_has_a_wish_expire_or_forget(world: World, command: Any) -> None:
    wish = world.publish(expires_at=START + DAY)

    for actor in (world.community, world.member, world.unit):
        with pytest.raises(Forbidden, match=r"access\.denied"):
            world.harness.send(command(wish_id=wish["id"]), actor)
    with pytest.raises(Conflict, match=r"not_due"):
        world.harness.send(command(wish_id=wish["id"]), Actor.system(world.tenant_id))


# whom it was for


@pytest.mark.parametrize("end", ["confirm", "withdrawn", "expired"])
def test_whom_a_wish_was_for_is_forgotten_180_days_after_its_end(world: World, end: str) -> None:
    ended = getattr(world, end)()
    wish_id = ended.get("wish_id", ended["id"])
    reveal = messages.RevealBeneficiary(wish_id=wish_id)
    world.harness.wait(180 * DAY - INSTANT)
    seen = world.harness.send(reveal, world.community)
    world.harness.wait(INSTANT)

    assert seen["phone"]
    with pytest.raises(NotFound, match=r"beneficiary\.none"):
        world.harness.send(reveal, world.community)
    with world.harness.database.reading() as session:
        assert session.execute(text("SELECT beneficiary_encrypted FROM wishes")).scalars().all() == [None]
        assert schedule_of(session, f"wish/{wish_id}") == []


def test_what_is_opened_again_is_forgotten_only_after_its_next_end(world: World) -> None:
    wish = world.expired()
    world.harness.wait(100 * DAY)
    world.reopen(wish)
    world.harness.wait(100 * DAY)

    assert world.harness.send(messages.RevealBeneficiary(wish_id=wish["id"]), world.community)["phone"]


def test_a_wish_of_which_nobody_is_kept_is_not_opened_again(world: World) -> None:
    wish = world.expired()
    world.harness.wait(180 * DAY)

    with pytest.raises(Conflict, match=r"beneficiary\.erased"):
        world.reopen(wish)


# needs that wait for it


@pytest.mark.parametrize("end", ["withdrawn", "expired"])
def test_a_need_is_told_that_nothing_comes_of_its_wish(needing: Needing, end: str) -> None:
    world = needing.world
    wish = world.publish(expires_at=START + DAY)
    need = needing.link(needing.accept(), wish)
    if end == "expired":
        world.harness.wait(DAY)
    else:
        world.withdraw(wish)

    assert needing.steps(need) == ["submitted", "accepted", "in_hand", "link_ended"]
    assert (needing.show(need)["state"], needing.show(need)["is_resolvable"]) == ("in_hand", False)
    with pytest.raises(NotFound, match=r"need_link\.target_unknown"):
        needing.link(needing.accept(), wish)
