"""Messages of outsourcing: projects and their planned budgets."""

from dataclasses import field
from datetime import date, datetime
from typing import Annotated, Literal

from shared.messages.declare import (
    Command,
    Event,
    Fen,
    Id,
    Length,
    Line,
    Name,
    Public,
    Query,
    Range,
    Shape,
    Text,
    command,
    event,
    query,
    shape,
)
from shared.messages.paging import Cursor, Limit, Order

Source = Literal["fiscal", "welfare_lottery", "donation", "unit"]
ProjectState = Literal["planned", "called", "awarded", "active", "completed", "terminated", "cancelled"]
NeedIds = Annotated[list[Id], Length(0, 50)]


@shape
class BudgetLine(Shape):
    """A part of a budget; `amount_minor` in fen, more than nothing."""

    name: Name
    source: Source
    amount_minor: Annotated[int, Range(1, 10**13)]


BudgetLines = Annotated[list[BudgetLine], Length(1, 50)]


@shape
class Project(Shape):
    """
    An activity project (活动项目); amounts in fen.

    need_ids: of the community's needs that it is for. call_id: the call that wants it. reason: why it was withdrawn.
    """

    id: Id
    community_id: Id
    title: Line
    purpose: Text | None
    starts_on: date
    ends_on: date
    budget: list[BudgetLine]
    budget_minor: Fen
    currency: Literal["CNY"]
    need_ids: NeedIds
    state: ProjectState
    call_id: Id | None
    reason: str | None
    registered_at: datetime
    version: int


@shape
class ProjectPage(Shape):
    items: list[Project]
    next: str | None


@command("project.register")
class RegisterProject(Command):
    """
    The project ends on or after the day it starts, and within 36 months. need_ids: needs of the community that aren't
    private and that it sees to; they are taken in hand by the project.
    """

    community_id: Id
    title: Line
    purpose: Text | None = None
    starts_on: date
    ends_on: date
    budget: BudgetLines
    need_ids: NeedIds = field(default_factory=list)


@command("project.edit")
class EditProject(Command):
    """While no call wants it; what is left out stays."""

    project_id: Id
    title: Line | None = None
    purpose: Text | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    budget: BudgetLines | None = None


@command("project.withdraw")
class WithdrawProject(Command):
    """While no call wants it."""

    project_id: Id
    reason: Text


@query("project.show")
class ShowProject(Query):
    project_id: Id


@query("projects.list")
class ListProjects(Query):
    """since: registered then or later."""

    community_id: Id | None = None
    state: ProjectState | None = None
    since: datetime | None = None
    order: Order = "oldest_first"
    after: Cursor | None = None
    limit: Limit = 50


@query("outsourcing_data.collect")
class CollectOutsourcingData(Query):
    """What outsourcing holds on a member: for the member and the department, as a part of the export."""

    member_id: Id


@event("project.registered", subject="project_id")
class ProjectRegistered(Event):
    """A department has registered a project with its budget (fen): the first event of its stream."""

    project_id: Public[Id]
    community_id: Public[Id]
    title: Public[Line]
    budget_minor: Public[Fen]
    currency: Public[str]
    starts_on: Public[date]
    ends_on: Public[date]
    need_ids: Public[list[Id]] = field(default_factory=list)


@event("project.edited", subject="project_id")
class ProjectEdited(Event):
    """A planned project has changed."""

    project_id: Public[Id]
    community_id: Public[Id]
    title: Public[Line]
    budget_minor: Public[Fen]
    currency: Public[str]
    starts_on: Public[date]
    ends_on: Public[date]


@event("project.called", subject="project_id")
class ProjectCalled(Event):
    """A call wants the project: social organisations may propose to run it."""

    project_id: Public[Id]
    community_id: Public[Id]
    call_id: Public[Id]


@event("project.freed", subject="project_id")
class ProjectFreed(Event):
    """The call wants the project no more, or has come to nothing; it is planned as it was."""

    project_id: Public[Id]
    community_id: Public[Id]
    call_id: Public[Id]


@event("project.withdrawn", subject="project_id")
class ProjectWithdrawn(Event):
    """Nothing will come of a planned project."""

    project_id: Public[Id]
    community_id: Public[Id]
    reason: Public[Text]
