"""Who comes and goes: when, by what it is known, and what is counted of it."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from services.engagement.model import AttendanceSecret
from shared.errors import Conflict, Forbidden, Invalid, NotFound
from shared.ids import new_id
from shared.messages import engagement
from shared.messages.engagement import attendance as messages
from tests.services.engagement.menu import DAY, HOUR
from tests.services.engagement.serving import MINUTE, Serving
from tests.services.engagement.world import World


def instant(text: Any) -> datetime:
    return datetime.fromisoformat(str(text))


def other(code: str) -> str:
    return str((int(code) + 1) % 10**6).zfill(6)


def test_who_comes_with_the_code_and_goes_with_it_has_served_as_long_as_they_were_there(serving: Serving) -> None:
    item, claim = serving.at_activity()
    serving.begin_code(item)
    came = serving.check_in(claim, code=serving.code(item))
    serving.world.harness.wait(95 * MINUTE)
    gone = serving.check_out(came, code=serving.code(item))
    (record,) = serving.records()

    assert (came["checked_in_by"], came["state"], gone["checked_out_by"], gone["state"]) == (
        "code",
        "open",
        "code",
        "closed",
    )
    assert (record["state"], record["minutes"], record["attested_by"], record["title"]) == (
        "recorded",
        95,
        "code",
        item["title"],
    )
    assert record["attendance_id"] == came["id"]


def test_nobody_needs_a_code(serving: Serving) -> None:
    _, claim = serving.at_activity()
    came = serving.check_in(claim)
    serving.world.harness.wait(HOUR)
    gone = serving.check_out(came)

    assert (gone["checked_in_by"], gone["checked_out_by"]) == ("word", "word")
    assert serving.records()[0]["attested_by"] == "word"


def test_the_community_may_say_who_comes_and_goes(serving: Serving) -> None:
    _, claim = serving.at_activity()
    came = serving.check_in(claim, serving.world.community)
    serving.world.harness.wait(HOUR)
    gone = serving.check_out(came, serving.world.community)

    assert (gone["checked_in_by"], gone["checked_out_by"], gone["member_id"]) == (
        "staff",
        "staff",
        serving.world.member.member_id,
    )


def test_of_a_team_the_community_says_who(serving: Serving) -> None:
    world = serving.world
    people = [world.member, world.enrol()]
    item = serving.menu.publish()
    ids = [str(person.member_id) for person in people]
    claim = serving.menu.claim(item, team_id=serving.menu.found_team(*people), member_ids=ids)
    serving.wait_until(instant(item["starts_at"]))
    with pytest.raises(Invalid, match=r"attendance\.member_needed"):
        serving.check_in(claim, world.community)
    named = serving.check_in(claim, world.community, member_id=ids[1])
    with pytest.raises(Forbidden, match=r"place_claim\.not_yours"):
        serving.check_in(claim, people[0], member_id=ids[1])

    assert named["member_id"] == ids[1]
    assert serving.check_in(claim, people[0])["member_id"] == ids[0]


@pytest.mark.parametrize(
    "early, is_right", [(31 * MINUTE, False), (30 * MINUTE, True), (-2 * HOUR + MINUTE, True), (-2 * HOUR, False)]
)
def test_one_comes_from_half_an_hour_before_it_begins_until_it_ends(
    serving: Serving, early: timedelta, is_right: bool
) -> None:
    item = serving.menu.publish()
    claim = serving.menu.claim(item)
    serving.wait_until(instant(item["starts_at"]) - early)
    if is_right:
        assert serving.check_in(claim)["state"] == "open"
    else:
        with pytest.raises(Conflict, match=r"attendance\.outside_window"):
            serving.check_in(claim)


@pytest.mark.parametrize("late, minutes", [(-HOUR, 60), (0 * HOUR, 120), (29 * MINUTE, 120)])
def test_what_is_before_the_beginning_and_after_the_end_isnt_counted(
    serving: Serving, late: timedelta, minutes: int
) -> None:
    item = serving.menu.publish()
    claim = serving.menu.claim(item)
    serving.wait_until(instant(item["starts_at"]) - 20 * MINUTE)
    came = serving.check_in(claim)
    with pytest.raises(Conflict, match=r"attendance\.outside_window"):
        serving.check_out(came)
    serving.wait_until(instant(item["ends_at"]) + late)
    serving.check_out(came)

    assert serving.records()[0]["minutes"] == minutes


def test_who_forgets_to_check_out_has_served_until_the_planned_end_which_is_marked(serving: Serving) -> None:
    item, claim = serving.at_activity()
    serving.world.harness.wait(30 * MINUTE)
    came = serving.check_in(claim)
    serving.wait_until(instant(item["ends_at"]) + 29 * MINUTE)
    before = serving.show(came)["state"]
    serving.world.harness.wait(MINUTE)
    closed, (record,) = serving.show(came), serving.records()

    assert (before, closed["state"], closed["is_unclosed"], closed["checked_out_at"]) == ("open", "closed", True, None)
    assert (record["minutes"], record["is_unclosed"]) == (90, True)
    assert [event.is_unclosed for event in serving.world.harness.events_of(messages.CheckedOut)] == [True]


def test_who_was_without_a_network_says_later_when_they_came_and_went(serving: Serving) -> None:
    item, claim = serving.at_activity()
    serving.begin_code(item)
    came_at, first = serving.now, serving.code(item)
    serving.world.harness.wait(80 * MINUTE)
    went_at, last = serving.now, serving.code(item)
    serving.world.harness.wait(40 * HOUR)
    came = serving.check_in(claim, code=first, at=came_at)
    unclosed = serving.world.harness.wait(timedelta()) and serving.show(came)["is_unclosed"]
    gone = serving.check_out(came, code=last, at=went_at)
    (record,) = serving.records()

    assert (came["checked_in_by"], unclosed, gone["checked_out_by"], gone["is_unclosed"]) == (
        "code",
        True,
        "code",
        False,
    )
    assert (record["minutes"], record["is_unclosed"]) == (80, False)
    assert serving.steps(record) == ["recorded", "adjusted"]


def test_a_code_counts_for_its_own_instant_alone(serving: Serving) -> None:
    item, claim = serving.at_activity()
    serving.begin_code(item)
    came_at, first = serving.now, serving.code(item)
    serving.world.harness.wait(HOUR)
    with pytest.raises(Invalid, match=r"attendance\.at_out_of_range"):
        serving.check_in(claim, at=serving.now + 2 * MINUTE)
    late = serving.check_in(claim, code=first)
    right = serving.check_in(claim, code=first, at=came_at)
    serving.world.harness.wait(49 * HOUR)
    with pytest.raises(Invalid, match=r"attendance\.at_out_of_range"):
        serving.check_out(right, at=came_at + HOUR)

    assert (late["checked_in_by"], late["wrong_codes"]) == ("word", 1)
    assert (right["checked_in_by"], instant(right["checked_in_at"])) == ("code", came_at)


def test_what_the_community_has_decided_on_isnt_changed_by_a_late_word(serving: Serving) -> None:
    item, claim = serving.at_activity()
    came = serving.check_in(claim)
    went_at = serving.now + HOUR
    serving.wait_until(instant(item["ends_at"]) + HOUR)
    serving.confirm(*serving.records())
    with pytest.raises(Conflict, match=r"attendance\.decided"):
        serving.check_out(came, at=went_at)

    assert serving.records()[0]["minutes"] == 120
    assert serving.show(came)["is_unclosed"] is True


def test_a_code_is_tried_five_times(serving: Serving) -> None:
    item, claim = serving.at_activity()
    wrong = other(serving.begin_code(item))
    for tries in range(1, 6):
        assert serving.check_in(claim, code=wrong)["wrong_codes"] == tries
    for code in (wrong, serving.code(item)):
        with pytest.raises(Conflict, match=r"attendance\.tries_used_up"):
            serving.check_in(claim, code=code)
    serving.world.harness.wait(HOUR)

    came = serving.check_in(claim)
    with pytest.raises(Conflict, match=r"attendance\.tries_used_up"):
        serving.check_out(came, code=serving.code(item))
    assert serving.check_out(came)["checked_in_by"] == "word"


def test_tries_at_a_post_arent_had_anew_with_each_coming(serving: Serving) -> None:
    item, claim = serving.at_post()
    wrong = other(serving.begin_code(item))
    for _ in range(5):
        came = serving.check_in(claim, code=wrong)
        serving.world.harness.wait(HOUR)
        serving.check_out(came)
    with pytest.raises(Conflict, match=r"attendance\.tries_used_up"):
        serving.check_in(claim, code=wrong)


def test_the_same_again_changes_nothing_and_a_code_takes_the_place_of_a_word(serving: Serving) -> None:
    item, claim = serving.at_activity()
    serving.begin_code(item)
    came = serving.check_in(claim)
    again = serving.check_in(claim)
    serving.world.harness.wait(10 * MINUTE)
    shown = serving.check_in(claim, code=serving.code(item))
    repeated = serving.check_in(claim, code=other(serving.code(item)))
    serving.world.harness.wait(HOUR)
    gone = serving.check_out(came)

    assert again == came
    assert (shown["id"], shown["checked_in_by"]) == (came["id"], "code")
    assert instant(shown["checked_in_at"]) == instant(came["checked_in_at"]) + 10 * MINUTE
    assert repeated == shown
    assert serving.check_out(came) == gone == serving.check_in(claim)
    assert len(serving.records()) == 1


def test_at_a_post_one_comes_as_often_as_one_likes_and_for_eight_hours_at_most(serving: Serving) -> None:
    _, claim = serving.at_post()
    first = serving.check_in(claim)
    serving.world.harness.wait(2 * HOUR)
    serving.check_out(first)
    second = serving.check_in(claim)
    serving.world.harness.wait(9 * HOUR)

    assert serving.show(second)["is_unclosed"] is True
    assert [(record["minutes"], record["is_unclosed"]) for record in serving.records()] == [(480, True), (120, False)]


def test_a_post_is_kept_on_its_days_alone(serving: Serving) -> None:
    on = (serving.now + DAY).date()
    item = serving.menu.publish(serving.menu.plan_post(from_on=on, until_on=on))
    claim = serving.menu.claim(item)
    with pytest.raises(Conflict, match=r"attendance\.outside_window"):
        serving.check_in(claim)
    serving.world.harness.wait(DAY)
    came = serving.check_in(claim)

    assert instant(came["ends_at"]) - instant(came["starts_at"]) == 8 * HOUR
    serving.world.harness.wait(9 * HOUR)
    late = serving.check_in(claim)
    assert instant(late["ends_at"]).isoformat() == f"{on}T16:00:00+00:00"


def test_who_has_no_place_any_more_or_never_had_one_doesnt_come(serving: Serving) -> None:
    _, claim = serving.at_activity()
    with pytest.raises(Forbidden, match=r"place_claim\.not_yours"):
        serving.check_in(claim, serving.world.enrol())
    with pytest.raises(Forbidden, match=r"place_claim\.not_yours"):
        serving.check_in(claim, replace(serving.world.community, organisation_id=new_id()))
    with pytest.raises(NotFound, match=r"place_claim\.unknown"):
        serving.check_in({"id": new_id()})
    serving.menu.release(claim)
    with pytest.raises(Conflict, match=r"place_claim\.not_held"):
        serving.check_in(claim)


def test_codes_are_the_communitys_to_show_and_renewed_ones_end_the_old(serving: Serving) -> None:
    item, _ = serving.at_activity()
    with pytest.raises(Conflict, match=r"attendance_code\.none"):
        serving.code(item)
    with pytest.raises(Forbidden, match=r"menu_item\.not_yours"):
        serving.send(
            messages.BeginAttendanceCode(menu_item_id=item["id"]),
            replace(serving.world.community, organisation_id=new_id()),
        )
    first = serving.begin_code(item)
    again = serving.begin_code(item)
    shown = serving.send(messages.ShowAttendanceCode(menu_item_id=item["id"]))
    renewed = {serving.begin_code(item, is_new=True) for _ in range(3)}

    assert first == again == shown["code"]
    assert 0 < shown["seconds_left"] <= 30
    assert shown["text"] == f"linli:attendance/{item['id']}/{first}"
    assert renewed != {first}
    with pytest.raises(Conflict, match=r"menu_item\.not_open"):
        serving.begin_code(serving.menu.plan())


def test_secrets_are_kept_encrypted(serving: Serving) -> None:
    item, _ = serving.at_activity()
    serving.begin_code(item)
    with serving.world.harness.database.reading() as session:
        kept = session.scalar(select(AttendanceSecret.secret_encrypted))

    assert kept is not None
    assert serving.world.harness.tools.cipher.is_newest(kept)


def test_only_the_timer_closes_and_not_before_time(serving: Serving) -> None:
    _, claim = serving.at_activity()
    came = serving.check_in(claim)
    command = messages.CloseAttendance(attendance_id=came["id"])
    with pytest.raises(Forbidden, match=r"access\.denied"):
        serving.send(command)
    with pytest.raises(Conflict, match=r"attendance\.not_due"):
        serving.send(command, replace(serving.world.community, role="system"))


def test_each_sees_the_attendances_that_concern_them(serving: Serving, elsewhere: World) -> None:
    world = serving.world
    item, claim = serving.at_activity()
    came = serving.check_in(claim)
    stranger = replace(world.unit, organisation_id=new_id())

    for actor in (world.member, world.unit, world.community):
        assert serving.send(messages.ListAttendances(menu_item_id=item["id"], state="open"), actor)["items"] == [came]
        assert serving.send(messages.ShowAttendance(attendance_id=came["id"]), actor) == came
    for actor in (world.enrol(), stranger, elsewhere.community):
        assert serving.send(messages.ListAttendances(), actor)["items"] == []
    with pytest.raises(Forbidden, match=r"attendance\.not_yours"):
        serving.send(messages.ShowAttendance(attendance_id=came["id"]), stranger)
    with pytest.raises(NotFound, match=r"attendance\.unknown"):
        serving.send(messages.ShowAttendance(attendance_id=came["id"]), elsewhere.community)


def test_an_activity_over_midnight_counts_for_the_day_on_which_it_began(serving: Serving) -> None:
    midnight = datetime.fromisoformat("2026-11-30T16:00:00+00:00")  # of the 1st of December in Shanghai
    times = {"starts_at": midnight - HOUR, "ends_at": midnight + 2 * HOUR}
    _, claim = serving.at_activity(**times)
    came = serving.check_in(claim)
    serving.world.harness.wait(2 * HOUR)
    serving.check_out(came)
    (record,) = serving.records()

    assert (record["minutes"], record["served_on"]) == (120, date(2026, 11, 30))


def test_what_was_called_off_while_somebody_was_there_is_recorded_all_the_same(serving: Serving) -> None:
    item, claim = serving.at_activity()
    came = serving.check_in(claim)
    serving.world.harness.wait(HOUR)
    serving.send(engagement.CallOffMenuItem(menu_item_id=item["id"], reason="下大雨"))

    serving.world.harness.wait(HOUR)

    gone = serving.check_out(came)
    assert (gone["state"], gone["is_unclosed"], gone["checked_out_by"]) == ("closed", True, "staff")
    assert serving.records()[0]["minutes"] == 60
