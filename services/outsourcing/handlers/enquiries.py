"""Enquiries about calls: asked by organisations, answered by the department."""

from collections.abc import Mapping

from services.outsourcing.model.enquiries import Enquiry
from services.outsourcing.repository import OutsourcingUnitOfWork
from services.outsourcing.schemas.calls import enquiry_shape
from shared.errors import Conflict, Forbidden
from shared.ids import new_id
from shared.messages.declare import Command
from shared.messages.outsourcing import enquiries as messages
from shared.messages.outsourcing.call_states import CALL_STATES
from shared.service import Handler


def ask_enquiry(command: messages.AskEnquiry, uow: OutsourcingUnitOfWork) -> messages.Enquiry:
    """
    Have the acting organisation ask something about a call.

    Raises:
        NotFound: `call.unknown`; `organisation.unknown`.
        Forbidden: `access.denied`, no social organisation.
        Conflict: `call.not_in_step`; `enquiry.too_late`, the call takes none any more.
    """
    call = uow.calls.get_published(command.call_id)
    if uow.actor.role != "organisation" or uow.actor.organisation_id is None:
        raise Forbidden("access.denied")
    CALL_STATES.follow(messages.AskEnquiry, call.state)
    if uow.now >= call.enquiries_until:
        raise Conflict("enquiry.too_late")
    enquiry = Enquiry(
        id=new_id(),
        tenant_id=uow.tenant_id,
        call_id=call.id,
        organisation_id=uow.organisations.get(uow.actor.organisation_id).id,
        question=command.question,
        state="asked",
        asked_at=uow.now,
    )
    uow.session.add(enquiry)
    uow.subject = enquiry.subject
    return enquiry_shape(enquiry, uow)


def answer_enquiry(command: messages.AnswerEnquiry, uow: OutsourcingUnitOfWork) -> messages.Enquiry:
    """
    Answer an enquiry, for everybody to read.

    Raises:
        NotFound: `enquiry.unknown`.
        Forbidden: `access.denied`, not the department.
        PreconditionFailed: `precondition.failed`.
        Conflict: `call.not_in_step`; `call.proposals_over`; `enquiry.not_in_step`.

    Publishes:
        EnquiryAnswered.
    """
    enquiry = uow.enquiries.get(command.enquiry_id)
    if not uow.has_oversight:
        raise Forbidden("access.denied")
    uow.expect(enquiry.version)
    uow.calls.get(enquiry.call_id).check_open(messages.AnswerEnquiry, uow.now)
    uow.record(enquiry.give(command.answer, uow.now))
    return enquiry_shape(enquiry, uow)


COMMANDS: Mapping[type[Command], Handler] = {
    messages.AskEnquiry: ask_enquiry,
    messages.AnswerEnquiry: answer_enquiry,
}
