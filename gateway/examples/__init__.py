"""What the documentation shows as sent and answered, out of one little town; each request is valid as it stands."""

from typing import Any

from gateway.examples import (
    appointments,
    awards,
    board,
    budgets,
    calls,
    clients,
    commitments,
    contracts,
    dual_management,
    engagement,
    evaluation,
    matching,
    meetings,
    members,
    members_say,
    menu,
    needs,
    notifications,
    organisations,
    outsourcing,
    pairings,
    project_items,
    proposals,
    provisioning,
    registrations,
    roster_conflicts,
    rosters,
    service,
    sign_in,
    skills,
    social_organisations,
    surveys,
    teams,
)
from gateway.examples.parts import Answer, Part
from shared.messages.wire import decode, encode, to_plain

PARTS: tuple[Part, ...] = (
    organisations.PART,
    clients.PART,
    appointments.PART,
    members.PART,
    rosters.PART,
    roster_conflicts.PART,
    provisioning.PART,
    registrations.PART,
    pairings.PART,
    teams.PART,
    sign_in.PART,
    members_say.PART,
    skills.PART,
    dual_management.PART,
    matching.PART,
    engagement.PART,
    needs.PART,
    menu.PART,
    commitments.PART,
    service.PART,
    meetings.PART,
    outsourcing.PART,
    social_organisations.PART,
    evaluation.PART,
    notifications.PART,
    board.PART,
    surveys.PART,
    project_items.PART,
    budgets.PART,
    calls.PART,
    proposals.PART,
    awards.PART,
    contracts.PART,
)

EXAMPLES: dict[type[Any], dict[str, Any]] = {key: one for part in PARTS for key, one in part.requests.items()}
ANSWERS: dict[str, Answer] = {key: one for part in PARTS for key, one in part.answers.items()}
PATH_IDS: dict[str, str] = {key: one for part in PARTS for key, one in part.path_ids.items()}
FAULTS: dict[str, tuple[str, str, str]] = {key: one for part in PARTS for key, one in part.faults.items()}


def as_json(answer: Answer) -> Any:
    """An answer as it is sent."""
    return decode(encode(to_plain(answer)))
