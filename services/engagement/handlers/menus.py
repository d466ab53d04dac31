"""Menus of periods: planned, and published with all that was drafted for them."""

from collections.abc import Mapping
from datetime import date, timedelta

from services.engagement.handlers.menu_items import publish
from services.engagement.model import Menu
from services.engagement.repository import EngagementUnitOfWork
from services.engagement.schemas import menu_shape
from shared.errors import Conflict, Fault, Forbidden, Invalid
from shared.ids import new_id
from shared.messages import engagement as messages
from shared.messages.declare import Command
from shared.service import Handler

LONGEST = timedelta(days=366)
MOST_ITEMS = 500


def plan_menu(command: messages.PlanMenu, uow: EngagementUnitOfWork) -> messages.Menu:
    """
    Plan a menu of the acting community.

    Raises:
        PassingConflict: `community.unknown`, not heard of yet.
        Forbidden: `community.not_yours`.
        Invalid: `menu.period_unfit`.
    """
    community = uow.communities.get(command.community_id)
    if not uow.is_run_by_actor(community.id):
        raise Forbidden("community.not_yours")
    _check_period(command.from_on, command.until_on)
    menu = Menu(id=new_id(), tenant_id=uow.tenant_id, community_id=community.id, title=command.title, state="planned")
    menu.set_period(command.from_on, command.until_on)
    uow.session.add(menu)
    return _answer(menu, uow)


def edit_menu(command: messages.EditMenu, uow: EngagementUnitOfWork) -> messages.Menu:
    """
    Change a menu that isn't published.

    Raises:
        NotFound: `menu.unknown`.
        Forbidden: `menu.not_yours`.
        PreconditionFailed: `precondition.failed`.
        Conflict: `menu.published`.
        Invalid: `menu.period_unfit`.
    """
    menu = _get_own(command.menu_id, uow)
    from_on, until_on = command.from_on or menu.from_on, command.until_on or menu.until_on
    _check_period(from_on, until_on)
    menu.edit(title=command.title or menu.title, from_on=from_on, until_on=until_on)
    return _answer(menu, uow)


def publish_menu(command: messages.PublishMenu, uow: EngagementUnitOfWork) -> messages.Menu:
    """
    Publish a menu with all drafts of its period that are the community's own and whose sign-up isn't over.

    Raises:
        NotFound: `menu.unknown`.
        Forbidden: `menu.not_yours`.
        PreconditionFailed: `precondition.failed`.
        Conflict: `menu.too_many_items`, more than 500 drafts; `menu.nothing_on_it`.

    Publishes:
        MenuItemPublished for each, then MenuPublished.
    """
    menu = _get_own(command.menu_id, uow)
    drafts = uow.menus.hold_drafts(menu, MOST_ITEMS + 1)
    if len(drafts) > MOST_ITEMS:
        raise Conflict("menu.too_many_items")
    ready = [item for item in drafts if item.can_be_published(uow.now)]
    standing = uow.menus.counts([menu])[menu.id].get("published", 0)
    if not ready and not standing:
        raise Conflict("menu.nothing_on_it")
    uow.subject = menu.subject
    publish(ready, uow)
    uow.record(menu.publish(standing + len(ready), uow.now))
    return _answer(menu, uow)


def _get_own(menu_id: str, uow: EngagementUnitOfWork) -> Menu:
    """A menu of the acting community, as the caller has read it."""
    menu = uow.menus.get(menu_id)
    if not uow.is_run_by_actor(menu.community_id):
        raise Forbidden("menu.not_yours")
    uow.expect(menu.version)
    return menu


def _check_period(from_on: date, until_on: date) -> None:
    """
    Raises:
        Invalid: `menu.period_unfit`.
    """
    if not from_on <= until_on < from_on + LONGEST:
        fault = Fault("#/until_on", "out_of_range", "Takes no day before the first, and a year at most.")
        raise Invalid("menu.period_unfit", errors=[fault])


def _answer(menu: Menu, uow: EngagementUnitOfWork) -> messages.Menu:
    uow.subject = menu.subject
    uow.session.flush()  # before what is counted of it
    return menu_shape(menu, uow.menus.counts([menu])[menu.id])


COMMANDS: Mapping[type[Command], Handler] = {
    messages.PlanMenu: plan_menu,
    messages.EditMenu: edit_menu,
    messages.PublishMenu: publish_menu,
}
