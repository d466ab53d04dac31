"""Messages of outsourcing: projects and their planned budgets."""

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
from shared.messages.paging import Cursor, Limit

Source = Literal["fiscal", "welfare_lottery", "donation", "unit"]
ProjectState = Literal["planned", "called", "cancelled"]


@shape
class BudgetLine(Shape):
    """A part of a budget; `amount_minor` in fen, more than nothing."""

    name: Name
    source: Source
    amount_minor: Annotated[int, Range(1, 10**13)]


@shape
class Project(Shape):
    """
    An activity project (活动项目); amounts in fen.

    call_id: the call that wants it. reason: why it was withdrawn.
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
    """The project ends on or after the day it starts, and within 36 months."""

    community_id: Id
    title: Line
    purpose: Text | None = None
    starts_on: date
    ends_on: date
    budget: Annotated[list[BudgetLine], Length(1, 50)]


@query("project.show")
class ShowProject(Query):
    project_id: Id


@query("projects.list")
class ListProjects(Query):
    community_id: Id | None = None
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
