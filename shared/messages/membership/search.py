"""Messages of membership: finding members."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated

from shared.messages.declare import Code, Id, Length, Line, Name, Query, query
from shared.messages.membership.free_times import TimeOfDay, Weekday
from shared.messages.membership.members import MemberState
from shared.messages.paging import Cursor, Limit

Words = Annotated[list[Name], Length(0, 10)]


@dataclass(frozen=True, kw_only=True)
class MemberFilter:
    """What members are found by; each that is given narrows the list, and so does each skill and interest."""

    community_id: Id | None = None
    residence_code: Code | None = None
    skill: Words = field(default_factory=list)
    interest: Words = field(default_factory=list)
    state: MemberState | None = None
    department: Line | None = None
    name: Name | None = None
    name_prefix: Name | None = None
    free_weekday: Weekday | None = None
    free_from: TimeOfDay | None = None
    free_to: TimeOfDay | None = None
    free_starts_at: datetime | None = None
    free_ends_at: datetime | None = None
    is_registered: bool | None = None
    after: Cursor | None = None
    limit: Limit = 50


@query("members.list")
class ListMembers(MemberFilter, Query):
    """A unit's members, oldest first; without a `state` those on its roster."""

    unit_id: Id


@query("members.search")
class SearchMembers(MemberFilter, Query):
    """
    Members, oldest first; without a `state` those on a roster.

    The department finds those of the whole tenant, a unit its own, a community those who are registered with it or live
    there: by name only who is registered with it, by skills, interests and free times only who consents besides to
    `data_sharing_with_community`.
    """

    unit_id: Id | None = None
