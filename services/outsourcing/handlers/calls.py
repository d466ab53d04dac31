"""Calls as they are written, published, and opened when their time is over."""

from collections.abc import Callable, Mapping
from dataclasses import fields

from services.outsourcing.handlers.awards import cancel_awards_of
from services.outsourcing.handlers.call_checks import check_all, check_named
from services.outsourcing.handlers.call_money import free_money, reserve_money
from services.outsourcing.handlers.called_projects import follow_call, let_go
from services.outsourcing.handlers.proposals_of_call import open_proposals_of, void_proposals
from services.outsourcing.model.calls import PROPOSALS_END, Call
from services.outsourcing.repository import OutsourcingUnitOfWork
from services.outsourcing.schemas.calls import call_shape
from shared.errors import Forbidden
from shared.ids import new_id
from shared.messages.declare import Command
from shared.messages.outsourcing import calls as messages
from shared.messages.outsourcing.call_states import CALL_STATES
from shared.service import Handler


def draft_call(command: messages.DraftCall, uow: OutsourcingUnitOfWork) -> messages.Call:
    """
    Write a call, for the department alone.

    Raises:
        Forbidden: `access.denied`, not the department.
        Invalid: `call.unfit`, as `check_named`.
    """
    if not uow.has_oversight:
        raise Forbidden("access.denied")
    return call_shape(_add(_terms(command), None, uow), uow)


def edit_call(command: messages.EditCall, uow: OutsourcingUnitOfWork) -> messages.Call:
    """
    Write a draft anew.

    Raises:
        NotFound: `call.unknown`.
        PreconditionFailed: `precondition.failed`.
        Conflict: `call.not_in_step`.
        Invalid: `call.unfit`, as `check_named`.
    """
    call = get_run(command.call_id, uow)
    CALL_STATES.follow(messages.EditCall, call.state)
    terms = _terms(command)
    check_named(terms, uow)
    call.rewrite(terms)
    return call_shape(call, uow)


def discard_call(command: messages.DiscardCall, uow: OutsourcingUnitOfWork) -> messages.Call:
    """
    Put a draft away, for good.

    Raises:
        NotFound, PreconditionFailed, Conflict: as `edit_call`.
    """
    call = get_run(command.call_id, uow)
    call.discard()
    return call_shape(call, uow)


def publish_call(command: messages.PublishCall, uow: OutsourcingUnitOfWork) -> messages.Call:
    """
    Open a call to proposals, and reserve its money: of all its budgets, or none of it happens.

    Raises:
        NotFound, PreconditionFailed, Conflict: as `edit_call`.
        Invalid: `call.unfit`, with all that doesn't fit together.
        Conflict: `budget.not_enough`, naming the budget.

    Publishes:
        CallPublished, ProjectCalled for each that it wants.
    """
    call = get_run(command.call_id, uow)
    CALL_STATES.follow(messages.PublishCall, call.state)
    check_all(call.terms, uow)
    reserve_money(call, uow)
    uow.record(call.publish(uow.now))
    follow_call(messages.PublishCall, call, call.project_ids, uow)
    uow.schedule(call.subject, call.schedule(), is_new=True)
    return call_shape(call, uow)


def cancel_call(command: messages.CancelCall, uow: OutsourcingUnitOfWork) -> messages.Call:
    """
    Call a call off: its money is free, its projects are planned again, and proposals have no object any more.

    Raises:
        NotFound, PreconditionFailed, Conflict: as `edit_call`.
        Conflict: `call.award_signed`, a contract was signed.

    Publishes:
        CallCancelled, ProjectFreed for each that it wanted, AwardCancelled for each award.
    """
    call = get_run(command.call_id, uow)
    uow.record(call.cancel(command.reason))
    uow.reason = command.reason
    void_proposals(call, command.reason, uow)
    cancel_awards_of(call, command.reason, uow)
    _let_go(messages.CancelCall, call, uow)
    return call_shape(call, uow)


def open_proposals(command: messages.OpenProposals, uow: OutsourcingUnitOfWork) -> messages.Call:
    """
    Close a call for proposals and open those that were made; without any it came to nothing.

    Raises:
        NotFound: `call.unknown`.
        Forbidden: `access.denied`, asked for by somebody else than the timer.
        Conflict: `call.not_in_step`; `call.not_due`, the deadline was put off.

    Publishes:
        ProposalsOpened; or CallUnsuccessful, with ProjectFreed for each project that it wanted.
    """
    uow.check_timer()
    call = uow.calls.get(command.call_id)
    call.check_due(uow.now)
    uow.subject = call.subject
    opened = open_proposals_of(call, uow)
    uow.record(call.open(opened, uow.now))
    if not opened:
        _let_go(messages.OpenProposals, call, uow)
    uow.schedule(call.subject, call.schedule())
    return call_shape(call, uow)


def repeat_call(command: messages.RepeatCall, uow: OutsourcingUnitOfWork) -> messages.Call:
    """
    Write a new draft with the terms of a call that came to nothing; its times are past, and are set anew.

    Raises:
        NotFound, PreconditionFailed, Conflict: as `edit_call`.
        Invalid: `call.unfit`, as `check_named`.
    """
    call = get_run(command.call_id, uow)
    CALL_STATES.follow(messages.RepeatCall, call.state)
    return call_shape(_add(call.terms, call.first_call_id or call.id, uow), uow)


def opening(call_id: str) -> Command:
    return messages.OpenProposals(call_id=call_id)


def get_run(call_id: str, uow: OutsourcingUnitOfWork) -> Call:
    """
    A call of the acting department, as the caller has read it; the log tells of it.

    Raises:
        NotFound: `call.unknown`.
        Forbidden: `access.denied`, not the department.
        PreconditionFailed: `precondition.failed`.
    """
    call = uow.calls.get(call_id)
    if not uow.has_oversight:
        raise Forbidden("access.denied")
    uow.expect(call.version)
    uow.subject = call.subject
    return call


def _terms(command: messages.CallTerms) -> messages.CallTerms:
    return messages.CallTerms(**{one.name: getattr(command, one.name) for one in fields(messages.CallTerms)})


def _add(terms: messages.CallTerms, first_call_id: str | None, uow: OutsourcingUnitOfWork) -> Call:
    check_named(terms, uow)
    call = Call(
        id=new_id(),
        tenant_id=uow.tenant_id,
        state="draft",
        amendments=0,
        first_call_id=first_call_id,
        drafted_at=uow.now,
    )
    call.write(terms)
    uow.session.add(call)
    uow.subject = call.subject
    return call


def _let_go(command: type[Command], call: Call, uow: OutsourcingUnitOfWork) -> None:
    """Free what was held for a call that comes to nothing."""
    free_money(call, uow)
    let_go(command, call, uow)
    uow.schedule(call.subject, call.schedule())


COMMANDS: Mapping[type[Command], Handler] = {
    messages.DraftCall: draft_call,
    messages.EditCall: edit_call,
    messages.DiscardCall: discard_call,
    messages.PublishCall: publish_call,
    messages.CancelCall: cancel_call,
    messages.OpenProposals: open_proposals,
    messages.RepeatCall: repeat_call,
}
DEADLINES: Mapping[str, Callable[[str], Command]] = {PROPOSALS_END: opening}
