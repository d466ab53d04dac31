"""What is done about needs: linked with them, and noticed when it is done."""

from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple

from services.engagement.handlers.needs import get_need_of_community, keep_move
from services.engagement.model import By, NeedLink
from services.engagement.repository import EngagementUnitOfWork
from shared.errors import NotFound
from shared.ids import new_id
from shared.messages import engagement as messages
from shared.messages.declare import Command
from shared.messages.engagement import LinkKind, MenuItemKind
from shared.messages.outsourcing import ProjectRegistered
from shared.service import Handler


class Target(NamedTuple):
    """What a need can be linked with. title: what it is called."""

    community_id: str
    title: str
    is_done: bool


Find = Callable[[str, EngagementUnitOfWork], Target | None]


def _find_wish(wish_id: str, uow: EngagementUnitOfWork) -> Target | None:
    """Held, so that its fulfilment or its end at the same moment is noted; none that is over without one."""
    wish = uow.wishes.find_held(wish_id)
    if wish is None or wish.state in ("withdrawn", "expired"):
        return None
    return Target(wish.community_id, wish.title, wish.state == "fulfilled")


def _find_item(kind: MenuItemKind) -> Find:
    def find(menu_item_id: str, uow: EngagementUnitOfWork) -> Target | None:
        """Held already: see `LOADS`. None that the public doesn't see, nor one of which nothing came."""
        item = uow.menu_items.find(menu_item_id)
        if item is None or item.kind != kind or not (item.state == "published" or item.has_taken_place):
            return None
        return Target(item.community_id, item.title, item.has_taken_place)

    return find


def _find_project(project_id: str, uow: EngagementUnitOfWork) -> Target | None:
    """Held, so that its end at the same moment is noted; none of which nothing came."""
    project = uow.projects.find_held(project_id)
    if project is None or project.has_failed:
        return None
    return Target(project.community_id, project.title, is_done=project.state == "completed")


TARGETS: Mapping[LinkKind, Find] = {
    "wish": _find_wish,
    "activity": _find_item("activity"),
    "post": _find_item("post"),
    "project": _find_project,
}


def link_need(command: messages.LinkNeed, uow: EngagementUnitOfWork) -> messages.Need:
    """
    Take a need in hand by something of the same community.

    Raises:
        NotFound: `need.unknown`; `need_link.target_unknown`, the community has no such thing.
        Forbidden: `need.not_yours`.
        PreconditionFailed: `precondition.failed`.
        Conflict: as `Need.link`.

    Publishes:
        NeedCounted; NeedLinked, unless it is private; NeedNewsIssued, where there is somebody to tell.
    """
    need = get_need_of_community(command.need_id, uow)
    target = TARGETS[command.kind](command.target_id, uow)
    if target is None or target.community_id != need.community_id:
        raise NotFound("need_link.target_unknown")
    link = NeedLink(
        id=new_id(),
        need_id=need.id,
        kind=command.kind,
        target_id=command.target_id,
        linked_at=uow.now,
        is_done=target.is_done,
    )
    return keep_move(need, need.link(link, target.title, By(uow.actor.role, uow.now)), uow)


def unlink_need(command: messages.UnlinkNeed, uow: EngagementUnitOfWork) -> messages.Need:
    """
    Take a link away; without any the need is as it was when it was accepted.

    Raises:
        NotFound: `need.unknown`, `need_link.unknown`.
        Forbidden: `need.not_yours`.
        PreconditionFailed: `precondition.failed`.
        Conflict: as `Need.unlink`.

    Publishes:
        NeedCounted; NeedUnlinked, unless it is private; NeedNewsIssued, where there is somebody to tell.
    """
    need = get_need_of_community(command.need_id, uow)
    link = next((one for one in need.links if one.id == command.link_id), None)
    if link is None:
        raise NotFound("need_link.unknown")
    return keep_move(need, need.unlink(link, By(uow.actor.role, uow.now)), uow)


def notice_done(kind: LinkKind, target_id: str, uow: EngagementUnitOfWork) -> None:
    """Note with the needs that wait for it that something is done; whether they are resolved the community decides."""
    for need, link in uow.needs.linked_with(kind, [target_id]):
        if need.state == "in_hand":
            uow.session.add(need.notice_done(link, uow.now))


def notice_ended(kind: LinkKind, target_ids: Collection[str], uow: EngagementUnitOfWork) -> None:
    """Note with the needs that wait for them that nothing comes of some things of a kind."""
    for need, link in uow.needs.linked_with(kind, target_ids):
        if need.state == "in_hand":
            uow.session.add(need.notice_ended(link, uow.now))


def link_project(event: ProjectRegistered, uow: EngagementUnitOfWork) -> None:
    """
    Take in hand by a project the needs that it was registered for; those that are closed meanwhile stay so.

    Publishes:
        As `link_need`, for each of them.
    """
    for need_id in event.need_ids:
        need = uow.needs.find(need_id)
        link = NeedLink(
            id=new_id(),
            need_id=need_id,
            kind="project",
            target_id=event.project_id,
            linked_at=uow.now,
            is_done=False,
        )
        if need is not None and need.community_id == event.community_id and need.takes(link):
            keep_move(need, need.link(link, event.title, By(uow.actor.role, uow.now)), uow)


COMMANDS: Mapping[type[Command], Handler] = {
    messages.LinkNeed: link_need,
    messages.UnlinkNeed: unlink_need,
}
