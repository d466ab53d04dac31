"""When members are free in an ordinary week."""

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.membership.model.base import Base
from shared.db import ID


class MemberFreeTime(Base):
    """
    A slot of a member's week, in Asia/Shanghai; two of a member neither overlap nor touch.

    weekday: 1 is Monday. from_minute, to_minute: of the day; 1440 is its end.
    """

    __tablename__ = "member_free_times"

    member_id: Mapped[str] = mapped_column(ID, ForeignKey("members.id"), primary_key=True)
    weekday: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    from_minute: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    to_minute: Mapped[int]
    tenant_id: Mapped[str] = mapped_column(ID, ForeignKey("tenants.id"))

    __table_args__ = (
        CheckConstraint("weekday BETWEEN 1 AND 7", name="weekday"),
        CheckConstraint("from_minute >= 0 AND to_minute <= 1440 AND to_minute > from_minute", name="slot"),
        Index(None, "tenant_id", "weekday", "from_minute", "to_minute", "member_id"),
    )
