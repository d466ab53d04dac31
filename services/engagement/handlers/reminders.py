"""Members are reminded of what they have promised."""

from collections.abc import Callable, Mapping

from services.engagement.model import REMINDERS, STEPS
from services.engagement.repository import EngagementUnitOfWork
from services.engagement.schemas import claim_shape
from shared.messages import engagement as messages
from shared.messages.declare import Command
from shared.service import Handler


def remind_of_commitment(command: messages.RemindOfCommitment, uow: EngagementUnitOfWork) -> messages.Claim:
    """
    Remind a member of a public commitment; nothing, where the timer is so late that the next reminder is due too.

    Raises:
        NotFound: `claim.unknown`.
        Forbidden: `access.denied`, asked for by somebody else than the timer.
        Conflict: as `Claim.remind`.

    Publishes:
        CommitmentDueSoon.
    """
    uow.check_timer()
    claim = uow.claims.get(command.claim_id)
    uow.subject = claim.subject
    if told := claim.remind(command.days_left, uow.now):
        uow.record(told)
        uow.keep_step(STEPS[command.days_left], claim.wish_id, claim.id, due_at=claim.due_at)
    return claim_shape(claim)


def _late_reminder(days_left: int) -> Callable[[str], Command]:
    return lambda claim_id: messages.RemindOfCommitment(claim_id=claim_id, days_left=days_left)


LATE_REMINDERS = {kind: _late_reminder(one.days_left) for kind, one in REMINDERS.items()}


COMMANDS: Mapping[type[Command], Handler] = {
    messages.RemindOfCommitment: remind_of_commitment,
}
DEADLINES: Mapping[str, Callable[[str], Command]] = {
    **LATE_REMINDERS,
}
