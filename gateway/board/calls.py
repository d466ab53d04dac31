"""What events of calls for proposals change on the board, and how they are read."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Table, delete, select
from sqlalchemy.orm import Session

from gateway.board.call_model import BoardCall, BoardCallAmendment, BoardCallEnquiry, BoardCallField
from shared.bulk import insert_rows, is_one_of
from shared.messages.declare import Event
from shared.messages.outsourcing import call_events as events
from shared.messages.outsourcing.calls import CallNotice
from shared.messages.paging import TimedOrder
from shared.messages.wire import as_json
from shared.paging import read_page

if TYPE_CHECKING:
    from gateway.board.projection import Sheet

FIELDS = cast(Table, BoardCallField.__table__)
BESIDE = (
    "id",
    "tenant_id",
    "state",
    "total_minor",
    "reason",
    "first_call_id",
    "amendments",
    "proposals_opened",
    "published_at",
    "changed_at",
)
CLOSED: tuple[str, ...] = ("published", "opened", "reviewed")


class CallFields:
    """What a batch says calls are about; written in place of what stands."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._said: dict[str, Sequence[str]] = {}

    def put(self, call_id: str, fields: Sequence[str]) -> None:
        self._said[call_id] = fields

    def write(self) -> None:
        if not self._said:
            return
        self._session.execute(delete(FIELDS).where(is_one_of(self._session, FIELDS.c.call_id, self._said)))
        rows = [{"field": field, "call_id": call_id} for call_id, said in sorted(self._said.items()) for field in said]
        insert_rows(self._session, FIELDS, rows)


def put_up_call(event: events.CallPublished, sheet: "Sheet", at: datetime) -> None:
    sheet.calls.add(
        {
            "id": event.call_id,
            "tenant_id": sheet.tenant_id,
            "state": "published",
            "reason": None,
            "first_call_id": event.first_call_id,
            "amendments": 0,
            "proposals_opened": None,
            "published_at": event.published_at,
            "changed_at": at,
            **_said(event.notice, event.total_minor),
        }
    )
    sheet.call_fields.put(event.call_id, event.notice.fields)


def amend_call(event: events.CallAmended, sheet: "Sheet", at: datetime) -> None:
    sheet.calls.get(event.call_id, "published")
    said = _said(event.notice, event.total_minor)
    sheet.calls.change(event.call_id, amendments=event.number, changed_at=at, **said)
    sheet.call_fields.put(event.call_id, event.notice.fields)
    sheet.call_amendments.add(
        {
            "id": event.amendment_id,
            "call_id": event.call_id,
            "number": event.number,
            "reason": event.reason,
            "changed": event.changed,
            "amended_at": event.amended_at,
        }
    )


def tell_answer(event: events.EnquiryAnswered, sheet: "Sheet", at: datetime) -> None:
    sheet.calls.get(event.call_id)
    sheet.calls.change(event.call_id, changed_at=at)
    sheet.call_enquiries.add(
        {
            "id": event.enquiry_id,
            "call_id": event.call_id,
            "question": event.question,
            "answer": event.answer,
            "answered_at": event.answered_at,
        }
    )


def call_off(event: events.CallCancelled, sheet: "Sheet", at: datetime) -> None:
    sheet.calls.get(event.call_id, *CLOSED)
    sheet.calls.change(event.call_id, state="cancelled", reason=event.reason, changed_at=at)


def note_failure(event: events.CallUnsuccessful, sheet: "Sheet", at: datetime) -> None:
    opened = sheet.calls.get(event.call_id, *CLOSED)["proposals_opened"] or 0
    sheet.calls.change(event.call_id, state="unsuccessful", proposals_opened=opened, changed_at=at)


def note_opening(event: events.ProposalsOpened, sheet: "Sheet", at: datetime) -> None:
    sheet.calls.get(event.call_id, "published")
    sheet.calls.change(event.call_id, state="opened", proposals_opened=event.count, changed_at=at)


def _said(notice: CallNotice, total_minor: int) -> dict[str, Any]:
    return {"notice": as_json(notice), "proposals_until": notice.proposals_until, "total_minor": total_minor}


EFFECTS: dict[type[Event], Callable[[Any, "Sheet", datetime], None]] = {
    events.CallPublished: put_up_call,
    events.CallAmended: amend_call,
    events.EnquiryAnswered: tell_answer,
    events.CallCancelled: call_off,
    events.CallUnsuccessful: note_failure,
    events.ProposalsOpened: note_opening,
}


def list_calls(
    session: Session,
    tenant_id: str,
    *,
    field: str | None,
    state: str | None,
    order: TimedOrder,
    after: str | None,
    limit: int,
) -> dict[str, Any]:
    """
    A page of a tenant's calls.

    Raises:
        Invalid: `request.invalid`, the cursor isn't one that a page has given.
    """
    rows = select(BoardCall).where(BoardCall.tenant_id == tenant_id)
    if state:
        rows = rows.where(BoardCall.state == state)
    if field:
        rows = rows.where(BoardCall.id.in_(select(BoardCallField.call_id).where(BoardCallField.field == field)))
    items, following = read_page(
        session, rows, BoardCall.id, after=after, limit=limit, order=order, soonest=BoardCall.proposals_until
    )
    return {"items": [_shown(one) for one in items], "next": following}


def find_call(session: Session, call_id: str) -> dict[str, Any] | None:
    """One call with what was amended and asked; None where there is no such one."""
    call = session.get(BoardCall, call_id)
    if call is None:
        return None
    amendment, enquiry = BoardCallAmendment, BoardCallEnquiry
    amended = select(amendment.number, amendment.reason, amendment.changed, amendment.amended_at)
    amended = amended.where(amendment.call_id == call_id).order_by(amendment.number)
    asked = select(enquiry.id, enquiry.question, enquiry.answer, enquiry.answered_at)
    asked = asked.where(enquiry.call_id == call_id).order_by(enquiry.answered_at, enquiry.id)
    return _shown(call) | {
        "amendment_notes": [dict(row) for row in session.execute(amended).mappings()],
        "enquiries": [dict(row) for row in session.execute(asked).mappings()],
    }


def _shown(call: BoardCall) -> dict[str, Any]:
    return {**call.notice, **{name: getattr(call, name) for name in BESIDE}, "currency": "CNY"}
