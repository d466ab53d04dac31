"""How many people come to a community's activities on a day, and how many may."""

from datetime import date
from typing import Annotated

from shared.messages.declare import Command, Id, Query, Range, Shape, command, query, shape

Ceiling = Annotated[int, Range(0, 10_000)]
People = Annotated[int, Range(1, 10_000)]


@shape
class CommunityDay(Shape):
    """
    A day of a community's activities.

    ceiling: how many may come on it; null is any number. places: of all published activities that begin on it. taken:
    held, or offered to who waits. suggested: of the people who were asked for, how many could be invited for this day.
    """

    on: date
    ceiling: int | None
    places: int
    taken: int
    suggested: int


@shape
class CommunityDays(Shape):
    """left_over: of the people who were asked for, how many have no room on any of these days."""

    items: list[CommunityDay]
    left_over: int


@shape
class DailyCeiling(Shape):
    community_id: Id
    on: date | None
    ceiling: int | None


@command("daily_ceiling.set")
class SetDailyCeiling(Command):
    """
    How many people may come to the community's activities on a day: on each from today on, or on one of its own.

    ceiling: null is any number; who has a place keeps it. on: this day alone.
    """

    community_id: Id
    ceiling: Ceiling | None = None
    on: date | None = None


@query("community_days.list")
class ListCommunityDays(Query):
    """62 days at most. people: how many are to be spread over the days, the first ones first."""

    community_id: Id
    from_on: date
    until_on: date
    people: People | None = None
