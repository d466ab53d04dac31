"""The state of service teams and of memberships in them, and the rules by which it changes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from services.membership.model.base import Base
from services.membership.model.members import Member
from services.membership.model.names import masked_name
from shared.db import ID
from shared.errors import Conflict
from shared.messages.membership import (
    Ending,
    Joining,
    LeaderChanged,
    TeamDissolved,
    TeamEdited,
    TeamFounded,
    TeamJoined,
    TeamKind,
    TeamLeft,
    TeamState,
)
from shared.versions import Versioned

MOST_TEAMS = 10
LONGEST_THEME = 100
# planned: its unit's own system keeps it, and nobody is in it yet, or any more; nobody else sees it.
KeptTeamState = Literal["planned"] | TeamState
TRANSITIONS: dict[KeptTeamState, set[KeptTeamState]] = {
    "planned": {"active", "dissolved"},
    "active": {"dissolved", "planned"},
    "dissolved": set(),
}
OF_ONE_UNIT: set[TeamKind] = {"unit", "department"}
IS_ACTIVE = text("state = 'active'")
IS_LIVING = text("living_member_id IS NOT NULL")


class Team(Versioned, Base):
    """
    A service team. Who changes it, or who is in it, holds its row locked.

    unit_id: of the founder. founder_id: the member who has founded it; None where the unit has.
    leader_id: refers to a living membership of this very team, so that no active team is ever without a leader.
    size: how many living memberships there are.
    founded_at: when its first member came, the last time that nobody had been in it. created_at: before all that.
    provisioning_id: what the founding unit's own system has asked to be kept.
    last_erasure_at: when somebody was last erased who has founded it or was in it: answers of before may tell of them.
        Outside of `version`.
    """

    __tablename__ = "teams"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID, ForeignKey("tenants.id"))
    unit_id: Mapped[str] = mapped_column(ID, ForeignKey("organisations.id"))
    founder_id: Mapped[str | None] = mapped_column(ID, ForeignKey("members.id"))
    leader_id: Mapped[str | None] = mapped_column(ID)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[TeamKind] = mapped_column(String(20))
    theme: Mapped[str] = mapped_column(String(100))
    description: Mapped[str | None] = mapped_column(String(2000))
    joining: Mapped[Joining] = mapped_column(String(20))
    max_size: Mapped[int]
    size: Mapped[int]
    state: Mapped[KeptTeamState] = mapped_column(String(20))
    created_at: Mapped[datetime]
    founded_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    dissolved_at: Mapped[datetime | None]
    dissolution_reason: Mapped[str | None] = mapped_column(String(2000))
    provisioning_id: Mapped[str | None] = mapped_column(String(200))
    last_erasure_at: Mapped[datetime | None]

    __table_args__ = (
        ForeignKeyConstraint(
            ["leader_id", "id"],
            ["team_memberships.living_member_id", "team_memberships.team_id"],
            name="fk_teams_leader_id_id",
            deferrable=True,
            initially="DEFERRED",
            use_alter=True,
        ),
        CheckConstraint("kind IN ('trade', 'unit', 'department', 'interest', 'skill')", name="kind"),
        CheckConstraint("joining IN ('open', 'approval', 'invitation')", name="joining"),
        CheckConstraint("state IN ('planned', 'active', 'dissolved')", name="state"),
        CheckConstraint("(state = 'active') = (leader_id IS NOT NULL)", name="leader"),
        CheckConstraint("(state = 'active') = (size > 0)", name="members"),
        CheckConstraint("size <= max_size", name="size"),
        CheckConstraint(
            "(state = 'dissolved') = (dissolved_at IS NOT NULL AND dissolution_reason IS NOT NULL)", name="dissolved"
        ),
        Index("uq_teams_name", "tenant_id", "name", unique=True, sqlite_where=IS_ACTIVE, postgresql_where=IS_ACTIVE),
        Index(None, "tenant_id", "state", "id"),
        Index(None, "tenant_id", "state", "kind", "id"),
        Index(None, "unit_id", "state", "id"),
    )

    @property
    def facts(self) -> dict[str, Any]:
        """What events tell of a team."""
        return {"team_id": self.id, "team_name": self.name, "team_kind": self.kind}

    @property
    def sized_facts(self) -> dict[str, Any]:
        return {**self.facts, "team_size": self.size}

    def takes(self, unit_id: str) -> bool:
        """Whether members of a unit may be in the team at all."""
        return self.kind not in OF_ONE_UNIT or unit_id == self.unit_id

    def check_active(self) -> None:
        """
        Raises:
            Conflict: `team.dissolved`.
        """
        if self.state != "active":
            raise Conflict("team.dissolved")

    def found(self) -> TeamFounded:
        return TeamFounded(**self.sized_facts, theme=self.theme, unit_id=self.unit_id, leader_id=self.leader_id or "")

    def edit(self, changes: Mapping[str, Any], now: datetime) -> TeamEdited | None:
        """
        Put new values in place of those that stand; None when nothing differs.

        Raises:
            Conflict: `team.dissolved`; `team.larger_than_that`, more are in it than it is to take.
        """
        self.check_active()
        different = {name: value for name, value in changes.items() if getattr(self, name) != value}
        if not different:
            return None
        if different.get("max_size", self.max_size) < self.size:
            raise Conflict("team.larger_than_that")
        for name, value in different.items():
            setattr(self, name, value)
        self._count_change(now)
        return TeamEdited(**self.sized_facts, theme=self.theme, unit_id=self.unit_id)

    def plan(self, name: str, provisioning_id: str | None, now: datetime) -> None:
        """Have a team in which nobody is yet be called so."""
        if (self.name, self.provisioning_id) != (name, provisioning_id):
            self.name, self.theme, self.provisioning_id = name, name[:LONGEST_THEME], provisioning_id
            self._count_change(now)

    def found_by(self, leader_id: str, now: datetime) -> TeamFounded:
        """Found a planned team, with its first member."""
        self.state, self.leader_id, self.size, self.founded_at = "active", leader_id, 1, now
        self._count_change(now)
        return self.found()

    def retell(self, texts: Mapping[str, str | None], now: datetime) -> TeamEdited | None:
        """Put other texts in place, of a dissolved team too; None where others aren't told of it."""
        for name, new in texts.items():
            setattr(self, name, new)
        self._count_change(now)
        if self.state != "active":
            return None
        return TeamEdited(**self.sized_facts, theme=self.theme, unit_id=self.unit_id)

    def grow(self, count: int, now: datetime) -> None:
        """
        Make place for so many more.

        Raises:
            Conflict: `team.dissolved`, `team.full`.
        """
        self.check_active()
        if self.size + count > self.max_size:
            raise Conflict("team.full")
        self.size += count
        self._count_change(now)

    def shrink(self, count: int, now: datetime) -> None:
        self.size -= count
        self._count_change(now)

    def join(self, member_id: str, unit_id: str) -> TeamJoined:
        return TeamJoined(**self.sized_facts, member_id=member_id, unit_id=unit_id)

    def leave(self, member_id: str, unit_id: str, ending: Ending) -> TeamLeft:
        return TeamLeft(**self.sized_facts, ending=ending, member_id=member_id, unit_id=unit_id)

    def follow(self, leader: Member, cause: Literal["handed_over", "passed_on"], now: datetime) -> LeaderChanged:
        """Have another of its members lead the team."""
        self.check_active()
        self.leader_id = leader.id
        self._count_change(now)
        return LeaderChanged(
            **self.sized_facts,
            cause=cause,
            leader_id=leader.id,
            leader_masked_name=masked_name(leader.name),
            unit_id=self.unit_id,
        )

    def dissolve(self, reason: str, now: datetime) -> TeamDissolved:
        """
        Raises:
            Conflict: `team.dissolved`.
        """
        if "dissolved" not in TRANSITIONS[self.state]:
            raise Conflict("team.dissolved")
        self.state, self.dissolved_at, self.dissolution_reason = "dissolved", now, reason
        self.leader_id, self.size = None, 0
        self._count_change(now)
        return TeamDissolved(**self.facts, unit_id=self.unit_id)

    def suspend(self, reason: str, now: datetime) -> TeamDissolved:
        """Dissolve the team for others; its unit's own system may have it founded again."""
        dissolved = self.dissolve(reason, now)
        self.state, self.dissolved_at, self.dissolution_reason = "planned", None, None
        return dissolved

    def give_up(self, reason: str, now: datetime) -> None:
        """End a team that is only planned; others know it as dissolved, if they know it."""
        self.state, self.dissolved_at, self.dissolution_reason = "dissolved", now, reason
        self._count_change(now)

    def _count_change(self, now: datetime) -> None:
        self.changed_at = now
        self.count_up()


class TeamMembership(Base):
    """
    One member's time in a team; it changes only with the team, whose lock guards both.

    living_member_id: the member as long as it lasts, then None: so a member is in a team once at a time, and a team's
    leader can refer to it.
    """

    __tablename__ = "team_memberships"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID, ForeignKey("tenants.id"))
    team_id: Mapped[str] = mapped_column(ID, ForeignKey("teams.id"))
    member_id: Mapped[str] = mapped_column(ID, ForeignKey("members.id"))
    living_member_id: Mapped[str | None] = mapped_column(ID)
    joined_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ending: Mapped[Ending | None] = mapped_column(String(20))
    ending_reason: Mapped[str | None] = mapped_column(String(2000))

    __table_args__ = (
        UniqueConstraint("living_member_id", "team_id"),
        CheckConstraint("living_member_id IS NULL OR living_member_id = member_id", name="living"),
        CheckConstraint("(living_member_id IS NULL) = (ended_at IS NOT NULL AND ending IS NOT NULL)", name="ended"),
        CheckConstraint("ending IN ('left', 'removed', 'off_roster', 'moved', 'dissolved')", name="ending"),
        Index("ix_team_memberships_living", "team_id", "id", sqlite_where=IS_LIVING, postgresql_where=IS_LIVING),
        Index(None, "member_id", "team_id"),
    )
