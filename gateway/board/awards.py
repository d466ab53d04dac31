"""What events of awards and of the objections to them change on the board, and how they are read."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from gateway.board.call_model import BoardAward
from shared.messages.declare import Event
from shared.messages.outsourcing import award_events as events
from shared.messages.paging import TimedOrder
from shared.paging import read_page

if TYPE_CHECKING:
    from gateway.board.projection import Sheet

SAID = (
    "call_id",
    "proposal_id",
    "project_id",
    "community_id",
    "social_organisation_id",
    "organisation_name",
    "partner_ids",
    "partner_names",
    "title",
    "amount_minor",
    "rank",
    "score",
    "notice_ends_at",
)
SHOWN = (
    "id",
    "tenant_id",
    *(name for name in SAID if not name.startswith("partner_")),
    "state",
    "reason",
    "objections_open",
    "objections_upheld",
    "objections_dismissed",
    "noticed_at",
    "sign_by",
    "changed_at",
)
OfObjection = events.ObjectionFiled | events.ObjectionDecided | events.ObjectionWithdrawn


def conclude_review(event: events.CallReviewed, sheet: "Sheet", at: datetime) -> None:
    sheet.calls.get(event.call_id, "opened")
    sheet.calls.change(event.call_id, state="reviewed", changed_at=at)


def conclude_call(event: events.CallConcluded, sheet: "Sheet", at: datetime) -> None:
    sheet.calls.get(event.call_id, "reviewed")
    sheet.calls.change(event.call_id, state="concluded", changed_at=at)


def put_up_award(event: events.AwardNoticed, sheet: "Sheet", at: datetime) -> None:
    sheet.awards.add(
        {
            "id": event.award_id,
            "tenant_id": sheet.tenant_id,
            "state": "pending",
            "reason": None,
            "objections_open": 0,
            "objections_upheld": 0,
            "objections_dismissed": 0,
            "noticed_at": at,
            "sign_by": None,
            "changed_at": at,
            **{name: getattr(event, name) for name in SAID},
        }
    )


def activate_award(event: events.AwardActivated, sheet: "Sheet", at: datetime) -> None:
    sheet.awards.get(event.award_id, "pending")
    sheet.awards.change(event.award_id, state="active", sign_by=event.sign_by, changed_at=at)


def note_objection(event: events.ObjectionFiled, sheet: "Sheet", at: datetime) -> None:
    _count(event, sheet, at, objections_open=1)


def note_answer(event: events.ObjectionDecided, sheet: "Sheet", at: datetime) -> None:
    _count(event, sheet, at, objections_open=-1, **{f"objections_{event.outcome}": 1})


def drop_objection(event: events.ObjectionWithdrawn, sheet: "Sheet", at: datetime) -> None:
    _count(event, sheet, at, objections_open=-1)


def _count(event: OfObjection, sheet: "Sheet", at: datetime, **more: int) -> None:
    row = sheet.awards.get(event.award_id)
    counts = {name: row[name] + number for name, number in more.items()}
    sheet.awards.change(event.award_id, changed_at=at, **counts)


def _move(state: str, *befores: str) -> Callable[[Any, "Sheet", datetime], None]:
    """What is open of objections then has no object any more."""

    def move(event: Any, sheet: "Sheet", at: datetime) -> None:
        sheet.awards.get(event.award_id, *befores)
        reason = getattr(event, "reason", None)
        sheet.awards.change(event.award_id, state=state, reason=reason, objections_open=0, changed_at=at)

    return move


EFFECTS: dict[type[Event], Callable[[Any, "Sheet", datetime], None]] = {
    events.CallReviewed: conclude_review,
    events.CallConcluded: conclude_call,
    events.AwardNoticed: put_up_award,
    events.AwardActivated: activate_award,
    events.AwardSigned: _move("signed", "active"),
    events.AwardCancelled: _move("cancelled", "pending", "active"),
    events.AwardDeclined: _move("declined", "pending", "active"),
    events.AwardLapsed: _move("lapsed", "active"),
    events.ObjectionFiled: note_objection,
    events.ObjectionDecided: note_answer,
    events.ObjectionWithdrawn: drop_objection,
}


def list_awards(
    session: Session,
    tenant_id: str,
    *,
    call_id: str | None,
    state: str | None,
    order: TimedOrder,
    after: str | None,
    limit: int,
) -> dict[str, Any]:
    """
    A page of a tenant's awards.

    Raises:
        Invalid: `request.invalid`, the cursor isn't one that a page has given.
    """
    rows = select(BoardAward).where(BoardAward.tenant_id == tenant_id)
    if call_id:
        rows = rows.where(BoardAward.call_id == call_id)
    if state:
        rows = rows.where(BoardAward.state == state)
    items, following = read_page(
        session, rows, BoardAward.id, after=after, limit=limit, order=order, soonest=BoardAward.notice_ends_at
    )
    return {"items": [_shown(one) for one in items], "next": following}


def _shown(award: BoardAward) -> dict[str, Any]:
    partners = [
        {"organisation_id": id_, "organisation_name": name}
        for id_, name in zip(award.partner_ids, award.partner_names, strict=True)
    ]
    return {**{name: getattr(award, name) for name in SHOWN}, "partners": partners, "currency": "CNY"}
