"""Registrations and receipt numbers as they are kept."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, Table, select
from sqlalchemy.orm import Session, lazyload

from services.membership.model import Organisation, ReceiptCounter, Registration
from services.membership.model.registrations import LIVE
from shared.bulk import insert_new_rows, is_one_of
from shared.errors import NotFound
from shared.messages.membership import RegistrationKind
from shared.serials import take_serials
from shared.versions import write_versions


class Place(NamedTuple):
    """Of each kind a member has one registration that is live."""

    member_id: str
    kind: RegistrationKind


class Registrations:
    """Members' registrations with communities."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._all = select(Registration).where(Registration.tenant_id == tenant_id)

    def get(self, registration_id: str) -> Registration:
        """
        Raises:
            NotFound: `registration.unknown`.
        """
        found = self._session.scalar(self._all.where(Registration.id == registration_id))
        if found is None:
            raise NotFound("registration.unknown")
        return found

    def find_live(self, member_id: str, kind: RegistrationKind) -> Registration | None:
        """The member's live registration of a kind; of two, where one waits to follow the other, either."""
        query = self._all.where(Registration.member_id == member_id, Registration.kind == kind)
        return self._session.scalar(query.where(Registration.state.in_(LIVE)).limit(1))

    def live_of(self, member_ids: Collection[str]) -> dict[Place, str]:
        """The ids of these members' live registrations; of two, where one waits to follow the other, the older."""
        query = self._all.with_only_columns(Registration.member_id, Registration.kind, Registration.id)
        query = query.where(is_one_of(self._session, Registration.member_id, member_ids))
        rows = self._session.execute(query.where(Registration.state.in_(LIVE)).order_by(Registration.id.desc()))
        return {Place(member_id, kind): id_ for member_id, kind, id_ in rows}

    def is_confirmed(self, member_id: str, community_id: str) -> bool:
        """Whether a member is registered with a community, by whatever kind."""
        query = self._all.where(Registration.member_id == member_id, Registration.community_id == community_id)
        return self._session.scalar(query.where(Registration.state == "confirmed").limit(1)) is not None

    def load_live(self, member_id: str) -> dict[str, Registration]:
        """A member's live registrations, locked."""
        return self._lock(self._all.where(Registration.member_id == member_id, Registration.state.in_(LIVE)))

    def find_successor(self, registration_id: str) -> Registration | None:
        """The request that waits to take a registration's place."""
        query = self._all.where(Registration.follows_id == registration_id, Registration.state == "requested")
        return self._session.scalar(query)

    def successors_of(self, registration_ids: Collection[str]) -> list[Registration]:
        """The requests that wait to take these registrations' places."""
        query = self._all.where(is_one_of(self._session, Registration.follows_id, registration_ids))
        return list(self._session.scalars(query.where(Registration.state == "requested")))

    def add_new(self, rows: Sequence[Mapping[str, Any]]) -> set[str]:
        """Keep requests, but for those whose place is taken meanwhile; the ids of those that are kept."""
        table = Registration.__table__
        assert isinstance(table, Table)  # noqa: S101 (a mapped class has no other)
        return insert_new_rows(self._session, table, rows)

    def load_locked(self, registration_ids: Collection[str]) -> dict[str, Registration]:
        """These registrations as they are now, their members left aside; nobody changes them before the commit."""
        return self._lock(self._all.where(is_one_of(self._session, Registration.id, registration_ids)))

    def load_requested(self, community_id: str, *, before: datetime, limit: int) -> dict[str, Registration]:
        """A community's oldest requests, locked."""
        query = self._all.where(Registration.community_id == community_id, Registration.state == "requested")
        return self._lock(query.where(Registration.requested_at < before).limit(limit))

    def load_paired(self, unit_id: str, community_id: str, limit: int) -> dict[str, Registration]:
        """Live registrations that rest on a pairing, locked."""
        query = self._all.where(Registration.unit_id == unit_id, Registration.community_id == community_id)
        query = query.where(Registration.kind == "paired", Registration.state.in_(LIVE))
        return self._lock(query.limit(limit))

    def vacate(self) -> None:
        """Write what has changed so far: a place must be free before another registration takes it."""
        write_versions(self._session)

    def _lock(self, query: Select[Registration]) -> dict[str, Registration]:
        query = query.order_by(Registration.id).options(lazyload(Registration.member))
        rows = self._session.scalars(query.with_for_update().execution_options(populate_existing=True))
        return {row.id: row for row in rows}


class Receipts:
    """The numbers of receipts."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def take(self, community: Organisation, now: datetime) -> str:
        """The community's next number in the year that it is in Shanghai, `BD-SFJ-2026-000001`."""
        return self.take_many(community, now, 1)[0]

    def take_many(self, community: Organisation, now: datetime, count: int) -> list[str]:
        """The community's next numbers; asked for none, only the counter is locked, before the rows that need them."""
        year, serials = take_serials(
            self._session, ReceiptCounter, community.id, now, count=count, tenant_id=self._tenant_id
        )
        return [f"BD-{community.code}-{year}-{serial:06d}" for serial in serials]


class IssuedReceipts:
    """Receipts by their tokens, across tenants: whoever holds one need not be known."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def find(self, token: str) -> tuple[Registration, Organisation] | None:
        """The registration that a token names, with its community."""
        query = select(Registration, Organisation).join(Organisation, Organisation.id == Registration.community_id)
        row = self._session.execute(query.where(Registration.receipt_token == token)).first()
        return (row[0], row[1]) if row else None
