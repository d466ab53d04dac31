from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from shared.errors import Conflict, Forbidden, Invalid, NotFound, PreconditionFailed
from shared.messages import engagement as messages
from shared.messages.engagement import Opening, OpeningException, OpeningHours, OpenSpan
from shared.messages.envelope import Actor
from tests.services.engagement.meeting_places import DAILY, OPENING, ROUND_THE_CLOCK, RULES, Places, at
from tests.services.engagement.world import World


@pytest.fixture
def places(world: World) -> Places:
    return Places(world)


def listed(places: Places, **filters: Any) -> list[str]:
    page = places.send(messages.ListVenues(**filters), places.world.unit)
    return [one["id"] for one in page["items"]]


def test_a_community_gives_a_venue_that_lies_in_it(places: Places) -> None:
    venue = places.add(facilities=["投影", "无障碍", "投影"])

    assert venue["owner_id"] == venue["community_id"] == places.world.community.organisation_id
    assert (venue["state"], venue["facilities"], venue["version"]) == ("open", ["投影", "无障碍"], 1)
    assert places.send(messages.ShowVenue(venue_id=venue["id"]), places.world.member) == venue
    assert len(places.world.harness.events_of(messages.VenueAdded)) == 1


def test_a_unit_gives_a_venue_in_a_community_or_in_none(places: Places) -> None:
    inside = places.add(places.world.unit, community_id=str(places.world.community.organisation_id))
    outside = places.add(places.world.unit)

    assert inside["owner_id"] == outside["owner_id"] == places.world.unit.organisation_id
    assert outside["community_id"] is None


def test_who_may_not_give_a_venue(places: Places) -> None:
    with pytest.raises(Forbidden, match=r"access\.denied"):
        places.add(places.world.member)
    with pytest.raises(Forbidden, match=r"community\.not_yours"):
        places.add(community_id=str(places.world.unit.organisation_id))
    with pytest.raises(Conflict, match=r"community\.unknown"):
        places.add(places.world.unit, community_id=str(places.world.unit.organisation_id))


@pytest.mark.parametrize(
    "opening",
    [
        Opening(
            hours=[OpeningHours(weekday=1, from_time="12:00", to_time="08:00")],
            exceptions=[],
            is_closed_on_holidays=False,
        ),
        Opening(
            hours=[*DAILY, OpeningHours(weekday=1, from_time="21:59", to_time="23:00")],
            exceptions=[],
            is_closed_on_holidays=False,
        ),
        Opening(
            hours=[],
            exceptions=[
                OpeningException(on=at("2026-12-01 00:00").date(), hours=[OpenSpan(from_time="09:00", to_time="09:00")])
            ],
            is_closed_on_holidays=False,
        ),
        Opening(
            hours=[],
            exceptions=[OpeningException(on=at("2026-12-01 00:00").date(), hours=[])] * 2,
            is_closed_on_holidays=False,
        ),
    ],
)
def test_hours_that_clash_are_refused(places: Places, opening: Opening) -> None:
    with pytest.raises(Invalid, match=r"venue\.hours_clash"):
        places.add(opening=opening)


def test_an_owner_edits_what_they_have_read(places: Places) -> None:
    venue = places.add()
    edit = messages.EditVenue(venue_id=venue["id"], capacity=80, facilities=["音响"])
    edited = places.send(edit, expected_version=1)

    assert (edited["capacity"], edited["facilities"], edited["version"]) == (80, ["音响"], 2)
    assert edited["name"] == venue["name"]
    assert places.send(edit)["version"] == 2  # nothing differs
    with pytest.raises(PreconditionFailed):
        places.send(edit, expected_version=1)
    with pytest.raises(Forbidden, match=r"venue\.not_yours"):
        places.send(edit, places.world.unit)
    assert len(places.world.harness.events_of(messages.VenueEdited)) == 1


def test_a_venue_with_bookings_to_come_is_closed_by_force_alone(places: Places) -> None:
    venue = places.add()
    booking = places.book(venue, "2026-12-01 09:00", "2026-12-01 11:00")
    with pytest.raises(Conflict, match=r"venue\.booked") as caught:
        places.send(messages.CloseVenue(venue_id=venue["id"], reason="装修"))
    closing = places.send(messages.CloseVenue(venue_id=venue["id"], reason="装修", force=True))

    assert booking["id"] in caught.value.errors[0].detail
    assert (closing["venue"]["state"], closing["cancelled"]) == ("closed", [booking["id"]])
    assert (places.show(booking)["state"], places.show(booking)["reason"]) == ("cancelled", "装修")
    (told,) = places.world.harness.events_of(messages.BookingCancelled)
    assert told.unit_id == places.world.unit.organisation_id
    for again in (messages.CloseVenue(venue_id=venue["id"], reason="装修"), messages.EditVenue(venue_id=venue["id"])):
        with pytest.raises(Conflict, match=r"venue\.closed"):
            places.send(again)
    with pytest.raises(Conflict, match=r"venue\.closed"):
        places.book(venue, "2026-12-02 09:00", "2026-12-02 11:00")
    assert places.slots(venue, "2026-12-02 00:00", "2026-12-03 00:00") == []


def test_venues_are_listed_by_what_they_have(places: Places) -> None:
    hall = places.add(capacity=200)["id"]
    room = places.add(places.world.unit, facilities=["钢琴"])["id"]
    community_id = str(places.world.community.organisation_id)

    assert listed(places) == [room, hall]
    assert listed(places, community_id=community_id) == [hall]
    assert listed(places, owner_id=str(places.world.unit.organisation_id)) == [room]
    assert listed(places, capacity_from=61) == [hall]
    assert listed(places, facility="钢琴") == [room]
    assert listed(places, state="closed") == []
    assert listed(places, limit=1) == [room]


def test_venues_are_listed_by_when_they_are_free(places: Places) -> None:
    taken, open_all_night, free = places.add(), places.add(opening=ROUND_THE_CLOCK), places.add()
    places.book(taken, "2026-12-01 09:00", "2026-12-01 11:00")
    morning = {"free_from": at("2026-12-01 10:00"), "free_until": at("2026-12-01 12:00")}
    night = {"free_from": at("2026-12-01 23:00"), "free_until": at("2026-12-02 01:00")}

    assert listed(places, **morning) == [free["id"], open_all_night["id"]]
    assert listed(places, **night) == [open_all_night["id"]]
    for bad in (
        {"free_from": night["free_from"]},
        {"free_from": night["free_until"], "free_until": night["free_from"]},
        {"free_from": night["free_from"], "free_until": night["free_from"] + timedelta(days=62, microseconds=1)},
    ):
        with pytest.raises(Invalid, match=r"slots\.range"):
            listed(places, **bad)


def test_a_venue_is_free_only_where_its_own_buffers_have_room_too(places: Places, statements: list[str]) -> None:
    buffered = replace(RULES, buffer_before_minutes=30, buffer_after_minutes=60)
    venues = [places.add(rules=buffered), places.add(opening=ROUND_THE_CLOCK, rules=buffered)]
    for venue in venues:
        places.book(venue, "2026-12-01 12:00", "2026-12-01 14:00")  # held from 11:30 to 15:00
    asked = {
        ("2026-12-01 09:00", "2026-12-01 10:30"): True,
        ("2026-12-01 09:00", "2026-12-01 10:31"): False,
        ("2026-12-01 15:30", "2026-12-01 16:00"): True,
        ("2026-12-01 15:29", "2026-12-01 16:00"): False,
    }
    for (starts, ends), is_free in asked.items():
        statements.clear()
        found = listed(places, free_from=at(starts), free_until=at(ends))
        assert found == ([one["id"] for one in reversed(venues)] if is_free else []), starts
        assert len([one for one in statements if "FROM bookings" in one]) == 2
    with pytest.raises(Conflict, match=r"booking\.overlaps"):
        places.book(venues[0], "2026-12-01 15:29", "2026-12-01 16:00")
    assert places.book(venues[0], "2026-12-01 15:30", "2026-12-01 16:00")


def test_another_tenants_venues_are_unknown(places: Places, elsewhere: World) -> None:
    venue = places.add()
    others = Places(elsewhere)

    assert listed(others) == []
    with pytest.raises(NotFound, match=r"venue\.unknown"):
        others.send(messages.ShowVenue(venue_id=venue["id"]))
    with pytest.raises(NotFound, match=r"venue\.unknown"):
        others.book(venue, "2026-12-01 09:00", "2026-12-01 11:00")


def test_slots_are_open_hours_without_what_others_hold(places: Places) -> None:
    rules = replace(RULES, buffer_before_minutes=30, buffer_after_minutes=15)
    venue = places.add(rules=rules)
    places.book(venue, "2026-12-01 10:00", "2026-12-01 12:00")

    assert places.slots(venue, "2026-12-01 00:00", "2026-12-03 00:00") == [
        ("12-01 08:00", "12-01 09:15"),  # a quarter of an hour after it, and half an hour before the other
        ("12-01 12:45", "12-01 22:00"),
        ("12-02 08:00", "12-02 22:00"),
    ]
    assert places.slots(venue, "2026-12-01 00:00", "2026-12-02 00:00", minutes=76) == [("12-01 12:45", "12-01 22:00")]


@pytest.mark.parametrize("until", ["2026-12-01 00:00", "2027-02-01 00:01"])
def test_slots_are_asked_for_within_62_days(places: Places, until: str) -> None:
    with pytest.raises(Invalid, match=r"slots\.range"):
        places.slots(places.add(), "2026-12-01 00:00", until)


def test_slots_begin_now_and_end_where_bookings_are_taken_no_more(places: Places) -> None:
    venue = places.add(rules=replace(RULES, days_ahead=1, longest_minutes=60))

    assert places.slots(venue, "2026-11-23 00:00", "2026-12-03 00:00") == [
        ("11-24 09:00", "11-24 22:00"),  # it is nine o'clock
        ("11-25 08:00", "11-25 10:00"),  # a booking may begin till nine, and lasts an hour at most
    ]


def test_round_the_clock_goes_on_over_midnight_the_months_end_and_a_leap_day(places: Places) -> None:
    venue = places.add(opening=ROUND_THE_CLOCK, rules=replace(RULES, days_ahead=400))
    booking = places.book(venue, "2026-12-31 23:30", "2027-01-01 00:30")
    places.world.harness.clock.advance(at("2028-02-01 09:00") - at("2026-11-24 09:00"))

    assert booking["state"] == "confirmed"
    assert places.slots(venue, "2028-02-28 12:00", "2028-03-01 12:00") == [("02-28 12:00", "03-01 12:00")]
    leap_day = OpeningException(on=at("2028-02-29 00:00").date(), hours=[])
    places.send(messages.EditVenue(venue_id=venue["id"], opening=replace(ROUND_THE_CLOCK, exceptions=[leap_day])))
    assert places.slots(venue, "2028-02-28 12:00", "2028-03-01 12:00") == [
        ("02-28 12:00", "02-29 00:00"),
        ("03-01 00:00", "03-01 12:00"),
    ]


def test_on_holidays_a_venue_is_closed_unless_it_says_otherwise(places: Places) -> None:
    new_years_day = OpeningException(
        on=at("2027-01-01 00:00").date(), hours=[OpenSpan(from_time="10:00", to_time="12:00")]
    )
    usual = places.add(opening=replace(OPENING, is_closed_on_holidays=True))
    excepted = places.add(opening=replace(OPENING, is_closed_on_holidays=True, exceptions=[new_years_day]))
    around = ("2026-12-31 20:00", "2027-01-02 09:00")

    assert places.slots(usual, *around) == [("12-31 20:00", "12-31 22:00"), ("01-02 08:00", "01-02 09:00")]
    assert places.slots(excepted, *around)[1] == ("01-01 10:00", "01-01 12:00")
    spring_festival = places.slots(usual, "2027-02-04 00:00", "2027-02-12 00:00")
    assert [start for start, _ in spring_festival] == ["02-04 08:00", "02-11 08:00"]


def test_the_timer_alone_settles(places: Places) -> None:
    booking = places.book(places.add(), "2026-12-01 09:00", "2026-12-01 11:00")
    settle = messages.SettleBooking(booking_id=booking["id"])
    with pytest.raises(Forbidden, match=r"access\.denied"):
        places.send(settle)
    with pytest.raises(Conflict, match=r"booking\.not_due"):
        places.send(settle, Actor.system(places.world.tenant_id))
