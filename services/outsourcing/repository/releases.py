"""Releases of contracting processes: written with the step that they tell of, and read by anybody."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from services.outsourcing.model.calls import Call
from services.outsourcing.model.releases import Release, ReleaseCounter
from services.outsourcing.ocds.process import Process, Stamp
from services.outsourcing.ocds.release import release_of
from services.outsourcing.ocds.tags import Tag, in_order
from services.outsourcing.repository.processes import Processes
from shared.config import Settings
from shared.messages.wire import decode, encode

TICK = timedelta(milliseconds=1)


class Releases:
    """A process that has an id (ocid) keeps it, whatever the prefix is set to since."""

    def __init__(self, session: Session, settings: Settings) -> None:
        self.session = session
        self._settings = settings

    def write(self, call_id: str, tags: Iterable[Tag], now: datetime) -> None:
        """
        Tell how a process is now. Each step of a process holds the call's row from its beginning (see `loads`), so that
        two of them are told one after the other.

        The dates of a process rise always, for they alone say what came later.
        """
        process = self.gather(call_id)
        stamp = self.next_stamp(process.call, now)
        named = in_order(tags)
        self.session.add(
            Release(
                id=stamp.id,
                position=self._take_position(),
                ocid=stamp.ocid,
                sequence=stamp.sequence,
                tenant_id=process.call.tenant_id,
                call_id=call_id,
                tags=named,
                released_at=stamp.released_at,
                body=encode(release_of(process, stamp, named)).decode(),
            )
        )

    def next_stamp(self, call: Call, now: datetime) -> Stamp:
        """What the next release of a call will be known by."""
        now = now.replace(microsecond=now.microsecond // 1000 * 1000)
        last = self.newest_of([call.id]).get(call.id)
        if last is None:
            return Stamp(f"{self._settings.ocds_prefix}-{call.id}", 1, now, {})
        return Stamp(last.ocid, last.sequence + 1, max(now, last.released_at + TICK), decode(last.body))

    def gather(self, call_id: str) -> Process:
        """What there is of a process."""
        call = self.session.get_one(Call, call_id)
        first = self.session.get(Call, call.first_call_id) if call.first_call_id else None
        told = self.newest_of([first.id]).get(first.id) if first else None
        return Processes(self.session, self._settings.public_url).gather(call, first, told.ocid if told else None)

    def newest_of(self, call_ids: Sequence[str]) -> dict[str, Release]:
        """The newest release of each of these calls that has one."""
        last = (
            select(Release.call_id, func.max(Release.sequence).label("sequence"))
            .where(Release.call_id.in_(call_ids))
            .group_by(Release.call_id)
            .subquery()
        )
        is_last = (Release.call_id == last.c.call_id) & (Release.sequence == last.c.sequence)
        return {one.call_id: one for one in self.session.scalars(select(Release).join(last, is_last))}

    def _take_position(self) -> int:
        step = update(ReleaseCounter).values(last_position=ReleaseCounter.last_position + 1)
        position = self.session.scalar(step.returning(ReleaseCounter.last_position))
        if position is None:
            # Of two that come here at once, the primary key lets one pass; the other is carried out anew.
            self.session.execute(insert(ReleaseCounter).values(id=1, last_position=1))
            return 1
        return int(position)
