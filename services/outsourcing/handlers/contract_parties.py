"""Who acts on a contract, and how its sides sign."""

from typing import Protocol

from services.outsourcing.model.contracts import Contract, ContractSignature, ContractVersion
from services.outsourcing.repository import OutsourcingUnitOfWork
from shared.errors import Conflict, Forbidden
from shared.messages.outsourcing.contracts import ContractSide


class Signed(Protocol):
    """What each command by which somebody signs has."""

    @property
    def sha256(self) -> str: ...
    @property
    def signatory_name(self) -> str: ...
    @property
    def signatory_title(self) -> str: ...


def side_of(contract: Contract, uow: OutsourcingUnitOfWork) -> ContractSide | None:
    """For which side the actor acts; None for neither."""
    if uow.has_oversight:
        return "department"
    return "organisation" if uow.is_organisation(contract.organisation_id) else None


def get_run(contract_id: str, uow: OutsourcingUnitOfWork) -> Contract:
    """
    A contract of the acting department, as the caller has read it; the log tells of it.

    Raises:
        NotFound: `contract.unknown`.
        Forbidden: `access.denied`, not the department.
        PreconditionFailed: `precondition.failed`.
    """
    contract = uow.contracts.get(contract_id)
    if not uow.has_oversight:
        raise Forbidden("access.denied")
    return _as_read(contract, uow)


def get_signing(contract_id: str, uow: OutsourcingUnitOfWork) -> Contract:
    """
    A contract of which the actor is a side, as the caller has read it; the log tells of it.

    Raises:
        NotFound: `contract.unknown`.
        Forbidden: `contract.not_yours`.
        PreconditionFailed: `precondition.failed`.
    """
    contract = uow.contracts.get(contract_id)
    if side_of(contract, uow) is None:
        raise Forbidden("contract.not_yours")
    return _as_read(contract, uow)


def check_may_sign(contract: Contract, uow: OutsourcingUnitOfWork) -> None:
    """
    Hold that the organisation may bind itself still, and its partners too.

    Raises:
        Conflict: `organisation.closed`; `organisation.banned`.
    """
    organisation = uow.organisations.get(contract.organisation_id)
    if not organisation.is_open:
        raise Conflict("organisation.closed")
    if uow.bans.is_banned(contract.organisation_id, *uow.awards.get(contract.award_id).partner_ids):
        raise Conflict("organisation.banned")


def sign_version(version: ContractVersion, contract: Contract, signed: Signed, uow: OutsourcingUnitOfWork) -> None:
    """
    Keep that the actor's side has signed a version: who, when, and the digest of what.

    Raises:
        Conflict: `contract.signed_already`; `contract.text_changed`; as `check_may_sign`.
    """
    side = side_of(contract, uow)
    if side is None:
        raise LookupError("neither side")
    if any(one.side == side for one in uow.contracts.signatures_of([version.id])[version.id]):
        raise Conflict("contract.signed_already")
    if signed.sha256 != version.sha256:
        raise Conflict("contract.text_changed")
    check_may_sign(contract, uow)
    uow.session.add(
        ContractSignature(
            version_id=version.id,
            side=side,
            tenant_id=uow.tenant_id,
            signatory_name=signed.signatory_name,
            signatory_title=signed.signatory_title,
            client_id=uow.actor.client_id,
            sha256=version.sha256,
            signed_at=uow.now,
        )
    )


def _as_read(contract: Contract, uow: OutsourcingUnitOfWork) -> Contract:
    uow.expect(contract.version)
    uow.subject = contract.subject
    return contract
