"""Members as they are kept."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.membership.model import Member
from shared.errors import NotFound


class Kept(NamedTuple):
    """What decides how an entry is taken over: which member it is, and whether it has changed."""

    member_id: str
    entry_digest: str


class Holder(NamedTuple):
    """Under which number of which unit an identity is on a roster."""

    unit_id: str
    external_id: str


class Members:
    """The members on the tenant's rosters."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id
        self._all = select(Member).where(Member.tenant_id == tenant_id)

    def get(self, member_id: str) -> Member:
        """
        Raises:
            NotFound: `member.unknown`.
        """
        found = self._session.scalar(self._all.where(Member.id == member_id))
        if found is None:
            raise NotFound("member.unknown")
        return found

    def kept_of(self, unit_id: str, external_ids: Collection[str]) -> dict[str, Kept]:
        """Which of these numbers are on the unit's roster."""
        columns = (Member.external_id, Member.id, Member.entry_digest)
        query = select(*columns).where(Member.unit_id == unit_id, Member.external_id.in_(external_ids))
        return {external_id: Kept(*rest) for external_id, *rest in self._session.execute(query)}

    def holders_of(self, identity_digests: Collection[str]) -> dict[str, Holder]:
        """On which rosters of the tenant these identities are already."""
        columns = (Member.identity_digest, Member.unit_id, Member.external_id)
        query = select(*columns).where(
            Member.tenant_id == self._tenant_id, Member.identity_digest.in_(identity_digests)
        )
        return {digest: Holder(*rest) for digest, *rest in self._session.execute(query)}

    def load(self, member_ids: Collection[str]) -> dict[str, Member]:
        if not member_ids:
            return {}
        return {member.id: member for member in self._session.scalars(self._all.where(Member.id.in_(member_ids)))}
