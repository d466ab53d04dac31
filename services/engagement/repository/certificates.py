"""Certificates as they are kept, and the hours that they are of."""

from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple, cast

from sqlalchemy import Select, Table, func, select
from sqlalchemy.orm import Session

from services.engagement.model import (
    Certificate,
    CertificateCounter,
    CertifiedRecord,
    Community,
    ServiceRecord,
)
from services.engagement.repository.rows import find_row
from shared.bulk import insert_rows
from shared.errors import NotFound
from shared.serials import take_serials


class Sum(NamedTuple):
    """Minutes of records, and how many there are."""

    minutes: int
    records: int


class Certificates:
    """The certificates of the tenant's members."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def get(self, certificate_id: str) -> Certificate:
        """
        Raises:
            NotFound: `certificate.unknown`.
        """
        found = find_row(Certificate, certificate_id, self._session, self._tenant_id)
        if found is None:
            raise NotFound("certificate.unknown")
        return found

    def is_requested(self, community_id: str, member_id: str) -> bool:
        """Whether one is in its public notice."""
        query = select(Certificate.id).where(Certificate.community_id == community_id)
        query = query.where(Certificate.member_id == member_id, Certificate.state == "requested")
        return self._session.scalar(query) is not None

    def final_records(self, community_id: str, member_id: str, from_on: date, until_on: date) -> list[str]:
        """The ids of what counts of a member at a community."""
        query = select(ServiceRecord.id).where(
            ServiceRecord.member_id == member_id,
            ServiceRecord.state == "final",
            ServiceRecord.community_id == community_id,
            ServiceRecord.served_on.between(from_on, until_on),
        )
        return list(self._session.scalars(query))

    def certify(self, certificate_id: str, record_ids: Collection[str]) -> None:
        rows = [{"certificate_id": certificate_id, "service_record_id": record_id} for record_id in record_ids]
        insert_rows(self._session, cast(Table, CertifiedRecord.__table__), rows)

    def sum_of(self, certificate_id: str) -> Sum:
        """Of its records those that count."""
        query = select(func.coalesce(func.sum(ServiceRecord.minutes), 0), func.count(ServiceRecord.id))
        query = query.join(CertifiedRecord, CertifiedRecord.service_record_id == ServiceRecord.id)
        query = query.where(CertifiedRecord.certificate_id == certificate_id, ServiceRecord.state == "final")
        return Sum(*self._session.execute(query).one())

    def of_record(self, record_id: str) -> list[Certificate]:
        """Those that are issued, or about to be, and that a record is in."""
        query = self.all.join(CertifiedRecord, CertifiedRecord.certificate_id == Certificate.id)
        query = query.where(CertifiedRecord.service_record_id == record_id)
        query = query.where(Certificate.state.in_(("requested", "issued"))).order_by(Certificate.id)
        return list(self._session.scalars(query))

    def sums(self, member_id: str) -> dict[str, Sum]:
        """By state, what there is of a member."""
        query = select(ServiceRecord.state, func.sum(ServiceRecord.minutes), func.count(ServiceRecord.id))
        query = query.where(ServiceRecord.tenant_id == self._tenant_id, ServiceRecord.member_id == member_id)
        rows = self._session.execute(query.group_by(ServiceRecord.state))
        return {state: Sum(int(minutes), count) for state, minutes, count in rows}

    def take_number(self, community: Community, now: datetime) -> str:
        """The community's next number in the year that it is in Shanghai, `ZM-SFJ-2026-000001`."""
        year, (serial,) = take_serials(self._session, CertificateCounter, community.id, now)
        return f"ZM-{community.code or community.id[-6:]}-{year}-{serial:06d}"

    @property
    def all(self) -> Select[Certificate]:
        return select(Certificate).where(Certificate.tenant_id == self._tenant_id)


class IssuedCertificates:
    """Certificates by their tokens, across tenants: whoever holds one need not be known."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def find(self, token: str) -> tuple[Certificate, Community] | None:
        query = select(Certificate, Community).join(Community, Community.id == Certificate.community_id)
        row = self._session.execute(query.where(Certificate.token == token)).first()
        return (row[0], row[1]) if row else None
