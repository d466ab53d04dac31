"""Whose tokens are to be refused, as the events tell it, and as the gateway reads it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import Table, delete, select
from sqlalchemy.orm import Session

from gateway.board.model import BoardRevocation
from gateway.revocations import Revocation
from shared.bulk import insert_rows, is_one_of

KEPT_FOR = timedelta(hours=1)  # longer than any token lasts
REVOCATIONS = cast(Table, BoardRevocation.__table__)


class Revoked:
    """What a batch says of clients, organisations, staff and members: since when each is refused, or that it is not."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self._now = now
        self._since: dict[str, Revocation | None] = {}

    def refuse(self, subject_id: str, at: datetime, *, member_version: int | None = None) -> None:
        self._since[subject_id] = Revocation(at, member_version)

    def allow(self, subject_id: str) -> None:
        self._since[subject_id] = None

    def write(self) -> None:
        """Keep it, and forget what is older than any token."""
        if not self._since:
            return
        is_told = is_one_of(self._session, REVOCATIONS.c.id, self._since)
        is_old = REVOCATIONS.c.revoked_at < self._now - KEPT_FOR
        self._session.execute(delete(REVOCATIONS).where(is_told | is_old))
        rows = [
            {"id": one, "revoked_at": since.at, "member_version": since.member_version}
            for one, since in self._since.items()
            if since is not None
        ]
        insert_rows(self._session, REVOCATIONS, rows)


def read_revoked(session: Session, now: datetime) -> Mapping[str, Revocation]:
    """The ids of all that are refused, and since when."""
    columns = (REVOCATIONS.c.id, REVOCATIONS.c.revoked_at, REVOCATIONS.c.member_version)
    query = select(*columns).where(REVOCATIONS.c.revoked_at > now - KEPT_FOR)
    return {str(one): Revocation(*since) for one, *since in session.execute(query)}
