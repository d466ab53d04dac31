"""Carries out commands: those that arrive together in one transaction, each exactly once."""

import logging
import threading
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm.exc import StaleDataError

from shared.db import Database, constraint_of, is_away, is_transient
from shared.errors import Broken, Invalid, Malformed, PassingConflict, Refusal, Unavailable
from shared.inbox import find_commands
from shared.masks import hide_numbers
from shared.messages.declare import COMMANDS, QUERIES, Command
from shared.messages.envelope import Call, Reply
from shared.messages.wire import Unreadable, decode, encode, from_plain, to_plain
from shared.rows_ahead import load_ahead
from shared.service import Answered, Service
from shared.unit_of_work import Tools, Transaction, transaction

log = logging.getLogger(__name__)

TRIES = 4
BATCH_TRIES = 2
EXPIRED = Unavailable("call.expired")


class Entangled(Exception):
    """A handler failed after it had written: the whole transaction must go."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


class Executor:
    """
    Runs calls of one service.

    A batch is one transaction with one commit. A handler that refuses before it has written leaves nothing behind, so
    the others go on; after any other failure the transaction is rolled back and each call runs alone.
    """

    def __init__(
        self,
        service: Service,
        database: Database,
        tools: Tools,
        on_events: Callable[[], None] = lambda: None,
        on_due: Callable[[], None] = lambda: None,
    ) -> None:
        self.service = service
        self.database = database
        self.tools = tools
        self._on_events = on_events
        self._on_due = on_due
        self._batch_lock = threading.Lock()

    def execute(self, calls: Sequence[Call]) -> list[Reply]:
        """One reply for each call, in the order of the calls; whatever happens, each is answered."""
        commands: list[Call] = []
        replies: list[Reply | None] = []
        for call in calls:
            if self._is_expired(call):
                replies.append(_refuse(call, EXPIRED))
            elif call.topic in COMMANDS:
                commands.append(call)
                replies.append(None)
            else:
                replies.append(self._answer(call))
        done = iter(self._run_all(commands))
        return [reply or next(done) for reply in replies]

    def _run_all(self, calls: list[Call]) -> list[Reply]:
        """Run one batch, and after it the calls that repeat others of the batch."""
        first: dict[str, Call] = {}
        for call in calls:
            first.setdefault(call.id, call)
        replies = dict(zip(first, self._run_batch(list(first.values())), strict=True))
        return [replies[call.id] if first[call.id] is call else self._run_alone(call) for call in calls]

    def _run_batch(self, calls: list[Call]) -> list[Reply]:
        """Together; once more together when another process's commit came in between; else each alone."""
        tries = BATCH_TRIES if len(calls) > 1 else 0
        for _ in range(tries):
            try:
                with self._batch_lock:  # two batches at once would only get into each other's way
                    return self._run_together(calls)
            except Exception as error:
                is_usual = isinstance(error, Entangled | SQLAlchemyError)
                level = logging.INFO if is_usual else logging.WARNING
                extra = {"calls": len(calls), "cause": type(error).__name__}
                log.log(level, "batch is rolled back", exc_info=not is_usual, extra=extra)
                if not (is_transient(error) or isinstance(error, StaleDataError)):
                    break
        return [self._run_alone(call) for call in calls]

    def _run_alone(self, call: Call) -> Reply:
        refusal: Refusal = PassingConflict(
            "state.contended", "Others changed the same thing at the same time; try again."
        )
        cause = ""
        for _ in range(TRIES):
            if self._is_expired(call):
                return _refuse(call, EXPIRED)
            try:
                return self._try_alone(call)
            except Exception as error:  # noqa: BLE001 (one call's failure is no other's)
                if is_away(error):
                    refusal = Unavailable("database.unavailable", retry_after_seconds=2)
                elif not (is_transient(error) or isinstance(error, StaleDataError | IntegrityError)):
                    return _refuse(call, _broken(error, call))
                cause = constraint_of(error) or type(error).__name__
        log.warning("given up", extra={"topic": call.topic, "refusal": refusal.code, "cause": cause})
        return _refuse(call, refusal)

    def _try_alone(self, call: Call) -> Reply:
        try:
            return self._run_together([call])[0]
        except Entangled as error:
            return self._keep_refusal(call, error.refusal)

    def _run_together(self, calls: list[Call]) -> list[Reply]:
        with transaction(self.database, self.service.name, self.tools) as within:
            known = self._find_repeats(within, calls)
            fresh = [call for call in calls if call.id not in known or COMMANDS[call.topic].is_repeatable]
            loaded = load_ahead(within.session, self.service, fresh)  # noqa: F841 (a session knows its rows weakly)
            replies = [
                self._repeat(within, call, known[call.id]) if call.id in known else self._run_one(within, call)
                for call in calls
            ]
            has_events = within.commit()
        if has_events:
            self._on_events()
        if within.has_due():
            self._on_due()
        return replies

    def _find_repeats(self, within: Transaction, calls: list[Call]) -> dict[str, Any]:
        """
        What was carried out already. In a batch only calls with a key are looked up: another one that comes again, by
        the broker, clashes in the log, and is looked up when it runs alone.
        """
        ids = [call.id for call in calls if call.fingerprint or len(calls) == 1]
        return find_commands(within.session, ids) if ids else {}

    def _run_one(self, within: Transaction, call: Call, *, is_logged: bool = False) -> Reply:
        if self._is_expired(call):
            return _refuse(call, EXPIRED)
        uow = self.service.unit_of_work(
            within, call.actor, traceparent=call.traceparent, expected_version=call.expected_version
        )
        within.forget_changes()
        try:
            declared = COMMANDS[call.topic]
            handler = self.service.commands.get(declared)
            if handler is None:
                raise Malformed("call.unknown_topic", call.topic)
            result = to_plain(handler(_read(call, declared), uow))
        except SQLAlchemyError:
            raise
        except Exception as error:
            refusal = error if isinstance(error, Refusal) else _broken(error, call)
            if within.has_changes:
                raise Entangled(refusal) from error
            if call.fingerprint and not refusal.is_passing and not is_logged:
                within.commands.append(self._log_row(call, None, refusal.code, encode(refusal.as_wire()).decode()))
            return _refuse(call, refusal)
        uow.hand_over()
        if not is_logged:
            within.commands.append(self._log_row(call, uow, "done", self._stored(declared, result)))
        return Reply(id=call.id, result=result)

    def _stored(self, declared: type[Command], result: Any) -> str | None:
        if declared.is_repeatable:
            return None
        stored = encode(result).decode()
        return self.tools.cipher.encrypt(stored) if declared.secret_result else stored

    def _keep_refusal(self, call: Call, refusal: Refusal) -> Reply:
        if call.fingerprint and not refusal.is_passing:
            with transaction(self.database, self.service.name, self.tools) as within:
                within.commands.append(self._log_row(call, None, refusal.code, encode(refusal.as_wire()).decode()))
                within.commit()
        return _refuse(call, refusal)

    def _repeat(self, within: Transaction, call: Call, row: Any) -> Reply:
        """The answer that was given the first time, unless the service has something against telling it still."""
        if row.topic != call.topic or row.fingerprint != call.fingerprint:
            return _refuse(call, Invalid("idempotency.key_reused", "This Idempotency-Key belongs to another request."))
        if row.outcome != "done":
            return Reply(id=call.id, refusal=decode(row.result), is_repeat=True)
        declared = COMMANDS[call.topic]
        if declared.is_repeatable:
            return self._run_one(within, call, is_logged=True)
        stored = self.tools.cipher.decrypt(row.result) if declared.secret_result else row.result
        answered = Answered(declared, row.at, decode(stored))
        try:
            self.service.check_repeat(answered, self.service.unit_of_work(within, call.actor))
        except Refusal as refusal:
            return _refuse(call, refusal)
        return Reply(id=call.id, result=answered.result, is_repeat=True)

    def _is_expired(self, call: Call) -> bool:
        return call.expires_at < self.tools.clock.now().timestamp()

    def _log_row(self, call: Call, uow: Any, outcome: str, result: str | None) -> dict[str, object]:
        actor = call.actor
        return {
            "command_id": call.id,
            "topic": call.topic,
            "at": self.tools.clock.now(),
            "role": actor.role,
            "client_id": actor.client_id,
            "tenant_id": actor.tenant_id,
            "organisation_id": actor.organisation_id,
            "member_id": actor.member_id,
            "subject": uow.subject if uow else None,
            "reason": hide_numbers(uow.reason) if uow and uow.reason else None,
            "fingerprint": call.fingerprint,
            "outcome": outcome,
            "result": result,
        }

    def _answer(self, call: Call) -> Reply:
        """Answer a query; it sees what is committed and changes nothing."""
        declared = QUERIES.get(call.topic)
        if declared is None or declared not in self.service.queries:
            return _refuse(call, Malformed("call.unknown_topic", call.topic))
        for _ in range(2):
            try:
                with self.database.reading() as session:
                    within = Transaction(session, self.service.name, self.tools)
                    uow = self.service.unit_of_work(within, call.actor)
                    result = to_plain(self.service.queries[declared](_read(call, declared), uow))
                    return Reply(id=call.id, result=result)
            except Refusal as refusal:
                return _refuse(call, refusal)
            except Exception as error:  # noqa: BLE001 (a fault becomes a reply)
                if not is_away(error):
                    return _refuse(call, _broken(error, call))
        return _refuse(call, Unavailable("database.unavailable", retry_after_seconds=2))


def _read(call: Call, declared: type[Any]) -> Any:
    try:
        return from_plain(call.data, declared)
    except Unreadable as error:
        raise Malformed("call.unreadable", str(error)) from error


def _refuse(call: Call, refusal: Refusal) -> Reply:
    return Reply(id=call.id, refusal=refusal.as_wire())


def _broken(error: Exception, call: Call) -> Refusal:
    log.error("handler failed", exc_info=error, extra={"topic": call.topic, "traceparent": call.traceparent})
    return Broken("internal")
