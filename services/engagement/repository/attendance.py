"""Attendance as it is kept."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from services.engagement.model import Attendance, AttendanceSecret
from services.engagement.repository.rows import find_row
from shared.bulk import is_one_of
from shared.encryption import Cipher
from shared.errors import NotFound


class Attendances:
    """Who came to what the tenant's communities have planned."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def get(self, attendance_id: str) -> Attendance:
        """
        Raises:
            NotFound: `attendance.unknown`.
        """
        found = find_row(Attendance, attendance_id, self._session, self._tenant_id)
        if found is None:
            raise NotFound("attendance.unknown")
        return found

    def find_at(self, place_claim_id: str, member_id: str, at: datetime) -> Attendance | None:
        """The one by which somebody was there at an instant; at an activity whichever there is."""
        is_then = (func.coalesce(Attendance.checked_out_at, Attendance.ends_at) > at) & (Attendance.checked_in_at <= at)
        query = select(Attendance).where(
            Attendance.place_claim_id == place_claim_id,
            Attendance.member_id == member_id,
            or_(Attendance.kind == "activity", Attendance.state == "open", is_then),
        )
        return self._session.scalar(query.order_by(Attendance.checked_in_at.desc()).limit(1))

    def wrong_codes(self, menu_item_id: str, member_id: str, since: datetime) -> int:
        """How many wrong codes somebody has given at an item since an instant, by whichever claims."""
        query = select(func.sum(Attendance.wrong_codes)).where(
            Attendance.menu_item_id == menu_item_id,
            Attendance.member_id == member_id,
            Attendance.checked_in_at >= since,
        )
        return self._session.scalar(query) or 0

    def has_come_again(self, attendance: Attendance, at: datetime) -> bool:
        """Whether somebody has come by the same claim once more until an instant."""
        query = select(Attendance.id).where(
            Attendance.place_claim_id == attendance.place_claim_id,
            Attendance.member_id == attendance.member_id,
            Attendance.checked_in_at > attendance.checked_in_at,
            Attendance.checked_in_at <= at,
        )
        return self._session.scalar(query.limit(1)) is not None

    def open_of(self, place_claim_ids: Collection[str]) -> Sequence[Attendance]:
        """Those of some claims that nobody has ended."""
        query = self.all.where(
            is_one_of(self._session, Attendance.place_claim_id, place_claim_ids), Attendance.state == "open"
        )
        return list(self._session.scalars(query.order_by(Attendance.id)))

    def last_of(self, place_claim_ids: Collection[str]) -> dict[tuple[str, str], Attendance]:
        """By claim and member, the one by which they came last."""
        query = self.all.where(is_one_of(self._session, Attendance.place_claim_id, place_claim_ids))
        rows = self._session.scalars(query.order_by(Attendance.checked_in_at, Attendance.id))
        return {(one.place_claim_id, one.member_id): one for one in rows}

    def who_came(self, menu_item_id: str) -> set[tuple[str, str]]:
        """By claim and member."""
        query = select(Attendance.place_claim_id, Attendance.member_id).where(Attendance.menu_item_id == menu_item_id)
        return {(claim_id, member_id) for claim_id, member_id in self._session.execute(query)}

    @property
    def all(self) -> Select[Attendance]:
        return select(Attendance).where(Attendance.tenant_id == self._tenant_id)


class AttendanceSecrets:
    """The secrets from which codes are made; an item's is asked for by who has got the item."""

    def __init__(self, session: Session, cipher: Cipher) -> None:
        self._session = session
        self._cipher = cipher

    def find(self, menu_item_id: str) -> str | None:
        row = self._session.get(AttendanceSecret, menu_item_id)
        return self._cipher.decrypt(row.secret_encrypted) if row else None

    def put(self, menu_item_id: str, secret: str) -> None:
        encrypted = self._cipher.encrypt(secret)
        self._session.merge(AttendanceSecret(menu_item_id=menu_item_id, secret_encrypted=encrypted))
