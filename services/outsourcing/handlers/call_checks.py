"""Holds a call's terms against each other and against what there is: all that is wrong is told at once."""

from collections.abc import Iterator

from services.outsourcing.model.call_rules import budget_faults, faults_of
from services.outsourcing.repository import OutsourcingUnitOfWork
from shared.errors import Fault, Invalid
from shared.messages.outsourcing.calls import CallTerms


def check_named(terms: CallTerms, uow: OutsourcingUnitOfWork) -> None:
    """
    Hold that there is what a draft names, each budget once.

    Raises:
        Invalid: `call.unfit`, with `budget.unknown`, `project.unknown`, `community.unknown`, `call.repeated`.
    """
    _refuse([*budget_faults(terms), *_unknown(terms, uow)])


def check_all(terms: CallTerms, uow: OutsourcingUnitOfWork, before: CallTerms | None = None) -> None:
    """
    Hold that the terms can be published. before: those that stand, of a published call.

    Raises:
        Invalid: `call.unfit`, with whatever `check_named` and `faults_of` tell, `budget.closed`, `project.not_planned`
            and `project.elsewhere`, which isn't in the call's communities.
    """
    faults = [*budget_faults(terms), *_unknown(terms, uow), *faults_of(terms, uow.now, before)]
    given = {one.budget_id: one.amount_minor for one in before.fundings} if before else {}
    faults += _closed_budgets(terms, uow, given)
    _refuse([*faults, *_unfit_projects(terms, uow, set(before.project_ids) if before else set())])


def _refuse(faults: list[Fault]) -> None:
    if faults:
        raise Invalid("call.unfit", errors=faults)


def _unknown(terms: CallTerms, uow: OutsourcingUnitOfWork) -> Iterator[Fault]:
    for position, funding in enumerate(terms.fundings):
        if uow.budgets.find(funding.budget_id) is None:
            yield Fault(f"#/fundings/{position}/budget_id", "budget.unknown", "No budget of the tenant.")
    for position, project_id in enumerate(terms.project_ids):
        if uow.projects.find(project_id) is None:
            yield Fault(f"#/project_ids/{position}", "project.unknown", "No project of the tenant.")
    for position, community_id in enumerate(terms.community_ids):
        if uow.communities.find(community_id) is None:
            yield Fault(f"#/community_ids/{position}", "community.unknown", "No community of the tenant.")


def _closed_budgets(terms: CallTerms, uow: OutsourcingUnitOfWork, given: dict[str, int]) -> Iterator[Fault]:
    """given: what each budget has set aside for the call already."""
    for position, funding in enumerate(terms.fundings):
        budget = uow.budgets.find(funding.budget_id)
        if budget is not None and budget.state != "open" and funding.amount_minor > given.get(budget.id, 0):
            yield Fault(f"#/fundings/{position}/budget_id", "budget.closed", "It takes no new reservations.")


def _unfit_projects(terms: CallTerms, uow: OutsourcingUnitOfWork, wanted: set[str]) -> Iterator[Fault]:
    """wanted: by the call already."""
    for position, project_id in enumerate(terms.project_ids):
        project = uow.projects.find(project_id)
        if project is None:
            continue
        if project.state != "planned" and project_id not in wanted:
            yield Fault(f"#/project_ids/{position}", "project.not_planned", f"It is {project.state}.")
        if terms.community_ids and project.community_id not in terms.community_ids:
            yield Fault(f"#/project_ids/{position}", "project.elsewhere", "Not in the communities of the call.")
