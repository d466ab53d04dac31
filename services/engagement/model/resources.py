"""What units give to the communities that they are paired with; copies of what membership knows."""

from datetime import date

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from services.engagement.model.base import Base
from shared.db import ID
from shared.messages.membership import ResourceKind


class Pairing(Base):
    """That a unit and a community are paired, as long as they are."""

    __tablename__ = "pairings"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    unit_id: Mapped[str] = mapped_column(ID)
    community_id: Mapped[str] = mapped_column(ID)

    __table_args__ = (Index(None, "community_id", "unit_id"),)


class Resource(Base):
    """Something that a unit gives, as long as it stands on its list. Days are in; None for no bound."""

    __tablename__ = "resources"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    unit_id: Mapped[str] = mapped_column(ID)
    kind: Mapped[ResourceKind] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(200))
    available_from: Mapped[date | None]
    available_until: Mapped[date | None]

    __table_args__ = (Index(None, "unit_id", "id"),)
