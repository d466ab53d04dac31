"""
What outsourcing's commands and the events of the other services do, and which deadline stands for which command.

Each module says it of its own at its end; which rows commands begin with is said here, for it is about all of them.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from services.outsourcing.handlers import call_amendments, calls, enquiries, known, projects
from services.outsourcing.model.call_parts import CallProject
from services.outsourcing.model.calls import Call
from services.outsourcing.model.enquiries import Enquiry
from services.outsourcing.model.projects import Project
from shared.messages import outsourcing as messages
from shared.messages.declare import Command, Event
from shared.service import Handler, Held

COMMANDS: Mapping[type[Command], Handler] = {
    **call_amendments.COMMANDS,
    **calls.COMMANDS,
    **enquiries.COMMANDS,
    **projects.COMMANDS,
}
REACTIONS: Mapping[type[Event], Handler] = {**known.REACTIONS}
DEADLINES: Mapping[str, Callable[[str], Command]] = {**calls.DEADLINES}
CALL = ("call_id", Held(Call))
PROJECTS_OF_CALL = (
    "call_id",
    Held(Project, lambda ids: select(CallProject.project_id).where(CallProject.call_id.in_(ids))),
)
CALL_OF_ENQUIRY = ("enquiry_id", Held(Call, lambda ids: select(Enquiry.call_id).where(Enquiry.id.in_(ids))))
LOADS: Mapping[type[Command], Sequence[tuple[str, Any]]] = {
    messages.calls.EditCall: (CALL,),
    messages.calls.DiscardCall: (CALL,),
    messages.calls.PublishCall: (CALL, PROJECTS_OF_CALL),
    messages.calls.AmendCall: (CALL, PROJECTS_OF_CALL, ("project_ids", Held(Project))),
    messages.calls.CancelCall: (CALL, PROJECTS_OF_CALL),
    messages.calls.OpenProposals: (CALL, PROJECTS_OF_CALL),
    messages.enquiries.AskEnquiry: (CALL,),
    messages.enquiries.AnswerEnquiry: (CALL_OF_ENQUIRY,),
}
