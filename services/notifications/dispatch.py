"""Sends codes to phones: at least once, again and again until one is taken or the code has expired."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Table, delete, select, update
from sqlalchemy.orm import Session

from services.notifications.channels import Channel, Undelivered
from services.notifications.model import OutgoingCode
from services.notifications.repository import NotificationsUnitOfWork
from shared.bulk import insert_new_rows
from shared.db import Database
from shared.messages.membership import PhoneCodeIssued
from shared.unit_of_work import Tools, transaction

log = logging.getLogger(__name__)

SOURCE = "notifications"
LEASE_TIME = timedelta(seconds=30)  # longer than a channel takes to answer
FIRST_PAUSE = timedelta(seconds=1)
LONGEST_PAUSE = timedelta(seconds=30)
TEXT = "【邻里】您的登录验证码是 {code}，5 分钟内有效。请勿告诉他人。"


def keep_codes(events: Sequence[PhoneCodeIssued], uow: NotificationsUnitOfWork) -> None:
    """Keep what is to be sent; nothing goes to a phone that is nobody's."""
    rows = [
        {
            "id": event.code_id,
            "address_encrypted": event.address_encrypted,
            "code_encrypted": event.code_encrypted,
            "expires_at": event.expires_at,
            "due_at": uow.now,
            "tries": 0,
        }
        for event in events
        if uow.cipher.decrypt(event.address_encrypted)
    ]
    insert_new_rows(uow.session, cast(Table, OutgoingCode.__table__), rows)


@dataclass(frozen=True, slots=True)
class Taken:
    """A code that one sender alone may send for a while."""

    id: str
    tries: int
    phone: str = field(repr=False)
    text: str = field(repr=False)


class CodeSender:
    """
    Sends what is due. Any number of them, in any number of processes, may work at once.

    A code is taken for `LEASE_TIME`; no transaction is open while the channel works. A sender that dies leaves the code
    to be sent again.
    """

    def __init__(self, database: Database, tools: Tools, channel: Channel) -> None:
        self._database = database
        self._tools = tools
        self._channel = channel

    def send_next(self) -> bool:
        """Try to send one code; tells whether one was due."""
        taken = self._take(self._tools.clock.now())
        if taken is None:
            return False
        try:
            self._channel.send(taken.phone, taken.text)
        except Undelivered as error:
            log.warning("code not sent", extra={"code": taken.id, "tries": taken.tries, "cause": str(error)})
            pause = min(FIRST_PAUSE * 2 ** (taken.tries - 1), LONGEST_PAUSE)
            self._change(update(OutgoingCode).values(due_at=self._tools.clock.now() + pause), taken)
        else:
            self._change(delete(OutgoingCode), taken)
        return True

    def _take(self, now: datetime) -> Taken | None:
        with self._database.reading() as session:
            if session.scalar(select(OutgoingCode.id).where(OutgoingCode.due_at <= now).limit(1)) is None:
                return None
        with transaction(self._database, SOURCE, self._tools) as within:
            row = _lease(within.session, now)
            within.commit()
        if row is None:
            return None
        decrypt = self._tools.cipher.decrypt
        return Taken(row.id, row.tries, decrypt(row.address_encrypted), TEXT.format(code=decrypt(row.code_encrypted)))

    def _change(self, statement: Any, taken: Taken) -> None:
        """Only as long as nobody else has taken it meanwhile."""
        is_ours = (OutgoingCode.id == taken.id, OutgoingCode.tries == taken.tries)
        with transaction(self._database, SOURCE, self._tools) as within:
            within.session.execute(statement.where(*is_ours).execution_options(synchronize_session=False))
            within.commit()


def _lease(session: Session, now: datetime) -> Any | None:
    """Forget what has expired, and take what has waited longest."""
    options = {"synchronize_session": False}
    session.execute(delete(OutgoingCode).where(OutgoingCode.expires_at <= now).execution_options(**options))
    due = select(OutgoingCode.id).where(OutgoingCode.due_at <= now).order_by(OutgoingCode.due_at, OutgoingCode.id)
    statement = (
        update(OutgoingCode)
        .where(OutgoingCode.id == due.limit(1).with_for_update(skip_locked=True).scalar_subquery())
        .values(due_at=now + LEASE_TIME, tries=OutgoingCode.tries + 1)
        .returning(OutgoingCode.id, OutgoingCode.tries)
        .returning(OutgoingCode.address_encrypted, OutgoingCode.code_encrypted)
        .execution_options(**options)
    )
    return session.execute(statement).first()
