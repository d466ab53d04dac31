"""What units give, as far as it has been heard of."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from services.engagement.model import Pairing, Resource


class Resources:
    """What the tenant's units give to the communities that they are paired with."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def for_community(self, community_id: str, kinds: Collection[str], today: date) -> Select[Resource]:
        """Of some kinds, from units paired with a community; what can be had no more is left out."""
        paired = select(Pairing.unit_id).where(Pairing.community_id == community_id)
        query = select(Resource).where(Resource.tenant_id == self._tenant_id, Resource.unit_id.in_(paired))
        is_to_be_had = or_(Resource.available_until.is_(None), Resource.available_until >= today)
        return query.where(Resource.kind.in_(sorted(kinds)), is_to_be_had)
