"""Codes of membership's teams."""

CODES: dict[str, str] = {
    "member.too_many_teams": "One is in ten teams at most",
    "team.unknown": "There is no such team",
    "team.not_yours": "You don't act for this team",
    "team.name_taken": "Another team has this name",
    "team.dissolved": "This team is dissolved",
    "team.full": "This team takes no more members",
    "team.larger_than_that": "More members are in the team than it is to take",
    "team.not_open": "This team isn't open to everyone",
    "team.takes_no_requests": "This team takes no requests: it is open, or it invites",
    "team.already_in": "This member is in the team already",
    "team.not_in": "This member isn't in the team",
    "team.own_unit_only": "This team takes members of its own unit alone",
    "team.members_refused": "Some of these members can't be in the team",
    "team.leader_must_hand_over": "The leader hands the team over first",
    "admission.unknown": "There is no such invitation or request",
    "admission.not_yours": "This invitation or request isn't for you to decide",
    "admission.exists": "An invitation or a request is open already",
    "admission.closed": "This invitation or request is closed",
    "admission.expired": "Nobody has answered this invitation or request in time",
    "admission.not_due": "This invitation or request may still be answered",
    "stationing.unknown": "There is no such stationing",
    "stationing.not_yours": "This stationing is another's",
    "stationing.exists": "The team is stationed there, or has asked to be",
    "stationing.already_decided": "This has been decided already",
    "stationing.not_decided": "Accept or decline it first",
    "stationing.ended": "This stationing has ended",
}

STATUSES: dict[str, int] = {"admission.not_due": 409}
