"""The tenant's contracts, their versions and milestones."""

from collections.abc import Collection

from sqlalchemy import Select, func, select

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

    @property
    def all(self) -> Select[Contract]:
        return select(Contract).where(Contract.tenant_id == self.tenant_id)

    def find_of_award(self, award_id: str) -> Contract | None:
        return self.session.scalar(self.all.where(Contract.award_id == award_id))

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

    @property
    def all(self) -> Select[Milestone]:
        return select(Milestone).where(Milestone.tenant_id == self.tenant_id)

    def of_contract(self, contract_id: str) -> list[Milestone]:
        """All that there ever were, in their order."""
        query = self.all.where(Milestone.contract_id == contract_id)
        return list(self.session.scalars(query.order_by(Milestone.position, Milestone.id)))

    def open_of(self, contract_id: str) -> list[Milestone]:
        return [one for one in self.of_contract(contract_id) if one.state in OPEN]
