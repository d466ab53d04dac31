"""Contracts: drafted for an award, signed by both sides, and in force from then on."""

from collections.abc import Mapping, Sequence

from services.outsourcing.handlers.awarding import settle_call
from services.outsourcing.handlers.contract_parties import get_run, get_signing, side_of, sign_version
from services.outsourcing.handlers.milestone_plans import plan_milestones
from services.outsourcing.model.awards import Award
from services.outsourcing.model.canonical import digest_of
from services.outsourcing.model.contract_terms import check_terms, text_of, with_amounts, with_residents
from services.outsourcing.model.contracts import Contract, ContractVersion
from services.outsourcing.repository import OutsourcingUnitOfWork
from services.outsourcing.repository.postings import About
from services.outsourcing.schemas.contracts import contract_shape, terms_of
from services.outsourcing.schemas.proposals import read_proposal
from shared.errors import Conflict, Forbidden
from shared.ids import new_id
from shared.messages.declare import Command
from shared.messages.outsourcing import contracts as messages
from shared.messages.outsourcing.contract_states import CONTRACT_STATES
from shared.messages.outsourcing.terms import ProposalContent
from shared.service import Handler


def draft_contract(command: messages.DraftContract, uow: OutsourcingUnitOfWork) -> messages.Contract:
    """
    Write the contract of an active award; its amount is the award's.

    Raises:
        NotFound: `award.unknown`.
        Forbidden: `access.denied`, not the department.
        Conflict: `award.not_active`; `contract.exists`.
        Invalid: `contract.unfit`, with all that doesn't fit together.

    Publishes:
        ContractDrafted.
    """
    award = uow.awards.get(command.award_id)
    if not uow.has_oversight:
        raise Forbidden("access.denied")
    if award.state != "active":
        raise Conflict("award.not_active", f"It is {award.state}.")
    if uow.contracts.find_of_award(award.id):
        raise Conflict("contract.exists")
    proposed = _proposed(award, uow)
    contract = Contract(
        id=new_id(),
        tenant_id=uow.tenant_id,
        call_id=award.call_id,
        award_id=award.id,
        proposal_id=award.proposal_id,
        project_id=award.project_id,
        community_id=award.community_id,
        organisation_id=award.organisation_id,
        title=award.title,
        amount_minor=award.amount_minor,
        starts_on=command.starts_on or proposed.starts_on,
        ends_on=command.ends_on or proposed.ends_on,
        state="draft",
        drafted_at=uow.now,
    )
    milestones = command.milestones if command.milestones is not None else _of_proposal(proposed)
    check_terms(contract.starts_on, contract.ends_on, milestones)
    uow.session.add(contract)
    uow.session.flush()  # its version refers to it
    version = _write(contract, command.text, milestones, uow)
    uow.record(contract.draft(version.sha256))
    return contract_shape(contract, uow)


def edit_contract(command: messages.EditContract, uow: OutsourcingUnitOfWork) -> messages.Contract:
    """
    Write a draft anew.

    Raises:
        NotFound: `contract.unknown`.
        Forbidden: `access.denied`, not the department.
        PreconditionFailed: `precondition.failed`.
        Conflict: `contract.not_in_step`.
        Invalid: `contract.unfit`.

    Publishes:
        ContractDrafted.
    """
    contract = get_run(command.contract_id, uow)
    CONTRACT_STATES.follow(messages.EditContract, contract.state)
    check_terms(command.starts_on, command.ends_on, command.milestones)
    contract.rewrite(command.starts_on, command.ends_on)
    version = uow.contracts.get_version(contract.id, "standing")
    terms = _terms(contract, command.text, command.milestones)
    version.content = text_of(terms)
    version.sha256, version.written_at = digest_of(version.content), uow.now
    uow.record(contract.draft(version.sha256))
    return contract_shape(contract, uow)


def sign_contract(command: messages.SignContract, uow: OutsourcingUnitOfWork) -> messages.Contract:
    """
    Have a side sign the text as it stands; with the second signature it is in force: its money is bound, its milestones
    are to be reached, and the project begins.

    Raises:
        NotFound: `contract.unknown`.
        Forbidden: `contract.not_yours`, neither the department nor the organisation.
        PreconditionFailed: `precondition.failed`.
        Conflict: `contract.not_in_step`; `contract.signed_already`; `contract.text_changed`, it isn't the text that
            stands; as `check_may_sign`.

    Publishes:
        ContractSigned, AwardSigned and ProjectStarted, with the second signature; CallConcluded, with the last award.
    """
    contract = get_signing(command.contract_id, uow)
    CONTRACT_STATES.follow(messages.SignContract, contract.state)
    version = uow.contracts.get_version(contract.id, "standing")
    sign_version(version, contract, command, uow)
    if signed := contract.sign(uow.awards.get(contract.award_id).partner_ids, uow.now):
        uow.record(signed)
        _put_in_force(contract, version, uow)
    return contract_shape(contract, uow)


def unsign_contract(command: messages.UnsignContract, uow: OutsourcingUnitOfWork) -> messages.Contract:
    """
    Take a signature back, until the other side has signed.

    Raises:
        NotFound, Forbidden, PreconditionFailed, Conflict: as `sign_contract`.
        Conflict: `contract.not_signed`, by this side.
    """
    contract = get_signing(command.contract_id, uow)
    contract.unsign()
    version = uow.contracts.get_version(contract.id, "standing")
    side = side_of(contract, uow)
    given = [one for one in uow.contracts.signatures_of([version.id])[version.id] if one.side == side]
    if not given:
        raise Conflict("contract.not_signed")
    for one in given:
        uow.session.delete(one)
    return contract_shape(contract, uow)


def _put_in_force(contract: Contract, version: ContractVersion, uow: OutsourcingUnitOfWork) -> None:
    award = uow.awards.get(contract.award_id)
    about = About(call_id=contract.call_id, award_id=contract.award_id, contract_id=contract.id)
    uow.ledger.commit(contract.amount_minor, about)
    uow.record(award.sign(messages.SignContract))
    uow.schedule(award.subject, award.schedule())
    terms = terms_of(version)
    plan_milestones(contract, terms.milestones, uow)
    project = uow.projects.get(contract.project_id)
    uow.projects.put_partners(project.id, award.partner_ids)
    uow.record(
        project.start(
            messages.SignContract,
            contract.organisation_id,
            award.partner_ids,
            starts_on=contract.starts_on,
            ends_on=contract.ends_on,
        )
    )
    call = uow.calls.get(contract.call_id)
    settle_call(messages.SignContract, call, uow)
    uow.track_records.add(
        contract.organisation_id,
        "contract_signed",
        call_id=contract.call_id,
        project_id=contract.project_id,
        value=contract.amount_minor,
    )


def _proposed(award: Award, uow: OutsourcingUnitOfWork) -> ProposalContent:
    written = read_proposal(uow.proposals.get(award.proposal_id), uow)
    if written is None:
        raise LookupError("what is awarded was read by its reviewers")
    return written.content


def _of_proposal(content: ProposalContent) -> list[messages.MilestoneTerms]:
    return [
        messages.MilestoneTerms(
            name=one.name, share_percent=one.share_percent, due_on=one.due_on, deliverables=one.deliverables
        )
        for one in content.milestones
    ]


def _write(
    contract: Contract, text: str, milestones: Sequence[messages.MilestoneTerms], uow: OutsourcingUnitOfWork
) -> ContractVersion:
    content = text_of(_terms(contract, text, milestones))
    version = ContractVersion(
        id=new_id(),
        tenant_id=uow.tenant_id,
        contract_id=contract.id,
        number=1,
        state="standing",
        content=content,
        sha256=digest_of(content),
        written_at=uow.now,
    )
    uow.session.add(version)
    return version


def _terms(contract: Contract, text: str, milestones: Sequence[messages.MilestoneTerms]) -> messages.ContractTerms:
    return messages.ContractTerms(
        contract_id=contract.id,
        award_id=contract.award_id,
        project_id=contract.project_id,
        organisation_id=contract.organisation_id,
        title=contract.title,
        text=text,
        starts_on=contract.starts_on,
        ends_on=contract.ends_on,
        amount_minor=contract.amount_minor,
        currency="CNY",
        subcontracting="forbidden",
        milestones=with_amounts(with_residents(milestones), contract.amount_minor, [new_id() for _ in milestones]),
    )


COMMANDS: Mapping[type[Command], Handler] = {
    messages.DraftContract: draft_contract,
    messages.EditContract: edit_contract,
    messages.SignContract: sign_contract,
    messages.UnsignContract: unsign_contract,
}
