"""Who is or was appointed where; a copy of what membership knows."""

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from services.outsourcing.model.base import Base
from shared.db import ID


class Affiliation(Base):
    """
    An appointment, present, to come or ended. is_social: at a social organisation. member_id: null where it is no
    member's; by it the appointments of one person are found.
    """

    __tablename__ = "affiliations"

    appointment_id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    organisation_id: Mapped[str] = mapped_column(ID)
    is_social: Mapped[bool]
    member_id: Mapped[str | None] = mapped_column(ID)

    __table_args__ = (Index(None, "tenant_id", "member_id"),)
