"""Codes of outsourcing: files, and social organisations that may propose or may not."""

CODES: dict[str, str] = {
    "file.unknown": "There is no such file",
    "file.not_yours": "This is another's file",
    "file.needed": "Something relies on this file: attach another in its place first",
    "file.too_many": "There are as many files as there may be",
    "file.too_large": "The picture has too many pixels",
    "file.unreadable": "The file isn't what it says it is",
    "file.holds_macros": "The file holds macros, which aren't taken",
    "file.infected": "The file holds a virus",
    "file.scan_unavailable": "Files can't be looked through for viruses at the moment",
    "organisation.not_qualified": "The organisation isn't qualified to propose",
    "organisation.banned": "The organisation is banned from proposing",
    "organisation.rating_too_low": "The organisation's rating is lower than the call asks for, or isn't good any more",
    "organisation.kind_not_eligible": "The call isn't for organisations of this kind",
    "organisation.inspections_missing": "The organisation hasn't passed the yearly inspections that the call asks for",
    "organisation.kind_fixed": "The kind stays as it is while a qualification is requested or stands",
    "organisation.registered_later": "This can't be when the organisation was registered",
    "organisation.rating_unfit": "A rating comes with the last day on which it is good",
    "inspection.year_unfit": "The inspection of this year can't be over yet",
    "bank_account.none": "The organisation hasn't named a bank account",
    "qualification.not_in_step": "The qualification isn't at this step",
    "qualification.not_due": "The qualification's last day isn't over yet, or its reminder isn't due",
    "qualification.profile_incomplete": "The organisation's profile lacks what a qualification needs",
    "qualification.valid_until_out_of_range": "A qualification can't end on this day",
    "ban.unknown": "There is no such ban",
    "ban.not_yours": "The department alone lifts bans",
    "ban.stands": "A ban stands already",
    "ban.days_unfit": "These can't be the days of a ban",
    "ban.not_in_step": "The ban isn't at this step",
    "ban.not_due": "The ban's last day isn't over yet",
}

# Statuses of codes that no route lists: of what only the platform itself asks for, and of who may propose.
STATUSES: dict[str, int] = {
    "qualification.not_due": 409,
    "ban.not_due": 409,
}
