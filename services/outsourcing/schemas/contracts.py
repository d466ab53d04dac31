"""Contracts as both their sides get them."""

from collections.abc import Collection, Sequence

from services.outsourcing.model.contracts import Contract, ContractSignature, ContractVersion
from services.outsourcing.repository import OutsourcingUnitOfWork
from shared.messages.outsourcing import contracts as messages
from shared.messages.wire import decode, from_plain


def terms_of(version: ContractVersion) -> messages.ContractTerms:
    return from_plain(decode(version.content), messages.ContractTerms)


def contract_shape(contract: Contract, uow: OutsourcingUnitOfWork) -> messages.Contract:
    """With the version that stands and the one that is proposed; what was changed is written before it is read."""
    uow.session.flush()
    found = [uow.contracts.find_version(contract.id, state) for state in ("standing", "proposed")]
    standing, proposed = version_shapes(found, uow)
    if standing is None:
        raise LookupError("each contract has a version that stands")
    money = uow.ledger.balances("contract", [contract.id]).get(contract.id, {})
    return messages.Contract(
        id=contract.id,
        call_id=contract.call_id,
        award_id=contract.award_id,
        project_id=contract.project_id,
        community_id=contract.community_id,
        organisation_id=contract.organisation_id,
        organisation_name=uow.organisations.names_of({contract.organisation_id}).get(contract.organisation_id),
        title=contract.title,
        amount_minor=contract.amount_minor,
        currency="CNY",
        accepted_minor=money.get("accepted", 0),
        requested_minor=money.get("requested", 0),
        paid_minor=money.get("paid", 0),
        state=contract.state,
        starts_on=contract.starts_on,
        ends_on=contract.ends_on,
        standing=standing,
        proposed=proposed,
        payments_stopped_at=contract.payments_stopped_at,
        reason=contract.reason,
        drafted_at=contract.drafted_at,
        signed_at=contract.signed_at,
        ended_at=contract.ended_at,
        version=contract.version,
    )


def summary_shapes(contracts: Collection[Contract], uow: OutsourcingUnitOfWork) -> list[messages.ContractSummary]:
    names = uow.organisations.names_of({one.organisation_id for one in contracts})
    return [
        messages.ContractSummary(
            id=one.id,
            call_id=one.call_id,
            award_id=one.award_id,
            project_id=one.project_id,
            community_id=one.community_id,
            organisation_id=one.organisation_id,
            organisation_name=names.get(one.organisation_id),
            title=one.title,
            amount_minor=one.amount_minor,
            state=one.state,
            starts_on=one.starts_on,
            ends_on=one.ends_on,
            payments_stopped_at=one.payments_stopped_at,
            signed_at=one.signed_at,
        )
        for one in contracts
    ]


def version_shapes(
    versions: Sequence[ContractVersion | None], uow: OutsourcingUnitOfWork
) -> list[messages.ContractVersion | None]:
    """Each with who has signed it."""
    signatures = uow.contracts.signatures_of([one.id for one in versions if one])
    return [_version(one, signatures[one.id]) if one else None for one in versions]


def _version(version: ContractVersion, signatures: Sequence[ContractSignature]) -> messages.ContractVersion:
    return messages.ContractVersion(
        id=version.id,
        contract_id=version.contract_id,
        number=version.number,
        state=version.state,
        terms=terms_of(version),
        text=version.content,
        sha256=version.sha256,
        proposed_by=version.proposed_by,
        reason=version.reason,
        signatures=[
            messages.Signature(
                side=one.side,
                signatory_name=one.signatory_name,
                signatory_title=one.signatory_title,
                sha256=one.sha256,
                signed_at=one.signed_at,
            )
            for one in signatures
        ],
        written_at=version.written_at,
    )
