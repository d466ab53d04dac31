"""Wishes as they are kept."""

from sqlalchemy.orm import Session

from services.engagement.model import Wish
from services.engagement.repository.rows import find_row
from shared.errors import NotFound


class Wishes:
    """The wishes of the tenant's communities."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def get(self, wish_id: str) -> Wish:
        """
        Raises:
            NotFound: `wish.unknown`.
        """
        found = find_row(Wish, wish_id, self._session, self._tenant_id)
        if found is None:
            raise NotFound("wish.unknown")
        return found
