"""How calls go on, and the planned projects that they want."""

from shared.messages.outsourcing.awards import CancelAward, DeclineAward, LapseAward
from shared.messages.outsourcing.calls import (
    AmendCall,
    CancelCall,
    DiscardCall,
    EditCall,
    OpenProposals,
    PublishCall,
    RepeatCall,
)
from shared.messages.outsourcing.conclusions import AdmitProposal, ConcludeReview, RejectProposal
from shared.messages.outsourcing.contracts import AgreeToAmendment, SignContract, TerminateContract
from shared.messages.outsourcing.enquiries import AnswerEnquiry, AskEnquiry
from shared.messages.outsourcing.objections import AnswerObjection
from shared.messages.outsourcing.payments import EvaluateProject
from shared.messages.outsourcing.projects import EditProject, WithdrawProject
from shared.messages.outsourcing.reviews import (
    AssignReviewer,
    DeclareInterests,
    DeclineReviewing,
    RecuseReviewer,
    ReleaseReviewer,
    SaveScores,
    SubmitReview,
)
from shared.states import Machine, step

# What goes on between the opening of the proposals and the conclusion of their review.
OF_REVIEW = (
    AdmitProposal,
    RejectProposal,
    AssignReviewer,
    DeclareInterests,
    DeclineReviewing,
    ReleaseReviewer,
    SaveScores,
    SubmitReview,
    RecuseReviewer,
)
# By which an award ends: the next one follows, or there is none.
ENDS_OF_AWARDS = (CancelAward, DeclineAward, LapseAward, AnswerObjection)

CALL_STATES = Machine(
    "call",
    {
        "draft": "the department alone sees it",
        "published": "organisations may propose",
        "opened": "the deadline is over, the proposals are reviewed",
        "reviewed": "the proposals are ranked; awards are in their notice or wait for their contract",
        "concluded": "it is decided what becomes of each award",
        "unsuccessful": "no proposal came, or none was good enough and within its money; its money is free",
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
        *(step(one, "opened", "opened") for one in OF_REVIEW),
        step(ConcludeReview, "opened", "reviewed unsuccessful"),
        *(step(one, "reviewed", "reviewed concluded") for one in (*ENDS_OF_AWARDS, SignContract)),
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
        "awarded": "a proposal for it is awarded",
        "active": "its contract is in force: a social organisation runs it",
        "completed": "carried out, and evaluated",
        "terminated": "its contract was ended early",
        "cancelled": "withdrawn for a reason",
    },
    begins=["planned", "awarded"],
    steps=[
        step(EditProject, "planned", "planned"),
        step(WithdrawProject, "planned", "cancelled"),
        step(PublishCall, "planned", "called"),
        step(AmendCall, "planned", "called"),
        step(AmendCall, "called", "planned"),
        step(CancelCall, "called", "planned"),
        step(OpenProposals, "called", "planned"),
        step(ConcludeReview, "called", "awarded planned"),
        *(step(one, "called", "awarded planned") for one in ENDS_OF_AWARDS),
        step(SignContract, "called", "planned"),
        *(step(one, "awarded", "called cancelled") for one in ENDS_OF_AWARDS),
        step(CancelCall, "awarded", "called cancelled"),
        step(SignContract, "awarded", "active"),
        step(AgreeToAmendment, "active", "active"),
        step(EvaluateProject, "active", "completed"),
        step(TerminateContract, "active", "terminated"),
    ],
)
