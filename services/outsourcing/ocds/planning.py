"""What is planned: the money that is there, and for which projects."""

from typing import Any

from services.outsourcing.ocds.parts import known, listed, value_of
from services.outsourcing.ocds.process import Process


def planning_of(process: Process) -> dict[str, Any]:
    """A project has its id here where it is the only one; all of them are items of the tender."""
    call, projects = process.call, process.projects
    budget = known(
        id=call.fundings[0].budget_id if len(call.fundings) == 1 else None,
        amount=value_of(call.total_minor),
        project=listed([one.title for one in projects]),
        projectID=projects[0].id if len(projects) == 1 else None,
    )
    return {"budget": budget}
