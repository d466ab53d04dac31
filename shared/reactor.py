"""Carries out reactions to events: a batch in one transaction with its inbox rows, each event exactly once."""

from collections.abc import Callable, Sequence
from itertools import groupby

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from shared.db import Database, is_transient
from shared.errors import Refusal
from shared.ids import new_id
from shared.inbox import forget_consumed, park, record_fresh, take_parked
from shared.messages.envelope import Actor, Envelope, read_event
from shared.service import Service
from shared.unit_of_work import Tools, Transaction, transaction


class Reactor:
    """Applies events to one service's database."""

    def __init__(
        self, service: Service, database: Database, tools: Tools, on_events: Callable[[], None] = lambda: None
    ) -> None:
        self.service = service
        self.database = database
        self.tools = tools
        self._on_events = on_events

    def react(self, envelopes: Sequence[Envelope]) -> None:
        """Apply all, in order, or none; those that were consumed before are passed over."""
        with transaction(self.database, self.service.name, self.tools) as within:
            self._apply(within, envelopes)
            has_events = within.commit()
        if has_events:
            self._on_events()

    def _apply(self, within: Transaction, envelopes: Sequence[Envelope]) -> None:
        unique = {envelope.id: envelope for envelope in envelopes}
        types = {envelope.id: envelope.type for envelope in unique.values()}
        new = record_fresh(within.session, types, self.tools.clock.now())
        fresh = [envelope for envelope in unique.values() if envelope.id in new]
        if self.service.reaction_to_batch and fresh:
            uow = self.service.unit_of_work(within, Actor.system(None))
            self.service.reaction_to_batch(fresh, uow)
            uow.hand_over()
            return
        for kind, run in groupby(fresh, key=lambda envelope: type(envelope.data)):
            if reaction_to_many := self.service.reactions_to_many.get(kind):
                uow = self.service.unit_of_work(within, Actor.system(None))
                reaction_to_many(list(run), uow)
                uow.hand_over()
                continue
            for envelope in run:
                self._react_to(within, envelope)

    def _react_to(self, within: Transaction, envelope: Envelope) -> None:
        reaction = self.service.reactions.get(type(envelope.data))
        if reaction is None:
            return
        uow = self.service.unit_of_work(
            within, Actor.system(envelope.tenant), traceparent=envelope.traceparent, cause=envelope
        )
        reaction(envelope.data, uow)
        uow.hand_over()

    def park(self, body: str, event_id: str, type_: str, subject: str, error: str, tries: int) -> None:
        """Put an event aside that can't be applied, with what went wrong, and count it as consumed."""
        with transaction(self.database, self.service.name, self.tools) as within:
            if event_id and not record_fresh(within.session, {event_id: type_}, self.tools.clock.now()):
                return
            row: dict[str, object] = {
                "id": new_id(),
                "event_id": event_id,
                "type": type_,
                "subject": subject,
                "body": body,
                "error": error[:4000],
                "tries": tries,
                "parked_at": within.tools.clock.now(),
            }
            park(within.session, row)
            within.commit()

    def replay(self, parked_id: str) -> bool:
        """Apply a parked event now; tells whether there was one. What it raises leaves it parked."""
        with transaction(self.database, self.service.name, self.tools) as within:
            rows = take_parked(within.session, [parked_id])
            forget_consumed(within.session, [row.event_id for row in rows if row.event_id])
            for row in rows:
                if envelope := read_event(row.body):
                    self._apply(within, [envelope])
            has_events = within.commit()
        if has_events:
            self._on_events()
        return bool(rows)

    def drop(self, parked_id: str) -> bool:
        """Forget a parked event for good; tells whether there was one."""
        with transaction(self.database, self.service.name, self.tools) as within:
            rows = take_parked(within.session, [parked_id])
            within.commit()
        return bool(rows)


def is_worth_retrying(error: Exception) -> bool:
    """Whether the same event may succeed later: a race was lost, nothing is wrong with the event."""
    is_passing = isinstance(error, Refusal) and error.is_passing
    return is_passing or is_transient(error) or isinstance(error, StaleDataError | IntegrityError)
