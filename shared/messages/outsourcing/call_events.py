"""
What is told of calls, for the board that everybody reads: never who asks or who proposes, and nothing of what they
propose. A call is of a whole tenant, so it stands in no stream.
"""

from datetime import datetime

from shared.messages.declare import Event, Fen, ForOrganisation, Id, Public, Text, event
from shared.messages.outsourcing.calls import CallNotice


@event("call.published", subject="call_id")
class CallPublished(Event):
    """Social organisations are called on to propose projects; what there is for them is reserved (fen)."""

    call_id: Id
    notice: CallNotice
    total_minor: Fen
    first_call_id: Id | None
    published_at: datetime


@event("call.amended", subject="call_id")
class CallAmended(Event):
    """A published call has changed. notice: all of it, as it is now. changed: the names of what has changed."""

    call_id: Id
    amendment_id: Id
    number: int
    reason: Text
    changed: list[str]
    notice: CallNotice
    total_minor: Fen
    amended_at: datetime


@event("enquiry.answered", subject="enquiry_id")
class EnquiryAnswered(Event):
    """The department has answered what an organisation wanted to know of a call; who it is, is told to itself alone."""

    enquiry_id: Public[Id]
    call_id: Public[Id]
    question: Public[Text]
    answer: Public[Text]
    answered_at: Public[datetime]
    social_organisation_id: ForOrganisation[Id]


@event("call.cancelled", subject="call_id")
class CallCancelled(Event):
    """A call was called off; its money is free again."""

    call_id: Id
    reason: Text


@event("call.failed", subject="call_id")
class CallUnsuccessful(Event):
    """A call came to nothing; its money is free again."""

    call_id: Id


@event("proposals.opened", subject="call_id")
class ProposalsOpened(Event):
    """The deadline is over, and the proposals of a call were opened. count: how many there are."""

    call_id: Id
    count: int
    opened_at: datetime
