"""What notifications holds on a member, part by part; a part more is a row more in `PARTS`."""

from services.notifications.model import FeedEntry
from services.notifications.repository import NotificationsUnitOfWork
from shared.messages.envelope import Actor
from shared.messages.notifications import CollectNotificationsData
from shared.messages.personal_data import HeldData
from shared.messages.wire import decode
from shared.personal_data import Collected, Items, held_by


def collect_notifications_data(query: CollectNotificationsData, uow: NotificationsUnitOfWork) -> HeldData:
    """
    All that is kept of a member: the entries about them in the feeds of units. Of those that other units than the
    present one were told, a member gets kind and time alone: the unit that gives the code by which they sign in would
    read what a former one knew. Codes that are on their way to a phone are gone within minutes, and are anybody's
    whose phone it is.

    Raises:
        Forbidden: `member.not_yours`, neither the member nor the department.
    """
    return held_by("notifications", query.member_id, uow, PARTS)


def _entries(member_id: str, uow: NotificationsUnitOfWork) -> Items:
    rows = uow.feeds.about_member(member_id, uow.tenant_id)
    return [
        {
            "feed": row.kind,
            "feed_id": row.stream_id,
            "position": row.position,
            "type": row.type,
            "time": row.time,
            "data": decode(row.body)["data"] if _may_read(row, uow.actor) else None,
        }
        for row in rows
    ]


def _may_read(entry: FeedEntry, reader: Actor) -> bool:
    return reader.member_id is None or entry.kind != "unit" or entry.stream_id == reader.organisation_id


PARTS = (Collected("feed_entries", _entries),)
