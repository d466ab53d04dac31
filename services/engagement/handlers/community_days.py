"""How many people may come to a community's activities on a day."""

from collections.abc import Mapping

from services.engagement.handlers.places import offer_on_days
from services.engagement.repository import EngagementUnitOfWork
from shared.clock import day_of
from shared.errors import Fault, Forbidden, Invalid
from shared.messages.declare import Command
from shared.messages.engagement import community_days
from shared.service import Handler


def set_daily_ceiling(
    command: community_days.SetDailyCeiling, uow: EngagementUnitOfWork
) -> community_days.DailyCeiling:
    """
    Set how many people may come on a day to the acting community's activities; who has a place keeps it, and who waits
    is offered what may be taken now.

    Raises:
        PassingConflict: `community.unknown`, not heard of yet.
        Forbidden: `community.not_yours`.
        Invalid: `community_day.over`.

    Publishes:
        PlaceOffered for each.
    """
    community = uow.communities.get(command.community_id)
    if not uow.is_run_by_actor(community.id):
        raise Forbidden("community.not_yours")
    today = day_of(uow.now)
    if command.on and command.on < today:
        fault = Fault("#/on", "out_of_range", "Takes a day that isn't over.")
        raise Invalid("community_day.over", errors=[fault])
    uow.subject = f"community/{community.id}"
    if command.on:
        uow.community_days.begin(community, [command.on])
    else:
        community.daily_ceiling = command.ceiling
    days = uow.community_days.hold(community.id, today, command.on)
    for day in days:
        day.ceiling, day.is_own = command.ceiling, day.is_own or command.on is not None
    offer_on_days([day.id for day in days], uow)
    return community_days.DailyCeiling(community_id=community.id, on=command.on, ceiling=command.ceiling)


COMMANDS: Mapping[type[Command], Handler] = {community_days.SetDailyCeiling: set_daily_ceiling}
