"""What is answered to what chance has drawn, and how all of it is brought to its end."""

from typing import Any

from gateway.openapi_answers import errors_of
from gateway.routes import ROUTES
from services.outsourcing.model.awards import UNDER_WAY, Award
from services.outsourcing.model.contracts import Contract
from services.outsourcing.model.milestones import Milestone
from services.outsourcing.model.payments import Payment
from shared.messages.outsourcing.awards import EndNotice, LapseAward
from shared.reactor import is_worth_retrying
from tests.services.outsourcing.books import check_books
from tests.services.outsourcing.fortunes import (
    WHOLE,
    Fortune,
    Sent,
    approve,
    cancel_award,
    record,
    request,
    terminate,
)

TRIES = 4
OF_TIMER = {EndNotice: {"award.not_in_step", "award.not_due"}, LapseAward: {"award.not_in_step", "award.not_due"}}


def known_codes(kind: Any) -> set[str]:
    """What its routes are documented to answer; of the timer's commands, what they say themselves."""
    if kind in OF_TIMER:
        return OF_TIMER[kind]
    return {code for route in ROUTES if route.message is kind for codes in errors_of(route).values() for code in codes}


def check_answer(message: Any, reply: Any) -> None:
    if reply.refusal is None:
        return
    assert reply.refusal["code"] in known_codes(type(message)), (message, reply.refusal)
    assert reply.refusal["status"] < 500, (message, reply.refusal)
    assert reply.refusal["code"] != "state.contended", message


def carry_out(fortune: Fortune, sent: Sent | None) -> str:
    """What is answered; what is told is told again where others came in between, as a consumer does it."""
    if sent is None:
        return "nothing"
    message, actor = sent
    if actor is None:
        return _tell(fortune, message)
    reply = fortune.harness.reply(message, actor)
    check_answer(message, reply)
    return str(reply.refusal["code"]) if reply.refusal else "done"


def _tell(fortune: Fortune, event: Any) -> str:
    for _ in range(TRIES):
        try:
            fortune.harness.tell(event)
        except Exception as error:
            if not is_worth_retrying(error):
                raise
        else:
            return "told"
    raise AssertionError("told in vain")


def close_all(fortune: Fortune) -> None:
    """Have nothing be under way any more: what is accepted is paid, all else is ended."""
    for contract in fortune.books().of(Contract, state="active"):
        fortune.harness.send(*terminate(fortune, contract, 0))
    while live := [one for one in fortune.books().rows[Award] if one.state in UNDER_WAY]:
        fortune.harness.send(*cancel_award(fortune, live[0], 0))
    for milestone in fortune.books().rows[Milestone]:
        if fortune.books().asked(milestone) < milestone.accepted_minor:
            fortune.harness.send(*request(fortune, milestone, WHOLE))
    for payment in fortune.books().of(Payment, state="requested"):
        fortune.harness.send(*approve(fortune, payment, 0))
    for payment in fortune.books().of(Payment, state="approved"):
        fortune.harness.send(*record(fortune, payment, 0))


def check_closed(fortune: Fortune) -> None:
    """All is free again, but for what was paid."""
    books = check_books(fortune.harness, fortune.call["id"])
    stages = {stage for (*_, stage), total in books.sums.items() if total}

    assert stages <= {"outside", "available", "paid"}, stages
    assert books.call.state in ("concluded", "unsuccessful", "cancelled")
