"""The state of public commitments."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.engagement.model.base import Base
from shared.db import ID
from shared.messages.engagement import CommitmentLapsed, CommitmentReleased, CommitmentState

if TYPE_CHECKING:
    from services.engagement.model.claims import Claim


class Commitment(Base):
    """
    A public commitment of a claim; it changes only together with its claim, whose version guards both.

    extended_from: what its deadline was before it was extended; None as long as it wasn't.
    """

    __tablename__ = "commitments"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    claim_id: Mapped[str] = mapped_column(ID, ForeignKey("claims.id"))
    text: Mapped[str] = mapped_column(String(2000))
    made_at: Mapped[datetime]
    due_at: Mapped[datetime]
    extended_from: Mapped[datetime | None]
    extension_reason: Mapped[str | None] = mapped_column(String(2000))
    state: Mapped[CommitmentState] = mapped_column(String(20))

    __table_args__ = (
        UniqueConstraint("claim_id"),
        CheckConstraint("state IN ('open', 'kept', 'partly', 'broken', 'lapsed', 'released')", name="state"),
    )

    def lapse(self, claim: "Claim") -> CommitmentLapsed:
        self.state = "lapsed"
        return CommitmentLapsed(commitment_id=self.id, **claim.parties)

    def release(self, claim: "Claim") -> CommitmentReleased:
        self.state = "released"
        return CommitmentReleased(commitment_id=self.id, **claim.parties)
