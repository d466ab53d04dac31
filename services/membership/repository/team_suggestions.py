"""What members of a unit have in common, as sets."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, Subquery, exists, func, literal, select, tuple_, union_all
from sqlalchemy.orm import Session

from services.membership.model import Member, MemberTag, Organisation, Team, TeamMembership
from shared.messages.membership import SuggestedKind

Group = tuple[SuggestedKind, str, int]
LivingIn = tuple[SuggestedKind, str, str, str, int]


class TeamSuggestions:
    """Themes that active members of a unit share and that they are in no team of yet."""

    def __init__(self, session: Session, unit_id: str) -> None:
        self._session = session
        self._free = self._free_themes(unit_id)

    def _free_themes(self, unit_id: str) -> Subquery:
        """Each member with each theme that they share and have no team of; a team has a theme word by word."""
        is_active = (Member.unit_id == unit_id, Member.state == "active")
        by_tag = select(MemberTag.kind.label("kind"), MemberTag.value.label("theme"), Member.id.label("member_id"))
        by_tag = by_tag.join(Member, Member.id == MemberTag.member_id).where(*is_active)
        by_department = select(literal("department"), Member.department, Member.id)
        by_department = by_department.where(*is_active, Member.department.is_not(None))
        themes = union_all(by_tag, by_department).subquery("themes")
        has_team = exists().where(
            TeamMembership.living_member_id == themes.c.member_id,
            TeamMembership.team_id == Team.id,
            Team.kind == themes.c.kind,
            Team.theme == themes.c.theme,
        )
        return select(themes).where(~has_team).subquery("free")

    def groups(self, kind: SuggestedKind | None, *, at_least: int, limit: int) -> list[Group]:
        """The largest first."""
        free, size = self._free.c, func.count().label("size")
        query = select(free.kind, free.theme, size).group_by(free.kind, free.theme).having(size >= at_least)
        if kind:
            query = query.where(free.kind == kind)
        rows = self._session.execute(query.order_by(size.desc(), free.kind, free.theme).limit(limit))
        return [(found, theme, count) for found, theme, count in rows]

    def communities(self, groups: Sequence[Group]) -> list[LivingIn]:
        """Where those of the groups live: kind, theme, the community's id and name, and how many; the most first."""
        if not groups:
            return []
        free, size = self._free.c, func.count().label("size")
        query: Select[Any] = (
            select(free.kind, free.theme, Organisation.id, Organisation.name, size)
            .join(Member, Member.id == free.member_id)
            .join(
                Organisation,
                (Organisation.tenant_id == Member.tenant_id) & (Organisation.code == Member.residence_code),
            )
            .where(tuple_(free.kind, free.theme).in_([(kind, theme) for kind, theme, _ in groups]))
            .group_by(free.kind, free.theme, Organisation.id, Organisation.name)
            .order_by(size.desc(), Organisation.id)
        )
        return [tuple(row) for row in self._session.execute(query)]

    def members(self, kind: SuggestedKind | None, theme: str | None) -> Select[Member]:
        free = self._free.c
        found = select(free.member_id)
        if kind:
            found = found.where(free.kind == kind)
        if theme:
            found = found.where(free.theme == theme)
        return select(Member).where(Member.id.in_(found))
