"""How reviewers and their reviews go on."""

from shared.messages.outsourcing.reviews import (
    DeclareInterests,
    DeclineReviewing,
    RecuseReviewer,
    ReleaseReviewer,
    SaveScores,
    SubmitReview,
)
from shared.states import Machine, step

REVIEWER_STATES = Machine(
    "reviewer",
    {
        "asked": "hasn't declared yet what ties them to organisations",
        "ready": "has declared, and reviews",
        "declined": "doesn't review",
        "released": "the department has released them",
    },
    begins=["asked"],
    steps=[
        step(DeclareInterests, "asked", "ready"),
        step(DeclineReviewing, "asked ready", "declined"),
        step(ReleaseReviewer, "asked ready", "released"),
    ],
)

REVIEW_STATES = Machine(
    "review",
    {
        "assigned": "to be written",
        "submitted": "given for good",
        "barred": "the reviewer has a conflict; it doesn't count",
        "released": "the reviewer doesn't write it any more",
    },
    begins=["assigned", "barred"],
    steps=[
        step(SaveScores, "assigned", "assigned"),
        step(SubmitReview, "assigned", "submitted"),
        step(RecuseReviewer, "assigned submitted", "barred"),
        step(DeclineReviewing, "assigned", "released"),
        step(ReleaseReviewer, "assigned", "released"),
    ],
)
