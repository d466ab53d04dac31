"""What events of service records change on the board: what is in its public notice, and what became of it."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from shared.messages.declare import Event
from shared.messages.engagement import service_record_events as events

if TYPE_CHECKING:
    from gateway.board.projection import Sheet

SAID = ("title", "location", "served_on", "minutes", "corrects_id", "notice_ends_at")


def show_service(event: events.ServiceConfirmed, sheet: "Sheet", at: datetime) -> None:
    sheet.communities.add(event.community_id, at)
    sheet.service_records.add(
        {
            "id": event.service_record_id,
            "community_id": event.community_id,
            "state": "confirmed",
            "confirmed_at": at,
            "changed_at": at,
            **{name: getattr(event, name) for name in SAID},
        }
    )


def show_again(event: events.ServiceUpheld, sheet: "Sheet", at: datetime) -> None:
    sheet.service_records.get(event.service_record_id, "disputed")
    sheet.service_records.change(
        event.service_record_id, state="confirmed", notice_ends_at=event.notice_ends_at, changed_at=at
    )


def strike_service(event: events.ServiceVoided, sheet: "Sheet", at: datetime) -> None:
    if event.was_public:
        _move("voided")(event, sheet, at)


def _move(state: str, *befores: str) -> Callable[[Any, "Sheet", datetime], None]:
    def move(event: Any, sheet: "Sheet", at: datetime) -> None:
        sheet.service_records.get(event.service_record_id, *befores)
        sheet.service_records.change(event.service_record_id, state=state, changed_at=at)

    return move


EFFECTS: dict[type[Event], Callable[[Any, "Sheet", datetime], None]] = {
    events.ServiceConfirmed: show_service,
    events.ServiceDisputed: _move("disputed", "confirmed"),
    events.ServiceUpheld: show_again,
    events.ServiceCorrected: _move("corrected"),
    events.ServiceFinalised: _move("final", "confirmed"),
    events.ServiceVoided: strike_service,
}
