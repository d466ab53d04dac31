"""The state of teams' stationings at communities, and the rules by which it changes."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services.membership.model.base import Base
from services.membership.model.organisations import Organisation
from services.membership.model.teams import Team
from shared.db import ID
from shared.errors import Conflict
from shared.messages.membership import (
    StationingDeclined,
    StationingEnded,
    StationingEnder,
    StationingRequested,
    StationingState,
    TeamStationed,
)
from shared.versions import Versioned

TRANSITIONS: dict[StationingState, set[StationingState]] = {
    "requested": {"stationed", "declined", "withdrawn"},
    "stationed": {"ended"},
    "declined": set(),
    "withdrawn": set(),
    "ended": set(),
}
LIVING: set[StationingState] = {"requested", "stationed"}
IS_LIVING = text("state IN ('requested', 'stationed')")


class Stationing(Versioned, Base):
    """A team's being stationed at a community, or its asking for it; one at a time for each pair."""

    __tablename__ = "stationings"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID, ForeignKey("tenants.id"))
    team_id: Mapped[str] = mapped_column(ID, ForeignKey("teams.id"))
    community_id: Mapped[str] = mapped_column(ID, ForeignKey("organisations.id"))
    state: Mapped[StationingState] = mapped_column(String(20))
    plan: Mapped[str | None] = mapped_column(String(2000))
    reason: Mapped[str | None] = mapped_column(String(2000))
    requested_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[StationingEnder | None] = mapped_column(String(20))
    team: Mapped[Team] = relationship(lazy="joined", innerjoin=True)
    community: Mapped[Organisation] = relationship(lazy="joined", innerjoin=True)

    __table_args__ = (
        CheckConstraint("state IN ('requested', 'stationed', 'declined', 'withdrawn', 'ended')", name="state"),
        CheckConstraint("ended_by IN ('team', 'community', 'dissolution')", name="ended_by"),
        CheckConstraint(
            "(state IN ('withdrawn', 'ended')) = (ended_at IS NOT NULL AND ended_by IS NOT NULL)", name="ended"
        ),
        Index(
            "uq_stationings_living",
            "team_id",
            "community_id",
            unique=True,
            sqlite_where=IS_LIVING,
            postgresql_where=IS_LIVING,
        ),
        Index(None, "team_id", "id"),
        Index(None, "community_id", "state", "id"),
    )

    def request(self) -> StationingRequested:
        return StationingRequested(
            stationing_id=self.id,
            **self.team.sized_facts,
            community_id=self.community_id,
            unit_id=self.team.unit_id,
        )

    def accept(self, now: datetime) -> TeamStationed:
        """
        Raises:
            Conflict: `stationing.already_decided`.
        """
        self._step("stationed", "stationing.already_decided")
        self.decided_at = now
        return TeamStationed(
            stationing_id=self.id,
            **self.team.sized_facts,
            community_id=self.community_id,
            unit_id=self.team.unit_id,
        )

    def decline(self, reason: str, now: datetime) -> StationingDeclined:
        """
        Raises:
            Conflict: `stationing.already_decided`.
        """
        self._step("declined", "stationing.already_decided")
        self.decided_at, self.reason = now, reason
        return StationingDeclined(
            stationing_id=self.id,
            team_id=self.team_id,
            team_name=self.team.name,
            community_id=self.community_id,
            unit_id=self.team.unit_id,
        )

    def end(self, by: StationingEnder, reason: str, now: datetime) -> StationingEnded:
        """
        End it; what was only asked for is taken back.

        Raises:
            Conflict: `stationing.not_decided`, a community declines what it hasn't taken; `stationing.ended`.
        """
        if self.state == "requested" and by == "community":
            raise Conflict("stationing.not_decided")
        self._step("withdrawn" if self.state == "requested" else "ended", "stationing.ended")
        self.ended_at, self.ended_by, self.reason = now, by, reason
        return StationingEnded(
            stationing_id=self.id,
            team_id=self.team_id,
            team_name=self.team.name,
            community_id=self.community_id,
            ended_by=by,
            unit_id=self.team.unit_id,
        )

    def _step(self, state: StationingState, refusal: str) -> None:
        if state not in TRANSITIONS[self.state]:
            raise Conflict(refusal)
        self.state = state
        self.count_up()
