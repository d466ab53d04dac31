"""Calls for proposals, and enquiries about them."""

from gateway.route import Route
from shared.messages.outsourcing import calls as m, enquiries as e

CALLS = "Calls"
UNKNOWN = {404: ("call.unknown",)}
IN_STEP = UNKNOWN | {409: ("call.not_in_step",)}
UNFIT = {422: ("call.unfit",)}
MONEY = ("budget.not_enough", "budget.closed")

RUNNING = (
    Route(
        "POST",
        "/v1/calls",
        m.DraftCall,
        summary="Draft a call for proposals.",
        status=201,
        answer=m.Call,
        location="/v1/calls/{id}",
        errors=UNFIT,
        tag=CALLS,
    ),
    Route(
        "PUT",
        "/v1/calls/{call_id}",
        m.EditCall,
        summary="Write a draft anew, as a whole.",
        answer=m.Call,
        needs_if_match=True,
        errors=IN_STEP | UNFIT,
        tag=CALLS,
    ),
    Route(
        "POST",
        "/v1/calls/{call_id}/discarding",
        m.DiscardCall,
        summary="Discard a draft.",
        answer=m.Call,
        heeds_if_match=True,
        errors=IN_STEP,
        tag=CALLS,
    ),
    Route(
        "POST",
        "/v1/calls/{call_id}/publication",
        m.PublishCall,
        summary="Publish a draft, and reserve its money.",
        answer=m.Call,
        heeds_if_match=True,
        errors={404: ("call.unknown",), 409: ("call.not_in_step", *MONEY), 422: ("call.unfit",)},
        tag=CALLS,
    ),
    Route(
        "POST",
        "/v1/calls/{call_id}/amendments",
        m.AmendCall,
        summary="Amend a published call, for a reason.",
        answer=m.Call,
        needs_if_match=True,
        errors={
            404: ("call.unknown",),
            409: ("call.not_in_step", "call.proposals_over", *MONEY),
            422: ("call.unfit", "call.nothing_amended"),
        },
        tag=CALLS,
    ),
    Route(
        "POST",
        "/v1/calls/{call_id}/cancellation",
        m.CancelCall,
        summary="Call a call off, for a reason.",
        answer=m.Call,
        heeds_if_match=True,
        errors=IN_STEP | {409: ("call.not_in_step", "call.award_signed")},
        tag=CALLS,
    ),
    Route(
        "POST",
        "/v1/calls/{call_id}/repetition",
        m.RepeatCall,
        summary="Draft again a call that came to nothing.",
        status=201,
        answer=m.Call,
        location="/v1/calls/{id}",
        heeds_if_match=True,
        errors=IN_STEP | UNFIT,
        tag=CALLS,
    ),
)
READING = (
    Route("GET", "/v1/calls", m.ListCalls, summary="List calls for proposals.", answer=m.CallPage, tag=CALLS),
    Route(
        "GET",
        "/v1/calls/{call_id}",
        m.ShowCall,
        summary="Show a call for proposals.",
        answer=m.Call,
        errors=UNKNOWN,
        tag=CALLS,
    ),
    Route(
        "GET",
        "/v1/calls/{call_id}/amendments",
        m.ListCallAmendments,
        summary="List how a call was amended.",
        answer=m.CallAmendmentPage,
        errors=UNKNOWN,
        tag=CALLS,
    ),
    Route(
        "GET",
        "/v1/calls/{call_id}/schedule",
        m.ShowCallSchedule,
        summary="Show the deadlines of a call.",
        answer=m.CallSchedule,
        errors=UNKNOWN,
        tag=CALLS,
    ),
)
ENQUIRIES = (
    Route(
        "POST",
        "/v1/calls/{call_id}/enquiries",
        e.AskEnquiry,
        summary="Ask something about a call.",
        status=201,
        answer=e.Enquiry,
        errors={
            404: ("call.unknown", "organisation.unknown"),
            409: ("call.not_in_step", "enquiry.too_late"),
        },
        tag=CALLS,
    ),
    Route(
        "GET",
        "/v1/calls/{call_id}/enquiries",
        e.ListEnquiries,
        summary="List what was asked about a call.",
        answer=e.EnquiryPage,
        errors=UNKNOWN,
        tag=CALLS,
    ),
    Route(
        "POST",
        "/v1/enquiries/{enquiry_id}/answer",
        e.AnswerEnquiry,
        summary="Answer an enquiry, for everybody to read.",
        answer=e.Enquiry,
        heeds_if_match=True,
        errors={
            404: ("enquiry.unknown",),
            409: ("call.not_in_step", "call.proposals_over", "enquiry.not_in_step"),
        },
        tag=CALLS,
    ),
)
ROUTES = (*RUNNING, *READING, *ENQUIRIES)
