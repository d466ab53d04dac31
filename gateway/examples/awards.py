"""What the documentation shows of reviews, awards and objections to them."""

from gateway import town, town_awards as here
from gateway.examples.parts import Part
from shared.messages import board_awards
from shared.messages.outsourcing import awards, conclusions, objections, reviews
from shared.messages.wire import as_json

CALL = "/v1/calls/{call_id}"
REVIEWER = "/v1/reviewers/{reviewer_id}"
REVIEW = "/v1/reviews/{review_id}"
AWARD = "/v1/awards/{award_id}"
OBJECTION = "/v1/objections/{objection_id}"

PART = Part(
    requests={
        conclusions.RejectProposal: {"reason": here.REJECTION_REASON},
        reviews.AssignReviewer: {"name": here.ASKED.name, "member_id": town.MEMBER_ID},
        reviews.DeclareInterests: {"interests": as_json([here.INTEREST])},
        reviews.DeclineReviewing: {"reason": here.REFUSAL_REASON},
        reviews.ReleaseReviewer: {"reason": here.RELEASE_REASON},
        reviews.SaveScores: {"scores": as_json(here.SCORES)},
        reviews.RecuseReviewer: {"reason": here.RECUSAL_REASON},
        awards.CancelAward: {"reason": here.CANCELLATION_REASON},
        awards.DeclineAward: {"reason": here.DECLINING_REASON},
        objections.FileObjection: {"text": here.OBJECTION_TEXT},
        objections.AnswerObjection: {"outcome": "dismissed", "reason": here.ANSWER_REASON},
    },
    answers={
        "POST /v1/proposals/{proposal_id}/admission": here.ADMITTED,
        "POST /v1/proposals/{proposal_id}/rejection": here.REJECTED,
        f"POST {CALL}/reviewers": here.ASKED,
        f"GET {CALL}/reviewers": reviews.ReviewerPage(items=[here.READY, here.RELEASED], next=None),
        f"GET {CALL}/review-progress": here.PROGRESS,
        f"GET {CALL}/reviews": reviews.ReviewPage(items=[here.AUDITED], next=None),
        f"POST {CALL}/review-conclusion": here.REVIEWED,
        f"GET {CALL}/ranking": here.RANKING,
        "GET /v1/reviewers": reviews.ReviewerPage(items=[here.ASKED], next=None),
        f"POST {REVIEWER}/declaration": here.READY,
        f"POST {REVIEWER}/refusal": here.DECLINED,
        f"POST {REVIEWER}/release": here.RELEASED,
        "GET /v1/reviews": reviews.ReviewPage(items=[here.ASSIGNED], next=None),
        f"GET {REVIEW}": here.SCORED,
        f"PUT {REVIEW}/scores": here.SCORED,
        f"POST {REVIEW}/submission": here.SUBMITTED,
        f"POST {REVIEW}/recusal": here.BARRED,
        "GET /v1/awards": awards.AwardPage(items=[here.PENDING], next=None),
        "GET /v1/board/awards": board_awards.BoardAwardPage(items=[here.ON_BOARD], next=None),
        f"GET {AWARD}": here.ACTIVE,
        f"POST {AWARD}/cancellation": here.CANCELLED,
        f"POST {AWARD}/refusal": here.GIVEN_UP,
        f"POST {AWARD}/objections": here.OPEN,
        "GET /v1/objections": objections.ObjectionPage(items=[here.OPEN], next=None),
        f"GET {OBJECTION}": here.OPEN,
        f"POST {OBJECTION}/answer": here.DISMISSED,
        f"POST {OBJECTION}/withdrawal": here.TAKEN_BACK,
    },
    path_ids={
        "reviewer_id": here.REVIEWER_ID,
        "review_id": here.REVIEW_ID,
        "award_id": here.AWARD_ID,
        "objection_id": here.OBJECTION_ID,
    },
    faults={
        "reviewer.interests_unfit": (
            "#/interests/0/organisation_id",
            "organisation.unknown",
            "No social organisation here.",
        ),
        "review.unfit": ("#/scores", "review.criterion_missing", "{} has no score."),
    },
)
