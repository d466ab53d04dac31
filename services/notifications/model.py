"""The tables of notifications: streams and their entries, webhooks and the tries to reach them."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

import shared.db
from shared.db import ID, new_metadata
from shared.errors import Conflict
from shared.versions import Versioned

ACTIVE = "active"
PAUSED = "paused"
TRANSITIONS = {ACTIVE: {PAUSED}, PAUSED: {ACTIVE}}

IS_ABOUT_A_MEMBER = text("subject LIKE 'member/%'")
WEBHOOKS_PER_ORGANISATION = 20
ANSWER_CHARACTERS = 200


class Base(shared.db.Base):
    """The base of this service's tables."""

    __abstract__ = True
    metadata = new_metadata()


class Stream(Base):
    """An ordered log; it begins with its first entry. The row's lock makes one writer at a time."""

    __tablename__ = "streams"
    __table_args__ = (CheckConstraint("kind IN ('community', 'unit', 'project', 'organisation')", name="kind"),)

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    stream_id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str | None] = mapped_column(ID)
    last_position: Mapped[int] = mapped_column(BigInteger)


class FeedEntry(Base):
    """One event at its place in one stream; `body` is the CloudEvents JSON as that stream's readers may see it."""

    __tablename__ = "feed_entries"
    __table_args__ = (
        UniqueConstraint("event_id", "kind", "stream_id"),
        Index(
            "ix_feed_entries_member",
            "subject",
            sqlite_where=IS_ABOUT_A_MEMBER,
            postgresql_where=IS_ABOUT_A_MEMBER,
        ),
    )

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    stream_id: Mapped[str] = mapped_column(ID, primary_key=True)
    position: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    event_id: Mapped[str] = mapped_column(ID)
    type: Mapped[str] = mapped_column(String(100))
    subject: Mapped[str] = mapped_column(String(100))
    time: Mapped[datetime]
    body: Mapped[str] = mapped_column(Text)


class Webhook(Versioned, Base):
    """
    An endpoint of an organisation that a stream is pushed to.

    slot: the organisation's places for webhooks are numbered, so that no race gets more of them.
    position: the last position that the endpoint has accepted; written by deliveries, outside of `version`.
    leased_until: until then one sender alone may serve it, `leased_by` names the lease; once past, since when it waits.
    """

    __tablename__ = "webhooks"
    __table_args__ = (
        CheckConstraint("kind IN ('community', 'unit', 'project', 'organisation')", name="kind"),
        CheckConstraint("state IN ('active', 'paused')", name="state"),
        CheckConstraint(f"slot BETWEEN 1 AND {WEBHOOKS_PER_ORGANISATION}", name="slot"),
        UniqueConstraint("organisation_id", "slot"),
        Index(
            "ix_webhooks_served",
            "leased_until",
            sqlite_where=text("state = 'active'"),
            postgresql_where=text("state = 'active'"),
        ),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    organisation_id: Mapped[str] = mapped_column(ID)
    slot: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    stream_id: Mapped[str] = mapped_column(ID)
    url: Mapped[str] = mapped_column(String(2000))
    description: Mapped[str | None] = mapped_column(String(200))
    secret: Mapped[str] = mapped_column(Text, info={"is_encrypted": True})
    state: Mapped[str] = mapped_column(String(20), default=ACTIVE)
    position: Mapped[int] = mapped_column(BigInteger)
    failures: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime | None]
    leased_until: Mapped[datetime]
    leased_by: Mapped[str | None] = mapped_column(ID)

    def pause(self) -> None:
        """
        Raises:
            Conflict: `webhook.not_active`, it is paused already.
        """
        self._move(PAUSED, "webhook.not_active")

    def resume(self) -> None:
        """
        Have the endpoint tried again at once, with a clean slate.

        Raises:
            Conflict: `webhook.not_paused`, it is active already.
        """
        self._move(ACTIVE, "webhook.not_paused")
        self.failures = 0
        self.next_attempt_at = None

    def _move(self, state: str, refusal: str) -> None:
        if state not in TRANSITIONS[self.state]:
            raise Conflict(refusal)
        self.state = state
        self.count_up()


class OutgoingCode(Base):
    """A code that is to be sent to a phone; gone once it is taken, or has expired. due_at: of the next try."""

    __tablename__ = "outgoing_codes"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    address_encrypted: Mapped[str] = mapped_column(Text)
    code_encrypted: Mapped[str] = mapped_column(Text)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    due_at: Mapped[datetime] = mapped_column(index=True)
    tries: Mapped[int]


class OutgoingNews(Base):
    """What somebody is to be told of their need; gone once it is taken, or has expired. due_at: of the next try."""

    __tablename__ = "outgoing_news"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    address_encrypted: Mapped[str] = mapped_column(Text)
    ticket_number: Mapped[str] = mapped_column(String(80))
    state: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(2))
    expires_at: Mapped[datetime] = mapped_column(index=True)
    due_at: Mapped[datetime] = mapped_column(index=True)
    tries: Mapped[int]


class NewsCount(Base):
    """
    How many news were to be sent within a time, those that weren't for being too many among them. `key` is a phone's
    keyed digest, or a tenant's id.
    """

    __tablename__ = "news_counts"
    __table_args__ = (CheckConstraint("kind IN ('phone', 'tenant')", name="kind"),)

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    began_at: Mapped[datetime] = mapped_column(primary_key=True, index=True)
    count: Mapped[int]


class WebhookAttempt(Base):
    """One try at one delivery; `status` is None where no answer came, `error` None where it was accepted."""

    __tablename__ = "webhook_attempts"
    __table_args__ = (Index("ix_webhook_attempts_webhook_id_id", "webhook_id", "id"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    webhook_id: Mapped[str] = mapped_column(ForeignKey("webhooks.id", ondelete="CASCADE"))
    event_id: Mapped[str] = mapped_column(ID)
    position: Mapped[int] = mapped_column(BigInteger)
    attempted_at: Mapped[datetime]
    duration_ms: Mapped[int]
    status: Mapped[int | None]
    error: Mapped[str | None] = mapped_column(String(100))
    answer: Mapped[str | None] = mapped_column(String(ANSWER_CHARACTERS))
