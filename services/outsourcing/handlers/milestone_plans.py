"""The milestones of a contract, as its terms have them."""

from collections.abc import Sequence

from services.outsourcing.model.contracts import Contract
from services.outsourcing.model.milestones import Milestone
from services.outsourcing.repository import OutsourcingUnitOfWork
from shared.messages.outsourcing.contracts import ContractMilestone


def plan_milestones(contract: Contract, terms: Sequence[ContractMilestone], uow: OutsourcingUnitOfWork) -> None:
    """Begin the milestones of a contract that is in force from now on."""
    for position, one in enumerate(terms):
        plan_milestone(contract, one, position, uow)


def plan_milestone(contract: Contract, terms: ContractMilestone, position: int, uow: OutsourcingUnitOfWork) -> None:
    milestone = Milestone(
        id=terms.milestone_id,
        tenant_id=contract.tenant_id,
        contract_id=contract.id,
        call_id=contract.call_id,
        award_id=contract.award_id,
        project_id=contract.project_id,
        community_id=contract.community_id,
        organisation_id=contract.organisation_id,
        title=contract.title,
        accepted_minor=0,
        state="planned",
        attempt=0,
        is_extended=False,
        raters=0,
        is_final=False,
    )
    milestone.write(terms, position)
    uow.session.add(milestone)
    uow.schedule(milestone.subject, milestone.schedule(uow.now), is_new=True)
