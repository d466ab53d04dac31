"""What is done before a step so that it leads where it is to, for steps that lead nowhere or elsewhere without it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from shared.messages import outsourcing as messages
from shared.messages.declare import Message
from shared.messages.evaluation.surveys import SurveyFellShort, SurveyTallied
from shared.messages.outsourcing import bans, qualifications
from shared.messages.outsourcing.call_states import ENDS_OF_AWARDS
from shared.messages.outsourcing.conclusions import ConcludeReview
from shared.messages.outsourcing.enquiries import AnswerEnquiry
from shared.messages.outsourcing.milestones import DecideMilestone, JudgeMilestone
from shared.messages.outsourcing.objections import AnswerObjection, WithdrawObjection
from shared.messages.outsourcing.reviews import RecuseReviewer
from tests.services.outsourcing.commanding import make
from tests.services.outsourcing.reaching import (
    DAMAGED,
    DAY,
    REACH,
    Way,
    act,
    after,
    all_settled,
    awarded,
    awarded_and_reserve,
    called,
    concluded,
    contract_drafted,
    half_signed,
    in_force,
    objected,
    passing,
    published,
    rated,
    registered,
    reviewing,
    scored,
    tell,
)
from tests.services.outsourcing.reviewing import assign, member
from tests.services.outsourcing.stages import AMOUNT, FUNDED, LONG, NOTICE, SIGNING, Stage, somebody

awards, calls, contracts = messages.awards, messages.calls, messages.contracts
Step = tuple[str, type[Message], str, str]
# A way, and what the command says then.
Scene = tuple[Way, Callable[[Stage], dict[str, Any]]]
# How long after its state was reached what the timer does is due.
DUE: Mapping[type[Message], timedelta] = {
    awards.EndNotice: NOTICE,
    awards.LapseAward: SIGNING,
    bans.EndBan: 3 * DAY,
    calls.OpenProposals: 30 * DAY,
    messages.milestones.RemindOfMilestone: 90 * DAY,
    qualifications.ExpireQualification: LONG,
    qualifications.RemindOfQualification: 385 * DAY,
}


def saying(**fields: Any) -> Callable[[Stage], dict[str, Any]]:
    return lambda _: fields


def ending(kind: type[Message], way: Way) -> Way:
    """An award that this command may end."""
    if kind is awards.LapseAward:
        return after(way, passing(NOTICE))
    return after(way, file) if kind is AnswerObjection else way


def said_by(kind: type[Message]) -> dict[str, Any]:
    return {"outcome": "upheld"} if kind is AnswerObjection else {}


def ask_another(stage: Stage) -> None:
    """Somebody else is asked, so that not all reviews are in."""
    assign(stage.harness, stage.department, stage.call, member())


def submit_review(stage: Stage) -> None:
    act(messages.reviews.SubmitReview, stage, "member")


def file(stage: Stage) -> None:
    stage.ids["objection"] = stage.object_to()


def with_rival(amount: int = AMOUNT, *, sought: int = 1) -> Way:
    """An award, and a proposal of lower rank that is what it is about."""

    def go(stage: Stage) -> None:
        stage.draft_call(projects_sought=sought)
        act(calls.PublishCall, stage)
        proposals = [stage.propose(), stage.propose(amount, is_rival=True)]
        stage.pass_deadline()
        stage.review(90, 80, proposals=proposals)
        stage.conclude()
        stage.ids["proposal"] = proposals[1]

    return go


def of_projects(*scores: int, is_about: int) -> Way:
    """Two planned projects of which one is sought, with proposals for as many as there are scores; not concluded."""

    def go(stage: Stage) -> None:
        wanted = [stage.project(), stage.project()]
        stage.draft_call(project_ids=wanted)
        act(calls.PublishCall, stage)
        proposals = [
            stage.propose(is_rival=number > 0, project_id=one)
            for number, (one, _) in enumerate(zip(wanted, scores, strict=False))
        ]
        stage.pass_deadline()
        stage.review(*scores, proposals=proposals)
        stage.ids["project"] = wanted[is_about]

    return go


def signing(way: Way) -> Way:
    """A contract of an award, that the other side has signed."""
    return after(way, passing(NOTICE), Stage.draft_contract, lambda stage: stage.sign(stage.counterpart))


def signed_by_doer(stage: Stage) -> None:
    contract_drafted(stage)
    stage.sign(stage.side(stage.doer))


def amending(way: Way, side: str, **fields: Any) -> Way:
    """An amendment that a side of the contract has proposed. side: `counterpart` or `doer`."""

    def go(stage: Stage) -> None:
        way(stage)
        who = stage.counterpart if side == "counterpart" else stage.side(stage.doer)
        stage.send(make(contracts.AmendContract, stage, **fields), who)

    return go


def without_the_first(way: Way) -> Way:
    """An amendment by which the first milestone falls away."""

    def go(stage: Stage) -> None:
        way(stage)
        kept = stage.milestones()[1]
        names = ("name", "amount_minor", "due_on", "deliverables")
        one = contracts.AmendedMilestone(milestone_id=kept["id"], **{name: kept[name] for name in names})
        stage.send(make(contracts.AmendContract, stage, milestones=[one]), stage.counterpart)

    return go


def rated_and_judged(verdict: str = "accepted") -> Way:
    return after(rated, lambda stage: stage.judge(verdict))


def tallied(stage: Stage) -> None:
    """Residents aren't for it, and the community hasn't said anything yet."""
    rated(stage)
    tell(SurveyTallied, stage, satisfied=1)


def short(stage: Stage) -> None:
    """Too few have rated, and may for longer."""
    rated_and_judged()(stage)
    tell(SurveyFellShort, stage, raters=2)


def losing_the_key(stage: Stage) -> None:
    stage.harness.tools = replace(stage.harness.tools, cipher=DAMAGED)


def sibling(stage: Stage) -> dict[str, Any]:
    """It is about one of two objections, and the other one is upheld."""
    return {"objection_id": stage.object_to(somebody("resident")), "outcome": "upheld"}


def settling(stage: Stage) -> dict[str, Any]:
    return {"settlement": [contracts.SettledMilestone(milestone_id=stage.ids["milestone"], amount_minor=1)]}


def wanting(stage: Stage) -> dict[str, Any]:
    return {"project_ids": [stage.ids["project"]]}


NONE = saying()
PARTLY, MENDED, FAILED = (
    {"verdict": "partly", "percent": 50, "reason": "少办"},
    {"verdict": "sent_back", "reason": "补照片"},
    {"verdict": "failed", "reason": "没有办"},
)
RULINGS = {"accepted": {}, "partly": PARTLY, "sent_back": MENDED, "failed": FAILED}

OF_CONTRACTS: dict[Step, Scene] = {
    ("contract", contracts.UnsignContract, "half_signed", "draft"): (signed_by_doer, NONE),
    ("contract", contracts.AgreeToAmendment, "active", "active"): (amending(in_force, "counterpart"), NONE),
    ("contract", contracts.RefuseAmendment, "active", "active"): (amending(in_force, "counterpart"), NONE),
    ("contract", contracts.WithdrawAmendment, "active", "active"): (amending(in_force, "doer"), NONE),
    ("contract", contracts.ResumePayments, "active", "active"): (REACH["milestone"]["failed"], NONE),
    ("contract", messages.payments.EvaluateProject, "active", "completed"): (all_settled, NONE),
}
OF_MILESTONES: dict[Step, Scene] = {
    ("milestone", JudgeMilestone, "submitted", "submitted"): (rated, NONE),
    ("milestone", JudgeMilestone, "submitted", "undecided"): (tallied, NONE),
    **{
        ("milestone", JudgeMilestone, "submitted", verdict): (REACH["milestone"]["submitted"], saying(**fields))
        for verdict, fields in RULINGS.items()
    },
    **{
        ("milestone", DecideMilestone, "undecided", verdict): (REACH["milestone"]["undecided"], saying(**fields))
        for verdict, fields in RULINGS.items()
    },
    ("milestone", SurveyTallied, "submitted", "submitted"): (rated, saying(is_final=False)),
    ("milestone", SurveyTallied, "submitted", "undecided"): (rated_and_judged(), saying(satisfied=1)),
    ("milestone", SurveyTallied, "submitted", "accepted"): (rated_and_judged(), NONE),
    ("milestone", SurveyTallied, "submitted", "partly"): (rated_and_judged("partly"), NONE),
    ("milestone", SurveyFellShort, "submitted", "submitted"): (rated_and_judged(), saying(raters=2)),
    ("milestone", SurveyFellShort, "submitted", "undecided"): (short, saying(raters=2)),
    **{
        ("milestone", contracts.AgreeToAmendment, state, state): (
            amending(REACH["milestone"][state], "counterpart"),
            NONE,
        )
        for state in ("planned", "sent_back")
    },
    **{
        ("milestone", contracts.AgreeToAmendment, state, "dropped"): (
            without_the_first(REACH["milestone"][state]),
            NONE,
        )
        for state in ("planned", "sent_back")
    },
    **{
        ("milestone", contracts.TerminateContract, state, "settled"): (REACH["milestone"][state], settling)
        for state in ("planned", "submitted", "undecided", "sent_back")
    },
}
OF_AWARDS: dict[Step, Scene] = {
    ("award", awards.EndNotice, "pending", "pending"): (after(awarded, file), NONE),
    ("award", AnswerObjection, "pending", "pending"): (objected, NONE),
    ("award", AnswerObjection, "pending", "active"): (after(objected, passing(NOTICE)), NONE),
    ("award", AnswerObjection, "pending", "cancelled"): (objected, saying(outcome="upheld")),
    ("award", WithdrawObjection, "pending", "pending"): (objected, NONE),
    ("award", WithdrawObjection, "pending", "active"): (after(objected, passing(NOTICE)), NONE),
    ("award", contracts.SignContract, "active", "signed"): (half_signed, NONE),
    ("objection", AnswerObjection, "open", "upheld"): (objected, saying(outcome="upheld")),
    ("objection", AnswerObjection, "open", "dropped"): (objected, sibling),
}
OF_CALLS: dict[Step, Scene] = {
    ("call", AnswerEnquiry, "published", "published"): (REACH["enquiry"]["asked"], NONE),
    ("call", messages.reviews.DeclareInterests, "opened", "opened"): (REACH["reviewer"]["asked"], NONE),
    ("call", calls.OpenProposals, "published", "opened"): (REACH["proposal"]["submitted"], NONE),
    ("call", ConcludeReview, "opened", "reviewed"): (scored(90), NONE),
    ("call", ConcludeReview, "opened", "unsuccessful"): (scored(10), NONE),
    ("call", contracts.SignContract, "reviewed", "reviewed"): (signing(with_rival(sought=2)), NONE),
    ("call", contracts.SignContract, "reviewed", "concluded"): (half_signed, NONE),
}
OF_PROJECTS: dict[Step, Scene] = {
    ("project", calls.PublishCall, "planned", "called"): (
        lambda stage: stage.draft_call(project_ids=[stage.project()]),
        NONE,
    ),
    ("project", calls.AmendCall, "planned", "called"): (after(published, registered), wanting),
    ("project", calls.AmendCall, "called", "planned"): (called, saying(project_ids=[])),
    ("project", ConcludeReview, "called", "awarded"): (of_projects(90, 80, is_about=0), NONE),
    ("project", ConcludeReview, "called", "planned"): (of_projects(10, is_about=0), NONE),
    ("project", calls.CancelCall, "awarded", "called"): (after(of_projects(90, is_about=0), concluded), NONE),
    ("project", contracts.SignContract, "called", "planned"): (
        signing(after(of_projects(90, is_about=1), concluded)),
        NONE,
    ),
    ("project", contracts.SignContract, "awarded", "active"): (half_signed, NONE),
    ("project", contracts.AgreeToAmendment, "active", "active"): (
        amending(in_force, "counterpart", ends_on=date(2027, 7, 31)),
        NONE,
    ),
    ("project", messages.payments.EvaluateProject, "active", "completed"): (all_settled, NONE),
}
OF_PROPOSALS: dict[Step, Scene] = {
    ("proposal", calls.AmendCall, "unconfirmed", "unconfirmed"): (
        REACH["proposal"]["unconfirmed"],
        saying(about="增加助餐。"),
    ),
    ("proposal", calls.OpenProposals, "submitted", "damaged"): (
        after(REACH["proposal"]["submitted"], losing_the_key),
        NONE,
    ),
    ("proposal", ConcludeReview, "admitted", "reserve"): (scored(90), NONE),
    ("proposal", ConcludeReview, "admitted", "not_chosen"): (scored(10), NONE),
    ("proposal", ConcludeReview, "reserve", "awarded"): (scored(90), NONE),
    ("proposal", contracts.SignContract, "reserve", "not_chosen"): (signing(with_rival()), NONE),
}
OF_REVIEWS: dict[Step, Scene] = {
    ("review", RecuseReviewer, "submitted", "barred"): (after(reviewing, ask_another, submit_review), NONE),
}
OF_ENDS: dict[Step, Scene] = {
    (machine, kind, source, target): (ending(kind, way), saying(**said_by(kind)))
    for kind in ENDS_OF_AWARDS
    for machine, source, target, way in (
        ("call", "reviewed", "reviewed", awarded_and_reserve),
        ("call", "reviewed", "concluded", awarded),
        ("project", "called", "awarded", after(of_projects(90, 80, is_about=1), concluded)),
        ("project", "called", "planned", after(of_projects(90, is_about=1), concluded)),
        ("project", "awarded", "called", after(of_projects(90, 80, is_about=0), concluded)),
        ("project", "awarded", "cancelled", awarded),
        ("proposal", "awarded", "dropped", awarded),
        ("proposal", "reserve", "awarded", with_rival()),
        ("proposal", "reserve", "not_chosen", with_rival(FUNDED + 1)),
    )
}
SCENES: Mapping[Step, Scene] = {
    **OF_CONTRACTS,
    **OF_MILESTONES,
    **OF_AWARDS,
    **OF_CALLS,
    **OF_PROJECTS,
    **OF_PROPOSALS,
    **OF_REVIEWS,
    **OF_ENDS,
}


def scene_of(step: Step) -> Scene:
    """The way of its own, or the one by which its state is reached."""
    machine, _, source, _ = step
    return SCENES.get(step) or (REACH[machine][source], NONE)
