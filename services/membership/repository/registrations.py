"""Registrations and receipt numbers as they are kept."""

from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from services.membership.model import Organisation, ReceiptCounter, Registration
from shared.clock import SHANGHAI
from shared.errors import NotFound


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

    def find(self, member_id: str, community_id: str) -> Registration | None:
        query = self._all.where(Registration.member_id == member_id, Registration.community_id == community_id)
        return self._session.scalar(query)


class Receipts:
    """Receipt numbers, without gaps and without doubles: the counter's row is locked until the commit."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def take(self, community: Organisation, now: datetime) -> str:
        """The community's next number in the year that it is in Shanghai, `BD-SFJ-2026-000001`."""
        year = now.astimezone(SHANGHAI).year
        return f"BD-{community.code}-{year}-{self._next_serial(community.id, year):06d}"

    def _next_serial(self, community_id: str, year: int) -> int:
        counter = (ReceiptCounter.community_id == community_id, ReceiptCounter.year == year)
        count = update(ReceiptCounter).where(*counter).values(last_serial=ReceiptCounter.last_serial + 1)
        serial = self._session.scalar(count.returning(ReceiptCounter.last_serial))
        if serial is None:
            # Of two that come here at once, the primary key lets one pass; the other is carried out anew.
            first = {"community_id": community_id, "year": year, "tenant_id": self._tenant_id, "last_serial": 1}
            self._session.execute(insert(ReceiptCounter), [first])
            serial = 1
        return serial
