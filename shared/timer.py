"""Carries out deadlines that are due, as commands. Missed ticks heal: what is due stays due until it is done."""

from shared.clock import Clock
from shared.db import Database
from shared.deadlines import Deadline, drop_kept, find_due
from shared.executor import Executor
from shared.ids import command_id
from shared.messages.envelope import Actor, Call
from shared.messages.wire import to_plain
from shared.unit_of_work import transaction

BATCH = 100
RUN_SECONDS = 60.0


class DeadlineKeeper:
    """
    Runs due deadlines of one service.

    Several processes may do so at once: the command id is made from the deadline, so that each runs once.
    """

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    @property
    def _database(self) -> Database:
        return self._executor.database

    @property
    def _clock(self) -> Clock:
        return self._executor.tools.clock

    def run_due(self) -> int:
        """Carry out one batch of due deadlines; the number of those that are settled now."""
        with self._database.reading() as session:
            due = find_due(session, self._clock.now(), BATCH)
        if not due:
            return 0
        calls = {self._call_id(one): one for one in due}
        replies = self._executor.execute([self._call(key, one) for key, one in calls.items()])
        settled = [calls[reply.id] for reply in replies if not reply.refusal or reply.refusal["status"] < 500]
        with transaction(self._database, self._executor.service.name, self._executor.tools) as within:
            drop_kept(within.session, settled)
            within.commit()
        return len(settled)

    def _call_id(self, due: Deadline) -> str:
        return command_id("deadline", f"{due.subject}\n{due.kind}\n{due.due_at.isoformat()}")

    def _call(self, key: str, due: Deadline) -> Call:
        command = self._executor.service.deadlines[due.kind](due.subject_id)
        return Call(
            id=key,
            topic=command.topic,
            data=to_plain(command),
            actor=Actor.system(due.tenant_id),
            expires_at=self._clock.now().timestamp() + RUN_SECONDS,
        )
