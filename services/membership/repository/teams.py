"""Teams and memberships in them as they are kept."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, cast

from sqlalchemy import Select, Table, exists, func, or_, select, update
from sqlalchemy.orm import Session

from services.membership.model import MOST_TEAMS, Member, Stationing, Team, TeamMembership
from shared.bulk import insert_rows, is_one_of
from shared.errors import NotFound
from shared.ids import new_id
from shared.messages.membership import Ending, MemberState, TeamState

MEMBERSHIPS = cast(Table, TeamMembership.__table__)
IN_TEAM = TeamMembership.living_member_id.is_not(None)


class Candidate(NamedTuple):
    """What decides whether somebody may come into a team."""

    unit_id: str
    state: MemberState


class Teams:
    """The tenant's teams."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id
        self._kept = select(Team).where(Team.tenant_id == tenant_id)
        self._all = self._kept.where(Team.state != "planned")

    def get(self, team_id: str) -> Team:
        """
        Raises:
            NotFound: `team.unknown`.
        """
        return self._found(self._session.scalar(self._all.where(Team.id == team_id)))

    def lock(self, team_id: str) -> Team:
        """
        The team as it is now, which nobody else changes until the commit: joining, leaving and handing over queue here.

        Raises:
            NotFound: `team.unknown`.
        """
        return self._found(self._lock(self._all.where(Team.id == team_id)))

    def lock_provisioned(self, team_id: str, unit_id: str) -> Team:
        """
        A team that the unit's own system keeps, locked.

        Raises:
            NotFound: `team.unknown`.
        """
        return self._found(self._lock(self.provisioned_by(unit_id).where(Team.id == team_id)))

    def provisioned_by(self, unit_id: str | None) -> Select[Team]:
        """The teams that a unit has founded or plans."""
        is_own = (Team.unit_id == unit_id, Team.founder_id.is_(None))
        return self._kept.where(*is_own, Team.state.in_(("planned", "active")))

    def _lock(self, query: Select[Team]) -> Team | None:
        return self._session.scalar(query.with_for_update().execution_options(populate_existing=True))

    def _found(self, team: Team | None) -> Team:
        if team is None:
            raise NotFound("team.unknown")
        return team

    def is_name_taken(self, name: str, *, besides: str | None = None) -> bool:
        query = self._kept.where(Team.name == name, Team.state != "dissolved")
        if besides:
            query = query.where(Team.id != besides)
        return self._session.scalar(query) is not None

    def in_state(self, state: TeamState) -> Select[Team]:
        return self._all.where(Team.state == state)

    def with_members_of(self, unit_id: str) -> Select[Team]:
        """Living teams of the unit, and those that a member of it is in."""
        has_member = exists().where(
            TeamMembership.team_id == Team.id,
            TeamMembership.living_member_id == Member.id,
            Member.unit_id == unit_id,
        )
        return self.in_state("active").where(or_(Team.unit_id == unit_id, has_member))

    def with_member(self, member_id: str) -> Select[Team]:
        is_in = exists().where(TeamMembership.team_id == Team.id, TeamMembership.living_member_id == member_id)
        return self._all.where(is_in)

    def telling_of(self, member_id: str, texts: Collection[str]) -> Sequence[Team]:
        """Teams, living or not, that somebody is or was in or has founded, and whose texts hold one of these."""
        was_in = exists().where(TeamMembership.team_id == Team.id, TeamMembership.member_id == member_id)
        columns = (Team.name, Team.theme, Team.description)
        holds = or_(*(column.contains(text, autoescape=True) for column in columns for text in texts))
        query = self._kept.where(or_(was_in, Team.founder_id == member_id), holds).order_by(Team.id)
        return self._session.scalars(query.with_for_update()).all()

    def only_stationed_at(self, teams: Select[Team], community_id: str) -> Select[Team]:
        is_there = exists().where(
            Stationing.team_id == Team.id, Stationing.community_id == community_id, Stationing.state == "stationed"
        )
        return teams.where(is_there)

    def find_ids_with(self, member_id: str) -> list[str]:
        """The teams that a member is in, in the order in which they are locked."""
        query = select(TeamMembership.team_id).where(TeamMembership.living_member_id == member_id)
        return sorted(self._session.scalars(query))

    def among(self, team_ids: Collection[str], member_id: str) -> set[str]:
        """In which of these teams a member is."""
        query = select(TeamMembership.team_id).where(
            TeamMembership.living_member_id == member_id, is_one_of(self._session, TeamMembership.team_id, team_ids)
        )
        return set(self._session.scalars(query))

    def lock_candidates(self, member_ids: Collection[str]) -> dict[str, Candidate]:
        """
        Those of the tenant's people, each locked until the commit: nobody comes into teams twice at once, nor while
        they leave their unit.
        """
        query = (
            select(Member.id, Member.unit_id, Member.state)
            .where(Member.tenant_id == self._tenant_id, is_one_of(self._session, Member.id, member_ids))
            .order_by(Member.id)
            .with_for_update(key_share=True)
        )
        return {member_id: Candidate(unit_id, state) for member_id, unit_id, state in self._session.execute(query)}

    def in_team(self, team_id: str, member_ids: Collection[str]) -> dict[str, str]:
        """Who of these is in a team, each with their unit."""
        query = (
            self._living(team_id)
            .where(is_one_of(self._session, TeamMembership.living_member_id, member_ids))
            .order_by(TeamMembership.id)
        )
        return dict(self._session.execute(query).all())

    def everybody(self, team_id: str) -> dict[str, str]:
        """Who is in a team, each with their unit."""
        query = self._living(team_id).order_by(TeamMembership.id)
        return dict(self._session.execute(query).all())

    def of_unit_in(self, team_ids: Collection[str], unit_id: str) -> dict[str, list[str]]:
        """Those of a unit who are in each of these teams, in the order in which they came."""
        query = (
            select(TeamMembership.team_id, Member.id)
            .join(Member, TeamMembership.living_member_id == Member.id)
            .where(is_one_of(self._session, TeamMembership.team_id, team_ids), Member.unit_id == unit_id)
            .order_by(TeamMembership.id)
        )
        found: dict[str, list[str]] = {}
        for team_id, member_id in self._session.execute(query):
            found.setdefault(team_id, []).append(member_id)
        return found

    def _living(self, team_id: str) -> Select[str, str]:
        joined = TeamMembership.living_member_id == Member.id
        return select(Member.id, Member.unit_id).join(TeamMembership, joined).where(TeamMembership.team_id == team_id)

    def has_been_founded(self, team_id: str) -> bool:
        """Whether anybody has ever been in it."""
        return bool(self._session.scalar(select(exists().where(TeamMembership.team_id == team_id))))

    def with_too_many(self, member_ids: Collection[str]) -> set[str]:
        """Who of these is in as many teams as one may be."""
        living = TeamMembership.living_member_id
        query = select(living).where(is_one_of(self._session, living, member_ids))
        query = query.group_by(living).having(func.count() >= MOST_TEAMS)
        return {str(member_id) for member_id in self._session.scalars(query)}

    def find_successor(self, team: Team) -> Member | None:
        """Who has been in the team longest beside its leader; of several who came together, the first written down."""
        joined = TeamMembership.living_member_id == Member.id
        query = (
            select(Member)
            .join(TeamMembership, joined)
            .where(TeamMembership.team_id == team.id, Member.id != team.leader_id, Member.state == "active")
            .order_by(TeamMembership.joined_at, TeamMembership.id)
            .limit(1)
        )
        return self._session.scalar(query)

    def take_in(self, team: Team, member_ids: Sequence[str], now: datetime) -> None:
        """Begin memberships."""
        self._session.flush()
        empty = {"ended_at": None, "ending": None, "ending_reason": None}
        rows = [
            {
                "id": new_id(),
                "tenant_id": team.tenant_id,
                "team_id": team.id,
                "member_id": member_id,
                "living_member_id": member_id,
                "joined_at": now,
                **empty,
            }
            for member_id in member_ids
        ]
        insert_rows(self._session, MEMBERSHIPS, rows)

    def let_go(self, team: Team, member_ids: Collection[str], end: Mapping[str, object]) -> None:
        """End memberships. end: `ended_at`, `ending` and `ending_reason`."""
        self._session.execute(
            update(MEMBERSHIPS)
            .where(
                MEMBERSHIPS.c.team_id == team.id, is_one_of(self._session, MEMBERSHIPS.c.living_member_id, member_ids)
            )
            .values(living_member_id=None, **end)
        )

    def memberships(self, team_id: str) -> Select[TeamMembership]:
        return select(TeamMembership).where(TeamMembership.team_id == team_id, IN_TEAM)


def end_of(ending: Ending, now: datetime, reason: str | None = None) -> dict[str, object]:
    """How and when memberships end."""
    return {"ended_at": now, "ending": ending, "ending_reason": reason}
