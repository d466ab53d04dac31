"""Finds and keeps streams, entries and webhooks."""

from collections.abc import Iterable, Mapping, Sequence
from typing import cast

from sqlalchemy import Table, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from services.notifications.entries import StreamKey
from services.notifications.model import (
    IS_ABOUT_A_MEMBER,
    WEBHOOKS_PER_ORGANISATION,
    FeedEntry,
    Stream,
    Webhook,
    WebhookAttempt,
)
from shared.bulk import insert_rows, is_one_of
from shared.errors import Conflict, Forbidden, NotFound
from shared.unit_of_work import UnitOfWork


class Feeds:
    """The streams of all tenants: who may read one is decided before."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def find(self, stream: StreamKey) -> Stream | None:
        return self._session.get(Stream, stream)

    def last_position(self, stream: StreamKey) -> int:
        query = select(Stream.last_position).where(Stream.kind == stream.kind, Stream.stream_id == stream.stream_id)
        return self._session.execute(query).scalar() or 0

    def read(self, stream: StreamKey, *, after: int, limit: int) -> list[tuple[int, str]]:
        """Positions and bodies behind `after`, in order."""
        query = (
            select(FeedEntry.position, FeedEntry.body)
            .where(FeedEntry.kind == stream.kind, FeedEntry.stream_id == stream.stream_id)
            .where(FeedEntry.position > after)
            .order_by(FeedEntry.position)
            .limit(limit)
        )
        return [(row.position, row.body) for row in self._session.execute(query)]

    def about_member(self, member_id: str, tenant_id: str) -> list[FeedEntry]:
        """Entries whose subject a member is, in all streams of the tenant, oldest first."""
        streams = select(Stream.kind, Stream.stream_id).where(Stream.tenant_id == tenant_id).subquery()
        is_in = (streams.c.kind == FeedEntry.kind) & (streams.c.stream_id == FeedEntry.stream_id)
        query = select(FeedEntry).join(streams, is_in)
        query = query.where(IS_ABOUT_A_MEMBER, FeedEntry.subject == f"member/{member_id}")
        return list(self._session.scalars(query.order_by(FeedEntry.time, FeedEntry.event_id)))

    def find_kept(self, event_ids: Iterable[str]) -> set[tuple[StreamKey, str]]:
        """Which of these events stand in which stream already."""
        query = select(FeedEntry.kind, FeedEntry.stream_id, FeedEntry.event_id)
        rows = self._session.execute(query.where(is_one_of(self._session, FeedEntry.event_id, event_ids)))
        return {(StreamKey(row.kind, row.stream_id), row.event_id) for row in rows}

    def tenants_of(self, streams: Iterable[StreamKey]) -> dict[StreamKey, str | None]:
        """Whose these are, of those that have begun."""
        kinds, ids = (set(part) for part in zip(*streams, strict=True))
        query = select(Stream.kind, Stream.stream_id, Stream.tenant_id).where(Stream.kind.in_(sorted(kinds)))
        rows = self._session.execute(query.where(is_one_of(self._session, Stream.stream_id, ids)))
        return {StreamKey(row.kind, row.stream_id): row.tenant_id for row in rows}

    def lengthen(self, growth: Mapping[StreamKey, tuple[str | None, int]]) -> dict[StreamKey, int]:
        """
        Make each stream longer, from tenant and number of new entries, and begin those that are missing.

        All in one statement, which locks the streams in the order of their keys until the end of the transaction:
        writers of the same streams queue up and can't block one another.

        Returns:
            The new last position of each; without those that another tenant has begun meanwhile.
        """
        dialect = sqlite if self._session.get_bind().dialect.name == "sqlite" else postgresql
        added = dialect.insert(Stream.__table__)
        statement = added.on_conflict_do_update(
            index_elements=["kind", "stream_id"],
            set_={"last_position": Stream.last_position + added.excluded.last_position},
            where=Stream.tenant_id.is_not_distinct_from(added.excluded.tenant_id),
        ).returning(Stream.kind, Stream.stream_id, Stream.last_position)
        rows = [
            {"kind": key.kind, "stream_id": key.stream_id, "tenant_id": tenant_id, "last_position": count}
            for key, (tenant_id, count) in sorted(growth.items(), key=lambda item: item[0])
        ]
        found = self._session.execute(statement, rows)
        return {StreamKey(row.kind, row.stream_id): row.last_position for row in found}

    def keep(self, entries: Sequence[dict[str, object]]) -> None:
        insert_rows(self._session, cast(Table, FeedEntry.__table__), entries)


class Webhooks:
    """The webhooks of one tenant."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def add(self, webhook: Webhook) -> None:
        self._session.add(webhook)
        self._session.flush()

    def remove(self, webhook: Webhook) -> None:
        self._session.delete(webhook)

    def get_own(self, webhook_id: str, organisation_id: str | None) -> Webhook:
        """
        Raises:
            NotFound: `webhook.unknown`.
            Forbidden: `webhook.not_yours`, another organisation's.
        """
        query = select(Webhook).where(Webhook.id == webhook_id, Webhook.tenant_id == self._tenant_id)
        webhook = self._session.execute(query).scalar()
        if webhook is None:
            raise NotFound("webhook.unknown")
        if webhook.organisation_id != organisation_id:
            raise Forbidden("webhook.not_yours")
        return webhook

    def get_free_slot(self, organisation_id: str) -> int:
        """
        The first free place among an organisation's webhooks; taken by two at once, the table refuses one.

        Raises:
            Conflict: `webhook.too_many`, all are taken.
        """
        query = select(Webhook.slot).where(Webhook.organisation_id == organisation_id)
        taken = set(self._session.execute(query).scalars())
        free = (slot for slot in range(1, WEBHOOKS_PER_ORGANISATION + 1) if slot not in taken)
        slot = next(free, None)
        if slot is None:
            raise Conflict("webhook.too_many", f"An organisation has {WEBHOOKS_PER_ORGANISATION} webhooks at most.")
        return slot

    def list_of(self, organisation_id: str, *, after: str | None, limit: int) -> list[Webhook]:
        query = select(Webhook).where(Webhook.organisation_id == organisation_id, Webhook.tenant_id == self._tenant_id)
        if after:
            query = query.where(Webhook.id > after)
        return list(self._session.execute(query.order_by(Webhook.id).limit(limit)).scalars())

    def attempts_at(self, webhook: Webhook, *, before: str | None, limit: int) -> list[WebhookAttempt]:
        """The newest first."""
        query = select(WebhookAttempt).where(WebhookAttempt.webhook_id == webhook.id)
        if before:
            query = query.where(WebhookAttempt.id < before)
        return list(self._session.execute(query.order_by(WebhookAttempt.id.desc()).limit(limit)).scalars())


class NotificationsUnitOfWork(UnitOfWork):
    """What a command, a query or a batch of events may do in notifications."""

    @property
    def feeds(self) -> Feeds:
        return Feeds(self.session)

    @property
    def webhooks(self) -> Webhooks:
        return Webhooks(self.session, self.tenant_id)
