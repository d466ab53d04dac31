"""Who is or was appointed at which social organisation; a copy of what membership knows."""

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from services.outsourcing.model.base import Base
from shared.db import ID


class Affiliation(Base):
    """An appointment at a social organisation, present, to come or ended. member_id: null where it is no member's."""

    __tablename__ = "affiliations"

    appointment_id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    organisation_id: Mapped[str] = mapped_column(ID)
    member_id: Mapped[str | None] = mapped_column(ID)

    __table_args__ = (Index(None, "tenant_id", "member_id"),)
