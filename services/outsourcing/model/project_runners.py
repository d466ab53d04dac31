"""Who runs a project beside its contractor."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.outsourcing.model.base import Base
from shared.db import ID


class ProjectPartner(Base):
    """A social organisation that runs a project together with its contractor."""

    __tablename__ = "project_partners"

    project_id: Mapped[str] = mapped_column(ID, ForeignKey("projects.id"), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ID, primary_key=True)

    __table_args__ = (Index(None, "organisation_id"),)
