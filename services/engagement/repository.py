"""Reading what engagement keeps, confined to one tenant."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.engagement.model import Claim, Community, Member, Wish
from shared.errors import Conflict, NotFound
from shared.unit_of_work import UnitOfWork


class Communities:
    """The tenant's communities, as far as they have been heard of."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def get(self, community_id: str) -> Community:
        """
        Raises:
            Conflict: `community.unknown`, not of this tenant or not heard of yet.
        """
        found = self._session.get(Community, community_id)
        if found is None or found.tenant_id != self._tenant_id:
            raise Conflict("community.unknown")
        return found


class Members:
    """The tenant's members, as far as they have been heard of."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def get(self, member_id: str) -> Member:
        """
        Raises:
            Conflict: `member.unknown`, not of this tenant or not heard of yet.
        """
        found = self._session.get(Member, member_id)
        if found is None or found.tenant_id != self._tenant_id:
            raise Conflict("member.unknown")
        return found


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
        query = select(Wish).where(Wish.id == wish_id, Wish.tenant_id == self._tenant_id)
        found = self._session.scalar(query)
        if found is None:
            raise NotFound("wish.unknown")
        return found


class Claims:
    """The claims of the tenant's members, each with its commitment."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def get(self, claim_id: str) -> Claim:
        """
        Raises:
            NotFound: `claim.unknown`.
        """
        found = self.find(claim_id)
        if found is None:
            raise NotFound("claim.unknown")
        return found

    def find(self, claim_id: str) -> Claim | None:
        query = select(Claim).where(Claim.id == claim_id, Claim.tenant_id == self._tenant_id)
        return self._session.scalar(query)


class EngagementUnitOfWork(UnitOfWork):
    """What engagement's handlers and views work on."""

    @property
    def communities(self) -> Communities:
        return Communities(self.session, self.tenant_id)

    @property
    def members(self) -> Members:
        return Members(self.session, self.tenant_id)

    @property
    def wishes(self) -> Wishes:
        return Wishes(self.session, self.tenant_id)

    @property
    def claims(self) -> Claims:
        return Claims(self.session, self.tenant_id)

    def is_actor(self, member_id: str) -> bool:
        """Whether it is this member who acts."""
        return self.actor.role == "member" and self.actor.member_id == member_id

    def is_run_by_actor(self, organisation_id: str) -> bool:
        """Whether the actor acts for this organisation; a member belongs to a unit and acts for none."""
        return self.actor.role != "member" and self.actor.organisation_id == organisation_id
