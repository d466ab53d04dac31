"""Codes that went to phones as they are kept; across tenants, for the caller isn't known yet."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, case, delete, or_, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from services.membership.model import PhoneCode, PhoneHour
from services.membership.repository.access import NOBODY
from shared.ids import is_id

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
CODES_PER_HOUR = 5  # for a phone, asked for from one network
CODES_PER_PHONE = 10  # in an hour, wherever they are asked for
TRIES = 5
TRIES_FROM_ELSEWHERE = 2
FORGOTTEN_AT_ONCE = 100


class PhoneCodes:
    """
    For each phone one code for each network that asked lately, whether the phone is anybody's or not.

    So nobody ends, replaces or delays the code that was asked for from another network.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._dialect: Any = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql

    def issue(
        self, tenant_id: str, phone_digest: str, *, network: str, digest: str, now: datetime, expires_at: datetime
    ) -> bool:
        """
        Keep a new code in place of the one before, which the same network has asked for; tells whether this phone may
        have one now. The rows decide, however many ask at once.
        """
        self._forget(now)
        if self._hold_hour(tenant_id, phone_digest, now) >= CODES_PER_PHONE:
            return False
        is_new_hour = PhoneCode.hour_began_at <= now - HOUR
        is_time = or_(PhoneCode.sent_at <= now - MINUTE, PhoneCode.tries >= TRIES)
        fresh = {"digest": digest, "expires_at": expires_at, "tries": 0, "tries_from_elsewhere": 0, "sent_at": now}
        key = {"tenant_id": tenant_id, "phone_digest": phone_digest, "network_digest": network}
        added = self._dialect.insert(PhoneCode).values(**key, hour_began_at=now, sent_in_hour=1, **fresh)
        statement = added.on_conflict_do_update(
            index_elements=list(key),
            set_=fresh
            | {
                "hour_began_at": case((is_new_hour, now), else_=PhoneCode.hour_began_at),
                "sent_in_hour": case((is_new_hour, 1), else_=PhoneCode.sent_in_hour + 1),
            },
            where=and_(is_time, or_(is_new_hour, PhoneCode.sent_in_hour < CODES_PER_HOUR)),
        ).returning(PhoneCode.phone_digest)
        if self._session.execute(statement).first() is None:
            return False
        of_phone = and_(PhoneHour.tenant_id == tenant_id, PhoneHour.phone_digest == phone_digest)
        self._write(update(PhoneHour).where(of_phone).values(sent=PhoneHour.sent + 1))
        return True

    def _hold_hour(self, tenant_id: str, phone_digest: str, now: datetime) -> int:
        """How many codes the phone got within its hour; until the commit nobody else asks for it, or tries one."""
        is_new = PhoneHour.began_at <= now - HOUR
        added = self._dialect.insert(PhoneHour).values(
            tenant_id=tenant_id, phone_digest=phone_digest, began_at=now, sent=0
        )
        statement = added.on_conflict_do_update(
            index_elements=["tenant_id", "phone_digest"],
            set_={
                "began_at": case((is_new, now), else_=PhoneHour.began_at),
                "sent": case((is_new, 0), else_=PhoneHour.sent),
            },
        ).returning(PhoneHour.sent)
        return int(self._session.execute(statement).scalar_one())

    def _forget(self, now: datetime) -> None:
        """Phones that asked long ago, a few at a time."""
        code_key = (PhoneCode.tenant_id, PhoneCode.phone_digest, PhoneCode.network_digest)
        hour_key = (PhoneHour.tenant_id, PhoneHour.phone_digest)
        for kind, key, at, age in (
            (PhoneCode, code_key, PhoneCode.sent_at, HOUR),
            (PhoneHour, hour_key, PhoneHour.began_at, 2 * HOUR),
        ):
            old = select(*key).where(at < now - age).order_by(at).limit(FORGOTTEN_AT_ONCE)
            if rows := self._session.execute(old.with_for_update(skip_locked=True)).all():
                self._write(delete(kind).where(tuple_(*key).in_([tuple(row) for row in rows])))

    def count_try(self, tenant_id: str, phone_digest: str, *, network: str, now: datetime) -> Sequence[str]:
        """
        Use up one try of each of the phone's codes and return their digests; nothing where none can be tried. From
        networks that haven't asked for a code, only some of its tries are to be had.
        """
        of_phone = (PhoneHour.tenant_id == _id(tenant_id), PhoneHour.phone_digest == phone_digest)
        self._session.execute(select(PhoneHour.phone_digest).where(*of_phone).with_for_update())
        is_own = PhoneCode.network_digest == network
        count = (
            update(PhoneCode)
            .where(PhoneCode.tenant_id == _id(tenant_id), PhoneCode.phone_digest == phone_digest)
            .where(PhoneCode.expires_at > now, PhoneCode.tries < TRIES)
            .where(or_(is_own, PhoneCode.tries_from_elsewhere < TRIES_FROM_ELSEWHERE))
            .values(
                tries=PhoneCode.tries + 1,
                tries_from_elsewhere=PhoneCode.tries_from_elsewhere + case((is_own, 0), else_=1),
            )
            .returning(PhoneCode.digest)
            .execution_options(synchronize_session=False)
        )
        return self._session.scalars(count).all()

    def give_try_back(self, tenant_id: str, phone_digest: str, digest: str, *, network: str) -> None:
        """One that was counted for who knows the code."""
        of_phone = and_(PhoneCode.tenant_id == tenant_id, PhoneCode.phone_digest == phone_digest)
        back = {
            "tries": PhoneCode.tries - 1,
            "tries_from_elsewhere": PhoneCode.tries_from_elsewhere
            - case((PhoneCode.network_digest == network, 0), else_=1),
        }
        self._write(update(PhoneCode).where(of_phone, PhoneCode.digest == digest).values(back))

    def use_up(self, tenant_id: str, phone_digest: str, digest: str) -> None:
        """Leave a code no tries; that it was sent stays known."""
        of_phone = and_(PhoneCode.tenant_id == tenant_id, PhoneCode.phone_digest == phone_digest)
        self._write(update(PhoneCode).where(of_phone, PhoneCode.digest == digest).values(tries=TRIES))

    def _write(self, statement: Any) -> None:
        self._session.execute(statement.execution_options(synchronize_session=False))


def _id(text: str) -> str:
    """What anybody may have made up, as something that can be an id."""
    return text if is_id(text) else NOBODY
