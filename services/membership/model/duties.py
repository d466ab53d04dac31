"""What members are busy with: a copy of what engagement tells."""

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from services.membership.model.base import Base
from shared.db import ID


class MemberDuty(Base):
    """
    Something that a member has taken on and hasn't done yet: a wish, or a place in an activity or at a post.

    claim_id: of the wish, or of places, which several may have by one claim. item_id: the wish, activity or post.
    """

    __tablename__ = "member_duties"

    claim_id: Mapped[str] = mapped_column(ID, primary_key=True)
    member_id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    community_id: Mapped[str] = mapped_column(ID)
    item_id: Mapped[str] = mapped_column(ID)

    __table_args__ = (Index(None, "member_id"), Index(None, "item_id"))
