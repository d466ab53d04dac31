"""Messages of membership: teams that a unit could form of its members."""

from typing import Annotated, Literal

from shared.messages.declare import Id, Line, Name, Query, Range, Shape, query, shape
from shared.messages.paging import Cursor, Limit

SuggestedKind = Literal["skill", "interest", "department"]


@shape
class CommunityCount(Shape):
    """How many live in a community."""

    community_id: Id
    name: Line
    count: int


@shape
class TeamSuggestion(Shape):
    """
    Members of a unit who have a skill, an interest or their department in common and are in no team of that theme.

    communities: where they live, as far as it is known.
    """

    kind: SuggestedKind
    theme: Name
    count: int
    communities: list[CommunityCount]


@shape
class TeamSuggestions(Shape):
    items: list[TeamSuggestion]


@shape
class SuggestedMember(Shape):
    id: Id
    name: str
    department: str | None
    residence_code: str | None


@shape
class SuggestedMemberPage(Shape):
    items: list[SuggestedMember]
    next: str | None


@query("team_suggestions.list")
class SuggestTeams(Query):
    """The largest first. at_least: how many members a suggestion needs."""

    unit_id: Id
    kind: SuggestedKind | None = None
    at_least: Annotated[int, Range(2, 500)] = 5
    limit: Limit = 50


@query("suggested_members.list")
class ListSuggestedMembers(Query):
    """Whom a suggestion is about, to be invited; without kind and theme, whom any could be."""

    unit_id: Id
    kind: SuggestedKind | None = None
    theme: Name | None = None
    after: Cursor | None = None
    limit: Limit = 50
