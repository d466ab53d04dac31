"""Codes of engagement."""

CODES: dict[str, str] = {
    "wish.unknown": "There is no such wish",
    "wish.not_yours": "This is another community's wish",
    "wish.already_claimed": "Somebody has claimed this wish",
    "wish.not_editable": "A wish that somebody has claimed can't be edited",
    "wish.not_in_step": "The wish isn't at this step",
    "beneficiary.not_shown": "Whom a wish is for is shown to its current claimer alone",
    "commitment.verdict_needed": "The public commitment needs a verdict",
    "commitment.none_made": "There is no public commitment to judge",
    "claim.unknown": "There is no such claim",
    "claim.not_yours": "This is another's claim",
    "claim.already_committed": "A commitment is made already",
    "claim.already_delivered": "The wish is delivered already",
    "claim.already_confirmed": "The delivery is confirmed already",
    "claim.not_delivered": "The wish isn't delivered yet",
    "claim.not_due": "The claim's deadline hasn't come yet",
    "claim.lapsed": "The claim has lapsed",
    "claim.released": "The claim has ended, for its member has left their unit",
    "commitment.due_at_out_of_range": "The commitment's deadline is past or too far off",
    "need.unknown": "There is no such need",
    "need.not_yours": "This is another's need",
    "need.category_unknown": "There is no such kind of need",
    "need.not_in_step": "The need isn't at this step",
    "need.reason_needed": "What isn't resolved as a whole needs a reason",
    "need.reopened_late": "A resident can reopen a need for 30 days",
    "need.merge_target_unfit": "A need is merged into another one that its community sees to",
    "need_link.unknown": "There is no such link of the need",
    "need_link.exists": "The need is linked with this already",
    "need_link.target_unknown": "The community has no such thing to link with",
    "need_contact.none": "Nobody is kept whose need it is",
    "need_contact.not_due": "It isn't time yet to forget whose need it was",
    "need_ticket.unknown": "There is no such ticket",
}

# Statuses of codes that no route lists: of requests that find none, of single fields, and of what only the platform
# itself asks for.
STATUSES: dict[str, int] = {
    "wish.not_in_step": 409,
    "claim.not_due": 409,
    "need_contact.not_due": 409,
}
