"""Milestones: submitted by the organisation, and reminded of until they are."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from services.outsourcing.handlers.file_keeping import FileRules, keep_file
from services.outsourcing.model.files import File
from services.outsourcing.model.milestones import REMINDER, TO_COME, Milestone
from services.outsourcing.repository import OutsourcingUnitOfWork
from services.outsourcing.schemas.files import file_shape
from services.outsourcing.schemas.milestones import milestone_shape
from shared.errors import Conflict, Forbidden
from shared.ids import new_id
from shared.messages.declare import Command
from shared.messages.outsourcing import milestones as messages
from shared.messages.outsourcing.files import AttachedFile, FileType
from shared.messages.outsourcing.milestone_states import MILESTONE_STATES
from shared.service import Handler

MOST_FILES = 20


@dataclass(frozen=True)
class Sent:
    """A file as `keep_file` takes it."""

    name: str
    media_type: FileType
    content: str
    purpose: str = "deliverable"


def attach_deliverable(command: messages.AttachDeliverable, uow: OutsourcingUnitOfWork) -> AttachedFile:
    """
    Keep a file of what will be submitted.

    Raises:
        NotFound: `milestone.unknown`.
        Forbidden: `milestone.not_yours`.
        Conflict: `milestone.not_in_step`; `file.too_many`.
    """
    milestone = _get_own(command.milestone_id, uow)
    MILESTONE_STATES.follow(messages.AttachDeliverable, milestone.state)
    sent = Sent(command.name, command.media_type, command.content)
    file = keep_file(sent, uow, owner_kind="deliverable", owner_id=milestone.id, most=MOST_FILES)
    return file_shape(file, uow.cipher)


def submit_milestone(command: messages.SubmitMilestone, uow: OutsourcingUnitOfWork) -> messages.Milestone:
    """
    Say that a milestone is reached: the community judges it, and residents rate it where the contract asks for that.

    Raises:
        NotFound: `milestone.unknown`.
        Forbidden: `milestone.not_yours`.
        PreconditionFailed: `precondition.failed`.
        Conflict: `milestone.not_in_step`; `milestone.earlier_open`, naming those before it that aren't submitted.

    Publishes:
        MilestoneSubmitted.
    """
    milestone = _get_own(command.milestone_id, uow)
    uow.expect(milestone.version)
    MILESTONE_STATES.follow(messages.SubmitMilestone, milestone.state)
    others = [one for one in uow.milestones.open_of(milestone.contract_id) if one.state in TO_COME]
    if earlier := [one.id for one in others if one.position < milestone.position]:
        raise Conflict("milestone.earlier_open", f"Milestones: {', '.join(earlier)}.")
    uow.record(milestone.submit(command.note, new_id() if milestone.acceptance else None, uow.now))
    uow.subject = milestone.subject
    uow.schedule(milestone.subject, milestone.schedule(uow.now))
    return milestone_shape(milestone, uow.now)


def remind_of_milestone(command: messages.RemindOfMilestone, uow: OutsourcingUnitOfWork) -> messages.Milestone:
    """
    Remind the organisation of what isn't submitted.

    Raises:
        NotFound: `milestone.unknown`.
        Forbidden: `access.denied`, asked for by somebody else than the timer.
        Conflict: `milestone.not_in_step`; `milestone.reminder_not_due`.

    Publishes:
        MilestoneDue.
    """
    uow.check_timer()
    milestone = uow.milestones.get(command.milestone_id)
    is_overdue_now = milestone.is_overdue(uow.now) and not milestone.was_overdue
    uow.record(milestone.remind(uow.now))
    if is_overdue_now:
        uow.track_records.add(
            milestone.organisation_id,
            "milestone_overdue",
            call_id=milestone.call_id,
            project_id=milestone.project_id,
            note=milestone.name,
        )
    uow.subject = milestone.subject
    uow.schedule(milestone.subject, milestone.schedule(uow.now))
    return milestone_shape(milestone, uow.now)


def check_may_read(file: File, uow: OutsourcingUnitOfWork) -> None:
    """
    Raises:
        Forbidden: `file.not_yours`, neither a side of the contract nor the community.
    """
    if not uow.may_read(uow.projects.get(uow.milestones.get(file.owner_id).project_id)):
        raise Forbidden("file.not_yours")


def check_may_remove(file: File, uow: OutsourcingUnitOfWork) -> None:
    """
    Raises:
        Forbidden: `file.not_yours`.
        Conflict: `file.needed`, it is submitted.
    """
    milestone = uow.milestones.get(file.owner_id)
    if not uow.is_organisation(milestone.organisation_id):
        raise Forbidden("file.not_yours")
    is_submitted = milestone.submitted_at is not None and file.attached_at <= milestone.submitted_at
    if milestone.state not in TO_COME or is_submitted:
        raise Conflict("file.needed")


def _get_own(milestone_id: str, uow: OutsourcingUnitOfWork) -> Milestone:
    milestone = uow.milestones.get(milestone_id)
    if not uow.is_organisation(milestone.organisation_id):
        raise Forbidden("milestone.not_yours")
    return milestone


def reminding(milestone_id: str) -> Command:
    return messages.RemindOfMilestone(milestone_id=milestone_id)


RULES = FileRules(may_read=check_may_read, may_remove=check_may_remove)
COMMANDS: Mapping[type[Command], Handler] = {
    messages.AttachDeliverable: attach_deliverable,
    messages.SubmitMilestone: submit_milestone,
    messages.RemindOfMilestone: remind_of_milestone,
}
DEADLINES: Mapping[str, Callable[[str], Command]] = {REMINDER: reminding}
