"""How many news may be sent: whoever types a stranger's phone has no more texts sent to it than a few."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, cast

from sqlalchemy import Table, delete
from sqlalchemy.dialects import postgresql, sqlite

from services.notifications.model import NewsCount
from services.notifications.repository import NotificationsUnitOfWork
from shared.clock import SHANGHAI

KEPT_FOR = timedelta(days=7)
COUNTS = cast(Table, NewsCount.__table__)


class Wanted(NamedTuple):
    """A text to a phone, of a tenant's people."""

    phone: str
    tenant_id: str | None


def may_be_sent(texts: Sequence[Wanted], uow: NotificationsUnitOfWork) -> list[bool]:
    """
    Of each text whether it may be sent, in their order: counted to its phone within the hour, and of its tenant within
    the day in Shanghai; what is too much for the phone doesn't count for the tenant. A cap of 0 lets everything pass.
    """
    settings = uow.settings
    hour = uow.now.replace(minute=0, second=0, microsecond=0)
    day = uow.now.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    phones = [uow.cipher.digest(one.phone) for one in texts]
    to_phone = _are_within("phone", phones, hour, settings.news_per_phone_hour, uow)
    tenants = [one.tenant_id for one, may in zip(texts, to_phone, strict=True) if may and one.tenant_id]
    of_tenant = iter(_are_within("tenant", tenants, day, settings.news_per_tenant_day, uow))
    return [may and (not one.tenant_id or next(of_tenant)) for one, may in zip(texts, to_phone, strict=True)]


def forget_counts(uow: NotificationsUnitOfWork) -> None:
    uow.session.execute(delete(NewsCount).where(NewsCount.began_at <= uow.now - KEPT_FOR))


def _are_within(
    kind: str, keys: Sequence[str], began_at: datetime, cap: int, uow: NotificationsUnitOfWork
) -> list[bool]:
    """Counted in the database, so that several processes count as one; all keys in one statement, in their order."""
    if not cap or not keys:
        return [True] * len(keys)
    fresh = Counter(keys)
    is_sqlite = uow.session.get_bind().dialect.name == "sqlite"
    added = (sqlite if is_sqlite else postgresql).insert(COUNTS)
    counted = added.on_conflict_do_update(
        index_elements=["kind", "key", "began_at"], set_={"count": COUNTS.c.count + added.excluded.count}
    ).returning(COUNTS.c.key, COUNTS.c.count)
    rows = [{"kind": kind, "key": key, "began_at": began_at, "count": count} for key, count in sorted(fresh.items())]
    counts = {key: count - fresh[key] for key, count in uow.session.execute(counted, rows)}
    found = []
    for key in keys:
        counts[key] += 1
        found.append(counts[key] <= cap)
    return found
