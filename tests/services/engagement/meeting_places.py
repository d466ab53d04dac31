"""Venues and bookings, in the world of engagement."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.clock import SHANGHAI
from shared.ids import new_id
from shared.messages import engagement as messages
from shared.messages.engagement import BookingRules, Opening, OpeningHours
from shared.messages.envelope import Actor
from tests.services.engagement.world import World

RULES = BookingRules(
    buffer_before_minutes=0,
    buffer_after_minutes=0,
    longest_minutes=24 * 60,
    days_ahead=200,
    needs_approval=False,
    cancel_hours=24,
)
DAILY = [OpeningHours(weekday=day, from_time="08:00", to_time="22:00") for day in range(1, 8)]
OPENING = Opening(hours=DAILY, exceptions=[], is_closed_on_holidays=False)
ROUND_THE_CLOCK = Opening(
    hours=[OpeningHours(weekday=day, from_time="00:00", to_time="24:00") for day in range(1, 8)],
    exceptions=[],
    is_closed_on_holidays=False,
)


def at(text: str) -> datetime:
    """`2026-12-01 09:00` in Shanghai."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@dataclass
class Places:
    """A world in which a community gives venues, and short ways to what is done with them."""

    world: World

    def send(self, message: Any, actor: Actor | None = None, **options: Any) -> Any:
        return self.world.harness.send(message, actor or self.world.community, **options)

    def add(self, actor: Actor | None = None, **fields: Any) -> Any:
        defaults: dict[str, Any] = {
            "name": "党群服务中心多功能厅",
            "address": "三辅街 12 号",
            "capacity": 60,
            "opening": OPENING,
            "rules": RULES,
            "facilities": ["投影", "无障碍"],
        }
        return self.send(messages.AddVenue(**(defaults | fields)), actor)

    def book(self, venue: Any, starts: str, ends: str, actor: Actor | None = None, **fields: Any) -> Any:
        return self.send(self.booking_of(venue, starts, ends, **fields), actor or self.world.unit)

    def booking_of(self, venue: Any, starts: str, ends: str, **fields: Any) -> messages.RequestBooking:
        defaults: dict[str, Any] = {"venue_id": venue["id"], "purpose": "义诊", "people": 20}
        return messages.RequestBooking(**(defaults | {"starts_at": at(starts), "ends_at": at(ends)} | fields))

    def cancel(self, booking: Any, actor: Actor | None = None, reason: str | None = None) -> Any:
        command = messages.CancelBooking(booking_id=booking["id"], reason=reason)
        return self.send(command, actor or self.world.unit)

    def series(self, venue: Any, starts: str, ends: str, recurrence: str, **fields: Any) -> Any:
        command = messages.RequestBookingSeries(
            venue_id=venue["id"],
            purpose="舞蹈队",
            people=20,
            starts_at=at(starts),
            ends_at=at(ends),
            recurrence=recurrence,
            **fields,
        )
        return self.send(command, self.world.unit)

    def slots(self, venue: Any, since: str, until: str, minutes: int = 30) -> list[tuple[str, str]]:
        query = messages.ListVenueSlots(venue_id=venue["id"], since=at(since), until=at(until), minutes=minutes)
        items = self.send(query, self.world.unit)["items"]
        return [(_local(one["starts_at"]), _local(one["ends_at"])) for one in items]

    def show(self, booking: Any, actor: Actor | None = None) -> Any:
        return self.send(messages.ShowBooking(booking_id=booking["id"]), actor or self.world.unit)

    def other_unit(self) -> Actor:
        return Actor(role="unit", client_id="other", tenant_id=self.world.tenant_id, organisation_id=new_id())


def _local(instant: Any) -> str:
    value = instant if isinstance(instant, datetime) else datetime.fromisoformat(instant)
    return value.astimezone(SHANGHAI).strftime("%m-%d %H:%M")
