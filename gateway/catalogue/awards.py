"""Codes of outsourcing: reviews and awards."""

CODES: dict[str, str] = {
    "call.proposals_unchecked": "Some proposals are neither admitted nor rejected yet",
    "call.reviews_missing": "Some proposals don't have all their reviews yet",
    "call.reviewers_undeclared": "Some reviewers haven't said yet what ties them; wait for them, or release them",
    "call.reviews_in": "All reviews are in, and scores are told: reviewers and scores don't change any more",
    "call.not_reviewed": "The review of this call isn't concluded",
    "call.award_signed": "A contract of this call is signed",
    "reviewer.unknown": "There is no such reviewer",
    "reviewer.not_yours": "You aren't this reviewer",
    "reviewer.exists": "This person reviews the call already",
    "reviewer.all_barred": "This person is tied to an organisation that proposes in this call",
    "reviewer.person_needed": "A reviewer is either a member or somebody appointed: give one of them",
    "reviewer.not_in_step": "The reviewer isn't at this step",
    "reviewer.interests_unfit": "What ties the reviewer to organisations doesn't fit",
    "review.unknown": "There is no such review",
    "review.not_yours": "This is another's review",
    "review.conflict": "The reviewer is barred from the proposals of this call",
    "review.not_in_step": "The review isn't at this step",
    "review.unfit": "The scores don't fit the call's criteria",
    "review.criterion_unknown": "The call has no such criterion",
    "review.criterion_repeated": "A criterion stands there twice",
    "review.criterion_missing": "A criterion has no score",
    "award.unknown": "There is no such award",
    "award.not_yours": "This is another organisation's award",
    "award.not_in_step": "The award isn't at this step",
    "award.not_due": "There is time still",
    "award.notice_over": "The public notice of the award is over",
    "objection.unknown": "There is no such objection",
    "objection.not_yours": "This is another's objection",
    "objection.own_award": "Nobody objects to an award of their own",
    "objection.exists": "You have objected already, and it isn't answered yet",
    "objection.not_in_step": "The objection isn't at this step",
}

# Of single fields, and of what the timer alone asks for.
STATUSES: dict[str, int] = {
    "award.not_due": 409,
    "review.criterion_unknown": 422,
    "review.criterion_repeated": 422,
    "review.criterion_missing": 422,
}
