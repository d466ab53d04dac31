"""What happens to the sign-up of an activity or a post when its time comes."""

from collections.abc import Callable, Mapping

from services.engagement.handlers.menu_items import call_off
from services.engagement.handlers.need_links import notice_done, notice_ended
from services.engagement.handlers.places import end_claims
from services.engagement.model import MENU_ITEM_ENDS, SHORTFALL_WARNING, SIGN_UP_CLOSES, MenuItem
from services.engagement.repository import EngagementUnitOfWork
from services.engagement.schemas import menu_item_shape
from shared.errors import Conflict
from shared.messages import engagement as messages
from shared.messages.declare import Command
from shared.service import Handler


def warn_of_shortfall(command: messages.WarnOfShortfall, uow: EngagementUnitOfWork) -> messages.MenuItem:
    """
    Tell, a day before the sign-up closes, that too few have come so far.

    Raises:
        As `settle_menu_item`.

    Publishes:
        MenuItemFellShort, where it is so.
    """
    item = _get_due(command.menu_item_id, SHORTFALL_WARNING, uow)
    if told := item.warn(uow.now):
        uow.record(told)
    return _keep(item, uow)


def settle_menu_item(command: messages.SettleMenuItem, uow: EngagementUnitOfWork) -> messages.MenuItem:
    """
    Close the sign-up: with enough people the item takes place; with too few the sign-up goes on if that was planned, or
    the item is called off.

    Raises:
        NotFound: `menu_item.unknown`.
        Forbidden: `access.denied`, asked for by somebody else than the timer.
        Conflict: `menu_item.not_due`.

    Publishes:
        MenuItemSettled, or SignUpExtended, or MenuItemCalledOff and PlaceGivenUp for each claim.
    """
    item = _get_due(command.menu_item_id, SIGN_UP_CLOSES, uow)
    if told := item.settle(uow.now):
        uow.record(told)
    else:
        call_off([item], "too_few", None, uow)
    return _keep(item, uow)


def end_menu_item(command: messages.EndMenuItem, uow: EngagementUnitOfWork) -> messages.MenuItem:
    """
    Note that an activity, or a post's time, is over, and so with the needs that wait for it.

    Raises:
        As `settle_menu_item`.

    Publishes:
        MenuItemEnded, and PlaceGivenUp for each who still waits for a place.
    """
    item = _get_due(command.menu_item_id, MENU_ITEM_ENDS, uow)
    uow.record(item.end())
    end_claims(item, "over", uow)
    if item.has_taken_place:
        notice_done(item.kind, item.id, uow)
    else:
        notice_ended(item.kind, [item.id], uow)
    return _keep(item, uow)


def warning(menu_item_id: str) -> Command:
    return messages.WarnOfShortfall(menu_item_id=menu_item_id)


def settling(menu_item_id: str) -> Command:
    return messages.SettleMenuItem(menu_item_id=menu_item_id)


def ending(menu_item_id: str) -> Command:
    return messages.EndMenuItem(menu_item_id=menu_item_id)


def _get_due(menu_item_id: str, kind: str, uow: EngagementUnitOfWork) -> MenuItem:
    uow.check_timer()
    item = uow.menu_items.get(menu_item_id)
    due_at = item.schedule().get(kind)
    if due_at is None or uow.now < due_at:
        raise Conflict("menu_item.not_due")
    return item


def _keep(item: MenuItem, uow: EngagementUnitOfWork) -> messages.MenuItem:
    uow.subject = item.subject
    uow.schedule(item.subject, item.schedule())
    return menu_item_shape(item)


COMMANDS: Mapping[type[Command], Handler] = {
    messages.WarnOfShortfall: warn_of_shortfall,
    messages.SettleMenuItem: settle_menu_item,
    messages.EndMenuItem: end_menu_item,
}
DEADLINES: Mapping[str, Callable[[str], Command]] = {
    SHORTFALL_WARNING: warning,
    SIGN_UP_CLOSES: settling,
    MENU_ITEM_ENDS: ending,
}
