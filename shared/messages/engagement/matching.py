"""Messages of engagement: what is to be done that fits a member."""

from dataclasses import field
from datetime import date, datetime
from typing import Annotated, Literal

from shared.messages.declare import Code, Id, Length, Line, Query, Range, Shape, query, shape
from shared.messages.matching import KnownSkill, MatchReason
from shared.messages.membership.free_times import FreeTime

WantedKind = Literal["need", "wish", "menu_item"]
MatchKind = Literal["wish", "activity", "post"]


@shape
class Wanted(Shape):
    """
    What members are looked for by.

    skills: what roles with places left want, in the community's words. text: what is said of it, in which skills may be
    named. starts_at, ends_at: of an activity. taken_by:
    who takes part already, or waits for it.
    """

    item_id: Id
    community_id: Id
    category: Line
    skills: list[str]
    text: str
    starts_at: datetime | None
    ends_at: datetime | None
    taken_by: list[Id]


@query("wanted.show")
class ShowWanted(Query):
    """A need for its community; a wish, an activity or a post also for units and the department."""

    kind: WantedKind
    item_id: Id


@shape
class MatchingItem(Shape):
    """
    What a member could do. role_id: of an activity or a post, the role that fits best. free: its places, or for a wish
    1. score: of 100.
    """

    kind: MatchKind
    id: Id
    community_id: Id
    title: Line
    category: Line
    starts_at: datetime | None
    ends_at: datetime | None
    from_on: date | None
    until_on: date | None
    role_id: Id | None
    role: Line | None
    free: int
    score: int
    reasons: list[MatchReason]


@shape
class MatchingItems(Shape):
    items: list[MatchingItem]


Ids = Annotated[list[Id], Length(0, 100)]
Codes = Annotated[list[Code], Length(0, 100)]


@query("items.match")
class MatchItems(Query):
    """
    The activities, posts and wishes that fit the acting member best, of the communities where they live or are
    registered; the best first. What they take part in already, can't claim now or would miss for something else they
    take part in is left out.

    A score is the points of all criteria together, of 100; a criterion of which nothing is known isn't among the
    reasons and adds none. Skills are those that a role wants, or else that the title names, or else that help in the
    category. A category of the list of needs, such as `health`, tells which skills and interests help; a community's
    own word for a wish doesn't. kind, community_id, category: narrow the list.
    """

    member_id: Id
    kind: MatchKind | None = None
    community_id: Id | None = None
    category: Line | None = None
    limit: Annotated[int, Range(1, 100)] = 20
    # What follows the gateway gives, as membership's `MatchProfile` has it.
    home_id: Id | None = None
    community_ids: Ids = field(default_factory=list)
    skills: Annotated[list[KnownSkill], Length(0, 200)] = field(default_factory=list)
    skilled_for: Codes = field(default_factory=list)
    interested_in: Codes = field(default_factory=list)
    free_times: Annotated[list[FreeTime], Length(0, 100)] = field(default_factory=list)
