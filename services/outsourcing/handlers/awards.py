"""Awards in their public notice, until their contract is signed or they fall away."""

from collections.abc import Callable, Mapping

from services.outsourcing.handlers.awarding import award_next, end_award, settle_call
from services.outsourcing.model.awards import NOTICE_ENDS, SIGNING_ENDS, Award
from services.outsourcing.model.calls import Call
from services.outsourcing.repository import OutsourcingUnitOfWork
from services.outsourcing.schemas.awards import award_shape
from shared.errors import Conflict, Forbidden
from shared.messages.declare import Command
from shared.messages.outsourcing import awards as messages
from shared.messages.outsourcing.award_states import AWARD_STATES
from shared.messages.outsourcing.calls import CancelCall
from shared.service import Handler

NOT_SIGNED = "逾期未签订协议"


def cancel_award(command: messages.CancelAward, uow: OutsourcingUnitOfWork) -> messages.Award:
    """
    Take an award back for a reason: the next in rank that fits has one instead; with nobody left the call is concluded.

    Raises:
        NotFound: `award.unknown`.
        Forbidden: `access.denied`, not the department.
        PreconditionFailed: `precondition.failed`.
        Conflict: `award.not_in_step`.

    Publishes:
        AwardCancelled; AwardNoticed, of the next one; or CallConcluded.
    """
    award = uow.awards.get(command.award_id)
    if not uow.has_oversight:
        raise Forbidden("access.denied")
    uow.expect(award.version)
    uow.record(award.cancel(messages.CancelAward, command.reason, uow.now))
    uow.reason = command.reason
    pass_on(messages.CancelAward, award, command.reason, uow)
    return award_shape(award, uow)


def decline_award(command: messages.DeclineAward, uow: OutsourcingUnitOfWork) -> messages.Award:
    """
    Have the organisation not take up its award; it goes on as with `cancel_award`.

    Raises:
        NotFound: `award.unknown`.
        Forbidden: `award.not_yours`.
        PreconditionFailed: `precondition.failed`.
        Conflict: `award.not_in_step`.

    Publishes:
        AwardDeclined; AwardNoticed, of the next one; or CallConcluded.
    """
    award = uow.awards.get(command.award_id)
    if not uow.is_organisation(award.organisation_id):
        raise Forbidden("award.not_yours")
    uow.expect(award.version)
    uow.record(award.decline(command.reason, uow.now))
    uow.reason = command.reason
    pass_on(messages.DeclineAward, award, command.reason, uow)
    return award_shape(award, uow)


def end_notice(command: messages.EndNotice, uow: OutsourcingUnitOfWork) -> messages.Award:
    """
    The public notice is over: without an open objection the award is active; else the last answer makes it so.

    Raises:
        NotFound: `award.unknown`.
        Forbidden: `access.denied`, asked for by somebody else than the timer.
        Conflict: `award.not_in_step`; `award.not_due`.

    Publishes:
        AwardActivated.
    """
    uow.check_timer()
    award = uow.awards.get(command.award_id)
    AWARD_STATES.follow(messages.EndNotice, award.state, "active")
    if uow.now < award.notice_ends_at:
        raise Conflict("award.not_due")
    uow.subject = award.subject
    activate_if_over(messages.EndNotice, award, uow)
    return award_shape(award, uow)


def lapse_award(command: messages.LapseAward, uow: OutsourcingUnitOfWork) -> messages.Award:
    """
    No contract was signed in time; it goes on as with `cancel_award`.

    Raises:
        NotFound: `award.unknown`.
        Forbidden: `access.denied`, asked for by somebody else than the timer.
        Conflict: `award.not_in_step`; `award.not_due`.

    Publishes:
        AwardLapsed; AwardNoticed, of the next one; or CallConcluded.
    """
    uow.check_timer()
    award = uow.awards.get(command.award_id)
    uow.record(award.lapse(uow.now))
    pass_on(messages.LapseAward, award, NOT_SIGNED, uow)
    return award_shape(award, uow)


def activate_if_over(command: type[Command], award: Award, uow: OutsourcingUnitOfWork) -> None:
    """
    Let an award be active, where its notice is over and no objection is open.

    Publishes:
        AwardActivated.
    """
    uow.session.flush()
    activated = award.end_notice(
        command,
        uow.now,
        signing_days=uow.calls.get(award.call_id).signing_days,
        has_objections=bool(uow.objections.open_of(award.id)),
    )
    if activated:
        uow.record(activated)
        uow.schedule(award.subject, award.schedule())


def pass_on(command: type[Command], award: Award, reason: str, uow: OutsourcingUnitOfWork) -> None:
    """An award has fallen away: let the next in rank have one, or conclude the call."""
    call = uow.calls.get(award.call_id)
    end_award(command, award, reason, uow)
    award_next(command, call, uow)
    settle_call(command, call, uow)


def cancel_awards_of(call: Call, reason: str, uow: OutsourcingUnitOfWork) -> None:
    """
    A call was cancelled: its awards are taken back.

    Raises:
        Conflict: `call.award_signed`, a contract was signed.

    Publishes:
        AwardCancelled, for each.
    """
    for award in uow.awards.live_of(call.id):
        if award.state == "signed":
            raise Conflict("call.award_signed")
        uow.record(award.cancel(CancelCall, reason, uow.now))
        end_award(CancelCall, award, reason, uow)


def ending_notice(award_id: str) -> Command:
    return messages.EndNotice(award_id=award_id)


def lapsing(award_id: str) -> Command:
    return messages.LapseAward(award_id=award_id)


COMMANDS: Mapping[type[Command], Handler] = {
    messages.CancelAward: cancel_award,
    messages.DeclineAward: decline_award,
    messages.EndNotice: end_notice,
    messages.LapseAward: lapse_award,
}
DEADLINES: Mapping[str, Callable[[str], Command]] = {NOTICE_ENDS: ending_notice, SIGNING_ENDS: lapsing}
