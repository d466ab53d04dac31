"""How calls go on, and the planned projects that they want."""

from shared.messages.outsourcing.calls import (
    AmendCall,
    CancelCall,
    DiscardCall,
    EditCall,
    OpenProposals,
    PublishCall,
    RepeatCall,
)
from shared.messages.outsourcing.enquiries import AnswerEnquiry, AskEnquiry
from shared.states import Machine, step

CALL_STATES = Machine(
    "call",
    {
        "draft": "the department alone sees it",
        "published": "organisations may propose",
        "opened": "the deadline is over, the proposals are reviewed",
        "reviewed": "all reviews are there",
        "concluded": "it is decided which proposals are awarded",
        "unsuccessful": "no proposal came, or none was good enough; its money is free",
        "cancelled": "called off for a reason; its money is free",
        "discarded": "it never was published",
    },
    begins=["draft"],
    steps=[
        step(EditCall, "draft", "draft"),
        step(DiscardCall, "draft", "discarded"),
        step(PublishCall, "draft", "published"),
        step(AmendCall, "published", "published"),
        step(AskEnquiry, "published", "published"),
        step(AnswerEnquiry, "published", "published"),
        step(OpenProposals, "published", "opened unsuccessful"),
        step(CancelCall, "published opened reviewed", "cancelled"),
        step(RepeatCall, "unsuccessful", "unsuccessful"),
        step(RepeatCall, "cancelled", "cancelled"),
    ],
)

PROJECT_STATES = Machine(
    "project",
    {
        "planned": "registered; no call wants it",
        "called": "a call wants it: organisations may propose to run it",
        "cancelled": "withdrawn for a reason",
    },
    begins=["planned"],
    steps=[
        step(PublishCall, "planned", "called"),
        step(AmendCall, "planned", "called"),
        step(AmendCall, "called", "planned"),
        step(CancelCall, "called", "planned"),
        step(OpenProposals, "called", "planned"),
    ],
)
