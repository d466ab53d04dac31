"""How many news may be sent: whoever types a stranger's phone has no more texts sent to it than a few."""

from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import Table, delete
from sqlalchemy.dialects import postgresql, sqlite

from services.notifications.model import NewsCount
from services.notifications.repository import NotificationsUnitOfWork
from shared.clock import SHANGHAI

KEPT_FOR = timedelta(days=7)
COUNTS = cast(Table, NewsCount.__table__)


def may_be_sent(phone: str, tenant_id: str | None, uow: NotificationsUnitOfWork) -> bool:
    """
    Count one more text to a phone within the hour, and of a tenant within its day in Shanghai; what is too much for the
    phone doesn't count for the tenant. A cap of 0 lets everything pass.
    """
    settings = uow.settings
    hour = uow.now.replace(minute=0, second=0, microsecond=0)
    if not _is_within("phone", uow.cipher.digest(phone), hour, settings.news_per_phone_hour, uow):
        return False
    day = uow.now.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    return tenant_id is None or _is_within("tenant", tenant_id, day, settings.news_per_tenant_day, uow)


def forget_counts(uow: NotificationsUnitOfWork) -> None:
    uow.session.execute(delete(NewsCount).where(NewsCount.began_at <= uow.now - KEPT_FOR))


def _is_within(kind: str, key: str, began_at: datetime, cap: int, uow: NotificationsUnitOfWork) -> bool:
    """Counted in the database, so that several processes count as one."""
    if not cap:
        return True
    is_sqlite = uow.session.get_bind().dialect.name == "sqlite"
    added = (sqlite if is_sqlite else postgresql).insert(COUNTS)
    added = added.values(kind=kind, key=key, began_at=began_at, count=1)
    counted = added.on_conflict_do_update(
        index_elements=["kind", "key", "began_at"], set_={"count": COUNTS.c.count + 1}
    ).returning(COUNTS.c.count)
    count: int = uow.session.execute(counted).scalar_one()
    return count <= cap
