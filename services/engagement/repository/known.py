"""Communities and members as far as they have been heard of."""

from sqlalchemy.orm import Session

from services.engagement.model import Community, Member
from services.engagement.repository.rows import find_row
from shared.errors import PassingConflict


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
