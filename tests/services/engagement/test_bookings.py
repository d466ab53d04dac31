from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from shared.errors import Conflict, Forbidden, Invalid
from shared.ids import new_id
from shared.messages import engagement as messages
from shared.messages.membership import LeaderChanged, TeamDissolved, TeamFounded
from tests.services.engagement.meeting_places import OPENING, ROUND_THE_CLOCK, RULES, Places, at
from tests.services.engagement.world import World

MORNING = ("2026-12-01 09:00", "2026-12-01 11:00")


@pytest.fixture
def places(world: World) -> Places:
    return Places(world)


def taken_and_free(refused: Any) -> tuple[list[str], list[str]]:
    """From when on it is taken, and from when on it is free, in Shanghai."""
    faults = refused.value.errors
    return tuple([one.detail[5:16] for one in faults if one.code == code] for code in ("taken", "free"))


def test_a_booking_is_confirmed_at_once_where_nobody_has_to_approve(places: Places) -> None:
    booking = places.book(places.add(), *MORNING)

    assert (booking["state"], booking["booker_kind"]) == ("confirmed", "organisation")
    assert booking["booker_id"] == places.world.unit.organisation_id
    (told,) = places.world.harness.events_of(messages.BookingConfirmed)
    assert told.unit_id == places.world.unit.organisation_id


def test_where_the_owner_approves_it_is_asked_for_and_holds_the_time(places: Places) -> None:
    venue = places.add(rules=replace(RULES, needs_approval=True))
    booking = places.book(venue, *MORNING)
    with pytest.raises(Conflict, match=r"booking\.overlaps"):
        places.book(venue, *MORNING, places.other_unit())
    with pytest.raises(Forbidden, match=r"booking\.not_yours"):
        places.send(messages.ApproveBooking(booking_id=booking["id"]), places.world.unit)
    approved = places.send(messages.ApproveBooking(booking_id=booking["id"]), expected_version=1)

    assert (booking["state"], approved["state"], approved["version"]) == ("requested", "confirmed", 2)
    assert places.book(venue, "2026-12-01 12:00", "2026-12-01 13:00", places.world.community)["state"] == "confirmed"
    with pytest.raises(Conflict, match=r"booking\.not_in_step"):
        places.send(messages.DeclineBooking(booking_id=booking["id"], reason="装修"))


def test_what_is_declined_is_free_again(places: Places) -> None:
    venue = places.add(rules=replace(RULES, needs_approval=True))
    booking = places.book(venue, *MORNING)
    declined = places.send(messages.DeclineBooking(booking_id=booking["id"], reason="当天有选举"))

    assert (declined["state"], declined["reason"]) == ("declined", "当天有选举")
    assert places.book(venue, *MORNING, places.other_unit())["state"] == "requested"


def test_what_nobody_decides_on_lapses_when_it_was_to_begin(places: Places) -> None:
    booking = places.book(places.add(rules=replace(RULES, needs_approval=True)), *MORNING)
    places.world.harness.wait(timedelta(days=7))
    assert places.show(booking)["state"] == "lapsed"
    (told,) = places.world.harness.events_of(messages.BookingDeclined)
    assert told.booking_id == booking["id"]


def test_a_booking_ends_by_itself(places: Places) -> None:
    booking = places.book(places.add(), *MORNING)
    places.world.harness.wait(timedelta(days=7, hours=2))

    assert places.show(booking)["state"] == "ended"
    with pytest.raises(Conflict, match=r"booking\.not_in_step"):
        places.cancel(booking)


def test_what_overlaps_is_refused_with_what_is_in_the_way_and_the_next_free_times(places: Places) -> None:
    venue = places.add(rules=replace(RULES, buffer_after_minutes=30))
    places.book(venue, *MORNING)
    places.book(venue, "2026-12-01 13:00", "2026-12-01 21:00")
    with pytest.raises(Conflict, match=r"booking\.overlaps") as refused:
        places.book(venue, "2026-12-01 10:00", "2026-12-01 11:15", places.other_unit())

    assert taken_and_free(refused) == (["12-01T09:00"], ["12-02T08:00", "12-03T08:00", "12-04T08:00"])
    assert "义诊" not in str([one.detail for one in refused.value.errors])
    assert places.book(venue, "2026-12-01 11:30", "2026-12-01 12:30")["state"] == "confirmed"


@pytest.mark.parametrize(
    "starts, ends, hours",
    [
        ("2026-12-01 07:59", "2026-12-01 09:00", "2026-12-01: 08:00–22:00"),
        ("2026-12-01 21:00", "2026-12-01 22:01", "2026-12-01: 08:00–22:00"),
        ("2026-12-01 21:00", "2026-12-02 09:00", "2026-12-01: 08:00–22:00; 2026-12-02: 08:00–22:00"),
        ("2027-01-01 09:00", "2027-01-01 10:00", "2027-01-01: –"),
    ],
)
def test_outside_the_hours_it_is_refused_with_the_hours(places: Places, starts: str, ends: str, hours: str) -> None:
    venue = places.add(opening=replace(OPENING, is_closed_on_holidays=True))
    with pytest.raises(Invalid, match=r"booking\.outside_hours") as refused:
        places.book(venue, starts, ends)

    assert [one.detail for one in refused.value.errors] == [hours]


@pytest.mark.parametrize(
    "starts, ends, fields, code",
    [
        ("2026-12-01 11:00", "2026-12-01 09:00", {}, "booking.times"),
        ("2026-12-01 09:00", "2026-12-01 09:00", {}, "booking.times"),
        ("2026-11-24 08:59", "2026-11-24 10:00", {}, "booking.times"),
        ("2026-12-01 09:00", "2026-12-01 13:01", {}, "booking.times"),
        ("2027-11-24 10:00", "2027-11-24 11:00", {}, "booking.times"),
        ("2026-12-01 09:00", "2026-12-01 11:00", {"people": 61}, "booking.too_many_people"),
    ],
)
def test_what_no_venue_gives(places: Places, starts: str, ends: str, fields: Any, code: str) -> None:
    venue = places.add(rules=replace(RULES, longest_minutes=240))
    with pytest.raises(Invalid) as refused:
        places.book(venue, starts, ends, **fields)

    assert refused.value.code == code


def test_who_has_booked_cancels_until_the_cut_off_and_the_owner_with_a_reason_later_too(places: Places) -> None:
    venue = places.add(rules=replace(RULES, cancel_hours=24))
    first, second = places.book(venue, *MORNING), places.book(venue, "2026-12-01 12:00", "2026-12-01 13:00")
    with pytest.raises(Invalid, match=r"booking\.reason_needed"):
        places.cancel(first, places.world.community)
    with pytest.raises(Forbidden, match=r"booking\.not_yours"):
        places.cancel(first, places.other_unit())
    cancelled = places.cancel(first)
    places.world.harness.wait(timedelta(days=6, hours=3, minutes=1))
    with pytest.raises(Conflict, match=r"booking\.cancelled_late"):
        places.cancel(second)

    assert (cancelled["state"], cancelled["reason"]) == ("cancelled", None)
    assert places.cancel(second, places.world.community, "漏水")["reason"] == "漏水"
    assert places.book(venue, *MORNING)["state"] == "confirmed"


def test_once_it_has_begun_nobody_cancels(places: Places) -> None:
    booking = places.book(places.add(), *MORNING)
    places.world.harness.wait(timedelta(days=7, hours=1))
    with pytest.raises(Conflict, match=r"booking\.begun"):
        places.cancel(booking, places.world.community, "漏水")


def test_what_a_booking_is_for_is_seen_by_who_has_made_it_and_who_gives_the_venue(places: Places) -> None:
    venue = places.add()
    booking = places.book(venue, *MORNING)
    whole = messages.ListVenueBookings(venue_id=venue["id"])

    assert places.show(booking, places.world.community)["purpose"] == "义诊"
    assert [one["id"] for one in places.send(whole)["items"]] == [booking["id"]]
    assert places.send(messages.ListBookings(), places.world.unit)["items"] == [booking]
    assert places.send(messages.ListBookings(), places.other_unit())["items"] == []
    with pytest.raises(Forbidden, match=r"booking\.not_yours"):
        places.show(booking, places.other_unit())
    with pytest.raises(Forbidden, match=r"venue\.not_yours"):
        places.send(whole, places.world.unit)


def test_bookings_are_listed_by_state_and_time(places: Places) -> None:
    venue = places.add()
    first, second = places.book(venue, *MORNING), places.book(venue, "2026-12-02 09:00", "2026-12-02 11:00")
    places.cancel(first)

    def of_venue(**filters: Any) -> list[str]:
        page = places.send(messages.ListVenueBookings(venue_id=venue["id"], **filters))
        return [one["id"] for one in page["items"]]

    assert of_venue(state="confirmed") == of_venue(starts_from=at("2026-12-02 09:00")) == [second["id"]]
    assert of_venue(starts_until=at("2026-12-02 09:00")) == [first["id"]]
    mine = places.send(messages.ListBookings(state="cancelled", venue_id=venue["id"]), places.world.unit)
    assert [one["id"] for one in mine["items"]] == [first["id"]]


def test_a_member_books_for_a_team_that_they_lead(places: Places) -> None:
    world, venue, team_id = places.world, places.add(), new_id()
    names: Any = {"team_id": team_id, "team_name": "医疗服务队", "team_kind": "skill", "team_size": 3}
    unit_id, member_id = str(world.unit.organisation_id), str(world.member.member_id)
    with pytest.raises(Forbidden, match=r"team\.not_yours"):
        places.book(venue, *MORNING, world.member, team_id=team_id)
    world.harness.tell(TeamFounded(**names, theme="医疗", unit_id=unit_id, leader_id=member_id))
    booking = places.book(venue, *MORNING, world.member, team_id=team_id)

    assert (booking["booker_kind"], booking["booker_id"]) == ("team", team_id)
    assert places.send(messages.ListBookings(), world.member)["items"] == [booking]
    other = world.enrol()
    world.harness.tell(
        LeaderChanged(
            **names,
            cause="handed_over",
            leader_id=str(other.member_id),
            leader_masked_name="王*",
            unit_id=unit_id,
        )
    )
    with pytest.raises(Forbidden, match=r"booking\.not_yours"):
        places.cancel(booking, world.member)
    assert places.cancel(booking, other)["state"] == "cancelled"
    del names["team_size"]
    world.harness.tell(TeamDissolved(**names, unit_id=unit_id))
    for nobody in (other, world.member):
        with pytest.raises(Forbidden, match=r"team\.not_yours"):
            places.book(venue, *MORNING, nobody, team_id=team_id)
    with pytest.raises(Forbidden, match=r"team\.not_yours"):
        places.book(venue, *MORNING, world.member)


def test_the_longest_booking_with_the_longest_buffers_is_in_the_way_to_its_last_minute(places: Places) -> None:
    day = 24 * 60
    rules = replace(RULES, longest_minutes=7 * day, buffer_before_minutes=day, buffer_after_minutes=day)
    venue = places.add(opening=ROUND_THE_CLOCK, rules=rules)
    places.book(venue, "2026-12-02 00:00", "2026-12-09 00:00")
    places.send(messages.EditVenue(venue_id=venue["id"], rules=RULES))
    with pytest.raises(Conflict, match=r"booking\.overlaps"):
        places.book(venue, "2026-12-09 23:59", "2026-12-10 00:30")

    assert places.slots(venue, "2026-12-09 23:00", "2026-12-10 01:00") == [("12-10 00:00", "12-10 01:00")]
    assert places.book(venue, "2026-12-10 00:00", "2026-12-10 00:30")["state"] == "confirmed"


def test_a_list_of_bookings_is_one_query(places: Places, statements: list[str]) -> None:
    venue = places.add()
    for day in range(1, 6):
        places.book(venue, f"2026-12-0{day} 09:00", f"2026-12-0{day} 11:00")
    statements.clear()
    places.send(messages.ListBookings(), places.world.unit)

    assert len([one for one in statements if one.startswith("SELECT")]) == 1
