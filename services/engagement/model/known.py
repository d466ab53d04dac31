"""Communities, members, teams and projects, as far as the other services have told of them."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from services.engagement.model.base import Base
from shared.db import ID
from shared.errors import Conflict, PassingConflict
from shared.messages.outsourcing.project_events import ProjectStanding

PROJECT_ENDED = "project.ended"


class Community(Base):
    """
    A community that may publish wishes; a copy of what membership knows, but for the last.

    code, name: None where it was never told. subdistrict_id: None where it belongs to none. daily_ceiling: how many
    people may come to its activities on a day.
    """

    __tablename__ = "communities"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    code: Mapped[str | None] = mapped_column(String(50))
    subdistrict_id: Mapped[str | None] = mapped_column(ID)
    name: Mapped[str | None] = mapped_column(String(200))
    daily_ceiling: Mapped[int | None]

    __table_args__ = (Index(None, "tenant_id", "id"), Index(None, "subdistrict_id", "id"))


class Project(Base):
    """
    A project by which a need may be taken in hand, and whose activities stand on the menu; a copy of what outsourcing
    knows.

    contractor_id: the social organisation that runs it, once it is active; its partners are `ProjectPartner`s.
    starts_on, ends_on: None where they were never told.
    """

    __tablename__ = "projects"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    community_id: Mapped[str] = mapped_column(ID)
    title: Mapped[str] = mapped_column(String(200))
    state: Mapped[ProjectStanding] = mapped_column(String(20), default="planned")
    contractor_id: Mapped[str | None] = mapped_column(ID)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]

    __table_args__ = (
        CheckConstraint("state IN ('planned', 'active', 'completed', 'terminated', 'cancelled')", name="state"),
        CheckConstraint(
            "state <> 'active' OR (contractor_id IS NOT NULL AND starts_on IS NOT NULL AND ends_on IS NOT NULL)",
            name="active",
        ),
        Index(None, "contractor_id"),
    )

    @property
    def subject(self) -> str:
        """Under which its deadline is kept."""
        return f"project/{self.id}"

    @property
    def has_failed(self) -> bool:
        return self.state in ("terminated", "cancelled")

    def check_begun(self) -> None:
        """
        Raises:
            PassingConflict: `project.not_active`, nobody runs it, as far as has been heard.
        """
        if self.contractor_id is None:
            raise PassingConflict("project.not_active", f"It is {self.state}.")

    def check_active(self) -> None:
        """
        Raises:
            Conflict: `project.not_active`.
        """
        if self.state != "active":
            raise Conflict("project.not_active", f"It is {self.state}.")

    def check_ended(self) -> None:
        """
        Raises:
            Conflict: `project.not_ended`.
        """
        if self.state in ("planned", "active"):
            raise Conflict("project.not_ended", f"It is {self.state}.")


class ProjectPartner(Base):
    """A social organisation that runs a project together with its contractor; a copy of what outsourcing knows."""

    __tablename__ = "project_partners"

    project_id: Mapped[str] = mapped_column(ID, ForeignKey("projects.id"), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ID, primary_key=True)

    __table_args__ = (Index(None, "organisation_id"),)


class Member(Base):
    """
    A member who may claim, as long as they haven't left; a copy of what membership knows.

    masked_name: None where it was never told, or is erased.
    """

    __tablename__ = "members"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    unit_id: Mapped[str] = mapped_column(ID)
    masked_name: Mapped[str | None] = mapped_column(String(100))
    has_left: Mapped[bool] = mapped_column(default=False)


class Team(Base):
    """
    A team that may claim places as one, and for which its leader may book, as long as it isn't dissolved; a copy of
    what membership knows.
    """

    __tablename__ = "teams"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    leader_id: Mapped[str] = mapped_column(ID)
    is_dissolved: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (Index(None, "leader_id"),)


class TeamMember(Base):
    """Who is in a team; a copy of what membership knows."""

    __tablename__ = "team_members"

    team_id: Mapped[str] = mapped_column(ID, ForeignKey("teams.id"), primary_key=True)
    member_id: Mapped[str] = mapped_column(ID, primary_key=True)
