"""What a call asks for and what a proposal offers: the parts that calls, proposals, awards and contracts share."""

from dataclasses import field
from datetime import date
from typing import Annotated, Literal

from shared.messages.declare import Code, Id, Layout, Length, Line, Name, Range, Shape, Text, shape

# What projects are about; the published calls of civil affairs bureaus name these.
Field = Literal[
    "poverty_relief",
    "education",
    "health",
    "environment",
    "community",
    "culture_sports",
    "legal_aid",
    "elderly",
    "children",
    "disability",
    "other",
]
# 社会团体, 社会服务机构 (民办非企业单位), 基金会: Charity Law (慈善法), article 8.
SocialKind = Literal["social_group", "social_service_institution", "foundation"]
Rating = Annotated[int, Range(1, 5)]
Amount = Annotated[int, Range(1, 10**13)]
Percent = Annotated[int, Range(1, 100)]
ShortText = Annotated[str, Length(1, 500), Layout.ONE_LINE]


@shape
class Criterion(Shape):
    """By what proposals are scored, from 0 to 100 each; the weights of all criteria total 100."""

    id: Code
    name: Name
    about: Text | None = None
    weight: Percent


@shape
class Eligibility(Shape):
    """
    Who may propose. kinds: any, where there are none. rating_min: 1 (1A) to 5 (5A). inspections_passed: in how many of
    the last years the yearly inspection must have been passed without a break; last year's counts from July on, or from
    when it is recorded. takes_basically_passed: whether 基本合格 is passed too.
    """

    kinds: Annotated[list[SocialKind], Length(0, 3)] = field(default_factory=list)
    rating_min: Rating | None = None
    inspections_passed: Annotated[int, Range(0, 5)] = 0
    takes_basically_passed: bool = False


@shape
class LineOfCall(Shape):
    """A line that budgets of proposals may have; max_percent: of the whole at most."""

    name: Name
    max_percent: Percent | None = None


@shape
class MilestoneOfCall(Shape):
    """A milestone that each proposal must have; max_share_percent: of the whole amount at most."""

    name: Name
    max_share_percent: Percent | None = None


@shape
class ProposedLine(Shape):
    """A line of a proposal's budget, in fen."""

    name: Name
    amount_minor: Amount
    about: Text | None = None


@shape
class ProposedMilestone(Shape):
    """A part of the work with its share of the amount; the shares of all total 100."""

    name: Name
    share_percent: Percent
    due_on: date
    deliverables: Text


@shape
class PlannedActivity(Shape):
    """An activity that members may join. on: the day, as far as it is known. places: for members."""

    title: Line
    on: date | None = None
    places: Annotated[int, Range(0, 10000)] = 0
    about: Text | None = None


@shape
class ProposalContent(Shape):
    """
    What a social organisation offers to do, in one community.

    project_id: the planned project of the call that it is for; null where it brings its own. amount_minor: what it asks
    for, in fen, the sum of its lines. partner_ids: social organisations that do it together with this one.
    """

    project_id: Id | None = None
    community_id: Id
    title: Line
    summary: Text
    starts_on: date
    ends_on: date
    amount_minor: Amount
    budget: Annotated[list[ProposedLine], Length(1, 50)]
    milestones: Annotated[list[ProposedMilestone], Length(1, 20)]
    activities: Annotated[list[PlannedActivity], Length(0, 100)] = field(default_factory=list)
    partner_ids: Annotated[list[Id], Length(0, 10)] = field(default_factory=list)
