"""Codes of evaluation."""

CODES: dict[str, str] = {
    "invitation.unknown": "There is no such invitation",
    "invitation.not_yours": "This is another community's invitation",
    "invitation.token_invalid": "The invitation's token isn't valid",
    "invitation.foreign": "This token belongs to another invitation",
    "invitation.used": "This invitation is used already",
    "invitation.expired": "This invitation has expired",
    "invitation.not_due": "This invitation hasn't expired yet",
}

# Statuses of codes that no route lists: of requests that find none, of single fields, and of what only the platform
# itself asks for.
STATUSES: dict[str, int] = {
    "invitation.not_due": 409,
}
