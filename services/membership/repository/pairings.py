"""Pairings, and what units give, as they are kept."""

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from services.membership.model import Pairing, Resource
from shared.errors import NotFound


class Pairings:
    """The pairings of the tenant's units with its communities."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._all = select(Pairing).where(Pairing.tenant_id == tenant_id)

    def get(self, pairing_id: str) -> Pairing:
        """
        Raises:
            NotFound: `pairing.unknown`.
        """
        found = self._session.scalar(self._all.where(Pairing.id == pairing_id))
        if found is None:
            raise NotFound("pairing.unknown")
        return found

    def find_live(self, unit_id: str, community_id: str) -> Pairing | None:
        query = self._all.where(Pairing.unit_id == unit_id, Pairing.community_id == community_id)
        return self._session.scalar(query.where(Pairing.state.in_(("proposed", "accepted"))))

    def communities_of(self, unit_id: str, community_id: str | None = None) -> set[str]:
        """
        The communities that a unit is paired with, or this one if it is. The pairings stay locked, so that what rests
        on one is kept before its end, or refused after it.
        """
        query = self._all.with_only_columns(Pairing.community_id).where(Pairing.unit_id == unit_id)
        if community_id is not None:
            query = query.where(Pairing.community_id == community_id)
        return self._lock(query)

    def units_of(self, community_id: str) -> set[str]:
        """The units that a community is paired with, locked too."""
        return self._lock(self._all.with_only_columns(Pairing.unit_id).where(Pairing.community_id == community_id))

    def _lock(self, query: Select[str]) -> set[str]:
        query = query.where(Pairing.state == "accepted").order_by(Pairing.id)
        return set(self._session.scalars(query.with_for_update(read=True)))

    def are_paired(self, unit_id: str, community_id: str) -> bool:
        query = self._all.with_only_columns(Pairing.id).where(Pairing.unit_id == unit_id)
        query = query.where(Pairing.community_id == community_id, Pairing.state == "accepted")
        return self._session.scalar(query) is not None

    def matching(self, *, state: str | None, unit_id: str | None, community_id: str | None) -> Select[Pairing]:
        query = self._all
        if state is not None:
            query = query.where(Pairing.state == state)
        if unit_id is not None:
            query = query.where(Pairing.unit_id == unit_id)
        if community_id is not None:
            query = query.where(Pairing.community_id == community_id)
        return query


class Resources:
    """What the tenant's units give; what they have taken off their lists is left out."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._all = select(Resource).where(Resource.tenant_id == tenant_id, Resource.withdrawn_at.is_(None))

    def get(self, resource_id: str) -> Resource:
        """
        Raises:
            NotFound: `resource.unknown`.
        """
        found = self._session.scalar(self._all.where(Resource.id == resource_id))
        if found is None:
            raise NotFound("resource.unknown")
        return found

    def matching(self, *, unit_id: str | None, kind: str | None) -> Select[Resource]:
        query = self._all
        if unit_id is not None:
            query = query.where(Resource.unit_id == unit_id)
        return query if kind is None else query.where(Resource.kind == kind)

    def for_community(self, community_id: str, *, unit_id: str | None, kind: str | None) -> Select[Resource]:
        """Those of the units that are paired with a community now."""
        paired = select(Pairing.unit_id).where(Pairing.community_id == community_id, Pairing.state == "accepted")
        return self.matching(unit_id=unit_id, kind=kind).where(Resource.unit_id.in_(paired))
