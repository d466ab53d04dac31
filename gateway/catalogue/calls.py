"""Codes of calls for proposals, and of enquiries about them."""

CODES: dict[str, str] = {
    "call.unknown": "There is no such call",
    "call.not_in_step": "The call isn't at this step",
    "call.unfit": "What the call says doesn't fit together",
    "call.past": "This time is past",
    "call.review_too_short": "The review ends before the proposals are in",
    "call.enquiries_too_long": "Enquiries end before the deadline of proposals",
    "call.deadline_earlier": "The deadline of proposals is only put off",
    "call.weights": "The weights of all criteria total 100",
    "call.repeated": "This stands there once",
    "call.cap_over_total": "One proposal can't ask for more than there is",
    "call.shares_over_whole": "The shares of the milestones are more than the whole",
    "call.nothing_amended": "The amendment changes nothing",
    "call.proposals_over": "The deadline of proposals is over",
    "call.not_due": "The deadline of proposals isn't over yet",
    "project.not_planned": "The project isn't planned any more, or a call wants it",
    "project.elsewhere": "The project isn't in the communities of the call",
    "enquiry.unknown": "There is no such enquiry",
    "enquiry.not_in_step": "The enquiry isn't at this step",
    "enquiry.too_late": "The call takes no enquiries any more",
}

# Of single fields, and of what only the platform itself asks for.
STATUSES: dict[str, int] = {
    "call.past": 422,
    "call.enquiries_too_long": 422,
    "call.review_too_short": 422,
    "call.deadline_earlier": 422,
    "call.weights": 422,
    "call.repeated": 422,
    "call.cap_over_total": 422,
    "call.shares_over_whole": 422,
    "call.not_due": 409,
    "project.not_planned": 422,
    "project.elsewhere": 422,
}
