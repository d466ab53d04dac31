"""Members as they are kept."""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple, cast

from sqlalchemy import Table, and_, delete, func, or_, select
from sqlalchemy.orm import Session

from services.membership.model import ON_ROSTER, Member, MemberTag, is_on_roster, user_key_of
from services.membership.repository.roster_meaning import number_of
from shared.bulk import count_anew, insert_rows, is_one_of
from shared.errors import NotFound
from shared.messages.membership import MemberState

# What tells whether a roster says anything new of somebody.
COMPARED = (
    "state",
    "external_id",
    "name",
    "gender",
    "birth_month",
    "identity_digest",
    "phone_digest",
    "department",
    "residence_code",
    "skills",
    "interests",
)


class Kept(NamedTuple):
    """What decides how an entry is taken over: which member it is, and whether it has changed."""

    member_id: str
    entry_digest: str


class Numbered(NamedTuple):
    """Who has a number, whatever its letters, and what tells whether it is the same person."""

    kept: Kept
    name: str
    identity_digest: str | None

    def is_perhaps(self, name: str, identity_digest: str) -> bool:
        """As in a roster file: the same person, unless name and identity both differ."""
        return self.identity_digest in (None, identity_digest) or self.name == name


class Stand(NamedTuple):
    """What a change of a member is prepared on. facts: by the names of the columns."""

    version: int
    unit_id: str
    state: MemberState
    facts: Mapping[str, Any]


class Holder(NamedTuple):
    """Whose an identity is, and under which number of which unit; state: whether that person is on a roster."""

    member_id: str
    unit_id: str
    external_id: str
    state: MemberState

    def is_at(self, unit_id: str, external_id: str) -> bool:
        """Whether it is who has this number on this unit's roster."""
        return self.is_on_roster and (self.unit_id, self.external_id) == (unit_id, external_id)

    @property
    def is_on_roster(self) -> bool:
        return self.state in ON_ROSTER


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

    def get_active(self, member_id: str) -> Member:
        """
        The member as they are now; nobody changes them before the commit, so that what they do comes before their
        leaving, or is refused after it.

        Raises:
            NotFound: `member.unknown`.
            Conflict: `member.not_active`.
        """
        found = self.load_locked([member_id]).get(member_id)
        if found is None:
            raise NotFound("member.unknown")
        found.check_active()
        return found

    def load_locked(self, member_ids: Collection[str]) -> dict[str, Member]:
        """These members as they are now; nobody changes them before the commit."""
        query = self._all.where(is_one_of(self._session, Member.id, member_ids)).order_by(Member.id)
        rows = self._session.scalars(query.with_for_update(read=True).execution_options(populate_existing=True))
        return {member.id: member for member in rows}

    def get_on_roster(self, member_id: str) -> Member:
        """
        Raises:
            NotFound: `member.unknown`, also who is on no roster any more.
        """
        member = self.get(member_id)
        if not member.is_on_roster:
            raise NotFound("member.unknown")
        return member

    def hold(self, member_id: str) -> Member:
        """
        The member, whom nobody else changes until the commit.

        Raises:
            NotFound: `member.unknown`.
        """
        query = self._all.where(Member.id == member_id).with_for_update()
        found = self._session.scalar(query.execution_options(populate_existing=True))
        if found is None:
            raise NotFound("member.unknown")
        return found

    def kept_of(self, unit_id: str, external_ids: Collection[str]) -> dict[str, Kept]:
        """Which of these numbers are on the unit's roster."""
        columns = (Member.external_id, Member.id, Member.entry_digest)
        is_named = is_one_of(self._session, Member.external_id, external_ids)
        query = select(*columns).where(Member.unit_id == unit_id, is_named, is_on_roster())
        return {external_id: Kept(*rest) for external_id, *rest in self._session.execute(query)}

    def numbered_like(self, unit_id: str, external_ids: Collection[str]) -> dict[str, Numbered]:
        """Who on the unit's roster has one of these numbers, in whatever letters; by the number in small ones."""
        number = number_of(Member.external_id)
        is_named = is_one_of(self._session, number, {external_id.lower() for external_id in external_ids})
        query = select(number, Member.id, Member.entry_digest, Member.name, Member.identity_digest)
        rows = self._session.execute(query.where(Member.unit_id == unit_id, is_named, is_on_roster()))
        return {row[0]: Numbered(Kept(row[1], row[2]), row[3], row[4]) for row in rows}

    def holders_of(self, identity_digests: Collection[str]) -> dict[str, Holder]:
        """Whom of the tenant's people these identities belong to."""
        columns = (Member.identity_digest, Member.id, Member.unit_id, Member.external_id, Member.state)
        is_named = is_one_of(self._session, Member.identity_digest, identity_digests)
        query = select(*columns).where(Member.tenant_id == self._tenant_id, is_named)
        return {row[0]: Holder(*row[1:]) for row in self._session.execute(query) if row[0]}

    def stands_of(self, member_ids: Collection[str]) -> dict[str, Stand]:
        if not member_ids:
            return {}
        facts = (getattr(Member, name) for name in COMPARED)  # the state is one of them
        query = select(Member.id, Member.version, Member.unit_id, *facts)
        query = query.where(is_one_of(self._session, Member.id, member_ids))
        return {
            row.id: Stand(row.version, row.unit_id, row.state, {name: getattr(row, name) for name in COMPARED})
            for row in self._session.execute(query)
        }

    def count_anew(self) -> None:
        """Many were written at once."""
        names = ("id", "tenant_id", "unit_id", "external_id", "identity_digest", "state")
        count_anew(self._session, cast(Table, Member.__table__), *names)

    def count_on_roster(self, unit_id: str) -> int:
        query = select(func.count()).where(Member.unit_id == unit_id, is_on_roster())
        return int(self._session.scalar(query) or 0)

    def find_by_user_name(self, unit_id: str, user_name: str) -> str | None:
        """The id of whom the unit's system knows by this name; a number on the roster stands in for a name."""
        key = user_key_of(user_name)
        is_number = and_(Member.user_key.is_(None), number_of(Member.external_id) == key)
        query = select(Member.id).where(Member.unit_id == unit_id, is_on_roster())
        return self._session.scalar(
            query.where(or_(and_(Member.user_key.is_not(None), Member.user_key == key), is_number))
        )

    def load(self, member_ids: Collection[str]) -> dict[str, Member]:
        if not member_ids:
            return {}
        query = self._all.where(is_one_of(self._session, Member.id, member_ids))
        return {member.id: member for member in self._session.scalars(query)}

    def write_tags(self, members: Collection[Member]) -> None:
        """Have these members found by the skills and interests that they have now."""
        if not members:
            return
        self._session.flush()
        ids = [member.id for member in members]
        self._session.execute(delete(MemberTag).where(is_one_of(self._session, MemberTag.member_id, ids)))
        rows = [
            {"member_id": member.id, "kind": kind, "value": value, "tenant_id": member.tenant_id}
            for member in members
            for kind, value in member.tags
        ]
        insert_rows(self._session, cast(Table, MemberTag.__table__), rows)
