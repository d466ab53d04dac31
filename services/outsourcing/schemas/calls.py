"""Calls, their amendments and enquiries about them as callers get them."""

from dataclasses import fields, replace
from datetime import datetime

from services.outsourcing.model.call_parts import CallAmendment
from services.outsourcing.model.calls import Call
from services.outsourcing.model.enquiries import Enquiry
from services.outsourcing.repository import OutsourcingUnitOfWork
from shared.messages.outsourcing import calls as messages, enquiries


def call_shape(call: Call, uow: OutsourcingUnitOfWork) -> messages.Call:
    """Whose money it is, is told to the department alone."""
    notice = call.notice
    return messages.Call(
        **{one.name: getattr(notice, one.name) for one in fields(notice)},
        id=call.id,
        state=call.state,
        fundings=call.given if uow.has_oversight else [],
        total_minor=call.total_minor,
        currency="CNY",
        reason=call.reason,
        first_call_id=call.first_call_id,
        amendments=call.amendments,
        proposals_opened=call.proposals_opened,
        drafted_at=call.drafted_at,
        published_at=call.published_at,
        version=call.version,
    )


def amendment_shape(row: CallAmendment, uow: OutsourcingUnitOfWork) -> messages.CallAmendment:
    before, after = row.before, row.after
    if not uow.has_oversight:
        before, after = replace(before, fundings=None), replace(after, fundings=None)
    return messages.CallAmendment(
        id=row.id,
        call_id=row.call_id,
        number=row.number,
        reason=row.reason,
        changed=row.changed,
        before=before,
        after=after,
        amended_at=row.amended_at,
    )


def schedule_shape(call: Call, now: datetime) -> messages.CallSchedule:
    dues = [messages.CallDeadline(kind=kind, due_at=due_at, is_past=due_at <= now) for kind, due_at in call.deadlines()]
    return messages.CallSchedule(items=dues)


def enquiry_shape(enquiry: Enquiry, uow: OutsourcingUnitOfWork) -> enquiries.Enquiry:
    return enquiries.Enquiry(
        id=enquiry.id,
        call_id=enquiry.call_id,
        question=enquiry.question,
        state=enquiry.state,
        answer=enquiry.answer,
        is_yours=uow.is_organisation(enquiry.organisation_id),
        asked_at=enquiry.asked_at,
        answered_at=enquiry.answered_at,
        version=enquiry.version,
    )
