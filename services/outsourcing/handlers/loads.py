"""Which rows each command of outsourcing begins with, and holds until its commit."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, select

from services.outsourcing.model.awards import Award
from services.outsourcing.model.bans import Ban
from services.outsourcing.model.budgets import Budget
from services.outsourcing.model.call_parts import CallFunding, CallProject
from services.outsourcing.model.calls import Call
from services.outsourcing.model.contracts import Contract
from services.outsourcing.model.enquiries import Enquiry
from services.outsourcing.model.files import File
from services.outsourcing.model.known import Organisation
from services.outsourcing.model.milestones import Milestone
from services.outsourcing.model.objections import Objection
from services.outsourcing.model.payments import Payment
from services.outsourcing.model.projects import Project
from services.outsourcing.model.proposals import Proposal
from services.outsourcing.model.reviewers import Reviewer
from services.outsourcing.model.reviews import Review
from shared.messages import outsourcing as messages
from shared.messages.declare import Command
from shared.messages.outsourcing import (
    bans as ban_messages,
    files as file_messages,
    profiles as profile_messages,
    qualifications as qualification_messages,
)
from shared.service import Held


def _proposals_of_files(column: Any, ids: Sequence[str]) -> Select[Any]:
    query = select(column).join(File, File.owner_id == Proposal.id)
    return query.where(File.id.in_(ids), File.owner_kind == "proposal")


# All that is kept of an organisation changes behind its row.
ORGANISATION = (("organisation_id", Held(Organisation)),)
ORGANISATION_OF_BAN = (("ban_id", Held(Organisation, lambda ids: select(Ban.organisation_id).where(Ban.id.in_(ids)))),)
ORGANISATION_OF_FILE = (
    (
        "file_id",
        Held(
            Organisation,
            lambda ids: select(File.owner_id).where(File.id.in_(ids), File.owner_kind == "organisation"),
        ),
    ),
)
PROPOSAL_OF_FILE = (
    ("file_id", Held(Call, lambda ids: _proposals_of_files(Proposal.call_id, ids))),
    ("file_id", Held(Proposal, lambda ids: _proposals_of_files(Proposal.id, ids))),
)
PROJECT = ("project_id", Held(Project))
BUDGET = ("budget_id", Held(Budget))
BUDGETS_OF_CALL = (
    "call_id",
    Held(Budget, lambda ids: select(CallFunding.budget_id).where(CallFunding.call_id.in_(ids))),
)


def _budgets_of(call_ids: Any) -> Any:
    return select(CallFunding.budget_id).where(CallFunding.call_id.in_(call_ids))


def _projects_of(call_ids: Any) -> Any:
    """Those that calls want, and those that have begun with awards."""
    wanted = select(CallProject.project_id).where(CallProject.call_id.in_(call_ids))
    return wanted.union(select(Award.project_id).where(Award.call_id.in_(call_ids)))


def _whole_call(field: str, calls: Callable[[Any], Any]) -> tuple[tuple[str, Any], ...]:
    """
    A call with its money and its projects, for what may change all of them. calls: which by the field's values.

    The call's row is locked by all that concerns its review and its awards, so they come one after another.
    """
    return (
        (field, Held(Call, calls)),
        (field, Held(Budget, lambda ids: _budgets_of(calls(ids)))),
        (field, Held(Project, lambda ids: select(Project.id).where(Project.id.in_(_projects_of(calls(ids)))))),
    )


WHOLE_CALL = _whole_call("call_id", lambda ids: select(Call.id).where(Call.id.in_(ids)))
CALL_OF_AWARD = _whole_call("award_id", lambda ids: select(Award.call_id).where(Award.id.in_(ids)))
CALL_OF_OBJECTION = _whole_call("objection_id", lambda ids: select(Objection.call_id).where(Objection.id.in_(ids)))
CALL_OF_REVIEWER = (("reviewer_id", Held(Call, lambda ids: select(Reviewer.call_id).where(Reviewer.id.in_(ids)))),)
CALL_OF_REVIEW = (("review_id", Held(Call, lambda ids: select(Review.call_id).where(Review.id.in_(ids)))),)
CALL = ("call_id", Held(Call))
PROJECTS_OF_CALL = (
    "call_id",
    Held(Project, lambda ids: select(CallProject.project_id).where(CallProject.call_id.in_(ids))),
)
CALL_OF_ENQUIRY = ("enquiry_id", Held(Call, lambda ids: select(Enquiry.call_id).where(Enquiry.id.in_(ids))))
PROPOSAL = (
    ("proposal_id", Held(Call, lambda ids: select(Proposal.call_id).where(Proposal.id.in_(ids)))),
    ("proposal_id", Held(Proposal)),
)


def _whole_contract(field: str, contracts_: Callable[[Any], Any]) -> tuple[tuple[str, Any], ...]:
    """A contract with all of its call. contracts_: which by the field's values."""
    return (
        *_whole_call(field, lambda ids: select(Contract.call_id).where(Contract.id.in_(contracts_(ids)))),
        (field, Held(Contract, contracts_)),
    )


CONTRACT = _whole_contract("contract_id", lambda ids: select(Contract.id).where(Contract.id.in_(ids)))
CONTRACT_OF_MILESTONE = _whole_contract(
    "milestone_id", lambda ids: select(Milestone.contract_id).where(Milestone.id.in_(ids))
)
CONTRACT_OF_PAYMENT = _whole_contract("payment_id", lambda ids: select(Payment.contract_id).where(Payment.id.in_(ids)))
CONTRACT_OF_PROJECT = _whole_contract("project_id", lambda ids: select(Contract.id).where(Contract.project_id.in_(ids)))
LOADS: Mapping[type[Command], Sequence[tuple[str, Any]]] = {
    messages.contracts.DraftContract: CALL_OF_AWARD,
    **dict.fromkeys(
        (
            messages.contracts.EditContract,
            messages.contracts.SignContract,
            messages.contracts.UnsignContract,
            messages.contracts.AmendContract,
            messages.contracts.AgreeToAmendment,
            messages.contracts.RefuseAmendment,
            messages.contracts.WithdrawAmendment,
            messages.contracts.TerminateContract,
            messages.contracts.ResumePayments,
        ),
        CONTRACT,
    ),
    **dict.fromkeys(
        (
            messages.milestones.AttachDeliverable,
            messages.milestones.SubmitMilestone,
            messages.milestones.RemindOfMilestone,
            messages.milestones.JudgeMilestone,
            messages.milestones.DecideMilestone,
            messages.payments.RequestPayment,
        ),
        CONTRACT_OF_MILESTONE,
    ),
    **dict.fromkeys(
        (
            messages.payments.ApprovePayment,
            messages.payments.RefusePayment,
            messages.payments.RecordPayment,
            messages.payments.ClawBackPayment,
        ),
        CONTRACT_OF_PAYMENT,
    ),
    messages.payments.EvaluateProject: (PROJECT, *CONTRACT_OF_PROJECT),
    messages.calls.EditCall: (CALL,),
    messages.calls.DiscardCall: (CALL,),
    messages.calls.PublishCall: (CALL, BUDGETS_OF_CALL, PROJECTS_OF_CALL),
    messages.calls.AmendCall: (CALL, BUDGETS_OF_CALL, PROJECTS_OF_CALL, ("project_ids", Held(Project))),
    messages.calls.CancelCall: (CALL, BUDGETS_OF_CALL, PROJECTS_OF_CALL),
    messages.calls.OpenProposals: (CALL, BUDGETS_OF_CALL, PROJECTS_OF_CALL),
    messages.enquiries.AskEnquiry: (CALL,),
    messages.enquiries.AnswerEnquiry: (CALL_OF_ENQUIRY,),
    messages.proposals.DraftProposal: (CALL,),
    messages.proposals.SaveProposal: PROPOSAL,
    messages.proposals.SubmitProposal: PROPOSAL,
    messages.proposals.ConfirmProposal: PROPOSAL,
    messages.proposals.ReviseProposal: PROPOSAL,
    messages.proposals.WithdrawProposal: PROPOSAL,
    messages.proposals.ExamineProposal: PROPOSAL,
    messages.proposals.ConfirmPartner: PROPOSAL,
    messages.proposals.RefusePartner: PROPOSAL,
    messages.proposals.AttachProposalFile: PROPOSAL,
    messages.budgets.EditBudget: (BUDGET,),
    messages.budgets.FundBudget: (BUDGET,),
    messages.budgets.WithdrawFromBudget: (BUDGET,),
    messages.budgets.CloseBudget: (BUDGET,),
    messages.budgets.ReopenBudget: (BUDGET,),
    file_messages.RemoveFile: (*ORGANISATION_OF_FILE, *PROPOSAL_OF_FILE),
    profile_messages.AttachDocument: ORGANISATION,
    profile_messages.EditOrganisationProfile: ORGANISATION,
    profile_messages.SetRating: ORGANISATION,
    profile_messages.RecordInspection: ORGANISATION,
    qualification_messages.RequestQualification: ORGANISATION,
    qualification_messages.GrantQualification: ORGANISATION,
    qualification_messages.RefuseQualification: ORGANISATION,
    qualification_messages.RevokeQualification: ORGANISATION,
    qualification_messages.RemindOfQualification: ORGANISATION,
    qualification_messages.ExpireQualification: ORGANISATION,
    ban_messages.ImposeBan: ORGANISATION,
    ban_messages.LiftBan: ORGANISATION_OF_BAN,
    ban_messages.EndBan: ORGANISATION_OF_BAN,
    messages.projects.EditProject: (PROJECT,),
    messages.projects.WithdrawProject: (PROJECT,),
    messages.conclusions.AdmitProposal: PROPOSAL,
    messages.conclusions.RejectProposal: PROPOSAL,
    messages.conclusions.ConcludeReview: WHOLE_CALL,
    messages.reviews.AssignReviewer: (CALL,),
    messages.reviews.DeclareInterests: CALL_OF_REVIEWER,
    messages.reviews.DeclineReviewing: CALL_OF_REVIEWER,
    messages.reviews.ReleaseReviewer: CALL_OF_REVIEWER,
    messages.reviews.SaveScores: CALL_OF_REVIEW,
    messages.reviews.SubmitReview: CALL_OF_REVIEW,
    messages.reviews.RecuseReviewer: CALL_OF_REVIEW,
    messages.awards.CancelAward: CALL_OF_AWARD,
    messages.awards.DeclineAward: CALL_OF_AWARD,
    messages.awards.EndNotice: CALL_OF_AWARD,
    messages.awards.LapseAward: CALL_OF_AWARD,
    messages.objections.FileObjection: CALL_OF_AWARD,
    messages.objections.AnswerObjection: CALL_OF_OBJECTION,
    messages.objections.WithdrawObjection: CALL_OF_OBJECTION,
}
