"""Attendance and service records as callers get them."""

from dataclasses import fields
from datetime import datetime

from services.engagement.model import Attendance, ServiceRecord, ServiceStep
from services.engagement.model.attendance import code_at
from shared.messages.engagement import attendance, service_records

OF_ATTENDANCE = tuple(field.name for field in fields(attendance.Attendance))
OF_RECORD = tuple(field.name for field in fields(service_records.ServiceRecord))


def attendance_shape(one: Attendance) -> attendance.Attendance:
    return attendance.Attendance(**{name: getattr(one, name) for name in OF_ATTENDANCE})


def attendance_code_shape(menu_item_id: str, secret: str, now: datetime) -> attendance.AttendanceCode:
    code, seconds_left = code_at(secret, now)
    text = f"linli:attendance/{menu_item_id}/{code}"
    return attendance.AttendanceCode(menu_item_id=menu_item_id, code=code, text=text, seconds_left=seconds_left)


def service_record_shape(one: ServiceRecord, *, is_own_community: bool) -> service_records.ServiceRecord:
    """is_own_community: that it is shown to its community, who alone sees which client has recorded it."""
    shown = {name: getattr(one, name) for name in OF_RECORD}
    return service_records.ServiceRecord(**shown | ({} if is_own_community else {"recorder_id": None}))


def service_step_shape(one: ServiceStep) -> service_records.ServiceStep:
    return service_records.ServiceStep(kind=one.kind, role=one.role, reason=one.reason, at=one.at)
