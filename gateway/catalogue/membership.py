"""Codes of membership."""

CODES: dict[str, str] = {
    "organisation.unknown": "There is no such organisation",
    "organisation.not_yours": "This is another organisation",
    "community.unknown": "There is no such community",
    "community.not_yours": "This is another community",
    "community.code_taken": "Another community has this code",
    "unit.unknown": "There is no such unit",
    "unit.not_yours": "This is another unit",
    "unit.name_taken": "Another unit has this name",
    "client.unknown": "There is no such client",
    "client.revoked": "This client has been revoked",
    "client.credentials_invalid": "Unknown client or wrong secret",
    "member.unknown": "There is no such member",
    "member.not_yours": "This is another unit's member",
    "member.on_other_roster": "This person stands on another unit's roster",
    "member.on_roster_already": "This person stands on the roster under another number",
    "roster.invalid": "Some of the roster's entries aren't valid",
    "roster.duplicate_external_id": "Two entries have this number",
    "roster.duplicate_identity": "Two entries have this identity number",
    "roster.check_digit": "The identity number's check digit is wrong",
    "roster.birth_date": "The identity number holds no possible date of birth",
    "roster.birth_month_mismatch": "The month of birth isn't the one in the identity number",
    "roster.community_unknown": "No community of the tenant has this code",
    "registration.unknown": "There is no such registration",
    "registration.not_yours": "This is another's registration",
    "registration.exists": "You are registered with this community, or have asked to be",
    "registration.already_confirmed": "This registration is confirmed already",
}

# Statuses of codes that no route lists: of requests that find none, of single fields, and of what only the platform
# itself asks for.
STATUSES: dict[str, int] = {
    "client.credentials_invalid": 401,
    "roster.duplicate_external_id": 422,
    "roster.duplicate_identity": 422,
    "roster.check_digit": 422,
    "roster.birth_date": 422,
    "roster.birth_month_mismatch": 422,
    "roster.community_unknown": 422,
}
