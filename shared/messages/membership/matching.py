"""Messages of membership: which members fit what is to be done."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated

from shared.messages.declare import Id, Length, Line, Name, Query, Range, Shape, query, shape
from shared.messages.matching import KnownSkill, MatchReason
from shared.messages.membership.free_times import FreeTime
from shared.messages.membership.members import Member

Skills = Annotated[list[Name], Length(0, 20)]


@shape
class MatchingMember(Shape):
    """A member who fits, with as much of them as the caller sees anywhere. score: of 100."""

    member: Member
    score: int
    reasons: list[MatchReason]


@shape
class MatchingMembers(Shape):
    items: list[MatchingMember]


@dataclass(frozen=True, kw_only=True)
class MatchMembers:
    """
    What members are ranked by for something that a community has to be done.

    without: those who take part already.
    """

    # What engagement knows of it, as its `Wanted` has it: the gateway gives this.
    community_id: Id
    category: Line | None = None
    wanted: Skills = field(default_factory=list)
    text: Annotated[str, Length(0, 5_000)] = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    without: Annotated[list[Id], Length(0, 100_000)] = field(default_factory=list)
    # By code, name or synonym; left out, what the roles want, or else what the text names, or else what helps in the
    # category. The caller gives it.
    skill: Skills = field(default_factory=list)
    limit: Annotated[int, Range(1, 100)] = 20


@query("members.match_for_need")
class MatchMembersForNeed(MatchMembers, Query):
    """
    The active members who fit a need best, for its community, the best first; those who pause are left out. It finds
    who is registered with it and consents to `data_sharing_with_community`.

    A score is the points of all criteria together, of 100; a criterion of which nothing is known isn't among the
    reasons and adds none. skill: what is wanted, by code, name or synonym, each of which counts; left out, the skills
    that the need's words name, or else those that help in its category (with `other` none). Interests that help in the
    category count too.
    """

    need_id: Id


@query("members.match_for_wish")
class MatchMembersForWish(MatchMembers, Query):
    """
    The active members who fit a wish best, the best first; those who pause, and who has claimed it, are left out. Its
    community finds who is registered with it and consents to `data_sharing_with_community`, a unit its own, the
    department those of the whole tenant who have a skill or interest for it, live there or are registered there.

    A score is the points of all criteria together, of 100; a criterion of which nothing is known isn't among the
    reasons and adds none. skill: what is wanted, by code, name or synonym, each of which counts; left out, the skills
    that the title names. Where it names none, a category of the list of needs, such as `health`, brings in the skills
    that help, and in any case the interests; a community's own word for a wish brings in neither.
    """

    wish_id: Id


@query("members.match_for_menu_item")
class MatchMembersForMenuItem(MatchMembers, Query):
    """
    The active members who fit an activity or a post best, the best first; those who pause on the day, take part in it
    or wait for it are left out. Its community finds who is registered with it and consents to
    `data_sharing_with_community`, a unit its own, the department those of the whole tenant who have a skill or interest
    for it, live there or are registered there.

    A score is the points of all criteria together, of 100; a criterion of which nothing is known isn't among the
    reasons and adds none. skill: what is wanted, by code, name or synonym, each of which counts; left out, the skills
    that roles with places left want, or else those that the title names, or else those that help in the category, such
    as `health`. Interests that help in the category count too.
    """

    menu_item_id: Id


@shape
class MatchProfile(Shape):
    """
    What is compared of a member with what could be done.

    home_id: the community they live in, if it takes part. community_ids: that, and those they are registered with.
    skilled_for, interested_in: codes of categories.
    """

    home_id: Id | None
    community_ids: list[Id]
    skills: list[KnownSkill]
    skilled_for: list[str]
    interested_in: list[str]
    free_times: list[FreeTime]


@query("member.show_match_profile")
class ShowMatchProfile(Query):
    """For the member alone."""

    member_id: Id
