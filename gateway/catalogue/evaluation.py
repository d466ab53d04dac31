"""Codes of evaluation."""

CODES: dict[str, str] = {
    "invitation.unknown": "There is no such invitation",
    "invitation.not_yours": "This is another community's invitation",
    "invitation.token_invalid": "The invitation's token isn't valid",
    "invitation.foreign": "This token belongs to another invitation",
    "invitation.used": "This invitation is used already",
    "invitation.expired": "This invitation has expired",
    "invitation.not_due": "This invitation hasn't expired yet",
    "survey.unknown": "There is no such survey",
    "survey.not_yours": "This is another's survey",
    "survey.not_in_step": "The survey isn't at this step",
    "survey.not_due": "The survey isn't over yet",
    "survey.invitations_spent": "A survey has 2,000 invitations at most",
    "survey_question.unknown": "There is no such invitation to rate",
}

# Statuses of codes that no route lists: of requests that find none, of single fields, and of what only the platform
# itself asks for.
STATUSES: dict[str, int] = {
    "invitation.not_due": 409,
    "survey.not_due": 409,
}
