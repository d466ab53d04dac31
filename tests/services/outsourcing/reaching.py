"""How a thing comes into each state of its machine: one way for each, by commands and by the time that passes."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from cryptography.fernet import Fernet

from shared.encryption import Cipher
from shared.messages import outsourcing as messages
from shared.messages.evaluation.surveys import SurveyTallied
from shared.messages.outsourcing import bans, qualifications
from tests.services.outsourcing.commanding import make, sender_of
from tests.services.outsourcing.reviewing import admit
from tests.services.outsourcing.stages import LONG, NOTICE, RULE, SIGNING, Stage
from tests.services.outsourcing.world import complete, open_organisation

Way = Callable[[Stage], None]
DAY = timedelta(days=1)
DAMAGED = Cipher([Fernet.generate_key().decode()], "digest")


def act(kind: Any, stage: Stage, role: Any = "department", **given: Any) -> Any:
    """Send a command about what the stage is about, by who may in this role."""
    return stage.send(make(kind, stage, **given), sender_of(kind, stage, role))


def then(way: Way, kind: Any, role: Any = "department", **given: Any) -> Way:
    """One way, and a command after it."""

    def go(stage: Stage) -> None:
        way(stage)
        act(kind, stage, role, **given)

    return go


def after(way: Way, *more: Way) -> Way:
    """One way, and others from there on."""

    def go(stage: Stage) -> None:
        for one in (way, *more):
            one(stage)

    return go


def passing(step: timedelta) -> Way:
    """Time passes, and the timer does its work."""

    def go(stage: Stage) -> None:
        stage.harness.wait(step)

    return go


def published(stage: Stage) -> None:
    stage.draft_call()
    act(messages.calls.PublishCall, stage)


def called(stage: Stage) -> None:
    """For a planned project."""
    stage.draft_call(project_ids=[stage.project()])
    act(messages.calls.PublishCall, stage)


def proposed(stage: Stage) -> None:
    published(stage)
    stage.draft_proposal()


def opened(stage: Stage) -> None:
    published(stage)
    stage.propose()
    stage.pass_deadline()


def under_review(stage: Stage) -> None:
    """All that goes on in it: a proposal that isn't checked yet, somebody who is asked, and a review to be written."""
    published(stage)
    one = stage.propose(is_rival=True)
    stage.propose()
    stage.pass_deadline()
    admit(stage.harness, stage.department, [{"id": one}])
    stage.assign()
    stage.declare()
    stage.ids["review"] = stage.own_reviews()[0]["id"]
    act(messages.reviews.SaveScores, stage, "member")


def damaged(stage: Stage) -> None:
    """The key is gone, and comes back."""
    published(stage)
    stage.propose()
    whole = stage.harness.tools
    stage.harness.tools = replace(whole, cipher=DAMAGED)
    stage.pass_deadline()
    stage.harness.tools = whole


def scored(*scores: int, begin: Way = published) -> Way:
    """Proposals that have all their reviews, with so many points each; the first is what it is about."""

    def go(stage: Stage) -> None:
        begin(stage)
        proposals = [stage.propose(is_rival=number > 0) for number in range(len(scores))]
        stage.pass_deadline()
        stage.review(*scores, proposals=proposals)

    return go


def concluded(stage: Stage) -> None:
    stage.conclude()


awarded = after(scored(90), concluded)
awarded_and_reserve = after(scored(90, 80), concluded)
active = after(awarded, passing(NOTICE))


def reserve(stage: Stage) -> None:
    """It is the second."""
    published(stage)
    first, second = stage.propose(is_rival=True), stage.propose()
    stage.pass_deadline()
    stage.review(90, 80, proposals=[first, second])
    stage.conclude()


def objected(stage: Stage) -> None:
    awarded_and_reserve(stage)
    stage.ids["objection"] = stage.object_to()


def contract_drafted(stage: Stage) -> None:
    active(stage)
    stage.draft_contract()


def half_signed(stage: Stage) -> None:
    """By the side that isn't going to act."""
    contract_drafted(stage)
    stage.sign(stage.counterpart)


def in_force(stage: Stage) -> None:
    active(stage)
    stage.put_in_force()


def with_residents(stage: Stage) -> None:
    """They have a say in its acceptance."""
    active(stage)
    stage.put_in_force(RULE)


def submitted(stage: Stage) -> None:
    in_force(stage)
    stage.submit()


def rated(stage: Stage) -> None:
    """Submitted, and residents may rate it."""
    with_residents(stage)
    stage.submit()


def tell(kind: Any, stage: Stage, **given: Any) -> None:
    stage.harness.tell(make(kind, stage, **given))


def undecided(stage: Stage) -> None:
    rated(stage)
    stage.judge()
    tell(SurveyTallied, stage, satisfied=1)


def judged(verdict: str) -> Way:
    def go(stage: Stage) -> None:
        submitted(stage)
        stage.judge(verdict)

    return go


def all_settled(stage: Stage) -> None:
    """One accepted and paid, the other failed."""
    paid(stage)
    second = stage.milestones()[1]["id"]
    stage.submit(second)
    stage.judge("failed", second)


def settled(stage: Stage) -> None:
    submitted(stage)
    one = messages.contracts.SettledMilestone(milestone_id=stage.ids["milestone"], amount_minor=1)
    act(messages.contracts.TerminateContract, stage, settlement=[one])


def requested(stage: Stage) -> None:
    judged("accepted")(stage)
    command = messages.payments.RequestPayment(milestone_id=stage.ids["milestone"])
    stage.ids["payment"] = stage.send(command, stage.organisation)["id"]


approved = then(requested, messages.payments.ApprovePayment)
paid = then(approved, messages.payments.RecordPayment)


def registered(stage: Stage) -> None:
    stage.project()


def asked(stage: Stage) -> None:
    """An enquiry."""
    published(stage)
    command = messages.enquiries.AskEnquiry(call_id=stage.ids["call"], question="能否联合申报?")
    stage.ids["enquiry"] = stage.send(command, stage.organisation)["id"]


def reviewer_asked(stage: Stage) -> None:
    opened(stage)
    stage.assign()


def reviewing(stage: Stage) -> None:
    """A review that is to be written, and has its scores."""
    opened(stage)
    admit(stage.harness, stage.department, [{"id": stage.ids["proposal"]}])
    stage.assign()
    stage.declare()
    stage.ids["review"] = stage.own_reviews()[0]["id"]
    act(messages.reviews.SaveScores, stage, "member")


def banned(stage: Stage) -> None:
    command = bans.ImposeBan(
        organisation_id=stage.ids["organisation"],
        until_on=date(2026, 11, 25),
        reason="弄虚作假",
        legal_basis="管理办法第三十一条",
    )
    stage.ids["ban"] = stage.send(command)["id"]


def unknown_yet(stage: Stage) -> None:
    """An organisation that has told all that is needed, and asks for nothing yet."""
    stage.organisation = open_organisation(stage.harness)
    stage.ids["organisation"] = stage.ids["qualification"] = str(stage.organisation.organisation_id)
    complete(stage.harness, stage.organisation)


asking = then(unknown_yet, qualifications.RequestQualification, "organisation")
qualified = then(asking, qualifications.GrantQualification)

REACH: Mapping[str, Mapping[str, Way]] = {
    "contract": {
        "draft": contract_drafted,
        "half_signed": half_signed,
        "active": in_force,
        "completed": then(all_settled, messages.payments.EvaluateProject),
        "terminated": then(in_force, messages.contracts.TerminateContract),
        "void": then(contract_drafted, messages.awards.CancelAward),
    },
    "milestone": {
        "planned": in_force,
        "submitted": submitted,
        "undecided": undecided,
        "accepted": judged("accepted"),
        "partly": judged("partly"),
        "sent_back": judged("sent_back"),
        "failed": judged("failed"),
        "settled": settled,
        "dropped": then(submitted, messages.contracts.TerminateContract),
    },
    "payment": {
        "requested": requested,
        "approved": approved,
        "paid": paid,
        "refused": then(requested, messages.payments.RefusePayment),
    },
    "award": {
        "pending": awarded,
        "active": active,
        "signed": in_force,
        "cancelled": then(awarded, messages.awards.CancelAward),
        "declined": then(awarded, messages.awards.DeclineAward, "organisation"),
        "lapsed": after(active, passing(SIGNING)),
    },
    "call": {
        "draft": Stage.draft_call,
        "published": published,
        "opened": under_review,
        "reviewed": awarded,
        "concluded": then(awarded, messages.awards.CancelAward),
        "unsuccessful": after(published, Stage.pass_deadline),
        "cancelled": then(published, messages.calls.CancelCall),
        "discarded": then(Stage.draft_call, messages.calls.DiscardCall),
    },
    "enquiry": {"asked": asked, "answered": then(asked, messages.enquiries.AnswerEnquiry)},
    "objection": {
        "open": objected,
        "upheld": then(objected, messages.objections.AnswerObjection, outcome="upheld"),
        "dismissed": then(objected, messages.objections.AnswerObjection),
        "withdrawn": then(objected, messages.objections.WithdrawObjection, "resident"),
        "dropped": then(objected, messages.awards.CancelAward),
    },
    "project": {
        "planned": registered,
        "called": called,
        "awarded": awarded,
        "active": in_force,
        "completed": then(all_settled, messages.payments.EvaluateProject),
        "terminated": then(in_force, messages.contracts.TerminateContract),
        "cancelled": then(registered, messages.projects.WithdrawProject),
    },
    "proposal": {
        "draft": proposed,
        "submitted": then(proposed, messages.proposals.SubmitProposal, "organisation"),
        "unconfirmed": then(
            then(proposed, messages.proposals.SubmitProposal, "organisation"), messages.calls.AmendCall
        ),
        "withdrawn": then(proposed, messages.proposals.WithdrawProposal, "organisation"),
        "lapsed": after(proposed, Stage.pass_deadline),
        "void": then(proposed, messages.calls.CancelCall),
        "opened": opened,
        "damaged": damaged,
        "admitted": then(opened, messages.conclusions.AdmitProposal),
        "rejected": then(opened, messages.conclusions.RejectProposal),
        "awarded": awarded,
        "reserve": reserve,
        "not_chosen": after(scored(10), concluded),
        "dropped": then(awarded, messages.awards.CancelAward),
    },
    "review": {
        "assigned": reviewing,
        "submitted": then(reviewing, messages.reviews.SubmitReview, "member"),
        "barred": then(reviewing, messages.reviews.RecuseReviewer),
        "released": then(reviewing, messages.reviews.ReleaseReviewer),
    },
    "reviewer": {
        "asked": reviewer_asked,
        "ready": after(reviewer_asked, Stage.declare),
        "declined": then(reviewer_asked, messages.reviews.DeclineReviewing, "member"),
        "released": then(reviewer_asked, messages.reviews.ReleaseReviewer),
    },
    "budget": {"open": Stage.budget, "closed": then(Stage.budget, messages.budgets.CloseBudget)},
    "ban": {
        "standing": banned,
        "lifted": then(banned, bans.LiftBan),
        "ended": after(banned, passing(3 * DAY)),
    },
    "qualification": {
        "none": unknown_yet,
        "requested": asking,
        "qualified": qualified,
        "renewing": then(qualified, qualifications.RequestQualification, "organisation"),
        "refused": then(asking, qualifications.RefuseQualification),
        "expired": after(qualified, passing(LONG)),
        "revoked": then(qualified, qualifications.RevokeQualification),
    },
}
