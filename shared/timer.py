"""Carries out deadlines that are due, as commands. Missed ticks heal: what is due stays due until it is done."""

from shared.clock import Clock
from shared.db import Database
from shared.deadlines import Deadline, drop_kept, find_due, put_off
from shared.executor import Executor
from shared.ids import command_id
from shared.messages.envelope import Actor, Call, Reply
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
        """Carry out all that is due, in batches; the number of deadlines that are settled now."""
        settled = 0
        while (count := self.run_batch()) is not None:
            settled += count
        return settled

    def run_batch(self) -> int | None:
        """The same for one batch; None if nothing is due."""
        due = self._find_due()
        return self._carry_out(due) if due else None

    def _find_due(self) -> list[Deadline]:
        with self._database.reading() as session:
            kinds = self._executor.service.deadlines
            return find_due(session, self._clock.now(), kinds=kinds, limit=BATCH)

    def _carry_out(self, due: list[Deadline]) -> int:
        replies = self._executor.execute([self._call(one) for one in due])
        settled = [one for one, reply in zip(due, replies, strict=True) if _is_settled(reply)]
        with transaction(self._database, self._executor.service.name, self._executor.tools) as within:
            drop_kept(within.session, settled)
            put_off(within.session, [one for one in due if one not in settled], self._clock.now())
            within.commit()
        return len(settled)

    def _call_id(self, due: Deadline) -> str:
        return command_id("deadline", f"{due.subject}\n{due.kind}\n{due.due_at.isoformat()}")

    def _call(self, due: Deadline) -> Call:
        command = self._executor.service.deadlines[due.kind](due.subject_id)
        return Call(
            id=self._call_id(due),
            topic=command.topic,
            data=to_plain(command),
            actor=Actor.system(due.tenant_id),
            expires_at=self._clock.now().timestamp() + RUN_SECONDS,
        )


def _is_settled(reply: Reply) -> bool:
    """Whether it was carried out, or its object has no use for it any more; whatever else was refused stays due."""
    if reply.refusal is None:
        return True
    code = str(reply.refusal["code"])
    return reply.refusal["status"] in (404, 409) and code != "state.contended" and not code.endswith(".not_due")
