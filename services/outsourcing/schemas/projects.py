"""Rows as the shapes that callers get."""

from services.outsourcing.model.projects import Project
from shared.messages.outsourcing import projects as messages


def project_shape(project: Project) -> messages.Project:
    return messages.Project(
        id=project.id,
        community_id=project.community_id,
        title=project.title,
        purpose=project.purpose,
        starts_on=project.starts_on,
        ends_on=project.ends_on,
        budget=[
            messages.BudgetLine(name=line.name, source=line.source, amount_minor=line.amount_minor)
            for line in project.budget
        ],
        budget_minor=project.budget_minor,
        currency="CNY",
        need_ids=project.need_ids,
        state=project.state,
        call_id=project.call_id,
        reason=project.reason,
        registered_at=project.registered_at,
        version=project.version,
    )
