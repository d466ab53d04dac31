"""How records come to be of what members did."""

from collections.abc import Collection
from typing import Any

from services.engagement.model import Attendance, MenuItem, PlaceClaim, ServiceRecord, Span
from services.engagement.model.attendance import OPENS_BEFORE
from services.engagement.model.service_records import is_too_short
from services.engagement.repository import EngagementUnitOfWork
from shared.errors import Conflict
from shared.ids import new_id
from shared.messages.engagement.attendance import Means
from shared.messages.engagement.service_records import Attestation

# Why a record is voided of which a later word leaves nothing.
TOO_SHORT = "不足一分钟"


def keep_service(attendance: Attendance, item: MenuItem, uow: EngagementUnitOfWork) -> None:
    """
    Have a record say what an attendance that is over says; nothing where it is less than a minute. The member is held.

    Raises:
        Conflict: `attendance.decided`, the community has decided on the record.

    Publishes:
        ServiceRecorded; ServiceVoided, where one has said more that turns out to be less than a minute.
    """
    span, attested_by = attendance.served(), attendance.checked_in_by
    record = uow.service_records.find_of_attendance(attendance.id)
    if record is None:
        if is_too_short(span):
            return
        record = new_record(
            span,
            attested_by,
            uow,
            origin="attendance",
            is_unclosed=attendance.is_unclosed,
            member_id=attendance.member_id,
            unit_id=attendance.unit_id,
            attendance_id=attendance.id,
            **said_of(item, attendance.place_claim_id),
        )
        begin_record(record, uow)
        return
    if record.state != "recorded":
        raise Conflict("attendance.decided")
    if is_too_short(span):
        uow.record(record.void(TOO_SHORT))
        uow.keep_service_step("voided", record, TOO_SHORT)
        return
    record.adjust(span, attested_by, is_unclosed=attendance.is_unclosed)
    uow.record(record.recorded())
    uow.keep_service_step("adjusted", record)


def break_off(claims: Collection[PlaceClaim], item: MenuItem, uow: EngagementUnitOfWork) -> None:
    """
    End the attendances of who is there by claims that are held, and record what they have served until now; the members
    are held. Of who has lost their place of several, theirs alone.

    Publishes:
        CheckedOut, then ServiceRecorded, for each.
    """
    if not claims or uow.now < item.begins_at - OPENS_BEFORE:
        return
    live = {(claim.id, one.member_id) for claim in claims for one in claim.holders if one.is_live}
    for attendance in uow.attendances.open_of([claim.id for claim in claims]):
        if (attendance.place_claim_id, attendance.member_id) not in live:
            means: Means = "word" if uow.is_actor(attendance.member_id) else "staff"
            uow.record(attendance.break_off(uow.now, means))
            uow.schedule(attendance.subject, attendance.schedule())
            keep_service(attendance, item, uow)


def said_of(item: MenuItem, place_claim_id: str) -> dict[str, Any]:
    """What a record takes over of the activity or the post."""
    return {
        "community_id": item.community_id,
        "project_id": item.project_id,
        "menu_item_id": item.id,
        "place_claim_id": place_claim_id,
        "title": item.title,
        "location": item.location,
        "content": item.description,
    }


def new_record(
    span: Span, attested_by: Attestation, uow: EngagementUnitOfWork, *, is_unclosed: bool = False, **said: Any
) -> ServiceRecord:
    """said: the columns in which records differ from the beginning."""
    record_id = new_id()
    record = ServiceRecord(
        id=record_id,
        root_id=record_id,
        tenant_id=uow.tenant_id,
        attested_by=attested_by,
        is_unclosed=is_unclosed,
        state="recorded",
        recorded_by=uow.actor.role,
        recorder_id=uow.actor.client_id,
        recorded_at=uow.now,
        **said,
    )
    record.take_time(span)
    return record


def begin_record(record: ServiceRecord, uow: EngagementUnitOfWork) -> None:
    """
    Publishes:
        ServiceRecorded.
    """
    uow.session.add(record)
    uow.record(record.recorded())
    uow.keep_service_step("recorded", record)
