"""Needs that city apps pass on."""

from collections.abc import Mapping
from datetime import timedelta

from services.engagement.handlers.needs import check_category, check_contact, keep_new, new_need
from services.engagement.repository import EngagementUnitOfWork
from services.engagement.schemas import need_shape
from shared.errors import Fault, Forbidden, Invalid
from shared.messages import engagement as messages
from shared.messages.declare import Command
from shared.messages.wire import encode, to_plain
from shared.service import Handler

REPEATS_LAST = timedelta(minutes=1)


def report_need(command: messages.ReportNeed, uow: EngagementUnitOfWork) -> messages.Need:
    """
    Lay a need before a community for somebody who uses a city app; the same once more within a minute leads to the
    same need, where the app says that it may have been sent twice.

    Raises:
        PassingConflict: `community.unknown`, not heard of yet.
        Forbidden: `community.not_yours`, a community reports for another one.
        Invalid: `need.category_unknown`; `request.invalid`: half of the coordinates, a private need without a place, a
            contact that is empty.

    Publishes:
        NeedCounted; NeedSubmitted, unless it is private; NeedNewsIssued, where there is somebody to tell. Nothing for a
        repeat.
    """
    community = uow.communities.get(command.community_id)
    if uow.actor.role != "department" and not uow.is_run_by_actor(community.id):
        raise Forbidden("community.not_yours")
    check_category(command.category)
    check_contact(command.contact)
    _check_place(command)
    digest = None
    if command.merges_repeats:
        digest = uow.cipher.digest(f"{uow.actor.client_id}\n{encode(to_plain(command)).decode()}")
        uow.communities.hold(community.id)  # so that of two that come at once the second finds the first
        if found := uow.needs.find_repeated(digest, since=uow.now - REPEATS_LAST):
            uow.subject = found.subject
            return need_shape(found)
    need = new_need(command, command.contact, "app", uow)
    need.report_digest = digest
    if not need.is_private:
        need.latitude, need.longitude = command.latitude, command.longitude
    return keep_new(need, community, uow)


def _check_place(command: messages.ReportNeed) -> None:
    """
    Raises:
        Invalid: `request.invalid`.
    """
    if (command.latitude is None) != (command.longitude is None):
        raise Invalid("request.invalid", errors=[Fault("#/longitude", "missing", "Give both coordinates, or neither.")])
    if command.privacy == "private" and command.place is None:
        fault = Fault("#/place", "missing", "Of a private need coordinates aren't kept: say the place in words.")
        raise Invalid("request.invalid", errors=[fault])


COMMANDS: Mapping[type[Command], Handler] = {
    messages.ReportNeed: report_need,
}
