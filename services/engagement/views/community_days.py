"""Answers on how many people come to a community's activities on a day."""

from datetime import timedelta

from services.engagement.model.community_days import id_of_day
from services.engagement.repository import EngagementUnitOfWork
from shared.errors import Fault, Forbidden, Invalid
from shared.messages.engagement import community_days as messages

LONGEST = timedelta(days=62)


def list_community_days(query: messages.ListCommunityDays, uow: EngagementUnitOfWork) -> messages.CommunityDays:
    """
    Each day of a span with its load, and how people could be spread over them so that no ceiling is passed.

    Raises:
        PassingConflict: `community.unknown`, not heard of yet.
        Forbidden: `community.not_yours`.
        Invalid: `community_days.span_unfit`.
    """
    community = uow.communities.get(query.community_id)
    if not uow.is_run_by_actor(community.id):
        raise Forbidden("community.not_yours")
    if not query.from_on <= query.until_on < query.from_on + LONGEST:
        fault = Fault("#/until_on", "out_of_range", "Takes no day before the first, and 62 days at most.")
        raise Invalid("community_days.span_unfit", errors=[fault])
    found = {day.id: day for day in uow.community_days.between(community.id, query.from_on, query.until_on)}
    places = uow.community_days.places_on(list(found))
    left = query.people or 0
    items = []
    for step in range((query.until_on - query.from_on).days + 1):
        on = query.from_on + timedelta(days=step)
        day = found.get(id_of_day(community.id, on))
        ceiling, taken = (day.ceiling, day.taken) if day else (community.daily_ceiling, 0)
        planned = places.get(day.id, 0) if day else 0
        room = left if ceiling is None else max(0, ceiling - max(planned, taken))
        suggested = min(left, room)
        left -= suggested
        items.append(messages.CommunityDay(on=on, ceiling=ceiling, places=planned, taken=taken, suggested=suggested))
    return messages.CommunityDays(items=items, left_over=left)
