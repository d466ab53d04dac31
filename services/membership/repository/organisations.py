"""Tenants and organisations as they are kept."""

from collections.abc import Collection, Sequence

from sqlalchemy import Select, func, literal, select, update
from sqlalchemy.orm import Session, aliased

from services.membership.model import CommunityCode, Member, Organisation, Tenant
from shared.bulk import is_one_of
from shared.errors import NotFound
from shared.ids import is_id
from shared.messages.membership import OrganisationKind, OrganisationState


class Tenants:
    """All tenants; the operator alone is without one."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, tenant_id: str) -> Tenant:
        """
        Raises:
            NotFound: `tenant.unknown`.
        """
        found = self.find(tenant_id)
        if found is None:
            raise NotFound("tenant.unknown")
        return found

    def find(self, tenant_id: str) -> Tenant | None:
        return self._session.get(Tenant, tenant_id) if is_id(tenant_id) else None


class Organisations:
    """Departments, subdistricts, communities, units and social organisations of one tenant."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id
        self._all = select(Organisation).where(Organisation.tenant_id == tenant_id)

    def get(
        self, organisation_id: str, kind: OrganisationKind | None = None, *, refusal: str | None = None
    ) -> Organisation:
        """
        Raises:
            NotFound: `organisation.unknown`, or `community.unknown` and the like where a kind is asked for.
        """
        query = self._all.where(Organisation.id == organisation_id)
        if kind:
            query = query.where(Organisation.kind == kind)
        found = self._session.scalar(query)
        if found is None:
            raise NotFound(refusal or f"{kind or 'organisation'}.unknown")
        return found

    def hold(self, organisation_id: str) -> Organisation:
        """An organisation as it is now, which stays open, or closed, until the commit."""
        query = self._all.where(Organisation.id == organisation_id).with_for_update(read=True)
        return self._session.scalars(query.execution_options(populate_existing=True)).one()

    def lock_tree(self) -> None:
        """
        Let one transaction at a time decide who belongs to whom, and who is open, in this tenant; until it ends.

        What is read afterwards is what the one before has left. Rows that merely refer to the tenant aren't held up.
        """
        query = select(Tenant.id).where(Tenant.id == self._tenant_id)
        self._session.execute(query.with_for_update(key_share=True))

    def has_code(self, code: str, *, as_its_own: Organisation | None = None) -> bool:
        """Whether an organisation has a code, or had it as a community; but for one that takes back its own."""
        has = self._all.where(Organisation.code == code)
        had = select(CommunityCode).where(CommunityCode.tenant_id == self._tenant_id, CommunityCode.code == code)
        if as_its_own is not None:
            has = has.where(Organisation.id != as_its_own.id)
            had = had.where(CommunityCode.community_id != as_its_own.id)
        return any(self._session.scalar(query.limit(1)) is not None for query in (has, had))

    def keep_code(self, community: Organisation) -> bool:
        """Have a community's code stay its own for good; false where it is another's."""
        self._session.flush()  # the code refers to the community
        kept = self._session.get(CommunityCode, (self._tenant_id, community.code))
        if kept is None:
            self._session.add(CommunityCode(tenant_id=self._tenant_id, code=community.code, community_id=community.id))
        return kept is None or kept.community_id == community.id

    def find_unit(self, name: str) -> Organisation | None:
        return self._session.scalar(self._all.where(Organisation.kind == "unit", Organisation.name == name))

    def codes(self) -> set[str]:
        """The codes of all communities of the tenant."""
        query = self._all.with_only_columns(Organisation.code).where(Organisation.kind == "community")
        return {str(code) for code in self._session.scalars(query)}

    def communities_among(self, *, ids: Collection[str], codes: Collection[str]) -> list[Organisation]:
        """Those communities of the tenant that have one of these ids or codes."""
        is_meant = is_one_of(self._session, Organisation.id, ids) | is_one_of(self._session, Organisation.code, codes)
        return list(self._session.scalars(self._all.where(Organisation.kind == "community", is_meant)))

    def find_subdistrict(self, name: str, district: str) -> Organisation | None:
        of_kind = self._all.where(Organisation.kind == "subdistrict", Organisation.name == name)
        return self._session.scalar(of_kind.where(Organisation.district == district))

    def codes_among(self, codes: Collection[str]) -> set[str]:
        """Those of the codes that communities of the tenant have."""
        if not codes:
            return set()
        query = self._all.with_only_columns(Organisation.code).where(Organisation.kind == "community")
        return {str(code) for code in self._session.scalars(query.where(Organisation.code.in_(codes)))}

    def children_of(self, organisation: Organisation) -> Sequence[Organisation]:
        return self._session.scalars(
            self._all.where(Organisation.parent_id == organisation.id).order_by(Organisation.id)
        ).all()

    def has_open_children(self, organisation: Organisation) -> bool:
        query = self._all.where(Organisation.parent_id == organisation.id, Organisation.state == "open")
        return self._session.scalar(query.limit(1)) is not None

    def ancestry_of(self, unit_id: str) -> list[str]:
        """The unit and all that it belongs to, from below."""
        start = select(Organisation.id, Organisation.parent_id, literal(1).label("level"))
        line = start.where(Organisation.id == unit_id, Organisation.tenant_id == self._tenant_id).cte(recursive=True)
        above = aliased(Organisation)
        line = line.union_all(
            select(above.id, above.parent_id, line.c.level + 1).join(line, above.id == line.c.parent_id)
        )
        return [str(found) for found in self._session.scalars(select(line.c.id).order_by(line.c.level))]

    def levels_below(self, unit_id: str) -> int:
        """How many levels of units stand under this one."""
        tree = select(Organisation.id, literal(0).label("level")).where(Organisation.id == unit_id).cte(recursive=True)
        below = aliased(Organisation)
        tree = tree.union_all(select(below.id, tree.c.level + 1).join(tree, below.parent_id == tree.c.id))
        return self._session.scalar(select(func.max(tree.c.level))) or 0

    def move_residents(self, old_code: str, new_code: str) -> None:
        """Have the members who live in a community follow its code."""
        of_code = update(Member).where(Member.tenant_id == self._tenant_id, Member.residence_code == old_code)
        self._session.execute(of_code.values(residence_code=new_code, version=Member.version + 1))

    def listed(
        self,
        kind: OrganisationKind,
        *,
        name: str | None,
        code: str | None,
        state: OrganisationState | None,
        parent_id: str | None = None,
    ) -> Select[Organisation]:
        """Those of a kind that fit; `name` is any part of it."""
        query = self._all.where(Organisation.kind == kind)
        if name is not None:
            query = query.where(Organisation.name.icontains(name, autoescape=True))
        if code is not None:
            query = query.where(Organisation.code == code)
        if state is not None:
            query = query.where(Organisation.state == state)
        if parent_id is not None:
            query = query.where(Organisation.parent_id == parent_id)
        return query
