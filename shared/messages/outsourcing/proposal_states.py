"""How proposals go on."""

from shared.messages.outsourcing.call_states import ENDS_OF_AWARDS
from shared.messages.outsourcing.calls import AmendCall, CancelCall, OpenProposals
from shared.messages.outsourcing.conclusions import AdmitProposal, ConcludeReview, RejectProposal
from shared.messages.outsourcing.contracts import SignContract
from shared.messages.outsourcing.files import RemoveFile
from shared.messages.outsourcing.proposals import (
    AttachProposalFile,
    ConfirmPartner,
    ConfirmProposal,
    ExamineProposal,
    RefusePartner,
    ReviseProposal,
    SaveProposal,
    SubmitProposal,
    WithdrawProposal,
)
from shared.states import Machine, step

PROPOSAL_STATES = Machine(
    "proposal",
    {
        "draft": "not submitted yet, or taken back to be changed",
        "submitted": "in time, and sealed until the deadline",
        "unconfirmed": "the call was amended since; it counts once it is confirmed",
        "withdrawn": "taken back for good",
        "lapsed": "the deadline has passed without it",
        "void": "its call was cancelled",
        "opened": "can be read by those who judge",
        "damaged": "what is kept isn't what was submitted; it can't be judged",
        "admitted": "formally in order, and reviewed",
        "rejected": "not formally in order, for a reason",
        "awarded": "it has an award",
        "reserve": "good enough, and others are before it: it follows where one of them falls away",
        "not_chosen": "others were better, or it wasn't good enough",
        "dropped": "its award fell away",
    },
    begins=["draft"],
    steps=[
        step(SaveProposal, "draft", "draft"),
        step(AttachProposalFile, "draft", "draft"),
        step(RemoveFile, "draft", "draft"),
        step(ConfirmPartner, "draft", "draft"),
        step(RefusePartner, "draft", "draft"),
        step(SubmitProposal, "draft", "submitted"),
        step(ReviseProposal, "submitted unconfirmed", "draft"),
        step(ConfirmProposal, "unconfirmed", "submitted"),
        step(WithdrawProposal, "draft submitted unconfirmed", "withdrawn"),
        step(AmendCall, "submitted unconfirmed", "unconfirmed"),
        step(CancelCall, "draft submitted unconfirmed opened damaged admitted awarded reserve", "void"),
        step(OpenProposals, "submitted", "opened damaged"),
        step(OpenProposals, "draft unconfirmed", "lapsed"),
        step(ExamineProposal, "damaged", "opened"),
        step(AdmitProposal, "opened", "admitted"),
        step(RejectProposal, "opened damaged", "rejected"),
        step(ConcludeReview, "admitted", "reserve not_chosen"),
        step(ConcludeReview, "reserve", "awarded"),
        *(step(one, "awarded", "dropped") for one in ENDS_OF_AWARDS),
        *(step(one, "reserve", "awarded not_chosen") for one in ENDS_OF_AWARDS),
        step(SignContract, "reserve", "not_chosen"),
    ],
)
