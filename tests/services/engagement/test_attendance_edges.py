"""Where attendance begins and ends to the instant, and by whom and what it is ended."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from services.engagement.model import Attendance
from shared.clock import end_of_day
from shared.errors import Conflict
from shared.messages.membership import MemberLeft
from tests.services.engagement.menu import DAY, HOUR
from tests.services.engagement.serving import MINUTE, Serving

INSTANT = timedelta(microseconds=1)


def instant(text: Any) -> datetime:
    return datetime.fromisoformat(str(text))


def test_who_comes_at_the_very_end_of_an_activity_comes_too_late(serving: Serving) -> None:
    item, claim = serving.at_activity()
    serving.wait_until(instant(item["ends_at"]) + HOUR)
    with pytest.raises(Conflict, match=r"attendance\.outside_window"):
        serving.check_in(claim, at=instant(item["ends_at"]))


def test_who_comes_at_the_very_end_of_a_post_comes_too_late(serving: Serving) -> None:
    on = (serving.now + DAY).date()
    _, claim = serving.at_post(from_on=on, until_on=on)
    serving.wait_until(end_of_day(on) + HOUR)
    with pytest.raises(Conflict, match=r"attendance\.outside_window"):
        serving.check_in(claim, at=end_of_day(on))


@pytest.mark.parametrize("left, records", [(INSTANT, []), (MINUTE - INSTANT, []), (MINUTE, [1])])
def test_of_less_than_a_minute_no_record_is_made(serving: Serving, left: timedelta, records: list[int]) -> None:
    item, claim = serving.at_activity()
    serving.wait_until(instant(item["ends_at"]) - left)
    came = serving.check_in(claim)
    serving.world.harness.wait(HOUR)

    assert serving.show(came)["state"] == "closed"
    assert [record["minutes"] for record in serving.records()] == records


def test_an_attendance_in_which_nothing_can_be_served_is_closed_all_the_same(serving: Serving) -> None:
    item, claim = serving.at_activity()
    came = serving.check_in(claim)
    with serving.world.harness.database.writing() as session:
        session.execute(update(Attendance).values(checked_in_at=instant(item["ends_at"])))
        session.commit()
    serving.wait_until(instant(item["ends_at"]) + HOUR)

    assert (serving.show(came)["state"], serving.records()) == ("closed", [])


def test_a_record_of_which_a_late_word_leaves_less_than_a_minute_counts_no_more(serving: Serving) -> None:
    item, claim = serving.at_activity()
    came = serving.check_in(claim)
    came_at = serving.now
    serving.wait_until(instant(item["ends_at"]) + HOUR)
    serving.check_out(came, at=came_at + MINUTE - INSTANT)

    assert [record["state"] for record in serving.records()] == ["voided"]
    assert serving.steps(serving.records()[0]) == ["recorded", "voided"]


def test_nobody_was_there_before_they_had_the_place(serving: Serving) -> None:
    _, claim = serving.at_post()
    held_since = serving.now
    serving.world.harness.wait(2 * HOUR)
    with pytest.raises(Conflict, match=r"attendance\.outside_window"):
        serving.check_in(claim, at=held_since - INSTANT)

    assert instant(serving.check_in(claim, at=held_since)["checked_in_at"]) == held_since


def test_who_has_waited_was_there_from_when_they_took_the_offer_on(serving: Serving) -> None:
    item = serving.menu.publish(serving.menu.plan_post())
    held, second = serving.menu.claim(item), serving.world.enrol()
    waits = serving.menu.claim(item, second, may_wait=True)
    serving.world.harness.wait(HOUR)
    serving.menu.withdraw(held)
    serving.world.harness.wait(HOUR)
    serving.menu.accept(waits, second)
    accepted_at = serving.now
    serving.world.harness.wait(HOUR)
    with pytest.raises(Conflict, match=r"attendance\.outside_window"):
        serving.check_in(waits, second, at=accepted_at - INSTANT)

    assert serving.check_in(waits, second, at=accepted_at)["state"] == "open"


def test_a_code_of_before_the_place_was_held_takes_the_place_of_no_word(serving: Serving) -> None:
    item = serving.menu.publish()
    serving.begin_code(item)
    serving.wait_until(instant(item["starts_at"]) - 20 * MINUTE)
    early, code = serving.now, serving.code(item)
    serving.world.harness.wait(10 * MINUTE)
    claim = serving.menu.claim(item)
    came = serving.check_in(claim)
    with pytest.raises(Conflict, match=r"attendance\.outside_window"):
        serving.check_in(claim, code=code, at=early)

    assert serving.show(came)["checked_in_by"] == "word"


def test_who_claims_again_has_no_more_tries(serving: Serving) -> None:
    item, claim = serving.at_post()
    serving.begin_code(item)
    for _ in range(5):
        wrong = str((int(serving.code(item)) + 1) % 10**6).zfill(6)
        serving.check_in(claim, code=wrong)
        serving.world.harness.wait(HOUR)
    serving.menu.withdraw(claim)
    again = serving.menu.claim(item)
    with pytest.raises(Conflict, match=r"attendance\.tries_used_up"):
        serving.check_in(again, code=serving.code(item))


@pytest.mark.parametrize("by, means", [("withdraw", "word"), ("release", "staff"), ("call_off", "staff")])
def test_who_gives_their_place_up_while_they_are_there_has_served_until_then(
    serving: Serving, by: str, means: str
) -> None:
    item, claim = serving.at_post()
    came = serving.check_in(claim)
    serving.world.harness.wait(HOUR)
    getattr(serving.menu, by)(item if by == "call_off" else claim)
    ended = serving.show(came)
    serving.world.harness.wait(10 * HOUR)
    (record,) = serving.records()

    assert (ended["state"], ended["is_unclosed"], ended["checked_out_by"]) == ("closed", True, means)
    assert (record["minutes"], record["is_unclosed"]) == (60, True)
    assert serving.check_out(came) == serving.show(came) == ended


def test_who_leaves_their_unit_while_they_are_there_has_served_until_then(serving: Serving) -> None:
    world = serving.world
    people = [world.member, world.enrol()]
    item = serving.menu.publish()
    ids = [str(person.member_id) for person in people]
    claim = serving.menu.claim(item, team_id=serving.menu.found_team(*people), member_ids=ids)
    serving.wait_until(instant(item["starts_at"]))
    stays, leaves = (serving.check_in(claim, person) for person in people)
    world.harness.wait(HOUR)
    left = MemberLeft(member_id=ids[1], unit_id=str(world.unit.organisation_id))
    world.harness.tell(left, tenant_id=world.tenant_id)

    assert (serving.show(stays)["state"], serving.show(leaves)["state"]) == ("open", "closed")
    assert [(record["member_id"], record["minutes"]) for record in serving.records()] == [(ids[1], 60)]


def test_who_gives_their_place_up_at_once_or_before_it_begins_has_no_record(serving: Serving) -> None:
    _, claim = serving.at_post()
    came = serving.check_in(claim)
    serving.menu.withdraw(claim)
    item = serving.menu.publish()
    early = serving.menu.claim(item)
    serving.wait_until(instant(item["starts_at"]) - 20 * MINUTE)
    came_early = serving.check_in(early)
    serving.world.harness.wait(10 * MINUTE)
    serving.menu.release(early)

    assert [serving.show(one)["state"] for one in (came, came_early)] == ["closed", "closed"]
    assert serving.records() == []


def test_a_code_of_going_takes_the_place_of_a_word_until_the_community_has_decided(serving: Serving) -> None:
    item, claim = serving.at_activity()
    serving.begin_code(item)
    came = serving.check_in(claim, code=serving.code(item))
    serving.world.harness.wait(HOUR)
    gone = serving.check_out(came)
    wrong = serving.check_out(came, code=str((int(serving.code(item)) + 1) % 10**6).zfill(6))
    serving.world.harness.wait(10 * MINUTE)
    shown = serving.check_out(came, code=serving.code(item))
    (record,) = serving.records()

    assert (gone["checked_out_by"], wrong["checked_out_by"], wrong["wrong_codes"]) == ("word", "word", 1)
    assert wrong["checked_out_at"] == gone["checked_out_at"]
    assert (shown["checked_out_by"], shown["checked_out_at"]) == ("code", gone["checked_out_at"] + 10 * MINUTE)
    assert (record["minutes"], serving.steps(record)) == (70, ["recorded", "adjusted"])
    assert serving.check_out(came, code=serving.code(item)) == shown


def test_a_late_code_changes_nothing_that_is_decided_or_of_who_has_come_again(serving: Serving) -> None:
    item, claim = serving.at_post()
    serving.begin_code(item)
    first = serving.check_in(claim)
    serving.world.harness.wait(HOUR)
    serving.check_out(first)
    went_at, code = serving.now, serving.code(item)
    serving.world.harness.wait(MINUTE)
    second = serving.check_in(claim)
    serving.world.harness.wait(HOUR)

    assert serving.check_out(first, code=serving.code(item))["checked_out_by"] == "word"
    assert serving.check_out(first, code=code, at=went_at)["checked_out_by"] == "code"
    serving.check_out(second)
    serving.confirm(*serving.records())
    with pytest.raises(Conflict, match=r"attendance\.decided"):
        serving.check_out(second, code=serving.code(item))
