"""Answers on attendance."""

from services.engagement.model import Attendance
from services.engagement.repository import EngagementUnitOfWork
from services.engagement.schemas import attendance_code_shape, attendance_shape
from services.engagement.views.owners import rows_of_actor
from shared.errors import Conflict, Forbidden
from shared.messages.engagement import attendance as messages
from shared.paging import read_page


def show_attendance_code(query: messages.ShowAttendanceCode, uow: EngagementUnitOfWork) -> messages.AttendanceCode:
    """
    The code to be shown now at an activity or a post that the actor keeps.

    Raises:
        NotFound: `menu_item.unknown`.
        Forbidden: `menu_item.not_yours`.
        Conflict: `attendance_code.none`, it hasn't begun to be shown.
    """
    item = uow.menu_items.get(query.menu_item_id)
    if not uow.keeps(item):
        raise Forbidden("menu_item.not_yours")
    secret = uow.attendance_secrets.find(item.id)
    if secret is None:
        raise Conflict("attendance_code.none")
    return attendance_code_shape(item.id, secret, uow.now)


def show_attendance(query: messages.ShowAttendance, uow: EngagementUnitOfWork) -> messages.Attendance:
    """
    Show an attendance to who came, their unit, the community, and who runs the project that it belongs to.

    Raises:
        NotFound: `attendance.unknown`.
        Forbidden: `attendance.not_yours`.
    """
    attendance = uow.attendances.get(query.attendance_id)
    if not uow.may_see(attendance):
        raise Forbidden("attendance.not_yours")
    return attendance_shape(attendance)


def list_attendances(query: messages.ListAttendances, uow: EngagementUnitOfWork) -> messages.AttendancePage:
    """
    The attendances that concern the actor, newest first.

    Raises:
        Forbidden: `access.denied`, of another role.
    """
    rows = rows_of_actor(uow.attendances.all, Attendance, uow)
    if query.state is not None:
        rows = rows.where(Attendance.state == query.state)
    if query.menu_item_id is not None:
        rows = rows.where(Attendance.menu_item_id == query.menu_item_id)
    items, following = read_page(
        uow.session, rows, Attendance.id, after=query.after, limit=query.limit, order=query.order
    )
    return messages.AttendancePage(items=[attendance_shape(one) for one in items], next=following)
