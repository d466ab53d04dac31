"""Messages of outsourcing, a module for each kind of thing; those of projects are told here too."""

from shared.messages.outsourcing import call_events, call_states, calls, enquiries, machines, projects, releases
from shared.messages.outsourcing.projects import (
    BudgetLine,
    CollectOutsourcingData,
    ListProjects,
    Project,
    ProjectPage,
    ProjectRegistered,
    ProjectState,
    RegisterProject,
    ShowProject,
    Source,
)

__all__ = [
    "BudgetLine",
    "CollectOutsourcingData",
    "ListProjects",
    "Project",
    "ProjectPage",
    "ProjectRegistered",
    "ProjectState",
    "RegisterProject",
    "ShowProject",
    "Source",
    "call_events",
    "call_states",
    "calls",
    "enquiries",
    "machines",
    "projects",
    "releases",
]
