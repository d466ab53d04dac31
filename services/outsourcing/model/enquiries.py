"""The state of enquiries about calls."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from services.outsourcing.model.base import Base
from shared.db import ID
from shared.messages.outsourcing.call_events import EnquiryAnswered
from shared.messages.outsourcing.enquiries import ENQUIRY_STATES, AnswerEnquiry, EnquiryState
from shared.versions import Versioned


class Enquiry(Versioned, Base):
    """What an organisation wants to know of a call."""

    __tablename__ = "enquiries"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    call_id: Mapped[str] = mapped_column(ID, ForeignKey("calls.id"))
    organisation_id: Mapped[str] = mapped_column(ID, ForeignKey("organisations.id"))
    question: Mapped[str] = mapped_column(String(2000))
    state: Mapped[EnquiryState] = mapped_column(String(20))
    answer: Mapped[str | None] = mapped_column(String(2000))
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("state IN ('asked', 'answered')", name="state"),
        CheckConstraint(
            "(state = 'answered') = (answer IS NOT NULL) AND (answer IS NULL) = (answered_at IS NULL)", name="answer"
        ),
        Index(None, "call_id", "id"),
        Index(None, "call_id", "state", "id"),
        Index(None, "call_id", "organisation_id", "id"),
    )

    @property
    def subject(self) -> str:
        return f"enquiry/{self.id}"

    def give(self, answer: str, now: datetime) -> EnquiryAnswered:
        """
        Raises:
            Conflict: `enquiry.not_in_step`.
        """
        self.state = ENQUIRY_STATES.follow(AnswerEnquiry, self.state)
        self.answer, self.answered_at = answer, now
        self.count_up()
        return EnquiryAnswered(
            enquiry_id=self.id,
            call_id=self.call_id,
            question=self.question,
            answer=answer,
            answered_at=now,
            social_organisation_id=self.organisation_id,
        )
