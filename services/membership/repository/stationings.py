"""Teams' stationings at communities as they are kept."""

from collections.abc import Collection

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from services.membership.model import MemberTag, Stationing, TeamMembership
from shared.bulk import is_one_of
from shared.errors import NotFound


class Stationings:
    """Where the tenant's teams are stationed, or ask to be."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._all = select(Stationing).where(Stationing.tenant_id == tenant_id)

    def get(self, stationing_id: str) -> Stationing:
        """
        Raises:
            NotFound: `stationing.unknown`.
        """
        found = self._session.scalar(self._all.where(Stationing.id == stationing_id))
        if found is None:
            raise NotFound("stationing.unknown")
        return found

    def find_living(self, team_id: str, community_id: str) -> Stationing | None:
        query = self._living(team_id).where(Stationing.community_id == community_id)
        return self._session.scalar(query)

    def living_of(self, team_id: str) -> list[Stationing]:
        return list(self._session.scalars(self._living(team_id)))

    def _living(self, team_id: str) -> Select[Stationing]:
        return self._all.where(Stationing.team_id == team_id, Stationing.state.in_(["requested", "stationed"]))

    def of_team(self, team_id: str) -> Select[Stationing]:
        return self._all.where(Stationing.team_id == team_id)

    def at_community(self, community_id: str) -> Select[Stationing]:
        return self._all.where(Stationing.community_id == community_id)

    def skills_of(self, team_ids: Collection[str]) -> dict[str, list[tuple[str, int]]]:
        """How many of each team have which skill, the commonest first."""
        having = func.count().label("having")
        query = (
            select(TeamMembership.team_id, MemberTag.value, having)
            .join(MemberTag, MemberTag.member_id == TeamMembership.living_member_id)
            .where(is_one_of(self._session, TeamMembership.team_id, team_ids), MemberTag.kind == "skill")
            .group_by(TeamMembership.team_id, MemberTag.value)
            .order_by(having.desc(), MemberTag.value)
        )
        found: dict[str, list[tuple[str, int]]] = {}
        for team_id, skill, count in self._session.execute(query):
            found.setdefault(team_id, []).append((skill, count))
        return found
