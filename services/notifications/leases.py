"""Which webhook is due, and which sender alone may serve it for a while."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, Select, Table, and_, or_, select, update
from sqlalchemy.orm import Session, aliased

from services.notifications.model import ACTIVE, Stream, Webhook, WebhookAttempt
from shared.bulk import insert_rows


def _due(now: datetime, *, is_locking: bool) -> Select[str]:
    """
    The id of the webhook that has waited longest since it was last served.

    Only a stream of the webhook's own tenant is pushed: whoever named a stream before it began gets nothing of others.
    """
    webhook = aliased(Webhook)
    query = (
        select(webhook.id)
        .join(Stream, and_(Stream.kind == webhook.kind, Stream.stream_id == webhook.stream_id))
        .where(webhook.state == ACTIVE, webhook.leased_until <= now)
        .where(or_(webhook.next_attempt_at.is_(None), webhook.next_attempt_at <= now))
        .where(webhook.position < Stream.last_position, webhook.tenant_id == Stream.tenant_id)
        .order_by(webhook.leased_until, webhook.id)
        .limit(1)
    )
    return query.with_for_update(of=webhook, skip_locked=True) if is_locking else query


def has_due(session: Session, now: datetime) -> bool:
    """Asked without a lock, so that idle senders stand in nobody's way."""
    return session.execute(_due(now, is_locking=False)).first() is not None


def take_due(session: Session, now: datetime, *, until: datetime, lease_id: str) -> Any | None:
    """Lease a webhook; None when none is due or others were faster. Senders in other processes pass it over."""
    statement = (
        update(Webhook)
        .where(Webhook.id == _due(now, is_locking=True).scalar_subquery())
        .values(leased_until=until, leased_by=lease_id)
        .returning(Webhook.id, Webhook.kind, Webhook.stream_id, Webhook.url)
        .returning(Webhook.secret, Webhook.position, Webhook.failures)
        .execution_options(synchronize_session=False)
    )
    return session.execute(statement).first()


def free_all(session: Session, now: datetime) -> None:
    """End all leases; for a process that knows itself to be the only one, and what it left when it was killed."""
    statement = update(Webhook).where(Webhook.leased_until > now).values(leased_until=now, leased_by=None)
    session.execute(statement.execution_options(synchronize_session=False))


def give_back(
    session: Session,
    webhook_id: str,
    lease_id: str,
    *,
    changes: Mapping[str, Any],
    attempts: Sequence[dict[str, object]],
) -> bool:
    """
    End a lease and keep what was done under it.

    Returns:
        False when the lease is lost: it ran out and another sender has begun, or the webhook is deleted.
    """
    statement = (
        update(Webhook)
        .where(Webhook.id == webhook_id, Webhook.leased_by == lease_id)
        .values(**changes, leased_by=None)
        .execution_options(synchronize_session=False)
    )
    done = session.execute(statement)
    if not isinstance(done, CursorResult) or not done.rowcount:
        return False

    insert_rows(session, cast(Table, WebhookAttempt.__table__), attempts)
    return True
