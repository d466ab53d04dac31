"""Tenants and organisations as they are kept."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.membership.model import Organisation
from shared.bulk import is_one_of
from shared.errors import NotFound
from shared.messages.membership import OrganisationKind


class Organisations:
    """Departments, communities and units."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._all = select(Organisation).where(Organisation.tenant_id == tenant_id)

    def get(self, organisation_id: str, kind: OrganisationKind | None = None) -> Organisation:
        """
        Raises:
            NotFound: `organisation.unknown`, or `community.unknown` and the like where a kind is asked for.
        """
        query = self._all.where(Organisation.id == organisation_id)
        if kind:
            query = query.where(Organisation.kind == kind)
        found = self._session.scalar(query)
        if found is None:
            raise NotFound(f"{kind or 'organisation'}.unknown")
        return found

    def find_community(self, code: str) -> Organisation | None:
        return self._session.scalar(self._all.where(Organisation.code == code))

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

    def codes_among(self, codes: Collection[str]) -> set[str]:
        """Those of the codes that communities of the tenant have."""
        if not codes:
            return set()
        query = self._all.with_only_columns(Organisation.code).where(Organisation.code.in_(codes))
        return {str(code) for code in self._session.scalars(query)}
