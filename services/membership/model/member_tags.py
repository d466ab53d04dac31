"""Skills and interests of members, one a row."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from services.membership.model.base import Base
from shared.db import ID


class MemberTag(Base):
    """A skill or an interest of a member, by which members are found; `Member` holds them in their order."""

    __tablename__ = "member_tags"

    member_id: Mapped[str] = mapped_column(ID, ForeignKey("members.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    value: Mapped[str] = mapped_column(String(100), primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)

    __table_args__ = (
        CheckConstraint("kind IN ('skill', 'interest')", name="kind"),
        Index(None, "tenant_id", "kind", "value", "member_id"),
    )
