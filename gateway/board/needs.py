"""What events of needs change on the board: all are counted, those that the public may see are shown."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from shared.messages import engagement
from shared.messages.declare import Event

if TYPE_CHECKING:
    from gateway.board.projection import Sheet

NOT_SHOWN: set[engagement.NeedState] = {"submitted", "declined"}  # besides those that nothing follows upon


def count_need(event: engagement.NeedCounted, sheet: "Sheet", at: datetime) -> None:
    before = {f"needs_{event.before}": -1} if event.before else {}
    if event.before != event.state:
        sheet.communities.add(event.community_id, at, **before, **{f"needs_{event.state}": 1})


def show_need(event: engagement.NeedAccepted | engagement.NeedReopened, sheet: "Sheet", at: datetime) -> None:
    """Put it up, where it doesn't stand already."""
    state: engagement.NeedState = "accepted" if isinstance(event, engagement.NeedAccepted) else "reopened"
    if event.before not in NOT_SHOWN:
        _move(event, state, sheet, at)
        sheet.needs.change(event.need_id, links=[])
        return
    sheet.communities.add(event.community_id, at)
    sheet.needs.add(
        {
            "id": event.need_id,
            "community_id": event.community_id,
            "category": event.category,
            "title": event.title,
            "description": event.description,
            "place": event.place,
            "latitude": event.latitude,
            "longitude": event.longitude,
            "links": [],
            "state": state,
            "tenant_id": sheet.communities.tenant_of(event.community_id),
            "submitted_at": event.submitted_at or at,
            "accepted_at": at,
            "changed_at": at,
        }
    )


def take_need_down(event: engagement.NeedDeclined | engagement.NeedMerged, sheet: "Sheet", at: datetime) -> None:
    if event.before not in NOT_SHOWN:
        sheet.needs.remove(event.need_id)


def take_in_hand(event: engagement.NeedLinked, sheet: "Sheet", at: datetime) -> None:
    _move(event, "in_hand", sheet, at)
    link = {"kind": event.link_kind, "target_id": event.target_id, "title": event.title}
    sheet.needs.change(event.need_id, links=[*_links_but(event, sheet), link])


def let_go(event: engagement.NeedUnlinked, sheet: "Sheet", at: datetime) -> None:
    _move(event, "in_hand" if event.is_in_hand else "accepted", sheet, at)
    sheet.needs.change(event.need_id, links=_links_but(event, sheet))


def close_need(event: engagement.NeedResolved, sheet: "Sheet", at: datetime) -> None:
    _move(event, event.outcome, sheet, at)


def _links_but(event: engagement.NeedLinked | engagement.NeedUnlinked, sheet: "Sheet") -> list[Any]:
    """What is being done about the need besides what the event tells of."""
    links = sheet.needs.get(event.need_id)["links"]
    return [link for link in links if (link["kind"], link["target_id"]) != (event.link_kind, event.target_id)]


def _move(event: Any, state: engagement.NeedState, sheet: "Sheet", at: datetime) -> None:
    sheet.needs.get(event.need_id)
    tenant_id = sheet.communities.tenant_of(event.community_id)  # of what was put up before that was kept, too
    sheet.needs.change(event.need_id, state=state, tenant_id=tenant_id, changed_at=at)


EFFECTS: dict[type[Event], Callable[[Any, "Sheet", datetime], None]] = {
    engagement.NeedCounted: count_need,
    engagement.NeedAccepted: show_need,
    engagement.NeedReopened: show_need,
    engagement.NeedDeclined: take_need_down,
    engagement.NeedMerged: take_need_down,
    engagement.NeedLinked: take_in_hand,
    engagement.NeedUnlinked: let_go,
    engagement.NeedResolved: close_need,
}
