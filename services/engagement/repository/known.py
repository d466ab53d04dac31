"""Communities, members, teams and projects as far as they have been heard of."""

from collections.abc import Collection, Sequence

from sqlalchemy import Select, delete, or_, select
from sqlalchemy.orm import Session

from services.engagement.model import Community, Member, Project, ProjectPartner, Team, TeamMember
from services.engagement.repository.rows import find_row
from shared.bulk import is_one_of
from shared.errors import NotFound, PassingConflict


class Communities:
    """The tenant's communities, as far as they have been heard of."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def get(self, community_id: str) -> Community:
        """
        Raises:
            PassingConflict: `community.unknown`, not of this tenant or not heard of yet.
        """
        found = find_row(Community, community_id, self._session, self._tenant_id)
        if found is None:
            raise PassingConflict("community.unknown")
        return found

    def of_subdistrict(self, subdistrict_id: str) -> Select[str]:
        """The ids of its communities."""
        query = select(Community.id).where(Community.subdistrict_id == subdistrict_id)
        return query.where(Community.tenant_id == self._tenant_id)

    def find_all(self, community_ids: Collection[str]) -> dict[str, Community]:
        """By their ids, those that are known."""
        query = select(Community).where(is_one_of(self._session, Community.id, community_ids))
        return {one.id: one for one in self._session.scalars(query.where(Community.tenant_id == self._tenant_id))}

    def hold(self, community_id: str) -> None:
        """Others who hold the same community wait until the commit; what merely names it goes on."""
        row = select(Community.id).where(Community.id == community_id).with_for_update(key_share=True)
        self._session.execute(row)


class Members:
    """The tenant's members, as far as they have been heard of."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def get(self, member_id: str) -> Member:
        """
        Raises:
            PassingConflict: `member.unknown`, not of this tenant or not heard of yet.
        """
        found = self.find(member_id)
        if found is None:
            raise PassingConflict("member.unknown")
        return found

    def find(self, member_id: str) -> Member | None:
        return find_row(Member, member_id, self._session, self._tenant_id)

    def find_all(self, member_ids: Sequence[str]) -> dict[str, Member]:
        """By their ids, those that are known."""
        query = select(Member).where(is_one_of(self._session, Member.id, member_ids))
        rows = self._session.scalars(query.where(Member.tenant_id == self._tenant_id))
        return {member.id: member for member in rows}


class Projects:
    """The tenant's projects, as far as they have been heard of."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def find(self, project_id: str) -> Project | None:
        return find_row(Project, project_id, self._session, self._tenant_id)

    def get(self, project_id: str) -> Project:
        """
        Raises:
            NotFound: `project.unknown`.
        """
        found = self.find(project_id)
        if found is None:
            raise NotFound("project.unknown")
        return found

    def find_held(self, project_id: str) -> Project | None:
        """As it is now; nobody else changes it before the commit."""
        query = select(Project).where(Project.id == project_id, Project.tenant_id == self._tenant_id)
        query = query.with_for_update(key_share=True)
        return self._session.scalar(query.execution_options(populate_existing=True))

    def run_by(self, organisation_id: str) -> Select[str]:
        """The ids of the projects that a social organisation runs, alone, or with partners, or as one."""
        as_partner = select(ProjectPartner.project_id).where(ProjectPartner.organisation_id == organisation_id)
        query = select(Project.id).where(Project.tenant_id == self._tenant_id)
        return query.where(or_(Project.contractor_id == organisation_id, Project.id.in_(as_partner)))

    def is_run_by(self, project_id: str, organisation_id: str) -> bool:
        return self._session.scalar(self.run_by(organisation_id).where(Project.id == project_id)) is not None

    def put_partners(self, project_id: str, organisation_ids: Collection[str]) -> None:
        """In place of those that there were."""
        self._session.execute(delete(ProjectPartner).where(ProjectPartner.project_id == project_id))
        partners = [ProjectPartner(project_id=project_id, organisation_id=one) for one in sorted({*organisation_ids})]
        self._session.add_all(partners)


class Teams:
    """The tenant's teams, as far as they have been heard of."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def get(self, team_id: str) -> Team:
        """
        Raises:
            PassingConflict: `team.unknown`, not of this tenant or not heard of yet.
        """
        found = find_row(Team, team_id, self._session, self._tenant_id)
        if found is None:
            raise PassingConflict("team.unknown")
        return found

    def are_in(self, team: Team, member_ids: Sequence[str]) -> set[str]:
        """Who of these is in a team."""
        query = select(TeamMember.member_id).where(TeamMember.team_id == team.id)
        return set(self._session.scalars(query.where(is_one_of(self._session, TeamMember.member_id, member_ids))))

    def led_by(self, member_id: str) -> frozenset[str]:
        """The ids of the teams that a member leads."""
        query = select(Team.id).where(Team.leader_id == member_id, Team.tenant_id == self._tenant_id)
        return frozenset(self._session.scalars(query.where(~Team.is_dissolved)))
