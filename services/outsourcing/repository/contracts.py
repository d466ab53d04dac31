"""The tenant's contracts, their versions and milestones."""

from collections.abc import Collection

from sqlalchemy import Select, func, select

from services.outsourcing.model.budgets import Budget
from services.outsourcing.model.call_parts import CallFunding
from services.outsourcing.model.calls import Call
from services.outsourcing.model.contracts import Contract, ContractSignature, ContractVersion
from services.outsourcing.model.milestones import OPEN, Milestone
from services.outsourcing.repository.rows import Rows
from shared.bulk import is_one_of
from shared.errors import NotFound
from shared.messages.outsourcing.contracts import VersionState


class Contracts(Rows[Contract]):
    """A contract changes only by who holds its row; until it is signed, by who holds the call's too."""

    kind = Contract
    unknown = "contract.unknown"

    def find_of_award(self, award_id: str) -> Contract | None:
        return self.session.scalar(self.all.where(Contract.award_id == award_id))

    def get_in_force(self, project_id: str) -> Contract:
        """
        Raises:
            NotFound: `contract.unknown`.
        """
        found = self.session.scalar(self.all.where(Contract.project_id == project_id, Contract.state == "active"))
        if found is None:
            raise NotFound("contract.unknown")
        return found

    def versions(self, contract_id: str) -> Select[ContractVersion]:
        return select(ContractVersion).where(ContractVersion.contract_id == contract_id)

    def find_version(self, contract_id: str, state: VersionState) -> ContractVersion | None:
        """The version that stands, or the one that is proposed: of each there is one at most."""
        return self.session.scalar(self.versions(contract_id).where(ContractVersion.state == state))

    def get_version(self, contract_id: str, state: VersionState) -> ContractVersion:
        """
        Raises:
            NotFound: `contract_amendment.none`, nothing is proposed.
        """
        found = self.find_version(contract_id, state)
        if found is None:
            raise NotFound("contract_amendment.none")
        return found

    def last_number(self, contract_id: str) -> int:
        query = select(func.max(ContractVersion.number)).where(ContractVersion.contract_id == contract_id)
        return self.session.scalar(query) or 0

    def signatures_of(self, version_ids: Collection[str]) -> dict[str, list[ContractSignature]]:
        """Of each of these versions, in the order in which they were given."""
        found: dict[str, list[ContractSignature]] = {one: [] for one in version_ids}
        query = select(ContractSignature).where(is_one_of(self.session, ContractSignature.version_id, version_ids))
        for one in self.session.scalars(query.order_by(ContractSignature.signed_at, ContractSignature.side)):
            found[one.version_id].append(one)
        return found


class Milestones(Rows[Milestone]):
    """A milestone changes only by who holds its contract's row."""

    kind = Milestone
    unknown = "milestone.unknown"

    def of_contract(self, contract_id: str) -> list[Milestone]:
        """All that there ever were, in their order."""
        query = self.all.where(Milestone.contract_id == contract_id)
        return list(self.session.scalars(query.order_by(Milestone.position, Milestone.id)))

    def of_project(self, project_id: str) -> list[Milestone]:
        """In the order in which they are due."""
        query = self.all.where(Milestone.project_id == project_id)
        return list(self.session.scalars(query.order_by(Milestone.due_on, Milestone.position)))

    def open_of(self, contract_id: str) -> list[Milestone]:
        return [one for one in self.of_contract(contract_id) if one.state in OPEN]

    def find_held(self, milestone_id: str) -> Milestone | None:
        """For an event about it: all is held that a command about it holds, in the same order, and it is read anew."""
        found = self.find(milestone_id)
        if found is None:
            return None
        paying = select(CallFunding.budget_id).where(CallFunding.call_id == found.call_id)
        for kind, ids in ((Budget, paying), (Call, [found.call_id]), (Contract, [found.contract_id])):
            held = select(kind.id).where(kind.id.in_(ids)).order_by(kind.id)
            self.session.execute(held.with_for_update(key_share=True))
        self.session.refresh(found)
        return found
