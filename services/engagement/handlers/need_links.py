"""What is done about needs: linked with them, and noticed when it is done."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from services.engagement.handlers.needs import get_need_of_community, keep_move
from services.engagement.model import By, NeedLink
from services.engagement.repository import EngagementUnitOfWork
from shared.errors import NotFound
from shared.ids import new_id
from shared.messages import engagement as messages
from shared.messages.declare import Command
from shared.messages.engagement import LinkKind
from shared.service import Handler


class Target(NamedTuple):
    """What a need can be linked with."""

    community_id: str
    is_done: bool


def _find_wish(wish_id: str, uow: EngagementUnitOfWork) -> Target | None:
    """Held, so that its fulfilment or its end at the same moment is noted; none that is over without one."""
    wish = uow.wishes.find_held(wish_id)
    if wish is None or wish.state in ("withdrawn", "expired"):
        return None
    return Target(wish.community_id, wish.state == "fulfilled")


TARGETS: Mapping[LinkKind, Callable[[str, EngagementUnitOfWork], Target | None]] = {"wish": _find_wish}


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
    return keep_move(need, need.link(link, By(uow.actor.role, uow.now)), uow)


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
    for need, link in uow.needs.linked_with(kind, target_id):
        if need.state == "in_hand":
            uow.session.add(need.notice_done(link, uow.now))


def notice_ended(kind: LinkKind, target_id: str, uow: EngagementUnitOfWork) -> None:
    """Note with the needs that wait for it that nothing comes of something."""
    for need, _ in uow.needs.linked_with(kind, target_id):
        if need.state == "in_hand":
            uow.session.add(need.notice_ended(uow.now))


COMMANDS: Mapping[type[Command], Handler] = {
    messages.LinkNeed: link_need,
    messages.UnlinkNeed: unlink_need,
}
