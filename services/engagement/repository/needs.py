"""Needs, their steps and the numbers of their tickets as they are kept."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from services.engagement.model import Community, Need, NeedLink, NeedStep, TicketCounter
from services.engagement.repository.rows import find_row
from shared.bulk import is_one_of
from shared.errors import NotFound
from shared.messages.engagement import LinkKind
from shared.serials import take_serials

STEPS_ON_TICKET = 50


class Needs:
    """The needs of the tenant's communities."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def get(self, need_id: str) -> Need:
        """
        Raises:
            NotFound: `need.unknown`.
        """
        found = self.find(need_id)
        if found is None:
            raise NotFound("need.unknown")
        return found

    def find(self, need_id: str) -> Need | None:
        return find_row(Need, need_id, self._session, self._tenant_id)

    def of_community(self, community_id: str) -> Select[Need]:
        return self._all.where(Need.community_id == community_id)

    def of_tenant(self) -> Select[Need]:
        return self._all

    def of_resident(self, resident_id: str) -> Select[Need]:
        return self._all.where(Need.resident_id == resident_id)

    def contacts_of(self, need: Need) -> Sequence[tuple[str, str]]:
        """Ticket number and encrypted contact of a need and of those that follow it, where they have one."""
        query = select(Need.ticket_number, Need.contact_encrypted).where(
            Need.tenant_id == self._tenant_id, (Need.id == need.id) | (Need.merged_into_id == need.id)
        )
        rows = self._session.execute(query.where(Need.has_contact).order_by(Need.id))
        return [(number, str(contact)) for number, contact in rows]

    def find_repeated(self, digest: str, since: datetime) -> Need | None:
        """The need that the same report has led to, later than an instant."""
        query = self._all.where(Need.report_digest == digest, Need.submitted_at > since)
        return self._session.scalar(query.order_by(Need.id.desc()).limit(1))

    def have_follow(self, former_id: str, into: Need) -> None:
        """Those that have followed a need follow the one that it is merged into."""
        values: dict[str, Any] = {"merged_into_id": into.id, "version": Need.version + 1}
        statement = update(Need).where(Need.merged_into_id == former_id, Need.tenant_id == self._tenant_id)
        self._session.execute(statement.values(values).execution_options(synchronize_session=False))

    def linked_with(self, kind: LinkKind, target_ids: Collection[str]) -> Sequence[tuple[Need, NeedLink]]:
        """The needs that wait for some things of a kind to be done."""
        query = select(Need, NeedLink).join(NeedLink, NeedLink.need_id == Need.id)
        query = query.where(NeedLink.kind == kind, NeedLink.is_done.is_(False))
        query = query.where(is_one_of(self._session, NeedLink.target_id, target_ids))
        rows = self._session.execute(query.where(Need.tenant_id == self._tenant_id).order_by(Need.id))
        return [(need, link) for need, link in rows]

    def steps_of(self, need_id: str) -> Select[NeedStep]:
        return select(NeedStep).where(NeedStep.need_id == need_id)

    @property
    def _all(self) -> Select[Need]:
        return select(Need).where(Need.tenant_id == self._tenant_id)


class NeedTickets:
    """Needs by their tokens, across tenants: whoever holds one need not be known."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def find(self, token: str) -> Need | None:
        return self._session.scalar(select(Need).where(Need.ticket_token == token))

    def leading(self, need: Need) -> Need:
        """The need that it follows, or itself."""
        return self._session.get_one(Need, need.merged_into_id) if need.merged_into_id else need

    def last_steps(self, need_id: str) -> list[NeedStep]:
        """The oldest first."""
        query = select(NeedStep).where(NeedStep.need_id == need_id).order_by(NeedStep.id.desc()).limit(STEPS_ON_TICKET)
        return list(self._session.scalars(query))[::-1]


class TicketNumbers:
    """The numbers of tickets."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def take(self, community: Community, now: datetime) -> str:
        """The community's next number in the year that it is in Shanghai, `XQ-SFJ-2026-000001`."""
        year, (serial,) = take_serials(self._session, TicketCounter, community.id, now)
        return f"XQ-{community.code or community.id[-6:]}-{year}-{serial:06d}"
