"""Formal checks of proposals, who reviews them, their reviews, and how they come out."""

from gateway.route import Route
from shared.messages.outsourcing import calls, conclusions as c, reviews as m

REVIEWS = "Reviews"
CALL = {404: ("call.unknown",)}
CHECK = {404: ("proposal.unknown",), 409: ("proposal.not_in_step", "call.not_in_step")}
Errors = dict[int, tuple[str, ...]]
OWN_REVIEWER: Errors = {403: ("reviewer.not_yours",), 404: ("reviewer.unknown",)}
OWN_REVIEW: Errors = {403: ("review.not_yours",), 404: ("review.unknown",)}
REVIEWER_STEP: Errors = {409: ("reviewer.not_in_step", "call.not_in_step", "call.reviews_in")}
REVIEW_STEP: Errors = {409: ("review.conflict", "review.not_in_step", "call.not_in_step", "call.reviews_in")}

OF_CALL = (
    Route(
        "POST",
        "/v1/proposals/{proposal_id}/admission",
        c.AdmitProposal,
        summary="Find a proposal formally in order.",
        answer=c.CheckedProposal,
        heeds_if_match=True,
        errors=CHECK,
        tag=REVIEWS,
    ),
    Route(
        "POST",
        "/v1/proposals/{proposal_id}/rejection",
        c.RejectProposal,
        summary="Find that a proposal isn't formally in order.",
        answer=c.CheckedProposal,
        heeds_if_match=True,
        errors=CHECK,
        tag=REVIEWS,
    ),
    Route(
        "POST",
        "/v1/calls/{call_id}/reviewers",
        m.AssignReviewer,
        summary="Ask a person to review the proposals of a call.",
        status=201,
        answer=m.Reviewer,
        errors={
            404: ("call.unknown",),
            409: ("call.not_in_step", "call.reviews_in", "reviewer.exists", "reviewer.all_barred"),
            422: ("reviewer.person_needed",),
        },
        tag=REVIEWS,
    ),
    Route(
        "GET",
        "/v1/calls/{call_id}/reviewers",
        m.ListReviewers,
        summary="List who reviews the proposals of a call.",
        answer=m.ReviewerPage,
        errors=CALL,
        tag=REVIEWS,
    ),
    Route(
        "GET",
        "/v1/calls/{call_id}/review-progress",
        m.ShowReviewProgress,
        summary="Show how far the review of a call has come.",
        answer=m.ReviewProgress,
        errors=CALL,
        tag=REVIEWS,
    ),
    Route(
        "GET",
        "/v1/calls/{call_id}/reviews",
        m.ListReviews,
        summary="List the reviews of a call, with their scores once all are in.",
        answer=m.ReviewPage,
        errors=CALL,
        tag=REVIEWS,
    ),
    Route(
        "POST",
        "/v1/calls/{call_id}/review-conclusion",
        c.ConcludeReview,
        summary="Rank the proposals of a call by their reviews, and award the first.",
        answer=calls.Call,
        heeds_if_match=True,
        errors={
            404: ("call.unknown",),
            409: (
                "call.not_in_step",
                "call.proposals_unchecked",
                "call.reviews_missing",
                "call.reviewers_undeclared",
            ),
        },
        tag=REVIEWS,
    ),
    Route(
        "GET",
        "/v1/calls/{call_id}/ranking",
        c.ShowRanking,
        summary="Show how the proposals of a call came out.",
        answer=c.Ranking,
        errors={404: ("call.unknown",), 409: ("call.not_reviewed",)},
        tag=REVIEWS,
    ),
)
OF_REVIEWERS = (
    Route(
        "GET",
        "/v1/reviewers",
        m.ListOwnReviewers,
        summary="List the calls in which you are a reviewer.",
        answer=m.ReviewerPage,
        tag=REVIEWS,
    ),
    Route(
        "POST",
        "/v1/reviewers/{reviewer_id}/declaration",
        m.DeclareInterests,
        summary="Say what ties you to social organisations, or that nothing does.",
        answer=m.Reviewer,
        heeds_if_match=True,
        errors=OWN_REVIEWER | REVIEWER_STEP | {422: ("reviewer.interests_unfit",)},
        tag=REVIEWS,
    ),
    Route(
        "POST",
        "/v1/reviewers/{reviewer_id}/refusal",
        m.DeclineReviewing,
        summary="Say that you don't review, or not any more.",
        answer=m.Reviewer,
        heeds_if_match=True,
        errors=OWN_REVIEWER | REVIEWER_STEP,
        tag=REVIEWS,
    ),
    Route(
        "POST",
        "/v1/reviewers/{reviewer_id}/release",
        m.ReleaseReviewer,
        summary="Let a reviewer go.",
        answer=m.Reviewer,
        heeds_if_match=True,
        errors={404: ("reviewer.unknown",)} | REVIEWER_STEP,
        tag=REVIEWS,
    ),
    Route(
        "GET",
        "/v1/reviews",
        m.ListOwnReviews,
        summary="List the reviews that you write or have written.",
        answer=m.ReviewPage,
        tag=REVIEWS,
    ),
    Route(
        "GET",
        "/v1/reviews/{review_id}",
        m.ShowReview,
        summary="Show a review.",
        answer=m.Review,
        errors=OWN_REVIEW,
        tag=REVIEWS,
    ),
    Route(
        "PUT",
        "/v1/reviews/{review_id}/scores",
        m.SaveScores,
        summary="Write down scores, without submitting them yet.",
        answer=m.Review,
        needs_if_match=True,
        errors=OWN_REVIEW | REVIEW_STEP | {422: ("review.unfit",)},
        tag=REVIEWS,
    ),
    Route(
        "POST",
        "/v1/reviews/{review_id}/submission",
        m.SubmitReview,
        summary="Submit a review, for good.",
        answer=m.Review,
        heeds_if_match=True,
        errors=OWN_REVIEW | REVIEW_STEP | {422: ("review.unfit",)},
        tag=REVIEWS,
    ),
    Route(
        "POST",
        "/v1/reviews/{review_id}/recusal",
        m.RecuseReviewer,
        summary="Bar a reviewer from a proposal, for a conflict that was found later.",
        answer=m.Review,
        heeds_if_match=True,
        errors=OWN_REVIEW | {409: ("review.not_in_step", "call.not_in_step", "call.reviews_in")},
        tag=REVIEWS,
    ),
)
ROUTES = (*OF_CALL, *OF_REVIEWERS)
