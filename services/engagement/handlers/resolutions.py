"""What meetings have resolved: recorded, reminded of, reported, confirmed or dropped."""

from collections.abc import Callable, Mapping

from services.engagement.handlers.meetings import get_called
from services.engagement.model import RESOLUTION_DUE, RESOLUTION_REMINDERS, Resolution
from services.engagement.repository import EngagementUnitOfWork
from services.engagement.schemas import resolution_shape
from shared.errors import Fault, Forbidden, Invalid
from shared.ids import new_id
from shared.messages import engagement as messages
from shared.messages.declare import Command, Event
from shared.service import Handler


def record_resolution(command: messages.RecordResolution, uow: EngagementUnitOfWork) -> messages.Resolution:
    """
    Record what a meeting has resolved, and who has to do it by when.

    Raises:
        NotFound: `meeting.unknown`.
        Forbidden: `meeting.not_yours`, who hasn't called it.
        PreconditionFailed: `precondition.failed`.
        Conflict: `meeting.not_begun`; `meeting.cancelled`.
        Invalid: `resolution.owner_not_there`; as `Resolution.record`.

    Publishes:
        ResolutionRecorded, where the public may know of it.
    """
    meeting = get_called(command.meeting_id, uow)
    meeting.check_begun(uow.now)
    if command.owner_id not in (meeting.caller_id, *meeting.invited_ids):
        fault = Fault("#/owner_id", "not_a_choice", "Neither calls the meeting nor is called to it.")
        raise Invalid("resolution.owner_not_there", errors=[fault])
    resolution = Resolution(
        id=new_id(),
        tenant_id=uow.tenant_id,
        meeting_id=meeting.id,
        caller_id=meeting.caller_id,
        community_id=meeting.community_id,
        is_public=meeting.is_public,
        owner_id=command.owner_id,
        text=command.text,
        due_on=command.due_on,
        is_extended=False,
    )
    recorded = resolution.record(uow.now)
    uow.session.add(resolution)
    return _keep(resolution, recorded, uow)


def report_resolution(command: messages.ReportResolution, uow: EngagementUnitOfWork) -> messages.Resolution:
    """
    Have the owner say that it is done.

    Raises:
        NotFound: `resolution.unknown`.
        Forbidden: `resolution.not_yours`.
        PreconditionFailed: `precondition.failed`.
        Conflict: as `Resolution.report`.

    Publishes:
        ResolutionChanged, where the public may know of it.
    """
    resolution = _get(command.resolution_id, uow, is_owner=True)
    return _keep(resolution, resolution.report(command.note), uow)


def confirm_resolution(command: messages.ConfirmResolution, uow: EngagementUnitOfWork) -> messages.Resolution:
    """
    Have who has called the meeting confirm that it is done.

    Raises:
        NotFound, Forbidden, PreconditionFailed: as `report_resolution`.
        Conflict: as `Resolution.confirm`.

    Publishes:
        ResolutionChanged, where the public may know of it.
    """
    resolution = _get(command.resolution_id, uow, is_owner=False)
    return _keep(resolution, resolution.confirm(uow.now), uow)


def return_resolution(command: messages.ReturnResolution, uow: EngagementUnitOfWork) -> messages.Resolution:
    """
    Have who has called the meeting say that it isn't done after all.

    Raises:
        NotFound, Forbidden, PreconditionFailed: as `report_resolution`.
        Conflict: as `Resolution.send_back`.

    Publishes:
        ResolutionChanged, where the public may know of it.
    """
    resolution = _get(command.resolution_id, uow, is_owner=False)
    uow.reason = command.reason
    return _keep(resolution, resolution.send_back(command.reason, uow.now), uow)


def drop_resolution(command: messages.DropResolution, uow: EngagementUnitOfWork) -> messages.Resolution:
    """
    Have nobody held to it any more.

    Raises:
        NotFound, Forbidden, PreconditionFailed: as `report_resolution`.
        Conflict: as `Resolution.drop`.

    Publishes:
        ResolutionChanged, where the public may know of it.
    """
    resolution = _get(command.resolution_id, uow, is_owner=False)
    uow.reason = command.reason
    return _keep(resolution, resolution.drop(command.reason), uow)


def extend_resolution(command: messages.ExtendResolution, uow: EngagementUnitOfWork) -> messages.Resolution:
    """
    Have the owner put off the last day, once.

    Raises:
        NotFound, Forbidden, PreconditionFailed: as `report_resolution`.
        Conflict, Invalid: as `Resolution.extend`.

    Publishes:
        ResolutionChanged, where the public may know of it.
    """
    resolution = _get(command.resolution_id, uow, is_owner=True)
    uow.reason = command.reason
    return _keep(resolution, resolution.extend(command.due_on, command.reason, uow.now), uow)


def remind_resolution(command: messages.RemindResolution, uow: EngagementUnitOfWork) -> messages.Resolution:
    """
    Remind the owner that the last day comes near.

    Raises:
        NotFound: `resolution.unknown`.
        Forbidden: `access.denied`, asked for by somebody else than the timer.

    Publishes:
        ResolutionDueSoon, while it is open.
    """
    resolution = _get_for_timer(command.resolution_id, uow)
    return _keep(resolution, resolution.remind(uow.now), uow)


def lapse_resolution(command: messages.LapseResolution, uow: EngagementUnitOfWork) -> messages.Resolution:
    """
    Note that the last day is over, and it isn't done.

    Raises:
        NotFound: `resolution.unknown`.
        Forbidden: `access.denied`, asked for by somebody else than the timer.
        Conflict: as `Resolution.lapse`.

    Publishes:
        ResolutionChanged, where the public may know of it.
    """
    resolution = _get_for_timer(command.resolution_id, uow)
    return _keep(resolution, resolution.lapse(uow.now), uow)


def remind(resolution_id: str) -> Command:
    return messages.RemindResolution(resolution_id=resolution_id)


def lapse_overdue(resolution_id: str) -> Command:
    return messages.LapseResolution(resolution_id=resolution_id)


def _get(resolution_id: str, uow: EngagementUnitOfWork, *, is_owner: bool) -> Resolution:
    """As the caller has read it: its owner, or who has called the meeting."""
    resolution = uow.resolutions.get(resolution_id)
    if not uow.is_run_by_actor(resolution.owner_id if is_owner else resolution.caller_id):
        raise Forbidden("resolution.not_yours")
    uow.expect(resolution.version)
    return resolution


def _get_for_timer(resolution_id: str, uow: EngagementUnitOfWork) -> Resolution:
    uow.check_timer()
    return uow.resolutions.get(resolution_id)


def _keep(resolution: Resolution, told: Event | None, uow: EngagementUnitOfWork) -> messages.Resolution:
    uow.subject = resolution.subject
    if told:
        uow.record(told)
    uow.schedule(resolution.subject, resolution.schedule(uow.now))
    return resolution_shape(resolution)


COMMANDS: Mapping[type[Command], Handler] = {
    messages.RecordResolution: record_resolution,
    messages.ReportResolution: report_resolution,
    messages.ConfirmResolution: confirm_resolution,
    messages.ReturnResolution: return_resolution,
    messages.DropResolution: drop_resolution,
    messages.ExtendResolution: extend_resolution,
    messages.RemindResolution: remind_resolution,
    messages.LapseResolution: lapse_resolution,
}
DEADLINES: Mapping[str, Callable[[str], Command]] = {
    RESOLUTION_DUE: lapse_overdue,
    **dict.fromkeys(RESOLUTION_REMINDERS, remind),
}
