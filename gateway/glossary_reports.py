"""The words in the files of reports."""

SUMMARY: dict[str, str] = {
    "organisation_name": "Name",
    "quarter": "Quarter",
    "starts_on": "First day",
    "ends_on": "Last day",
    "as_of": "As known at",
    "members": "Members on the roster",
    "registered": "Registered members",
    "registered_residence": "Registered where they live",
    "registered_paired": "Registered by a pairing",
    "share": "Share of members registered",
    "begun": "Registrations confirmed in the quarter",
    "ended": "Registrations ended in the quarter",
    "served": "Members with a service",
    "confirmed": "Services confirmed",
    "awaiting": "Services awaiting confirmation",
    "minutes": "Minutes of service that counts",
}
RATINGS: dict[str, str] = {
    "given": "Ratings given",
    "told": "Ratings in the average",
    "average": "Average of the ratings",
}
UNIT_COLUMNS: dict[str, str] = {
    "external_id": "Personnel number",
    "name": "Full name",
    "department": "Department",
    "is_on_roster": "On the roster",
    "registrations": "Communities registered with",
    "since": "Registered since",
}
COMMUNITY_COLUMNS: dict[str, str] = {
    "name": "Full name",
    "unit_name": "Unit",
    "is_registered": "Registered",
    "kinds": "Kind of registration",
    "since": "Registered since",
    "phone": "Phone",
    "skills": "Skills",
    "free_times": "Free times",
}
SERVICE_COLUMNS: dict[str, str] = {
    "confirmed": "Services confirmed",
    "awaiting": "Services awaiting confirmation",
    "communities": "Communities served",
    "minutes": "Minutes of service that counts",
    "ratings": "Ratings given",
    "last_on": "Last service",
}
# Of a quarter that is over the table still tells what is now.
NOW: dict[str, str] = {
    "is_on_roster": "On the roster now",
    "registrations": "Communities registered with now",
    "is_registered": "Registered now",
}
KINDS: dict[str, str] = {"residence": "where they live", "paired": "by a pairing"}
PARTS: dict[str, str] = {"unit": "Community", "community": "Unit"}
OTHERS: dict[str, str] = {
    "provisional": "The quarter isn't over: these are provisional figures.",
    "over": "The quarter is over; what is confirmed or corrected later changes the figures of services.",
    "kept": "Members and registrations are told as they stood when the quarter ended.",
    "not_kept": "How many members and registrations there were when the quarter ended isn't kept.",
    "no_average": "There is no average yet: ratings of a unit's members in a community are told five at a time.",
    "summary": "Summary",
    "table": "Members",
    "category": "Kind of wish",
    "yes": "yes",
    "no": "no",
}


def texts() -> set[str]:
    """All that the files say in one language at a time."""
    tables = (SUMMARY, RATINGS, UNIT_COLUMNS, COMMUNITY_COLUMNS, SERVICE_COLUMNS, NOW, KINDS, PARTS, OTHERS)
    return {text for table in tables for text in table.values()}
