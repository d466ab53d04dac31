"""Enquiries about calls: asked by organisations, answered by the department, read by all without who has asked."""

from datetime import datetime
from typing import Literal

from shared.messages.declare import Command, Id, Query, Shape, Text, command, query, shape
from shared.messages.paging import Cursor, Limit, Order
from shared.states import Machine, step

EnquiryState = Literal["asked", "answered"]


@shape
class Enquiry(Shape):
    """
    What somebody wanted to know of a call, and the answer. is_yours: the caller's organisation has asked; nobody else
    is told who has.
    """

    id: Id
    call_id: Id
    question: str
    state: EnquiryState
    answer: str | None
    is_yours: bool
    asked_at: datetime
    answered_at: datetime | None
    version: int


@shape
class EnquiryPage(Shape):
    items: list[Enquiry]
    next: str | None


@command("enquiry.ask")
class AskEnquiry(Command):
    """By a social organisation, while the call takes enquiries."""

    call_id: Id
    question: Text


@command("enquiry.answer")
class AnswerEnquiry(Command):
    """Once, until the deadline of proposals; everybody reads it."""

    enquiry_id: Id
    answer: Text


@query("enquiries.list")
class ListEnquiries(Query):
    """Those that are answered; the others are for the department and for who has asked."""

    call_id: Id
    state: EnquiryState | None = None
    order: Order = "oldest_first"
    after: Cursor | None = None
    limit: Limit = 50


ENQUIRY_STATES = Machine(
    "enquiry",
    {"asked": "the department hasn't answered yet", "answered": "the answer is there for everybody"},
    begins=["asked"],
    steps=[step(AnswerEnquiry, "asked", "answered")],
)
