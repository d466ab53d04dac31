"""
What outsourcing's commands and the events of the other services do, and which deadline stands for which command.

Each module says it of its own at its end; which rows commands begin with is said in `loads`, for it is about all.
"""

from collections.abc import Callable, Mapping

from services.outsourcing.handlers import (
    acceptance,
    affiliations,
    awards,
    bans,
    budgets,
    call_amendments,
    calls,
    conclusions,
    contract_amendments,
    contract_endings,
    contracts,
    enquiries,
    erasures,
    files,
    final_evaluations,
    formal_checks,
    known,
    milestones,
    objections,
    organisation_documents,
    payments,
    profiles,
    project_activities,
    projects,
    proposal_files,
    proposal_partners,
    proposals,
    proposals_of_call,
    qualifications,
    reviewers,
    reviews,
)
from services.outsourcing.handlers.loads import LOADS
from shared.messages.declare import Command, Event
from shared.service import BatchReaction, Handler

COMMANDS: Mapping[type[Command], Handler] = {
    **call_amendments.COMMANDS,
    **calls.COMMANDS,
    **enquiries.COMMANDS,
    **projects.COMMANDS,
    **proposal_partners.COMMANDS,
    **proposals.COMMANDS,
    **proposals_of_call.COMMANDS,
    **budgets.COMMANDS,
    **bans.COMMANDS,
    **files.COMMANDS,
    **organisation_documents.COMMANDS,
    **profiles.COMMANDS,
    **qualifications.COMMANDS,
    **awards.COMMANDS,
    **conclusions.COMMANDS,
    **formal_checks.COMMANDS,
    **objections.COMMANDS,
    **proposal_files.COMMANDS,
    **reviewers.COMMANDS,
    **reviews.COMMANDS,
    **contracts.COMMANDS,
    **contract_amendments.COMMANDS,
    **contract_endings.COMMANDS,
    **milestones.COMMANDS,
    **acceptance.COMMANDS,
    **payments.COMMANDS,
    **final_evaluations.COMMANDS,
}
REACTIONS: Mapping[type[Event], Handler] = {
    **known.REACTIONS,
    **affiliations.REACTIONS,
    **acceptance.REACTIONS,
    **erasures.REACTIONS,
}
REACTIONS_TO_MANY: Mapping[type[Event], BatchReaction] = {**project_activities.REACTIONS_TO_MANY}
DEADLINES: Mapping[str, Callable[[str], Command]] = {
    **calls.DEADLINES,
    **bans.DEADLINES,
    **qualifications.DEADLINES,
    **awards.DEADLINES,
    **milestones.DEADLINES,
}

__all__ = ["COMMANDS", "DEADLINES", "LOADS", "REACTIONS", "REACTIONS_TO_MANY"]
