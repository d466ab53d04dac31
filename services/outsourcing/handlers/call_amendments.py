"""Published calls are amended: with a reason, and in public."""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from services.outsourcing.handlers.call_checks import check_all
from services.outsourcing.handlers.call_money import change_money
from services.outsourcing.handlers.called_projects import follow_call
from services.outsourcing.handlers.calls import get_run
from services.outsourcing.handlers.proposals_of_call import unconfirm_proposals
from services.outsourcing.model.call_rules import tidy
from services.outsourcing.repository import OutsourcingUnitOfWork
from services.outsourcing.schemas.calls import call_shape
from shared.messages.declare import Command
from shared.messages.outsourcing import calls as messages
from shared.service import Handler


def amend_call(command: messages.AmendCall, uow: OutsourcingUnitOfWork) -> messages.Call:
    """
    Change a published call. More money is reserved and less is freed; who has proposed confirms it anew.

    Raises:
        NotFound: `call.unknown`.
        PreconditionFailed: `precondition.failed`.
        Conflict: `call.not_in_step`; `call.proposals_over`; `budget.not_enough`, naming the budget.
        Invalid: `call.unfit`, with all that doesn't fit together; `call.nothing_amended`.

    Publishes:
        CallAmended; ProjectCalled and ProjectFreed, of those that it wants now and of those that it wants no more.
    """
    call = get_run(command.call_id, uow)
    call.check_open(messages.AmendCall, uow.now)
    before = call.terms
    after = tidy(replace(before, **_given(command)))
    check_all(after, uow, before)
    amendment, amended = call.amend(after, command.reason, uow.now)
    change_money(call, before.fundings, uow)
    uow.session.add(amendment)
    uow.reason = command.reason
    uow.record(amended)
    follow_call(messages.AmendCall, call, sorted(set(before.project_ids) ^ set(after.project_ids)), uow)
    unconfirm_proposals(call, uow)
    uow.schedule(call.subject, call.schedule())
    return call_shape(call, uow)


def _given(command: messages.AmendCall) -> dict[str, Any]:
    found = {one.name: getattr(command, one.name) for one in fields(messages.CallPart)}
    return {name: value for name, value in found.items() if value is not None}


COMMANDS: Mapping[type[Command], Handler] = {messages.AmendCall: amend_call}
