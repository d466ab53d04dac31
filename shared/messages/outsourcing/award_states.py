"""How awards go on, and the objections to them."""

from shared.messages.outsourcing.awards import CancelAward, DeclineAward, EndNotice, LapseAward
from shared.messages.outsourcing.calls import CancelCall
from shared.messages.outsourcing.contracts import SignContract
from shared.messages.outsourcing.objections import AnswerObjection, FileObjection, WithdrawObjection
from shared.states import Machine, step

AWARD_STATES = Machine(
    "award",
    {
        "pending": "in its public notice, or an objection isn't answered yet",
        "active": "the notice is over; its contract is to be signed",
        "signed": "its contract is signed",
        "cancelled": "taken back for a reason, as where an objection is right",
        "declined": "the organisation doesn't carry it out",
        "lapsed": "no contract was signed in time",
    },
    begins=["pending"],
    steps=[
        step(EndNotice, "pending", "pending active"),
        step(FileObjection, "pending", "pending"),
        step(AnswerObjection, "pending", "pending active cancelled"),
        step(WithdrawObjection, "pending", "pending active"),
        step(CancelAward, "pending active", "cancelled"),
        step(CancelCall, "pending active", "cancelled"),
        step(DeclineAward, "pending active", "declined"),
        step(LapseAward, "active", "lapsed"),
        step(SignContract, "active", "signed"),
    ],
)

OBJECTION_STATES = Machine(
    "objection",
    {
        "open": "the department hasn't answered it yet",
        "upheld": "it is right; the award is taken back",
        "dismissed": "it isn't right",
        "withdrawn": "who has objected doesn't any more",
        "dropped": "the award fell away before it was answered",
    },
    begins=["open"],
    steps=[
        step(AnswerObjection, "open", "upheld dismissed dropped"),
        step(WithdrawObjection, "open", "withdrawn"),
        step(CancelAward, "open", "dropped"),
        step(CancelCall, "open", "dropped"),
        step(DeclineAward, "open", "dropped"),
    ],
)
