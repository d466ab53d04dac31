"""How contracts go on."""

from shared.messages.outsourcing.awards import CancelAward, DeclineAward, LapseAward
from shared.messages.outsourcing.calls import CancelCall
from shared.messages.outsourcing.contracts import (
    AgreeToAmendment,
    AmendContract,
    EditContract,
    RefuseAmendment,
    ResumePayments,
    SignContract,
    TerminateContract,
    UnsignContract,
    WithdrawAmendment,
)
from shared.messages.outsourcing.payments import EvaluateProject
from shared.states import Machine, step

CONTRACT_STATES = Machine(
    "contract",
    {
        "draft": "nobody has signed it yet",
        "half_signed": "one side has signed",
        "active": "both have signed: the project is carried out",
        "completed": "all is accepted or decided, and the project is evaluated",
        "terminated": "ended early, for a reason",
        "void": "its award fell away before both had signed",
    },
    begins=["draft"],
    steps=[
        step(EditContract, "draft", "draft"),
        step(SignContract, "draft", "half_signed"),
        step(SignContract, "half_signed", "active"),
        step(UnsignContract, "half_signed", "draft"),
        *(
            step(command, "draft half_signed", "void")
            for command in (CancelAward, DeclineAward, LapseAward, CancelCall)
        ),
        step(AmendContract, "active", "active"),
        step(AgreeToAmendment, "active", "active"),
        step(RefuseAmendment, "active", "active"),
        step(WithdrawAmendment, "active", "active"),
        step(ResumePayments, "active", "active"),
        step(TerminateContract, "active", "terminated"),
        step(EvaluateProject, "active", "completed"),
    ],
)
