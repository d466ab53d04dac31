"""What the documentation shows of calls for proposals."""

from gateway import town_calls as town
from gateway.examples.parts import Part
from shared.messages import board_calls
from shared.messages.outsourcing import calls, enquiries
from shared.messages.wire import as_json

DRAFT = {name: as_json(value) for name, value in town.WRITTEN.items()}

PART = Part(
    requests={
        calls.DraftCall: DRAFT,
        calls.EditCall: DRAFT | {"projects_sought": town.REWRITTEN.projects_sought},
        calls.AmendCall: {
            "reason": town.AMENDMENT_REASON,
            "proposals_until": as_json(town.AMENDED.proposals_until),
        },
        calls.CancelCall: {"reason": town.CANCELLED.reason},
        enquiries.AskEnquiry: {"question": town.ASKED.question},
        enquiries.AnswerEnquiry: {"answer": town.ANSWER},
    },
    answers={
        "POST /v1/calls": town.DRAFT,
        "PUT /v1/calls/{call_id}": town.REWRITTEN,
        "POST /v1/calls/{call_id}/discarding": town.DISCARDED,
        "POST /v1/calls/{call_id}/publication": town.PUBLISHED,
        "POST /v1/calls/{call_id}/amendments": town.AMENDED,
        "POST /v1/calls/{call_id}/cancellation": town.CANCELLED,
        "POST /v1/calls/{call_id}/repetition": town.REPEATED,
        "GET /v1/calls": calls.CallPage(items=[town.AMENDED], next=None),
        "GET /v1/calls/{call_id}": town.AMENDED,
        "GET /v1/calls/{call_id}/amendments": calls.CallAmendmentPage(items=[town.AMENDMENT], next=None),
        "GET /v1/calls/{call_id}/schedule": town.SCHEDULE,
        "POST /v1/calls/{call_id}/enquiries": town.ASKED,
        "GET /v1/calls/{call_id}/enquiries": enquiries.EnquiryPage(items=[town.ANSWERED], next=None),
        "POST /v1/enquiries/{enquiry_id}/answer": town.ANSWERED,
        "GET /v1/board/calls": board_calls.BoardCallPage(items=[town.BOARD_CALL], next=None),
        "GET /v1/board/calls/{call_id}": town.SHOWN_CALL,
    },
    path_ids={"call_id": town.CALL_ID, "enquiry_id": town.ENQUIRY_ID},
    faults={
        "call.unfit": ("#/enquiries_until", "call.enquiries_too_long", "Not before the deadline of proposals."),
    },
)
