"""Reading what engagement keeps, confined to one tenant."""

from collections.abc import Mapping
from typing import TypeVar, cast

from sqlalchemy import Table, select, update
from sqlalchemy.orm import Session

from services.engagement.model import Claim, Community, Member, Wish
from shared.bulk import put_rows
from shared.errors import NotFound, PassingConflict
from shared.unit_of_work import UnitOfWork

R = TypeVar("R", Community, Member, Wish, Claim)


def _find(kind: type[R], key: str, session: Session, tenant_id: str) -> R | None:
    """A row of the tenant by its primary key; within one batch each is read once."""
    found = session.get(kind, key)
    return found if found is not None and found.tenant_id == tenant_id else None


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
        found = _find(Community, community_id, self._session, self._tenant_id)
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
        return _find(Member, member_id, self._session, self._tenant_id)


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
        found = _find(Wish, wish_id, self._session, self._tenant_id)
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
        return _find(Claim, claim_id, self._session, self._tenant_id)

    def undelivered_of(self, member_id: str) -> list[Claim]:
        """What a member has claimed and not delivered yet."""
        query = select(Claim).where(Claim.member_id == member_id, Claim.tenant_id == self._tenant_id)
        query = query.where(Claim.state.in_(("claimed", "committed"))).order_by(Claim.id)
        return list(self._session.scalars(query))


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

    def put_members(self, known: Mapping[str, tuple[str | None, str]]) -> None:
        """Know these members: id to tenant and unit; who is known already is now of this unit, and there (again)."""
        rows = [
            {"id": member_id, "tenant_id": tenant_id, "unit_id": unit_id, "has_left": False}
            for member_id, (tenant_id, unit_id) in known.items()
        ]
        put_rows(self.session, cast(Table, Member.__table__), rows)

    def mark_left(self, member_id: str) -> bool:
        """Know that a member has left; at once, as `put_members` does. Tells whether the member is known."""
        is_theirs = (Member.id == member_id, Member.tenant_id == self.tenant_id)
        statement = update(Member).where(*is_theirs).values(has_left=True).returning(Member.id)
        return self.session.scalar(statement) is not None

    def is_actor(self, member_id: str) -> bool:
        """Whether it is this member who acts."""
        return self.actor.role == "member" and self.actor.member_id == member_id

    def is_run_by_actor(self, organisation_id: str) -> bool:
        """Whether the actor acts for this organisation; a member belongs to a unit and acts for none."""
        return self.actor.role != "member" and self.actor.organisation_id == organisation_id
