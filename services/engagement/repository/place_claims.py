"""Claims of places as they are kept."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from services.engagement.model import MenuItem, PlaceClaim, PlaceHolder
from services.engagement.model.place_claims import LIVE_STATES
from services.engagement.repository.rows import find_row
from shared.bulk import is_one_of
from shared.errors import NotFound


class PlaceClaims:
    """The tenant's claims of places."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def get(self, place_claim_id: str) -> PlaceClaim:
        """
        Raises:
            NotFound: `place_claim.unknown`.
        """
        found = find_row(PlaceClaim, place_claim_id, self._session, self._tenant_id)
        if found is None:
            raise NotFound("place_claim.unknown")
        return found

    def live_of_item(self, menu_item_id: str) -> list[PlaceClaim]:
        query = select(PlaceClaim).where(PlaceClaim.menu_item_id == menu_item_id)
        return list(self._session.scalars(query.where(PlaceClaim.state.in_(LIVE_STATES)).order_by(PlaceClaim.id)))

    def holding(self, menu_item_id: str, role_id: str, limit: int) -> list[PlaceClaim]:
        """Those that take places of a role, the oldest first."""
        query = select(PlaceClaim).where(PlaceClaim.menu_item_id == menu_item_id, PlaceClaim.role_id == role_id)
        query = query.where(PlaceClaim.state.in_(("held", "offered"))).order_by(PlaceClaim.id).limit(limit)
        return list(self._session.scalars(query))

    def next_waiting(self, menu_item_id: str, role_id: str, free: int) -> PlaceClaim | None:
        """Who has waited longest of those for whom as many places are enough."""
        query = select(PlaceClaim).where(PlaceClaim.menu_item_id == menu_item_id, PlaceClaim.state == "waiting")
        query = query.where(PlaceClaim.role_id == role_id, PlaceClaim.places <= free)
        return self._session.scalar(query.order_by(PlaceClaim.claimed_at, PlaceClaim.id).limit(1))

    def already_in(self, menu_item_id: str, member_ids: Collection[str]) -> set[str]:
        """Who of these has a place in an item, or waits for one."""
        query = select(PlaceHolder.member_id).where(PlaceHolder.menu_item_id == menu_item_id, PlaceHolder.is_live)
        return set(self._session.scalars(query.where(is_one_of(self._session, PlaceHolder.member_id, member_ids))))

    def busy(
        self, member_ids: Collection[str], starts: datetime, ends: datetime
    ) -> Mapping[str, tuple[datetime, datetime]]:
        """Who of these is taken up by something else between the two instants, and when by the first."""
        query = select(PlaceHolder.member_id, PlaceHolder.busy_from, PlaceHolder.busy_until)
        query = query.where(PlaceHolder.busy_from < ends, PlaceHolder.busy_until > starts)
        query = query.where(is_one_of(self._session, PlaceHolder.member_id, member_ids))
        rows = self._session.execute(query.order_by(PlaceHolder.busy_from.desc()))
        return {member_id: (since, until) for member_id, since, until in rows if since and until}

    def live_of_member(self, member_id: str) -> Sequence[PlaceClaim]:
        """Those of what isn't over: who was there was there."""
        query = select(PlaceClaim).join(PlaceHolder, PlaceHolder.place_claim_id == PlaceClaim.id)
        query = query.join(MenuItem, MenuItem.id == PlaceClaim.menu_item_id)
        query = query.where(PlaceHolder.member_id == member_id, PlaceHolder.is_live, MenuItem.state == "published")
        return list(self._session.scalars(query.where(PlaceClaim.tenant_id == self._tenant_id).order_by(PlaceClaim.id)))

    def people_at(self, menu_item_id: str) -> Select[PlaceHolder]:
        """Who holds places in an item."""
        query = select(PlaceHolder).join(PlaceClaim, PlaceClaim.id == PlaceHolder.place_claim_id)
        query = query.where(PlaceHolder.menu_item_id == menu_item_id, PlaceHolder.is_live, PlaceClaim.state == "held")
        return query.where(PlaceClaim.tenant_id == self._tenant_id)

    def roles_of(self, place_claim_ids: Collection[str]) -> Mapping[str, str]:
        """The ids of the roles in which claims are, by those of the claims."""
        query = select(PlaceClaim.id, PlaceClaim.role_id)
        rows = self._session.execute(query.where(is_one_of(self._session, PlaceClaim.id, place_claim_ids)))
        return {row.id: row.role_id for row in rows}

    def of_item(self, menu_item_id: str) -> Select[PlaceClaim]:
        return self._all.where(PlaceClaim.menu_item_id == menu_item_id)

    def of_community(self, community_id: str) -> Select[PlaceClaim]:
        return self._all.where(PlaceClaim.community_id == community_id)

    def of_member(self, member_id: str) -> Select[PlaceClaim]:
        return self._all.where(
            PlaceClaim.id.in_(select(PlaceHolder.place_claim_id).where(PlaceHolder.member_id == member_id))
        )

    def of_unit(self, unit_id: str) -> Select[PlaceClaim]:
        """Those in which at least one of the unit's members comes."""
        return self._all.where(
            PlaceClaim.id.in_(select(PlaceHolder.place_claim_id).where(PlaceHolder.unit_id == unit_id))
        )

    @property
    def _all(self) -> Select[PlaceClaim]:
        return select(PlaceClaim).where(PlaceClaim.tenant_id == self._tenant_id)
