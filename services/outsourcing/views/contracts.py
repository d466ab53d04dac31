"""Contracts as they are shown to both sides and to the community of their project."""

from collections.abc import Mapping

from sqlalchemy import or_

from services.outsourcing.model.contracts import Contract, ContractVersion
from services.outsourcing.repository import OutsourcingUnitOfWork
from services.outsourcing.schemas.contracts import contract_shape, summary_shapes, version_shapes
from shared.errors import Forbidden
from shared.messages.declare import Query
from shared.messages.outsourcing import contracts as messages
from shared.paging import read_page
from shared.service import Handler


def show_contract(query: messages.ShowContract, uow: OutsourcingUnitOfWork) -> messages.Contract:
    """
    Raises:
        NotFound: `contract.unknown`.
        Forbidden: `contract.not_yours`.
    """
    return contract_shape(_get_readable(query.contract_id, uow), uow)


def list_contracts(query: messages.ListContracts, uow: OutsourcingUnitOfWork) -> messages.ContractPage:
    """
    Raises:
        Forbidden: `access.denied`.
    """
    rows = uow.contracts.all
    if not uow.has_oversight:
        own = uow.actor.organisation_id
        if uow.actor.role == "organisation" and own:
            rows = rows.where(or_(Contract.organisation_id == own, Contract.project_id.in_(uow.projects.run_by(own))))
        elif uow.actor.role == "community" and own:
            rows = rows.where(Contract.community_id == own, Contract.signed_at.is_not(None))
        else:
            raise Forbidden("access.denied")
    for column, value in (
        (Contract.state, query.state),
        (Contract.call_id, query.call_id),
        (Contract.project_id, query.project_id),
        (Contract.organisation_id, query.organisation_id),
    ):
        if value is not None:
            rows = rows.where(column == value)
    items, following = read_page(
        uow.session, rows, Contract.id, after=query.after, limit=query.limit, order=query.order
    )
    return messages.ContractPage(items=summary_shapes(items, uow), next=following)


def list_contract_versions(
    query: messages.ListContractVersions, uow: OutsourcingUnitOfWork
) -> messages.ContractVersionPage:
    """
    Raises:
        NotFound: `contract.unknown`.
        Forbidden: `contract.not_yours`.
    """
    contract = _get_readable(query.contract_id, uow)
    items, following = read_page(
        uow.session,
        uow.contracts.versions(contract.id),
        ContractVersion.id,
        after=query.after,
        limit=query.limit,
        order=query.order,
    )
    shapes = [one for one in version_shapes(items, uow) if one]
    return messages.ContractVersionPage(items=shapes, next=following)


def _get_readable(contract_id: str, uow: OutsourcingUnitOfWork) -> Contract:
    """To its sides and partners always; to the community once both have signed."""
    contract = uow.contracts.get(contract_id)
    is_of_community = contract.signed_at is not None and uow.is_community(contract.community_id)
    is_side = uow.has_oversight or uow.is_organisation(contract.organisation_id)
    if not (is_side or is_of_community or uow.runs(uow.projects.get(contract.project_id))):
        raise Forbidden("contract.not_yours")
    return contract


QUERIES: Mapping[type[Query], Handler] = {
    messages.ShowContract: show_contract,
    messages.ListContracts: list_contracts,
    messages.ListContractVersions: list_contract_versions,
}
