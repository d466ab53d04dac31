"""Who held a place and hasn't come: noted as a fact; others may have the place, and nothing of it is held."""

from dataclasses import replace
from typing import Any

import pytest

from shared.errors import Conflict, Forbidden, PreconditionFailed
from shared.messages import engagement as messages
from shared.messages.engagement.attendance import CheckIn
from tests.harness import Harness
from tests.races import at_once
from tests.services.engagement.menu import DAY, HOUR, Menu
from tests.services.engagement.serving import MINUTE, Serving
from tests.services.engagement.test_no_overlap import deadlocks
from tests.services.engagement.test_place_races import check_places
from tests.services.engagement.world import open_world

NOTED_AFTER = 51 * HOUR  # from the beginning of an activity of two hours


def shown(serving: Serving, claim: Any) -> Any:
    return serving.send(messages.ShowPlaceClaim(place_claim_id=claim["id"]))


def release(serving: Serving, claim: Any, **options: Any) -> Any:
    return serving.send(messages.ReleaseMissing(place_claim_id=claim["id"]), **options)


def test_who_hasnt_come_is_noted_once_nobody_can_say_any_more_that_they_came(serving: Serving) -> None:
    item, claim = serving.at_activity()
    other = serving.menu.publish(in_days=1)
    there = serving.menu.claim(other, serving.world.enrol())
    serving.world.harness.wait(NOTED_AFTER - MINUTE)
    before = shown(serving, claim)
    serving.world.harness.wait(MINUTE)
    missed = shown(serving, claim)

    assert (before["state"], before["missed_ids"]) == ("held", [])
    assert (missed["state"], missed["missed_ids"]) == ("missed", [serving.world.member.member_id])
    assert serving.menu.stand(item) == (0, 0)
    assert serving.menu.topics(item)[-2:] == ["menu_item.ended", "place.given_up"]
    assert serving.world.harness.events_of(messages.PlaceGivenUp)[-1].cause == "missed"
    assert shown(serving, there)["state"] == "held"


def test_who_came_keeps_the_place_by_whatever_it_is_known(serving: Serving) -> None:
    item = serving.menu.publish(places=4)
    people = [serving.world.enrol() for _ in range(4)]
    claims = [serving.menu.claim(item, person) for person in people]
    serving.wait_until(item["starts_at"])
    serving.check_in(claims[0], people[0])
    starts_at = serving.now
    serving.world.harness.wait(3 * HOUR)
    serving.record(claims[1], starts_at, starts_at + HOUR)
    serving.void(serving.record(claims[2], starts_at, starts_at + HOUR))
    serving.world.harness.wait(NOTED_AFTER)

    assert [shown(serving, claim)["state"] for claim in claims] == ["held", "held", "missed", "missed"]
    assert serving.menu.stand(item) == (2, 0)
    check_places(serving.world.harness)


def test_of_a_team_those_who_came_keep_their_places(serving: Serving) -> None:
    world = serving.world
    people = [world.member, world.enrol(), world.enrol()]
    ids = [str(person.member_id) for person in people]
    item = serving.menu.publish()
    claim = serving.menu.claim(item, team_id=serving.menu.found_team(*people), member_ids=ids)
    serving.wait_until(item["starts_at"])
    serving.check_in(claim, people[1])
    serving.world.harness.wait(NOTED_AFTER)
    after = shown(serving, claim)

    assert (after["state"], after["places"], after["member_ids"]) == ("held", 1, [ids[1]])
    assert sorted(after["missed_ids"]) == sorted([ids[0], ids[2]])
    assert serving.menu.stand(item) == (1, 0)


def test_that_somebody_hasnt_come_is_taken_back_when_the_community_records_that_they_did(serving: Serving) -> None:
    item, claim = serving.at_activity()
    starts_at = serving.now
    serving.world.harness.wait(NOTED_AFTER)
    serving.record(claim, starts_at, starts_at + HOUR)

    assert shown(serving, claim)["missed_ids"] == []
    assert serving.menu.stand(item) == (0, 0)


def test_that_somebody_hasnt_come_is_noted_again_when_nothing_says_any_more_that_they_did(serving: Serving) -> None:
    _, claim = serving.at_activity()
    starts_at = serving.now
    serving.world.harness.wait(NOTED_AFTER)
    records = [serving.record(claim, starts_at + n * HOUR, starts_at + (n + 1) * HOUR) for n in range(2)]
    seen = []
    for record in records:
        serving.void(record)
        seen.append(shown(serving, claim)["missed_ids"])
    serving.record(claim, starts_at, starts_at + HOUR)

    assert seen == [[], [serving.world.member.member_id]]
    assert shown(serving, claim)["missed_ids"] == []


def test_a_quarter_of_an_hour_after_the_beginning_who_waits_may_have_the_place(serving: Serving) -> None:
    item, claim = serving.at_activity(places=1)
    second = serving.world.enrol()
    later = serving.menu.publish(places=1)
    held = serving.menu.claim(later)
    waits = serving.menu.claim(later, second, may_wait=True)
    serving.wait_until(later["starts_at"] + 14 * MINUTE)
    with pytest.raises(Conflict, match=r"place_claim\.not_missing_yet"):
        release(serving, held)
    serving.world.harness.wait(MINUTE)
    with pytest.raises(Forbidden, match=r"place_claim\.not_yours"):
        serving.send(messages.ReleaseMissing(place_claim_id=held["id"]), serving.world.unit)
    with pytest.raises(PreconditionFailed, match=r"precondition\.failed"):
        release(serving, held, expected_version=held["version"] + 1)
    released = release(serving, held)
    offered = shown(serving, waits)
    serving.menu.accept(waits, second)
    came = serving.check_in(waits, second)

    assert (released["state"], offered["state"], came["state"]) == ("missed", "offered", "open")
    assert offered["offered_until"] == serving.now + 15 * MINUTE
    assert serving.menu.stand(later) == (1, 0)
    with pytest.raises(Conflict, match=r"place_claim\.not_held"):
        serving.check_in(held)
    assert (item["id"], claim["state"]) == (claim["menu_item_id"], "held")


def test_who_is_there_keeps_the_place(serving: Serving) -> None:
    item, claim = serving.at_activity(places=1)
    serving.check_in(claim)
    serving.world.harness.wait(20 * MINUTE)
    with pytest.raises(Conflict, match=r"place_claim\.not_missing"):
        release(serving, claim)
    _, of_post = serving.at_post()
    with pytest.raises(Conflict, match=r"place_claim\.not_missing_yet"):
        release(serving, of_post)
    serving.wait_until(item["ends_at"])
    with pytest.raises(Conflict, match=r"place_claim\.not_missing_yet"):
        release(serving, claim)


@pytest.mark.parametrize("left, offered_for", [(16, 15), (15, 15), (6, 6), (5, 5)])
def test_also_the_last_minutes_are_offered_until_it_ends(serving: Serving, left: int, offered_for: int) -> None:
    item = serving.menu.publish(places=1)
    held, second = serving.menu.claim(item), serving.world.enrol()
    waits = serving.menu.claim(item, second, may_wait=True)
    serving.wait_until(item["ends_at"] - left * MINUTE)
    release(serving, held)

    assert shown(serving, waits)["offered_until"] == serving.now + offered_for * MINUTE
    serving.menu.accept(waits, second)
    assert serving.check_in(waits, second)["state"] == "open"


def test_an_offer_of_the_last_minutes_that_nobody_takes_lapses_with_the_activity(serving: Serving) -> None:
    item = serving.menu.publish(places=1)
    held, second = serving.menu.claim(item), serving.world.enrol()
    waits = serving.menu.claim(item, second, may_wait=True)
    serving.wait_until(item["ends_at"] - 6 * MINUTE)
    release(serving, held)
    serving.wait_until(item["ends_at"] + MINUTE)

    assert shown(serving, waits)["state"] == "lapsed"
    assert (serving.menu.show(item)["state"], serving.menu.stand(item)) == ("ended", (0, 0))


def test_in_the_last_five_minutes_nothing_is_offered_any_more(serving: Serving) -> None:
    item = serving.menu.publish(places=1)
    held = serving.menu.claim(item)
    waits = serving.menu.claim(item, serving.world.enrol(), may_wait=True)
    serving.wait_until(item["ends_at"] - 4 * MINUTE)
    release(serving, held)

    assert shown(serving, waits)["state"] == "waiting"


def test_what_is_missed_is_no_penalty(serving: Serving) -> None:
    """Who hasn't come claims as before."""
    serving.at_activity()
    serving.world.harness.wait(NOTED_AFTER)

    assert serving.menu.claim(serving.menu.publish())["state"] == "held"


def test_only_the_timer_notes_it_and_not_before_time(serving: Serving) -> None:
    item, _ = serving.at_activity()
    command = messages.NoteMisses(menu_item_id=item["id"])
    with pytest.raises(Forbidden, match=r"access\.denied"):
        serving.send(command)
    system = replace(serving.world.community, role="system")
    serving.world.harness.wait(3 * HOUR)
    with pytest.raises(Conflict, match=r"menu_item\.not_due"):
        serving.send(command, system)
    serving.world.harness.wait(3 * DAY)
    with pytest.raises(Conflict, match=r"menu_item\.not_due"):
        serving.send(command, system)


def test_somebody_comes_in_time_or_loses_the_place_and_never_both(on_postgresql: Harness) -> None:
    serving = Serving(Menu(open_world(on_postgresql)))
    before = deadlocks(on_postgresql.database)
    for _ in range(5):
        people = [serving.world.enrol() for _ in range(4)]
        item = serving.menu.publish(places=4)
        claims = [serving.menu.claim(item, person) for person in people]
        serving.wait_until(item["starts_at"] + 15 * MINUTE)
        calls: list[Any] = [
            (CheckIn(place_claim_id=claim["id"]), person) for claim, person in zip(claims, people, strict=True)
        ]
        calls += [(messages.ReleaseMissing(place_claim_id=claim["id"]), serving.world.community) for claim in claims]
        replies = at_once(8, lambda number: on_postgresql.reply(*calls[number]))  # noqa: B023
        for came, released, claim in zip(replies[:4], replies[4:], claims, strict=True):
            codes = {reply.refusal["code"] for reply in (came, released) if reply.refusal}
            assert codes in ({"place_claim.not_held"}, {"place_claim.not_missing"})
            assert shown(serving, claim)["state"] == ("missed" if came.refusal else "held")
    check_places(on_postgresql)
    assert deadlocks(on_postgresql.database) == before


def test_a_promise_of_who_hasnt_come_stays_and_lapses(serving: Serving) -> None:
    item = serving.menu.publish()
    claim = serving.menu.claim(item)
    due_at = serving.now + 20 * DAY
    promise = messages.MakePlaceCommitment(place_claim_id=claim["id"], text="带两位邻居一起来", due_at=due_at)
    made = serving.send(promise, serving.world.member)
    serving.world.harness.wait(12 * DAY)

    def state() -> str:
        return str(serving.send(messages.ShowCommitment(commitment_id=made["id"]), serving.world.member)["state"])

    assert (shown(serving, claim)["state"], state()) == ("missed", "open")
    serving.world.harness.wait(9 * DAY)
    assert state() == "lapsed"
