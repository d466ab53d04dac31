"""Codes of outsourcing."""

CODES: dict[str, str] = {
    "project.unknown": "There is no such project",
    "project.not_yours": "This is another's project",
    "project.dates": "The project's dates don't fit together",
    "project.ends_before_start": "The project ends before it starts",
    "project.too_long": "The project is longer than 36 months",
    "project.not_in_step": "The project isn't at this step",
}

# Statuses of codes that no route lists: of requests that find none, of single fields, and of what only the platform
# itself asks for.
STATUSES: dict[str, int] = {
    "project.ends_before_start": 422,
    "project.too_long": 422,
}
