"""The state of reviews."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.outsourcing.model.base import Base
from shared.db import ID
from shared.messages.declare import Command
from shared.messages.outsourcing import reviews as messages
from shared.messages.outsourcing.review_states import REVIEW_STATES
from shared.messages.outsourcing.reviews import Conflict, ReviewState
from shared.versions import Versioned

STATES = ", ".join(f"'{state}'" for state in REVIEW_STATES.states)


class Review(Versioned, Base):
    """
    What one reviewer says of one proposal.

    scores_encrypted: `Scores` as JSON, so that whoever reads the database doesn't read them either. conflict: why the
    reviewer is barred; reason: in whose words.
    """

    __tablename__ = "reviews"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    call_id: Mapped[str] = mapped_column(ID, ForeignKey("calls.id"))
    reviewer_id: Mapped[str] = mapped_column(ID, ForeignKey("reviewers.id"))
    proposal_id: Mapped[str] = mapped_column(ID, ForeignKey("proposals.id"))
    state: Mapped[ReviewState] = mapped_column(String(20))
    scores_encrypted: Mapped[str | None] = mapped_column(Text)
    conflict: Mapped[Conflict | None] = mapped_column(String(20))
    reason_encrypted: Mapped[str | None] = mapped_column(Text)
    assigned_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint(f"state IN ({STATES})", name="state"),
        CheckConstraint("(state = 'barred') = (conflict IS NOT NULL)", name="conflict"),
        CheckConstraint("state <> 'submitted' OR submitted_at IS NOT NULL", name="submitted"),
        CheckConstraint("submitted_at IS NULL OR scores_encrypted IS NOT NULL", name="scores"),
        UniqueConstraint("reviewer_id", "proposal_id"),
        Index(None, "call_id", "state", "id"),
        Index(None, "call_id", "proposal_id", "id"),
        Index(None, "call_id", "id"),
        Index(None, "reviewer_id", "id"),
    )

    @property
    def subject(self) -> str:
        """As what it stands in the audit trail."""
        return f"review/{self.id}"

    def save(self, scores_encrypted: str) -> None:
        """
        Raises:
            Conflict: `review.not_in_step`.
        """
        self._follow(messages.SaveScores)
        self.scores_encrypted = scores_encrypted

    def submit(self, now: datetime) -> None:
        """
        Raises:
            Conflict: `review.not_in_step`.
        """
        self._follow(messages.SubmitReview)
        self.submitted_at = now

    def bar(self, conflict: Conflict, reason_encrypted: str | None = None) -> None:
        """
        A conflict was found: it doesn't count.

        Raises:
            Conflict: `review.not_in_step`.
        """
        self._follow(messages.RecuseReviewer)
        self.conflict, self.reason_encrypted = conflict, reason_encrypted

    def release(self, command: type[Command]) -> None:
        """The reviewer doesn't write it any more."""
        self._follow(command)

    def _follow(self, command: type[Command]) -> None:
        self.state = REVIEW_STATES.follow(command, self.state)
        self.count_up()
