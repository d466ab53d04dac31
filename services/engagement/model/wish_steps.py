"""The history of a wish: each step that was taken, by whom and why."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from services.engagement.model.base import Base
from shared.db import ID
from shared.messages.engagement import WishStepKind


class WishStep(Base):
    """
    One step of a wish, and of the claim that it concerns; nothing changes it.

    due_at: until when the wish is to be delivered from then on, where the step says so.
    """

    __tablename__ = "wish_steps"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    wish_id: Mapped[str] = mapped_column(ID, ForeignKey("wishes.id"))
    claim_id: Mapped[str | None] = mapped_column(ID, ForeignKey("claims.id"))
    kind: Mapped[WishStepKind] = mapped_column(String(20))
    role: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str | None] = mapped_column(String(2000))
    due_at: Mapped[datetime | None]
    at: Mapped[datetime]

    __table_args__ = (Index(None, "wish_id", "id"), Index(None, "claim_id", "id"))
