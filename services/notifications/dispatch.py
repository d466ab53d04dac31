"""Sends codes and news to phones: at least once, again and again until one is taken or it has expired."""

import logging
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar, cast

from sqlalchemy import Table, delete, select, update
from sqlalchemy.orm import Session

from services.notifications.caps import Wanted, forget_counts, may_be_sent
from services.notifications.channels import Channel, Undelivered
from services.notifications.model import OutgoingCode, OutgoingNews
from services.notifications.repository import NotificationsUnitOfWork
from services.notifications.texts import code_text, news_text
from shared.bulk import insert_new_rows
from shared.db import Database
from shared.messages.engagement import NeedNewsIssued
from shared.messages.membership import PhoneCodeIssued
from shared.unit_of_work import Tools, transaction

log = logging.getLogger(__name__)

SOURCE = "notifications"
LEASE_TIME = timedelta(seconds=30)  # longer than a channel takes to answer
FIRST_PAUSE = timedelta(seconds=1)
LONGEST_PAUSE = timedelta(seconds=30)
Outgoing = type[OutgoingCode] | type[OutgoingNews]


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


def keep_news(told: Sequence[tuple[NeedNewsIssued, str | None]], uow: NotificationsUnitOfWork) -> None:
    """
    Keep what is to be told, by whichever tenant's people, and forget what nobody could be told in time, for want of a
    channel too. What is too much for a phone or a tenant isn't told; the ticket tells the same.
    """
    if not told:
        return
    uow.session.execute(delete(OutgoingNews).where(OutgoingNews.expires_at <= uow.now))
    forget_counts(uow)
    once = {event.news_id: (event, tenant_id) for event, tenant_id in told}
    wanted = [Wanted(uow.cipher.decrypt(event.address_encrypted), tenant_id) for event, tenant_id in once.values()]
    rows = [
        {
            "id": event.news_id,
            "address_encrypted": event.address_encrypted,
            "ticket_number": event.ticket_number,
            "state": event.state,
            "language": event.language,
            "expires_at": event.expires_at,
            "due_at": uow.now,
            "tries": 0,
        }
        for (event, _), may in zip(once.values(), may_be_sent(wanted, uow), strict=True)
        if may
    ]
    if len(rows) < len(once):
        log.warning("news aren't sent, for they are too many", extra={"news": len(once) - len(rows)})
    insert_new_rows(uow.session, cast(Table, OutgoingNews.__table__), rows)


@dataclass(frozen=True, slots=True)
class Taken:
    """A text that one sender alone may send for a while."""

    id: str
    tries: int
    phone: str = field(repr=False)
    text: str = field(repr=False)


class PhoneSender(ABC):
    """
    Sends what is due of a table. Any number of them, in any number of processes, may work at once.

    A text is taken for `LEASE_TIME`; no transaction is open while the channel works. A sender that dies leaves the text
    to be sent again.
    """

    kind: ClassVar[Outgoing]

    def __init__(self, database: Database, tools: Tools, channel: Channel) -> None:
        self._database = database
        self._tools = tools
        self._channel = channel

    @abstractmethod
    def text_of(self, row: Any) -> str:
        """What is sent, by a row of the table."""

    def send_next(self) -> bool:
        """Try to send one text; tells whether one was due."""
        taken = self._take(self._tools.clock.now())
        if taken is None:
            return False
        try:
            self._channel.send(taken.phone, taken.text)
        except Undelivered as error:
            extra = {"table": self.kind.__tablename__, "text": taken.id, "tries": taken.tries, "cause": str(error)}
            log.warning("text not sent", extra=extra)
            pause = min(FIRST_PAUSE * 2 ** (taken.tries - 1), LONGEST_PAUSE)
            self._change(update(self.kind).values(due_at=self._tools.clock.now() + pause), taken)
        else:
            self._change(delete(self.kind), taken)
        return True

    def _take(self, now: datetime) -> Taken | None:
        with self._database.reading() as session:
            if session.scalar(select(self.kind.id).where(self.kind.due_at <= now).limit(1)) is None:
                return None
        with transaction(self._database, SOURCE, self._tools) as within:
            row = _lease(within.session, self.kind, now)
            within.commit()
        if row is None:
            return None
        return Taken(row.id, row.tries, self._tools.cipher.decrypt(row.address_encrypted), self.text_of(row))

    def _change(self, statement: Any, taken: Taken) -> None:
        """Only as long as nobody else has taken it meanwhile."""
        is_ours = (self.kind.id == taken.id, self.kind.tries == taken.tries)
        with transaction(self._database, SOURCE, self._tools) as within:
            within.session.execute(statement.where(*is_ours).execution_options(synchronize_session=False))
            within.commit()


class CodeSender(PhoneSender):
    """Sends codes to sign in with."""

    kind = OutgoingCode

    def text_of(self, row: Any) -> str:
        return code_text(self._tools.cipher.decrypt(row.code_encrypted))


class NewsSender(PhoneSender):
    """Tells people what has become of their needs."""

    kind = OutgoingNews

    def text_of(self, row: Any) -> str:
        return news_text(row.ticket_number, row.state, row.language)


def _lease(session: Session, kind: Outgoing, now: datetime) -> Any | None:
    """Forget what has expired, and take what has waited longest."""
    options = {"synchronize_session": False}
    session.execute(delete(kind).where(kind.expires_at <= now).execution_options(**options))
    due = select(kind.id).where(kind.due_at <= now).order_by(kind.due_at, kind.id)
    statement = (
        update(kind)
        .where(kind.id == due.limit(1).with_for_update(skip_locked=True).scalar_subquery())
        .values(due_at=now + LEASE_TIME, tries=kind.tries + 1)
        .returning(*kind.__table__.columns)
        .execution_options(**options)
    )
    return session.execute(statement).first()
