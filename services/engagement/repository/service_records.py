"""Service records as they are kept."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from services.engagement.model import COUNTED, LONGEST_SERVICE, ServiceRecord, ServiceStep, Span
from services.engagement.repository.rows import find_row
from shared.bulk import is_one_of
from shared.errors import NotFound


class ServiceRecords:
    """What the tenant's members have done."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def get(self, service_record_id: str) -> ServiceRecord:
        """
        Raises:
            NotFound: `service_record.unknown`.
        """
        found = find_row(ServiceRecord, service_record_id, self._session, self._tenant_id)
        if found is None:
            raise NotFound("service_record.unknown")
        return found

    def find_all(self, ids: Collection[str]) -> dict[str, ServiceRecord]:
        """By their ids, those that there are."""
        rows = self._session.scalars(self.all.where(is_one_of(self._session, ServiceRecord.id, ids)))
        return {record.id: record for record in rows}

    def find_of_attendance(self, attendance_id: str) -> ServiceRecord | None:
        """The first that was made of it."""
        query = self.all.where(ServiceRecord.attendance_id == attendance_id, ServiceRecord.corrects_id.is_(None))
        return self._session.scalar(query)

    def counted(self, member_ids: Collection[str], since: datetime, until: datetime) -> dict[str, list[ServiceRecord]]:
        """By member, what is confirmed of theirs and meets the time between two instants."""
        found: dict[str, list[ServiceRecord]] = {}
        query = self.all.where(
            is_one_of(self._session, ServiceRecord.member_id, member_ids),
            ServiceRecord.state.in_(COUNTED),
            ServiceRecord.starts_at > since - LONGEST_SERVICE,
            ServiceRecord.starts_at < until,
            ServiceRecord.ends_at > since,
        )
        for record in self._session.scalars(query):
            found.setdefault(record.member_id, []).append(record)
        return found

    def meets(self, member_id: str, span: Span, claim_id: str) -> bool:
        """Whether something of a member that is confirmed, or waits for it by the same claim, is at this time."""
        is_same = or_(ServiceRecord.place_claim_id == claim_id, ServiceRecord.claim_id == claim_id)
        query = select(ServiceRecord.id).where(
            ServiceRecord.member_id == member_id,
            ServiceRecord.state.in_(COUNTED) | ((ServiceRecord.state == "recorded") & is_same),
            ServiceRecord.starts_at > span.starts_at - LONGEST_SERVICE,
            ServiceRecord.starts_at < span.ends_at,
            ServiceRecord.ends_at > span.starts_at,
        )
        return self._session.scalar(query.limit(1)) is not None

    def stands_of_delivery(self, claim_id: str) -> bool:
        """Whether a delivery has a record that is neither voided nor corrected; who records one holds the member."""
        query = self.all.where(ServiceRecord.claim_id == claim_id, ServiceRecord.state.not_in(("voided", "corrected")))
        return self._session.scalar(query.limit(1)) is not None

    def says_that_came(self, voided: ServiceRecord) -> bool:
        """Whether another record than a voided one says of the member that they came by the same claim of places."""
        query = self.all.where(
            ServiceRecord.member_id == voided.member_id,
            ServiceRecord.place_claim_id == voided.place_claim_id,
            ServiceRecord.state.not_in(("voided", "corrected")),
            ServiceRecord.id != voided.id,
        )
        return self._session.scalar(query.limit(1)) is not None

    def who_served(self, menu_item_id: str) -> set[tuple[str, str]]:
        """By claim of places and member, of what isn't voided."""
        query = select(ServiceRecord.place_claim_id, ServiceRecord.member_id)
        query = query.where(ServiceRecord.menu_item_id == menu_item_id, ServiceRecord.state != "voided")
        return {(str(claim_id), member_id) for claim_id, member_id in self._session.execute(query)}

    def steps(self, root_id: str) -> Sequence[ServiceStep]:
        """The oldest first."""
        query = select(ServiceStep).where(ServiceStep.root_id == root_id).order_by(ServiceStep.id)
        return list(self._session.scalars(query))

    @property
    def all(self) -> Select[ServiceRecord]:
        return select(ServiceRecord).where(ServiceRecord.tenant_id == self._tenant_id)
