"""Communities, members, teams and projects, as far as the other services have told of them."""

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from services.engagement.model.base import Base
from shared.db import ID


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
    name: Mapped[str | None] = mapped_column(String(200))
    subdistrict_id: Mapped[str | None] = mapped_column(ID)
    daily_ceiling: Mapped[int | None]

    __table_args__ = (Index(None, "tenant_id", "id"), Index(None, "subdistrict_id", "id"))


class Project(Base):
    """A project by which a need may be taken in hand; a copy of what outsourcing knows."""

    __tablename__ = "projects"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    community_id: Mapped[str] = mapped_column(ID)
    title: Mapped[str] = mapped_column(String(200))


class Member(Base):
    """A member who may claim, as long as they haven't left; a copy of what membership knows."""

    __tablename__ = "members"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    unit_id: Mapped[str] = mapped_column(ID)
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
