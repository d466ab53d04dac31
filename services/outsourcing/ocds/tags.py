"""Which events a release tells of, and how it is tagged for them; the only place where that is said."""

from collections.abc import Iterable, Mapping
from typing import Literal

from shared.messages.declare import Event
from shared.messages.outsourcing import award_events, call_events, contract_events, projects, proposal_events

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
    award_events.CallConcluded: ("tenderUpdate",),
}
# These have one too, and change nothing of what is told: of awards and contracts nothing is yet.
NOT_RELEASED: frozenset[type[Event]] = frozenset(
    {
        award_events.ProposalAdmitted,
        award_events.ProposalRejected,
        award_events.CallReviewed,
        award_events.AwardNoticed,
        award_events.AwardActivated,
        award_events.AwardSigned,
        award_events.AwardCancelled,
        award_events.AwardDeclined,
        award_events.AwardLapsed,
        award_events.ObjectionFiled,
        award_events.ObjectionDecided,
        award_events.ObjectionWithdrawn,
        contract_events.ContractSigned,
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


def in_order(tags: Iterable[Tag]) -> list[str]:
    """Each once, in the order of the standard's list."""
    found = set(tags)
    return [tag for tag in ORDER if tag in found]
