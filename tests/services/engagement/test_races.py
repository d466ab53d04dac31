"""Sessions that really run at once, on PostgreSQL: one wins, the others are told why not."""

from collections import Counter
from datetime import timedelta

from shared.messages import engagement as messages
from shared.messages.envelope import Actor, Reply
from tests.harness import START, Harness
from tests.races import at_once
from tests.services.engagement.needing import Needing, resident_of
from tests.services.engagement.world import open_world

RACERS = 8


def outcomes(replies: list[Reply]) -> Counter[str]:
    return Counter(reply.refusal["code"] if reply.refusal else "done" for reply in replies)


def test_of_claims_at_the_same_time_one_wins(on_postgresql: Harness) -> None:
    world = open_world(on_postgresql)
    members = [world.enrol() for _ in range(RACERS)]
    for _ in range(5):
        claim = messages.ClaimWish(wish_id=world.publish()["id"])
        replies = at_once(RACERS, lambda number: on_postgresql.reply(claim, members[number]))  # noqa: B023

        assert outcomes(replies) == {"done": 1, "wish.already_claimed": RACERS - 1}
    assert len(on_postgresql.events_of(messages.WishClaimed)) == 5


def test_of_claims_at_the_same_time_in_batches_one_wins(on_postgresql: Harness) -> None:
    world = open_world(on_postgresql)
    members = [world.enrol() for _ in range(4)]
    contested = [world.publish()["id"] for _ in range(5)]

    def claim_all(number: int) -> list[Reply]:
        calls = [on_postgresql.call(messages.ClaimWish(wish_id=wish_id), members[number]) for wish_id in contested]
        return on_postgresql.executor.execute(calls if number % 2 else calls[::-1])

    replies = [reply for batch in at_once(4, claim_all) for reply in batch]

    assert outcomes(replies) == {"done": 5, "wish.already_claimed": 15}
    assert Counter(event.wish_id for event in on_postgresql.events_of(messages.WishClaimed)) == Counter(contested)


def test_of_commitments_at_the_same_time_one_is_made(on_postgresql: Harness) -> None:
    world = open_world(on_postgresql)
    commit = messages.MakeCommitment(claim_id=world.claim()["id"], text="我承诺", due_at=START + timedelta(days=1))
    replies = at_once(RACERS, lambda _: on_postgresql.reply(commit, world.member))

    assert outcomes(replies) == {"done": 1, "claim.already_committed": RACERS - 1}
    assert len(on_postgresql.events_of(messages.CommitmentMade)) == 1


def test_a_claim_is_either_committed_or_lapses(on_postgresql: Harness) -> None:
    world = open_world(on_postgresql)
    for _ in range(5):
        claim = world.claim()
        on_postgresql.clock.advance(timedelta(days=3))
        due_at = on_postgresql.clock.now() + timedelta(days=100)
        commit = messages.MakeCommitment(claim_id=claim["id"], text="我承诺", due_at=due_at)
        lapse = messages.LapseClaim(claim_id=claim["id"])
        calls = [(commit, world.member), (lapse, Actor.system(world.tenant_id))]
        replies = at_once(2, lambda number: on_postgresql.reply(*calls[number]))  # noqa: B023
        state = world.show(claim)["state"]

        assert outcomes(replies) == {"done": 1, "claim.not_due" if state == "committed" else "claim.lapsed": 1}
        assert world.show_wish(claim["wish_id"])["state"] == ("claimed" if state == "committed" else "published")


def test_a_wish_is_either_edited_before_its_claim_or_not_at_all(on_postgresql: Harness) -> None:
    world = open_world(on_postgresql)
    for _ in range(5):
        wish = world.publish()
        edit, claim = messages.EditWish(wish_id=wish["id"], title="新的"), messages.ClaimWish(wish_id=wish["id"])
        calls = [(edit, world.community), (claim, world.member)]
        edited, claimed = at_once(2, lambda number: on_postgresql.reply(*calls[number]))  # noqa: B023

        told = [type(event).topic for event in on_postgresql.events if event.subject == f"wish/{wish['id']}"]
        expected = ["wish.published", *([] if edited.refusal else ["wish.edited"]), "wish.claimed"]
        assert claimed.refusal is None
        assert told == expected


def test_of_two_staff_who_decide_at_once_one_wins(on_postgresql: Harness) -> None:
    needing = needing_on(on_postgresql)
    for _ in range(5):
        need_id = needing.submit()["id"]
        decisions = [messages.AcceptNeed(need_id=need_id), messages.DeclineNeed(need_id=need_id, reason="不归社区管")]
        replies = at_once(
            2,
            lambda number: on_postgresql.reply(decisions[number], needing.world.community, expected_version=1),  # noqa: B023
        )

        assert outcomes(replies) == {"done": 1, "precondition.failed": 1}
        assert len(needing.steps({"id": need_id})) == 2


def test_two_needs_never_come_to_follow_each_other(on_postgresql: Harness) -> None:
    needing = needing_on(on_postgresql)
    for _ in range(5):
        one, other = needing.accept()["id"], needing.accept()["id"]
        pairs = [(one, other), (other, one)]
        merges = [messages.MergeNeed(need_id=need_id, into_id=into_id, reason="同一件事") for need_id, into_id in pairs]
        replies = at_once(2, lambda number: on_postgresql.reply(merges[number], needing.world.community))  # noqa: B023
        states = sorted(needing.show({"id": need_id})["state"] for need_id in (one, other))

        assert (states, outcomes(replies)["done"]) == (["accepted", "merged"], 1)


def test_tickets_are_numbered_without_gaps_however_many_come_at_once(on_postgresql: Harness) -> None:
    needing = needing_on(on_postgresql)
    numbers = at_once(RACERS, lambda _: needing.submit()["ticket_number"])

    assert sorted(number[-6:] for number in numbers) == [f"{serial:06d}" for serial in range(1, RACERS + 1)]


def test_a_wish_that_is_fulfilled_while_it_is_linked_is_noted(on_postgresql: Harness) -> None:
    needing = needing_on(on_postgresql)
    world = needing.world
    for _ in range(5):
        wish = world.publish()
        claim = world.deliver(world.commit(world.claim(wish)))
        need = needing.accept()
        confirm = messages.ConfirmDelivery(claim_id=claim["id"], verdict="kept")
        link = messages.LinkNeed(need_id=need["id"], kind="wish", target_id=wish["id"])
        commands = [confirm, link]
        replies = at_once(2, lambda number: on_postgresql.reply(commands[number], world.community))  # noqa: B023

        assert outcomes(replies) == {"done": 2}
        assert needing.show(need)["is_resolvable"] is True


def needing_on(harness: Harness) -> Needing:
    world = open_world(harness)
    return Needing(world, resident_of(world))


def test_a_wish_is_either_withdrawn_or_delivered(on_postgresql: Harness) -> None:
    world = open_world(on_postgresql)
    for _ in range(5):
        claim = world.claim()
        withdraw = messages.WithdrawWish(wish_id=claim["wish_id"], reason="物业修好了")
        calls = [(withdraw, world.community), (messages.DeliverWish(claim_id=claim["id"]), world.member)]
        replies = at_once(2, lambda number: on_postgresql.reply(*calls[number]))  # noqa: B023
        states = (world.show(claim)["state"], world.show_wish(claim["wish_id"])["state"])

        assert outcomes(replies)["done"] == 1
        assert states in {("released", "withdrawn"), ("delivered", "delivered")}


def test_of_extensions_at_the_same_time_one_counts(on_postgresql: Harness) -> None:
    world = open_world(on_postgresql)
    claim = world.commit(days=5)
    extend = messages.ExtendCommitment(claim_id=claim["id"], due_at=START + timedelta(days=8), reason="等发货")
    replies = at_once(RACERS, lambda _: on_postgresql.reply(extend, world.member))

    assert outcomes(replies) == {"done": 1, "commitment.already_extended": RACERS - 1}
    assert len(on_postgresql.events_of(messages.CommitmentExtended)) == 1


def test_nobody_holds_a_wish_that_was_withdrawn_at_the_same_time(on_postgresql: Harness) -> None:
    world = open_world(on_postgresql)
    for _ in range(5):
        wish = world.publish()
        withdraw = messages.WithdrawWish(wish_id=wish["id"], reason="物业修好了")
        calls = [(withdraw, world.community), (messages.ClaimWish(wish_id=wish["id"]), world.member)]
        _, claimed = at_once(2, lambda number: on_postgresql.reply(*calls[number]))  # noqa: B023

        assert world.show_wish(wish["id"])["state"] == "withdrawn"
        assert (claimed.refusal or {"code": ""})["code"] in ("", "wish.not_open")
        assert claimed.refusal or world.show(claimed.result)["state"] == "released"
