"""Pushes streams to webhooks: each endpoint gets every entry at least once, in order, signed."""

import logging
import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import requests
from standardwebhooks import Webhook as Signer

from services.notifications.entries import StreamKey, with_position
from services.notifications.leases import free_all, give_back, has_due, take_due
from services.notifications.model import PAUSED, Webhook
from services.notifications.posting import Answer, find_retry_after, post
from services.notifications.repository import Feeds
from shared.db import Database
from shared.ids import new_id
from shared.messages.wire import decode
from shared.unit_of_work import Tools, transaction

log = logging.getLogger(__name__)

SOURCE = "notifications"
BATCH_ENTRIES = 50
BATCH_TIME = timedelta(seconds=10)
# Longer than a batch and the slowest last request together (name, three addresses, TLS, sending, answer).
LEASE_TIME = timedelta(seconds=45)
RETRY_SECONDS = (1, 5, 30, 120, 600, 3600, 21_600, 86_400)
JITTER = 0.2


@dataclass(frozen=True, slots=True)
class Leased:
    """A webhook that one sender alone may serve, with its next entries as pairs of position and body."""

    id: str
    lease_id: str
    url: str
    secret: str = field(repr=False)
    failures: int
    taken_at: datetime
    entries: list[tuple[int, str]] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Try:
    """One request for one entry."""

    position: int
    event_id: str
    began_at: datetime
    duration: timedelta
    answer: Answer


class WebhookSender:
    """
    Delivers what is due. Any number of them, in any number of processes, may work at once.

    A webhook is leased to one sender at a time, which sends its next entries one after another and stops at the first
    that isn't accepted. Progress is kept once a batch: a sender that dies repeats at most its batch, when the lease
    has run out. No transaction is open while a request is under way.
    """

    def __init__(self, database: Database, tools: Tools, http: requests.Session) -> None:
        self._database = database
        self._tools = tools
        self._http = http

    def deliver_due(self) -> int:
        """Deliver until nothing is due; the number of requests made."""
        requests_made = 0
        while leased := self.lease(self._tools.clock.now()):
            requests_made += self.send(leased)
        return requests_made

    def deliver_next(self) -> bool:
        """Serve one webhook that is due; tells whether there was one."""
        leased = self.lease(self._tools.clock.now())
        if leased is None:
            return False
        self.send(leased)
        return True

    def take_over(self) -> None:
        """End the leases of a process that was killed, where there can be no other than this one."""
        with transaction(self._database, SOURCE, self._tools) as within:
            free_all(within.session, self._tools.clock.now())
            within.commit()

    def lease(self, now: datetime) -> Leased | None:
        """Take the webhook that has waited longest, with a batch of entries, for `LEASE_TIME`."""
        with self._database.reading() as session:
            if not has_due(session, now):
                return None
        lease_id = new_id()
        with transaction(self._database, SOURCE, self._tools) as within:
            row = take_due(within.session, now, until=now + LEASE_TIME, lease_id=lease_id)
            if row is None:
                return None
            entries = Feeds(within.session).read(
                StreamKey(row.kind, row.stream_id), after=row.position, limit=BATCH_ENTRIES
            )
            within.commit()
        return Leased(
            id=row.id,
            lease_id=lease_id,
            url=row.url,
            secret=self._tools.cipher.decrypt(row.secret),
            failures=row.failures,
            taken_at=now,
            entries=entries,
        )

    def send(self, leased: Leased) -> int:
        """
        Send a batch in order, then give the lease back; the number of requests made.

        No request begins later than `BATCH_TIME` after the lease was taken: so none lasts longer than the lease.
        """
        tries: list[Try] = []
        for position, body in leased.entries:
            if self._tools.clock.now() >= leased.taken_at + BATCH_TIME:
                break
            tries.append(self._try(leased, position, body))
            if not tries[-1].answer.is_accepted:
                break
        self._keep(leased, tries)
        return len(tries)

    def _try(self, leased: Leased, position: int, body: str) -> Try:
        began_at = self._tools.clock.now()
        event_id = decode(body)["id"]
        payload = with_position(body, position)
        headers = {
            "Content-Type": "application/cloudevents+json",
            "Accept-Encoding": "identity",
            "User-Agent": "linli",
            "linli-position": str(position),
            "webhook-id": event_id,
            "webhook-timestamp": str(int(began_at.timestamp())),
            "webhook-signature": Signer(leased.secret).sign(event_id, began_at, payload),
        }
        answer = post(self._http, leased.url, payload.encode(), headers)
        return Try(position, event_id, began_at, self._tools.clock.now() - began_at, answer)

    def _keep(self, leased: Leased, tries: list[Try]) -> None:
        changes = self._changes(leased, tries)
        attempts = [_attempt(leased.id, one) for one in tries]
        with transaction(self._database, SOURCE, self._tools) as within:
            is_kept = give_back(within.session, leased.id, leased.lease_id, changes=changes, attempts=attempts)
            within.commit()
        if not is_kept:
            log.warning("lease is lost", extra={"webhook": leased.id, "requests": len(tries)})
        elif tries and not tries[-1].answer.is_accepted:
            answer = tries[-1].answer
            log.info("delivery failed", extra={"webhook": leased.id, "status": answer.status, "error": answer.error})

    def _changes(self, leased: Leased, tries: list[Try]) -> dict[str, Any]:
        """What the row says after a batch; a pause is a new version, as it is when the owner asks for it."""
        now = self._tools.clock.now()
        changes: dict[str, Any] = {"leased_until": now}
        accepted = [one.position for one in tries if one.answer.is_accepted]
        if accepted:
            changes |= {"position": accepted[-1], "failures": 0, "next_attempt_at": None}
        if len(tries) > len(accepted):
            answer = tries[-1].answer
            failures = 1 if accepted else leased.failures + 1
            changes |= {"failures": failures, "next_attempt_at": now + wait_after(failures, answer.retry_after, now)}
            if answer.is_gone:
                changes |= {"state": PAUSED, "next_attempt_at": None, "version": Webhook.version + 1}
        return changes


def wait_after(failures: int, retry_after: str | None, now: datetime) -> timedelta:
    """
    How long to leave an endpoint alone: longer with each failure, as long as it asks for, a little uneven.

    The last step of `RETRY_SECONDS` is repeated until the endpoint answers or its owner pauses it.
    """
    step = RETRY_SECONDS[min(failures, len(RETRY_SECONDS)) - 1]
    own = timedelta(seconds=step * random.uniform(1, 1 + JITTER))  # noqa: S311 (spreads load, guards nothing)
    return max(own, find_retry_after(retry_after, now) or own)


def _attempt(webhook_id: str, one: Try) -> dict[str, object]:
    return {
        "id": new_id(),
        "webhook_id": webhook_id,
        "event_id": one.event_id,
        "position": one.position,
        "attempted_at": one.began_at,
        "duration_ms": round(one.duration.total_seconds() * 1000),
        "status": one.answer.status,
        "error": one.answer.error,
        "answer": one.answer.text,
    }
