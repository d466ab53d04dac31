"""Who comes and goes: by the code of the place, by their word, or by the community's."""

from collections.abc import Callable, Mapping
from datetime import datetime

import pyotp

from services.engagement.handlers.service_keeping import keep_service
from services.engagement.model import ATTENDANCE_CLOSES, Attendance, MenuItem, PlaceClaim, PlaceHolder, Span
from services.engagement.model.attendance import (
    MOST_WRONG_CODES,
    TRIES_COUNTED_FOR,
    instant_of,
    is_code_of,
    planned_span,
)
from services.engagement.repository import EngagementUnitOfWork
from services.engagement.schemas import attendance_code_shape, attendance_shape
from shared.errors import Conflict, Fault, Forbidden, Invalid
from shared.ids import new_id
from shared.messages.declare import Command
from shared.messages.engagement import attendance as messages
from shared.messages.engagement.attendance import Means
from shared.service import Handler


def begin_attendance_code(command: messages.BeginAttendanceCode, uow: EngagementUnitOfWork) -> messages.AttendanceCode:
    """
    Have codes be shown at an activity or a post that the actor keeps.

    Raises:
        NotFound: `menu_item.unknown`.
        Forbidden: `menu_item.not_yours`.
        Conflict: `menu_item.not_open`, it isn't on the menu.
    """
    item = uow.menu_items.get(command.menu_item_id)
    if not uow.keeps(item):
        raise Forbidden("menu_item.not_yours")
    if item.state != "published":
        raise Conflict("menu_item.not_open", f"It is {item.state}.")
    secret = None if command.is_new else uow.attendance_secrets.find(item.id)
    if secret is None:
        secret = pyotp.random_base32()
        uow.attendance_secrets.put(item.id, secret)
    uow.subject = item.subject
    return attendance_code_shape(item.id, secret, uow.now)


def check_in(command: messages.CheckIn, uow: EngagementUnitOfWork) -> messages.Attendance:
    """
    Note that somebody who holds a place has come; the same again changes nothing, but that a code takes the place of
    mere word. A wrong code is as good as none, and counted.

    Raises:
        NotFound: `place_claim.unknown`.
        Forbidden: `place_claim.not_yours`.
        Invalid: `attendance.member_needed`, several come by this claim; `attendance.at_out_of_range`.
        Conflict: `place_claim.not_held`; `attendance.outside_window`, too early or too late, or
            before they had the place; `attendance.tries_used_up`, five wrong codes.

    Publishes:
        CheckedIn.
    """
    claim = uow.place_claims.get(command.place_claim_id)
    holder = _who_comes(command.member_id, claim, uow)
    at = instant_of(command.at, uow.now)
    known = uow.attendances.find_at(claim.id, holder.member_id, at)
    if known and (command.code is None or not known.waits_for_code(at)):
        return attendance_shape(known)
    if claim.state != "held" or claim.held_since is None or not holder.is_live:
        raise Conflict("place_claim.not_held", f"It is {claim.state}.")
    item = uow.menu_items.get(claim.menu_item_id)
    planned = planned_span(item, claim.held_since, at)
    means = _means(command.code, at, holder.member_id, item, uow)
    is_wrong = command.code is not None and means == "word"
    if known is None:
        known = _new_attendance(holder, item, planned, (at, means), uow)
        known.wrong_codes = int(is_wrong)
        uow.session.add(known)
        uow.record(known.came())
        uow.schedule(known.subject, known.schedule(), is_new=True)
    elif is_wrong:
        known.note_wrong_code()
    else:
        uow.record(known.confirm_coming(at))
    uow.subject = known.subject
    return attendance_shape(known)


def check_out(command: messages.CheckOut, uow: EngagementUnitOfWork) -> messages.Attendance:
    """
    Note that somebody has gone, also where it was closed without their word; the same again changes nothing, but that a
    code takes the place of mere word. A wrong code is as good as none, and counted.

    Raises:
        NotFound: `attendance.unknown`.
        Forbidden: `attendance.not_yours`.
        Invalid: `attendance.at_out_of_range`.
        Conflict: `attendance.outside_window`, before they came or it began, or too late; `attendance.tries_used_up`;
            `attendance.decided`, the community has decided on the record of it.

    Publishes:
        CheckedOut, then ServiceRecorded.
    """
    attendance = uow.attendances.get(command.attendance_id)
    if not (uow.is_actor(attendance.member_id) or uow.keeps(attendance)):
        raise Forbidden("attendance.not_yours")
    at = instant_of(command.at, uow.now)
    if attendance.checked_out_at is not None:
        waits = command.code is not None and attendance.waits_for_code_of_going
        if not waits or uow.attendances.has_come_again(attendance, at):
            return attendance_shape(attendance)
    item = uow.menu_items.get(attendance.menu_item_id)
    means = _means(command.code, at, attendance.member_id, item, uow)
    is_wrong = command.code is not None and means == "word"
    if is_wrong and attendance.checked_out_at is not None:
        attendance.note_wrong_code()
        return attendance_shape(attendance)
    uow.record(attendance.check_out(at, means))
    if is_wrong:
        attendance.note_wrong_code()
    uow.schedule(attendance.subject, attendance.schedule())
    keep_service(attendance, item, uow)
    return attendance_shape(attendance)


def close_attendance(command: messages.CloseAttendance, uow: EngagementUnitOfWork) -> messages.Attendance:
    """
    End an attendance at its planned end where nobody has said when they went.

    Raises:
        NotFound: `attendance.unknown`.
        Forbidden: `access.denied`, asked for by somebody else than the timer.
        Conflict: `attendance.not_due`.

    Publishes:
        CheckedOut, then ServiceRecorded.
    """
    uow.check_timer()
    attendance = uow.attendances.get(command.attendance_id)
    uow.record(attendance.close(uow.now))
    uow.schedule(attendance.subject, attendance.schedule())
    keep_service(attendance, uow.menu_items.get(attendance.menu_item_id), uow)
    return attendance_shape(attendance)


def closing(attendance_id: str) -> Command:
    return messages.CloseAttendance(attendance_id=attendance_id)


def _who_comes(named_id: str | None, claim: PlaceClaim, uow: EngagementUnitOfWork) -> PlaceHolder:
    """
    The acting member, or whom those who keep the door name.

    Raises:
        Forbidden: `place_claim.not_yours`.
        Invalid: `attendance.member_needed`.
    """
    if uow.actor.role == "member":
        wanted = uow.actor.member_id
        if named_id not in (None, wanted):
            raise Forbidden("place_claim.not_yours")
    elif not uow.keeps(claim):
        raise Forbidden("place_claim.not_yours")
    else:
        wanted = named_id or (claim.holders[0].member_id if len(claim.holders) == 1 else None)
        if wanted is None:
            fault = Fault("#/member_id", "missing", "Several come by this claim: say who.")
            raise Invalid("attendance.member_needed", errors=[fault])
    holder = next((one for one in claim.holders if one.member_id == wanted), None)
    if holder is None:
        raise Forbidden("place_claim.not_yours")
    return holder


def _new_attendance(
    holder: PlaceHolder, item: MenuItem, planned: Span, coming: tuple[datetime, Means], uow: EngagementUnitOfWork
) -> Attendance:
    """coming: when, and by what it is known."""
    at, means = coming
    return Attendance(
        id=new_id(),
        tenant_id=uow.tenant_id,
        community_id=item.community_id,
        menu_item_id=item.id,
        project_id=item.project_id,
        place_claim_id=holder.place_claim_id,
        kind=item.kind,
        member_id=holder.member_id,
        unit_id=holder.unit_id,
        state="open",
        starts_at=planned.starts_at,
        ends_at=planned.ends_at,
        checked_in_at=at,
        checked_in_by=means,
        is_unclosed=False,
        wrong_codes=0,
    )


def _means(code: str | None, at: datetime, member_id: str, item: MenuItem, uow: EngagementUnitOfWork) -> Means:
    """
    By what it is known that somebody is there.

    Raises:
        Conflict: `attendance.tries_used_up`.
    """
    if uow.actor.role != "member":
        return "staff"
    if code is None:
        return "word"
    if uow.attendances.wrong_codes(item.id, member_id, uow.now - TRIES_COUNTED_FOR) >= MOST_WRONG_CODES:
        raise Conflict("attendance.tries_used_up")
    secret = uow.attendance_secrets.find(item.id)
    return "code" if secret and is_code_of(secret, code, at) else "word"


COMMANDS: Mapping[type[Command], Handler] = {
    messages.BeginAttendanceCode: begin_attendance_code,
    messages.CheckIn: check_in,
    messages.CheckOut: check_out,
    messages.CloseAttendance: close_attendance,
}
DEADLINES: Mapping[str, Callable[[str], Command]] = {
    ATTENDANCE_CLOSES: closing,
}
