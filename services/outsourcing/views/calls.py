"""Calls as they are shown and listed, with their amendments, deadlines and enquiries."""

from collections.abc import Mapping

from sqlalchemy import or_

from services.outsourcing.model.call_parts import CallAmendment
from services.outsourcing.model.calls import Call
from services.outsourcing.model.enquiries import Enquiry
from services.outsourcing.repository import OutsourcingUnitOfWork
from services.outsourcing.schemas.calls import amendment_shape, call_shape, enquiry_shape, schedule_shape
from shared.messages.declare import Query
from shared.messages.outsourcing import calls as messages, enquiries
from shared.paging import read_page
from shared.service import Handler


def show_call(query: messages.ShowCall, uow: OutsourcingUnitOfWork) -> messages.Call:
    """
    Raises:
        NotFound: `call.unknown`, or a draft, which the department alone sees.
    """
    return call_shape(_get_seen(query.call_id, uow), uow)


def list_calls(query: messages.ListCalls, uow: OutsourcingUnitOfWork) -> messages.CallPage:
    """Drafts are for the department alone."""
    rows = uow.calls.listed(with_drafts=uow.has_oversight)
    if query.state is not None:
        rows = rows.where(Call.state == query.state)
    if query.field is not None:
        rows = uow.calls.about(rows, query.field)
    if query.closes_after is not None:
        rows = rows.where(Call.proposals_until > query.closes_after)
    if query.closes_before is not None:
        rows = rows.where(Call.proposals_until < query.closes_before)
    items, following = read_page(
        uow.session,
        rows,
        Call.id,
        after=query.after,
        limit=query.limit,
        order=query.order,
        soonest=Call.proposals_until,
    )
    return messages.CallPage(items=[call_shape(one, uow) for one in items], next=following)


def list_amendments(query: messages.ListCallAmendments, uow: OutsourcingUnitOfWork) -> messages.CallAmendmentPage:
    """
    Raises:
        NotFound: `call.unknown`.
    """
    rows = uow.calls.amendments_of(_get_seen(query.call_id, uow).id)
    items, following = read_page(
        uow.session, rows, CallAmendment.id, after=query.after, limit=query.limit, order=query.order
    )
    return messages.CallAmendmentPage(items=[amendment_shape(one, uow) for one in items], next=following)


def show_schedule(query: messages.ShowCallSchedule, uow: OutsourcingUnitOfWork) -> messages.CallSchedule:
    """
    Raises:
        NotFound: `call.unknown`.
    """
    return schedule_shape(_get_seen(query.call_id, uow), uow.now)


def list_enquiries(query: enquiries.ListEnquiries, uow: OutsourcingUnitOfWork) -> enquiries.EnquiryPage:
    """
    Those that are answered for all; the others for the department and for who has asked.

    Raises:
        NotFound: `call.unknown`.
    """
    rows = uow.enquiries.of_call(_get_seen(query.call_id, uow).id)
    if not uow.has_oversight:
        is_own = Enquiry.organisation_id == (uow.actor.organisation_id if uow.actor.role == "organisation" else None)
        rows = rows.where(or_(Enquiry.state == "answered", is_own))
    if query.state is not None:
        rows = rows.where(Enquiry.state == query.state)
    items, following = read_page(uow.session, rows, Enquiry.id, after=query.after, limit=query.limit, order=query.order)
    return enquiries.EnquiryPage(items=[enquiry_shape(one, uow) for one in items], next=following)


def _get_seen(call_id: str, uow: OutsourcingUnitOfWork) -> Call:
    return uow.calls.get(call_id) if uow.has_oversight else uow.calls.get_published(call_id)


QUERIES: Mapping[type[Query], Handler] = {
    messages.ShowCall: show_call,
    messages.ListCalls: list_calls,
    messages.ListCallAmendments: list_amendments,
    messages.ShowCallSchedule: show_schedule,
    enquiries.ListEnquiries: list_enquiries,
}
