"""The projects of awards: planned ones, and those that begin with an award."""

from collections.abc import Sequence

from services.outsourcing.model.awards import Award
from services.outsourcing.model.calls import Call
from services.outsourcing.model.projects import BudgetLine, Project
from services.outsourcing.model.proposals import Proposal
from services.outsourcing.repository import OutsourcingUnitOfWork
from services.outsourcing.repository.postings import Posted
from services.outsourcing.schemas.proposals import read_proposal
from shared.ids import new_id
from shared.messages.declare import Command


def is_free(proposal: Proposal, call: Call, uow: OutsourcingUnitOfWork) -> bool:
    """Whether nobody else is awarded the project that a proposal is for."""
    if proposal.project_id is None:
        return True
    project = uow.projects.get(proposal.project_id)
    return project.state == "called" and project.call_id == call.id


def begin_project(
    command: type[Command], proposal: Proposal, posted: Sequence[Posted], uow: OutsourcingUnitOfWork
) -> Project:
    """
    The project of a proposal that is awarded: the planned one, or a new one with a line for each budget that pays.

    Publishes:
        ProjectRegistered, of a new one.
    """
    if proposal.project_id is not None:
        planned = uow.projects.get(proposal.project_id)
        planned.be_awarded(command)
        return planned
    written, project_id = read_proposal(proposal, uow), new_id()
    if written is None:
        raise LookupError("what is awarded was read by its reviewers")
    content = written.content
    project = Project(
        id=project_id,
        tenant_id=uow.tenant_id,
        community_id=content.community_id,
        title=content.title,
        purpose=content.summary,
        starts_on=content.starts_on,
        ends_on=content.ends_on,
        budget_minor=content.amount_minor,
        state="awarded",
        registered_at=uow.now,
        call_id=proposal.call_id,
        budget=[_line(project_id, position, one, uow) for position, one in enumerate(posted)],
    )
    uow.session.add(project)
    uow.session.flush()  # its award refers to it
    uow.record(project.register())
    return project


def free_project(command: type[Command], award: Award, reason: str, uow: OutsourcingUnitOfWork) -> None:
    """
    The award of a project has fallen away: a planned one waits for the next, another one is over.

    Publishes:
        ProjectWithdrawn, of one that is over.
    """
    call = uow.calls.get(award.call_id)
    is_wanted = award.project_id in call.project_ids
    if withdrawn := uow.projects.get(award.project_id).lose_award(command, is_wanted=is_wanted, reason=reason):
        uow.record(withdrawn)


def _line(project_id: str, position: int, posted: Posted, uow: OutsourcingUnitOfWork) -> BudgetLine:
    budget = uow.budgets.get(posted.posting.budget_id)
    return BudgetLine(
        project_id=project_id,
        position=position,
        tenant_id=uow.tenant_id,
        name=budget.name,
        source=budget.source,
        amount_minor=posted.posting.amount_minor,
    )
