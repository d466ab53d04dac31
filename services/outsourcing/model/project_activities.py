"""Activities and posts of projects, who came to them and what they served; a copy of what engagement tells."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from services.outsourcing.model.base import Base
from shared.db import ID
from shared.messages.engagement.menu_items import MenuItemKind
from shared.messages.engagement.service_records import ServiceRecordState
from shared.messages.outsourcing.project_activities import ActivityState

# Of such records the community has found that they are right.
CONFIRMED: tuple[ServiceRecordState, ...] = ("confirmed", "disputed", "final")
WAITING: tuple[ServiceRecordState, ...] = ("recorded", "confirmed", "disputed")


class ProjectActivity(Base):
    """
    An activity or a post that has been on the menu.

    id: of the item. begins_at: of a post that begins at once, its publication.
    """

    __tablename__ = "project_activities"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    project_id: Mapped[str] = mapped_column(ID)
    kind: Mapped[MenuItemKind] = mapped_column(String(20))
    state: Mapped[ActivityState] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(200))
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    from_on: Mapped[date | None]
    until_on: Mapped[date | None]
    begins_at: Mapped[datetime]
    places: Mapped[int]

    __table_args__ = (
        CheckConstraint("kind IN ('activity', 'post')", name="kind"),
        CheckConstraint("state IN ('published', 'called_off', 'ended')", name="state"),
        Index(None, "project_id", "id"),
        Index(None, "project_id", "state", "id"),
        Index(None, "project_id", "begins_at", "id"),
    )


class ProjectAttendance(Base):
    """
    That somebody came.

    person: a digest of the project and the member, by which people are counted once and nobody is found.
    """

    __tablename__ = "project_attendances"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    project_id: Mapped[str] = mapped_column(ID)
    activity_id: Mapped[str] = mapped_column(ID)
    person: Mapped[str] = mapped_column(String(64))

    __table_args__ = (Index(None, "project_id", "activity_id"),)


class ProjectServiceRecord(Base):
    """A record of service; `person` is as of attendance."""

    __tablename__ = "project_service_records"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    project_id: Mapped[str] = mapped_column(ID)
    activity_id: Mapped[str] = mapped_column(ID)
    person: Mapped[str] = mapped_column(String(64))
    state: Mapped[ServiceRecordState] = mapped_column(String(20))
    minutes: Mapped[int]

    __table_args__ = (
        CheckConstraint("state IN ('recorded', 'confirmed', 'disputed', 'final', 'corrected', 'voided')", name="state"),
        CheckConstraint("minutes >= 0", name="minutes"),
        Index(None, "project_id", "activity_id"),
    )
