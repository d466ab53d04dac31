"""Codes of engagement: what belongs to projects."""

CODES: dict[str, str] = {
    "project.not_active": "Nobody runs this project yet, or it has ended",
    "project.not_ended": "The project hasn't ended",
    "menu_item.outside_project": "This isn't within the days of the project that it belongs to",
}

# Of what only the platform itself asks for.
STATUSES: dict[str, int] = {
    "project.not_ended": 409,
}
