"""Which events a release tells of, and how it is tagged for them; the only place where that is said."""

from collections.abc import Iterable, Mapping
from typing import Literal

from shared.messages.declare import Event
from shared.messages.outsourcing import (
    award_events,
    call_events,
    contract_events,
    milestone_events,
    payment_events,
    projects,
    proposal_events,
)

Tag = Literal[
    "planning",
    "planningUpdate",
    "tender",
    "tenderAmendment",
    "tenderUpdate",
    "tenderCancellation",
    "award",
    "awardUpdate",
    "awardCancellation",
    "contract",
    "contractUpdate",
    "contractAmendment",
    "implementation",
    "implementationUpdate",
    "contractTermination",
]

CALL_ID = "call_id"  # each of them has it: whose process it belongs to
RELEASED_BY: Mapping[type[Event], tuple[Tag, ...]] = {
    call_events.CallPublished: ("planning", "tender"),
    call_events.CallAmended: ("tenderAmendment",),
    call_events.EnquiryAnswered: ("tenderUpdate",),
    call_events.ProposalsOpened: ("tenderUpdate",),
    call_events.CallUnsuccessful: ("tenderUpdate",),
    call_events.CallCancelled: ("tenderCancellation",),
    award_events.CallReviewed: ("tenderUpdate",),
    award_events.CallConcluded: ("tenderUpdate",),
    award_events.AwardNoticed: ("award",),
    award_events.AwardActivated: ("awardUpdate",),
    award_events.AwardSigned: ("awardUpdate",),
    award_events.AwardCancelled: ("awardCancellation",),
    award_events.AwardDeclined: ("awardCancellation",),
    award_events.AwardLapsed: ("awardCancellation",),
    contract_events.ContractSigned: ("contract", "implementation"),
    contract_events.ContractAmended: ("contractAmendment",),
    contract_events.PaymentsResumed: ("contractUpdate",),
    contract_events.ContractCompleted: ("contractTermination",),
    contract_events.ContractTerminated: ("contractTermination",),
    milestone_events.MilestoneSubmitted: ("implementationUpdate",),
    milestone_events.MilestoneUndecided: ("implementationUpdate",),
    milestone_events.MilestoneSettled: ("implementationUpdate",),
    payment_events.PaymentRecorded: ("implementation",),
    payment_events.PaymentClawedBack: ("implementation",),
    payment_events.ProjectEvaluated: ("implementation",),
}
# Of an amendment of the call that changes these, the plan tells too.
OF_PLAN = frozenset({"fundings", "project_ids"})
# These have one too, and change nothing of what is told: what comes of them is told by the events above.
NOT_RELEASED: frozenset[type[Event]] = frozenset(
    {
        award_events.ProposalAdmitted,
        award_events.ProposalPlaced,
        award_events.ProposalRejected,
        award_events.ObjectionFiled,
        award_events.ObjectionDecided,
        award_events.ObjectionWithdrawn,
        milestone_events.MilestoneDue,
        milestone_events.MilestoneSurveyExtended,
        payment_events.PaymentRequested,
        payment_events.PaymentApproved,
        payment_events.PaymentRefused,
        projects.ProjectCalled,
        projects.ProjectFreed,
        proposal_events.ProposalSubmitted,
        proposal_events.ProposalRevised,
        proposal_events.ProposalWithdrawn,
        proposal_events.ProposalUnconfirmed,
        proposal_events.ProposalOpened,
        proposal_events.ProposalDamaged,
        proposal_events.ProposalLapsed,
        proposal_events.ProposalVoided,
        proposal_events.PartnerAsked,
        proposal_events.PartnerConfirmed,
        proposal_events.PartnerRefused,
    }
)
ORDER: tuple[Tag, ...] = Tag.__args__  # type: ignore[attr-defined]


def tags_of(happened: Event) -> tuple[Tag, ...]:
    """Under which its release tells of it; none where none does."""
    tags = RELEASED_BY.get(type(happened), ())
    is_of_plan = isinstance(happened, call_events.CallAmended) and not OF_PLAN.isdisjoint(happened.changed)
    return ("planningUpdate", *tags) if is_of_plan else tags


def in_order(tags: Iterable[Tag]) -> list[str]:
    """Each once, in the order of the standard's list."""
    found = set(tags)
    return [tag for tag in ORDER if tag in found]
