"""How milestones go on."""

from shared.messages.evaluation.surveys import SurveyFellShort, SurveyTallied
from shared.messages.outsourcing.contracts import AgreeToAmendment, TerminateContract
from shared.messages.outsourcing.milestones import (
    AttachDeliverable,
    DecideMilestone,
    JudgeMilestone,
    RemindOfMilestone,
    SubmitMilestone,
)
from shared.states import Machine, step

MILESTONE_STATES = Machine(
    "milestone",
    {
        "planned": "to be reached by its day",
        "submitted": "said to be reached; community and residents judge it",
        "undecided": "too few residents have rated it, or too few of them are satisfied: the department decides",
        "accepted": "accepted as a whole; its money can be asked for",
        "partly": "accepted in part; the rest of its money is free",
        "sent_back": "to be mended and submitted again",
        "failed": "not accepted; its money is free, and nothing more is paid until the department lets it be",
        "settled": "accepted in part or as a whole when the contract was terminated",
        "dropped": "fallen away by an amendment, or when the contract was terminated",
    },
    begins=["planned"],
    steps=[
        step(RemindOfMilestone, "planned", "planned"),
        step(RemindOfMilestone, "sent_back", "sent_back"),
        step(AttachDeliverable, "planned", "planned"),
        step(AttachDeliverable, "sent_back", "sent_back"),
        step(SubmitMilestone, "planned sent_back", "submitted"),
        step(JudgeMilestone, "submitted", "submitted undecided accepted partly sent_back failed"),
        step(SurveyTallied, "submitted", "submitted undecided accepted partly"),
        step(SurveyFellShort, "submitted", "submitted undecided"),
        step(DecideMilestone, "undecided", "accepted partly sent_back failed"),
        step(AgreeToAmendment, "planned", "planned dropped"),
        step(AgreeToAmendment, "sent_back", "sent_back dropped"),
        step(TerminateContract, "planned submitted undecided sent_back", "settled dropped"),
    ],
)
