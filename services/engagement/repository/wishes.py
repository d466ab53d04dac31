"""Wishes as they are kept."""

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from services.engagement.model import Wish, WishStep
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

    def hold(self, wish_id: str) -> Wish:
        """
        A wish that nobody else changes, or links with anything, before the commit.

        Raises:
            NotFound: `wish.unknown`.
        """
        found = self.find_held(wish_id)
        if found is None:
            raise NotFound("wish.unknown")
        return found

    def of_community(self, community_id: str) -> Select[Wish]:
        return select(Wish).where(Wish.tenant_id == self._tenant_id, Wish.community_id == community_id)

    def steps_of(self, wish_id: str) -> Select[WishStep]:
        return select(WishStep).where(WishStep.wish_id == wish_id)

    def find_held(self, wish_id: str) -> Wish | None:
        query = select(Wish).where(Wish.id == wish_id, Wish.tenant_id == self._tenant_id).with_for_update()
        return self._session.scalar(query.execution_options(populate_existing=True))
