"""How proposals go on."""

from shared.messages.outsourcing.calls import AmendCall, CancelCall, OpenProposals
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
        step(AmendCall, "submitted", "unconfirmed"),
        step(CancelCall, "draft submitted unconfirmed opened damaged", "void"),
        step(OpenProposals, "submitted", "opened damaged"),
        step(OpenProposals, "draft unconfirmed", "lapsed"),
        step(ExamineProposal, "damaged", "opened"),
    ],
)
