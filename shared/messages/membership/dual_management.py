"""Messages of membership: what a unit and a community know of the members that they share (双重管理)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Literal

from shared.messages.declare import Command, Id, Line, Pattern, Query, Shape, command, query, shape
from shared.messages.membership.free_times import FreeTime
from shared.messages.membership.members import MemberState
from shared.messages.membership.registrations import RegistrationKind
from shared.messages.paging import Cursor, Limit

QUARTER = r"20[0-9]{2}-Q[1-4]"
Quarter = Annotated[str, Pattern(QUARTER, "a quarter such as 2026-Q4")]


@shape
class LiveRegistration(Shape):
    """A confirmed registration that goes on. since: when it was confirmed."""

    community_id: Id
    community_name: str
    kind: RegistrationKind
    since: datetime


@shape
class ServiceTally(Shape):
    """
    What a member did in a period.

    confirmed: services that the community has confirmed. awaiting: delivered, to be confirmed. communities: how many
    different ones were served. minutes: of service that is final, without travel. ratings: how many were given; scores
    are told of many alone, in reports.
    last_on: the day of the last service, in the period or before, in Asia/Shanghai.
    """

    confirmed: int
    awaiting: int
    communities: int
    minutes: int
    ratings: int
    last_on: date | None


@shape
class UnitMemberService(Shape):
    """
    One of a unit's members. is_on_roster: false for who has left the unit, and served for it in the period; another
    unit's member is named by the first character alone.
    """

    member_id: Id
    external_id: str | None
    name: str
    department: str | None
    state: MemberState
    is_on_roster: bool
    registrations: list[LiveRegistration]
    service: ServiceTally


@shape
class UnitServicePage(Shape):
    items: list[UnitMemberService]
    starts_on: date
    ends_on: date
    next: str | None


@shape
class CommunityMemberService(Shape):
    """
    One of the members who serve a community. is_registered: false for who served there in the period, and isn't
    registered (any more); their name is masked. phone: masked. phone, skills and free_times are told to a community as
    far as the member consents.
    """

    member_id: Id
    unit_id: Id
    unit_name: str
    name: str
    phone: str | None
    skills: list[str]
    free_times: list[FreeTime]
    is_registered: bool
    registrations: list[LiveRegistration]
    service: ServiceTally


@shape
class CommunityServicePage(Shape):
    items: list[CommunityMemberService]
    starts_on: date
    ends_on: date
    next: str | None


@shape
class ToldRatings(Shape):
    """
    Ratings as far as they can be told without telling anybody's.

    given: how many were given in the quarter. told: how many the average is made of. Ratings of a unit's members in a
    community are told five at a time, when the fifth is given; so there may be some of the quarter before among them,
    and even more of them than were given. average: null where none can be told.
    """

    given: int
    told: int
    average: float | None


@shape
class ReportPart(Shape):
    """
    A community in a unit's report, a unit in a community's. members: how many of its members are registered, as the
    report tells `registered`.
    """

    id: Id
    name: str
    members: int | None
    confirmed: int
    awaiting: int


@shape
class ReportCategory(Shape):
    """category: as the communities call it; null for services whose wish isn't known (yet)."""

    category: str | None
    confirmed: int
    awaiting: int


@shape
class QuarterlyReport(Shape):
    """
    A quarter (of Asia/Shanghai) of a unit or a community, as it is known at `as_of`.

    is_provisional: the quarter isn't over. What is told of services may change also when it is: one is confirmed
    later; `as_of` says which state of knowledge this is.
    members: on the unit's roster; null in a community's report. registered: members with a live registration, whatever
    its kind, and share, what part of the members that is. These, and the members of parts, are as of now while the
    quarter runs, and as they stood at its end when it is over: who leaves or moves later changes nothing. They are null
    where that isn't kept: of quarters that ended before the platform did so, or while it was off for whole quarters.
    begun, ended: registrations in the quarter; one that is transferred ends. served: members with a service in the
    quarter. minutes: of service that is final, without travel. parts: communities in a unit's report, units in a
    community's.
    rows_path: where the table of members, as they are now, is read page by page; files have it whole.
    """

    organisation_id: Id
    organisation_name: str
    kind: Literal["unit", "community"]
    quarter: str
    starts_on: date
    ends_on: date
    is_provisional: bool
    as_of: datetime
    members: int | None
    registered: int | None
    registered_residence: int | None
    registered_paired: int | None
    share: float | None
    begun: int
    ended: int
    served: int
    confirmed: int
    awaiting: int
    minutes: int
    ratings: ToldRatings
    parts: list[ReportPart]
    categories: list[ReportCategory]
    rows_path: str


@dataclass(frozen=True, kw_only=True)
class ServicePeriod:
    """The days of a period, both in it; left out, the running quarter of Asia/Shanghai."""

    starts_on: date | None = None
    ends_on: date | None = None
    has_served: bool | None = None
    after: Cursor | None = None
    limit: Limit = 50


@query("unit_service.list")
class ListUnitService(ServicePeriod, Query):
    """
    A unit's members with their registrations and what they did in a period, oldest first; also who has left the unit
    and served for it in the period, unless the list is narrowed to those registered or not, to a department, or to
    those who haven't served. Services count for the unit that the member was in when they were delivered.
    """

    unit_id: Id
    community_id: Id | None = None
    department: Line | None = None
    is_registered: bool | None = None


@query("community_service.list")
class ListCommunityService(ServicePeriod, Query):
    """
    The members registered with a community, with what they did there in a period, oldest first; also who served there
    in the period without being registered, unless the list is narrowed to a kind or to those who haven't served.
    """

    community_id: Id
    unit_id: Id | None = None
    kind: RegistrationKind | None = None


@command("quarter_end.keep")
class KeepQuarterEnd(Command):
    """Keeps how things stood in the tenant when a quarter ended; asked for by the timer."""

    quarter_end_id: Id


@query("unit_report.show")
class ShowUnitReport(Query):
    """A unit's quarter: the figures as JSON, the table of members as CSV, both as .xlsx, as Accept asks."""

    unit_id: Id
    quarter: Quarter


@query("community_report.show")
class ShowCommunityReport(Query):
    """A community's quarter: the figures as JSON, the table of members as CSV, both as .xlsx, as Accept asks."""

    community_id: Id
    quarter: Quarter
