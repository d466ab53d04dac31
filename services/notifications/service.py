"""Notifications as a service: its messages and what carries them out."""

import logging
from collections.abc import Sequence
from functools import partial
from importlib import import_module
from typing import Any

import eventlet
from nameko.extensions import DependencyProvider

from services.notifications.addresses import CheckedSession
from services.notifications.channels import Channel, channel_of
from services.notifications.delivery import Leased, WebhookSender
from services.notifications.dispatch import CodeSender, NewsSender, PhoneSender, keep_codes, keep_news
from services.notifications.handlers import COMMANDS, append_to_feeds
from services.notifications.model import Base
from services.notifications.repository import NotificationsUnitOfWork
from services.notifications.views import QUERIES
from shared.config import SERVICES
from shared.edge import ServiceEdge
from shared.messages.declare import Event, feed_events
from shared.messages.engagement import NeedNewsIssued
from shared.messages.envelope import Envelope
from shared.messages.membership import PhoneCodeIssued
from shared.runtime import ServiceRuntime, end, runtime_of
from shared.service import Service

log = logging.getLogger(__name__)

ENDPOINTS_AT_ONCE = 32
IDLE_SECONDS = 0.2


def _all_feed_events() -> frozenset[type[Event]]:
    """Those of every service: a module of messages is known only once it is imported."""
    for owner in SERVICES:
        import_module(f"shared.messages.{owner}")
    return feed_events()


def _take_in(envelopes: Sequence[Envelope], uow: NotificationsUnitOfWork) -> None:
    append_to_feeds(envelopes, uow)
    keep_codes([envelope.data for envelope in envelopes if isinstance(envelope.data, PhoneCodeIssued)], uow)
    keep_news([(one.data, one.tenant) for one in envelopes if isinstance(one.data, NeedNewsIssued)], uow)


NOTIFICATIONS = Service(
    name="notifications",
    unit_of_work=NotificationsUnitOfWork,
    metadata=Base.metadata,
    commands=COMMANDS,
    queries=QUERIES,
    reaction_to_batch=_take_in,
    listens_to=_all_feed_events() | {PhoneCodeIssued, NeedNewsIssued},
)


class WebhookPump(DependencyProvider):
    """Delivers to many endpoints at once; one that is slow holds up a greenlet of its own."""

    def setup(self) -> None:
        self._pool = eventlet.GreenPool(ENDPOINTS_AT_ONCE)
        self._thread: Any = None

    def start(self) -> None:
        self._thread = self.container.spawn_managed_thread(self._pump)

    def stop(self) -> None:
        if self._thread:
            end(self._thread)

    def _pump(self) -> None:
        runtime = runtime_of(self.container)
        with CheckedSession(runtime.tools.settings.webhook_allow) as http:
            sender = WebhookSender(runtime.database, runtime.tools, http)
            if runtime.tools.settings.is_embedded:
                sender.take_over()
            while True:
                if not self._pool.free() or not self._begin(sender):
                    eventlet.sleep(IDLE_SECONDS)

    def _begin(self, sender: WebhookSender) -> bool:
        """Begin to serve one webhook that is due; tells whether there was one."""
        try:
            leased = sender.lease(runtime_of(self.container).tools.clock.now())
        except Exception as error:  # noqa: BLE001 (whatever happens, the loop goes on)
            log.warning("webhooks wait", extra={"cause": repr(error)[:300]})
            return False
        if leased:
            self._pool.spawn_n(self._send, sender, leased)
            eventlet.sleep(0)
        return leased is not None

    def _send(self, sender: WebhookSender, leased: Leased) -> None:
        try:
            sender.send(leased)
        except Exception as error:  # noqa: BLE001 (the lease runs out and the batch is sent again)
            log.warning("delivery failed", extra={"webhook": leased.id, "cause": repr(error)[:300]})


class PhonePump(DependencyProvider):
    """Sends texts to phones, one after another; without a channel they expire where they are."""

    def __init__(self, sends: type[PhoneSender]) -> None:
        self._sends = sends

    def setup(self) -> None:
        self._thread: Any = None

    def start(self) -> None:
        channel = channel_of(runtime_of(self.container).tools.settings)
        if channel is None:
            log.warning("no channel is set: no texts go to phones, nobody can sign in by theirs")
            return
        self._thread = self.container.spawn_managed_thread(partial(self._pump, channel))

    def stop(self) -> None:
        if self._thread:
            end(self._thread)

    def _pump(self, channel: Channel) -> None:
        runtime = runtime_of(self.container)
        sender = self._sends(runtime.database, runtime.tools, channel)
        while True:
            try:
                is_busy = sender.send_next()
            except Exception as error:  # noqa: BLE001 (whatever happens, the loop goes on)
                log.warning("texts wait", extra={"cause": repr(error)[:300]})
                is_busy = False
            eventlet.sleep(0 if is_busy else IDLE_SECONDS)


class NotificationsService(ServiceEdge):
    """Notifications' process: feeds by events, webhooks and texts to phones beside them."""

    name = "notifications"
    runtime = ServiceRuntime(NOTIFICATIONS)
    webhooks = WebhookPump()
    codes = PhonePump(CodeSender)
    news = PhonePump(NewsSender)
