"""Amendments of contracts: proposed and signed by one side, agreed to and signed by the other."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from services.outsourcing.handlers.contract_money import free_money
from services.outsourcing.handlers.contract_parties import get_signing, side_of, sign_version
from services.outsourcing.handlers.milestone_plans import plan_milestone
from services.outsourcing.model.canonical import digest_of
from services.outsourcing.model.contract_terms import due_faults, text_of, with_residents
from services.outsourcing.model.contracts import Contract, ContractVersion
from services.outsourcing.model.milestones import TO_COME, Milestone
from services.outsourcing.repository import OutsourcingUnitOfWork
from services.outsourcing.schemas.contracts import contract_shape, terms_of
from shared.clock import day_of
from shared.errors import Conflict, Fault, Forbidden, Invalid
from shared.ids import new_id
from shared.messages.declare import Command
from shared.messages.outsourcing import contracts as messages
from shared.messages.outsourcing.contract_events import AmendmentDropped, AmendmentProposed
from shared.messages.outsourcing.contract_states import CONTRACT_STATES
from shared.service import Handler


def amend_contract(command: messages.AmendContract, uow: OutsourcingUnitOfWork) -> messages.Contract:
    """
    Propose other terms, signed by the side that proposes them.

    Raises:
        NotFound: `contract.unknown`.
        Forbidden: `contract.not_yours`.
        PreconditionFailed: `precondition.failed`.
        Conflict: `contract.not_in_step`; `contract_amendment.pending`, one is proposed already; as `check_may_sign`.
        Invalid: `contract.unfit`, with all that doesn't fit together.

    Publishes:
        AmendmentProposed.
    """
    contract = get_signing(command.contract_id, uow)
    CONTRACT_STATES.follow(messages.AmendContract, contract.state)
    if uow.contracts.find_version(contract.id, "proposed"):
        raise Conflict("contract_amendment.pending")
    version = _propose(command, contract, uow)
    signed = messages.AgreeToAmendment(
        contract_id=contract.id,
        sha256=version.sha256,
        signatory_name=command.signatory_name,
        signatory_title=command.signatory_title,
    )
    sign_version(version, contract, signed, uow)
    contract.change(messages.AmendContract)
    uow.record(
        AmendmentProposed(
            contract_id=contract.id,
            social_organisation_id=contract.organisation_id,
            number=version.number,
            proposed_by=version.proposed_by or "department",
            sha256=version.sha256,
        )
    )
    uow.reason = command.reason
    return contract_shape(contract, uow)


def agree_to_amendment(command: messages.AgreeToAmendment, uow: OutsourcingUnitOfWork) -> messages.Contract:
    """
    Have the other side sign what is proposed: it stands from now on, and what the contract costs less is free.

    Raises:
        NotFound, Forbidden, PreconditionFailed, Conflict: as `amend_contract`.
        NotFound: `contract_amendment.none`.
        Conflict: `contract.signed_already`, by the side that has proposed it; `contract.text_changed`;
            `contract_amendment.overtaken`, a milestone that it changes was submitted meanwhile.

    Publishes:
        ContractAmended; ProjectRescheduled, where the last day is another; MilestoneSettled for what falls away.
    """
    contract = get_signing(command.contract_id, uow)
    CONTRACT_STATES.follow(messages.AgreeToAmendment, contract.state)
    version = uow.contracts.get_version(contract.id, "proposed")
    sign_version(version, contract, command, uow)
    terms = terms_of(version)
    _check_not_overtaken(contract, terms, uow)
    uow.contracts.get_version(contract.id, "standing").state = "replaced"
    uow.session.flush()  # one alone may stand
    version.state = "standing"
    ends_before, amount_before = contract.ends_on, contract.amount_minor
    uow.record(contract.amend(version, amount_minor=terms.amount_minor, ends_on=terms.ends_on))
    free_money(contract, amount_before - terms.amount_minor, uow)
    _replan(contract, terms.milestones, uow)
    if terms.ends_on != ends_before:
        uow.record(uow.projects.get(contract.project_id).reschedule(messages.AgreeToAmendment, terms.ends_on))
    return contract_shape(contract, uow)


def refuse_amendment(command: messages.RefuseAmendment, uow: OutsourcingUnitOfWork) -> messages.Contract:
    """
    Have the other side not agree: what stood stands.

    Raises:
        NotFound, Forbidden, PreconditionFailed, Conflict: as `agree_to_amendment`.
        Forbidden: `contract.not_yours`, who has proposed it takes it back.

    Publishes:
        AmendmentDropped.
    """
    contract = get_signing(command.contract_id, uow)
    CONTRACT_STATES.follow(messages.RefuseAmendment, contract.state)
    version = uow.contracts.get_version(contract.id, "proposed")
    if version.proposed_by == side_of(contract, uow):
        raise Forbidden("contract.not_yours")
    uow.reason = command.reason
    version.state = "refused"
    return _drop(contract, version, messages.RefuseAmendment, command.reason, uow)


def withdraw_amendment(command: messages.WithdrawAmendment, uow: OutsourcingUnitOfWork) -> messages.Contract:
    """
    Take back what this side has proposed.

    Raises:
        NotFound, Forbidden, PreconditionFailed, Conflict: as `agree_to_amendment`.
        Forbidden: `contract.not_yours`, the other side has proposed it.

    Publishes:
        AmendmentDropped.
    """
    contract = get_signing(command.contract_id, uow)
    CONTRACT_STATES.follow(messages.WithdrawAmendment, contract.state)
    version = uow.contracts.get_version(contract.id, "proposed")
    if version.proposed_by != side_of(contract, uow):
        raise Forbidden("contract.not_yours")
    version.state = "withdrawn"
    return _drop(contract, version, messages.WithdrawAmendment, None, uow)


def _propose(command: messages.AmendContract, contract: Contract, uow: OutsourcingUnitOfWork) -> ContractVersion:
    content = text_of(_amended(command, contract, uow))
    version = ContractVersion(
        id=new_id(),
        tenant_id=uow.tenant_id,
        contract_id=contract.id,
        number=uow.contracts.last_number(contract.id) + 1,
        state="proposed",
        content=content,
        sha256=digest_of(content),
        proposed_by=side_of(contract, uow),
        reason=command.reason,
        written_at=uow.now,
    )
    uow.session.add(version)
    uow.session.flush()  # its signature refers to it
    return version


def _drop(
    contract: Contract, version: ContractVersion, command: type[Command], reason: str | None, uow: OutsourcingUnitOfWork
) -> messages.Contract:
    contract.change(command)
    uow.record(
        AmendmentDropped(
            contract_id=contract.id,
            social_organisation_id=contract.organisation_id,
            number=version.number,
            reason=reason,
        )
    )
    return contract_shape(contract, uow)


def _amended(command: messages.AmendContract, contract: Contract, uow: OutsourcingUnitOfWork) -> messages.ContractTerms:
    """
    Raises:
        Invalid: `contract.unfit`.
    """
    standing = terms_of(uow.contracts.get_version(contract.id, "standing"))
    rows = {one.id: one for one in uow.milestones.of_contract(contract.id)}
    fixed = [one for one in standing.milestones if rows[one.milestone_id].state not in TO_COME]
    open_ = [one for one in standing.milestones if rows[one.milestone_id].state in TO_COME]
    if command.milestones is not None:
        open_ = with_residents([_milestone(one) for one in command.milestones]) if command.milestones else []
    milestones = [*fixed, *open_]
    terms = replace(
        standing,
        text=command.text or standing.text,
        ends_on=command.ends_on or standing.ends_on,
        milestones=milestones,
        amount_minor=sum(one.amount_minor for one in milestones),
    )
    if faults := _faults(command, terms, contract, rows, uow):
        raise Invalid("contract.unfit", errors=faults)
    return terms


def _milestone(one: messages.AmendedMilestone) -> messages.ContractMilestone:
    return messages.ContractMilestone(
        milestone_id=one.milestone_id or new_id(),
        name=one.name,
        amount_minor=one.amount_minor,
        due_on=one.due_on,
        deliverables=one.deliverables,
        acceptance=one.acceptance,
    )


def _faults(
    command: messages.AmendContract,
    terms: messages.ContractTerms,
    contract: Contract,
    rows: Mapping[str, Milestone],
    uow: OutsourcingUnitOfWork,
) -> list[Fault]:
    faults: list[Fault] = []
    if terms.ends_on < max(contract.starts_on, min(day_of(uow.now), contract.ends_on)):
        faults.append(Fault("#/ends_on", "out_of_range", "Before the first day, or before today."))
    given = command.milestones or []
    for index, one in enumerate(given):
        known = rows.get(one.milestone_id) if one.milestone_id else None
        if one.milestone_id and (known is None or known.state not in TO_COME):
            detail = "Not a milestone of this contract that isn't submitted yet."
            faults.append(Fault(f"#/milestones/{index}/milestone_id", "invalid", detail))
    if len({one.milestone_id for one in given if one.milestone_id}) < sum(1 for one in given if one.milestone_id):
        faults.append(Fault("#/milestones", "invalid", "A milestone stands twice."))
    if not terms.milestones:
        faults.append(Fault("#/milestones", "length", "A contract has a milestone at least."))
    elif not given and command.milestones is not None and terms.milestones[-1].acceptance is None:
        detail = "Nothing is left of which residents have a say."
        faults.append(Fault("#/milestones", "length", detail))
    if terms.amount_minor > contract.amount_minor:
        faults.append(Fault("#/milestones", "out_of_range", "Together more than the contract's amount."))
    faults += due_faults(terms.starts_on, terms.ends_on, [one.due_on for one in _open(terms, rows)])
    return faults


def _open(terms: messages.ContractTerms, rows: Mapping[str, Milestone]) -> list[messages.ContractMilestone]:
    return [one for one in terms.milestones if one.milestone_id not in rows or rows[one.milestone_id].state in TO_COME]


def _check_not_overtaken(contract: Contract, terms: messages.ContractTerms, uow: OutsourcingUnitOfWork) -> None:
    """Hold that the milestones that it leaves as they were are those that were submitted."""
    standing = {
        one.milestone_id: one for one in terms_of(uow.contracts.get_version(contract.id, "standing")).milestones
    }
    amended = {one.milestone_id: one for one in terms.milestones}
    for row in uow.milestones.of_contract(contract.id):
        if row.state not in TO_COME and row.state != "dropped" and amended.get(row.id) != standing.get(row.id):
            raise Conflict("contract_amendment.overtaken")


def _replan(contract: Contract, terms: Sequence[messages.ContractMilestone], uow: OutsourcingUnitOfWork) -> None:
    """Have the milestones that are to come be those of the terms; what isn't there any more falls away."""
    rows = uow.milestones.of_contract(contract.id)
    known, kept = {one.id: one for one in rows}, {one.milestone_id for one in terms}
    _make_way(rows, len(terms), uow)
    for row in rows:
        if row.state in TO_COME and row.id not in kept:
            uow.record(row.end(messages.AgreeToAmendment, 0, uow.now))
            uow.schedule(row.subject, row.schedule(uow.now))
    for position, one in enumerate(terms):
        found = known.get(one.milestone_id)
        if found is None:
            plan_milestone(contract, one, position, uow)
        elif found.state in TO_COME:
            found.amend(one, position, messages.AgreeToAmendment)
            uow.schedule(found.subject, found.schedule(uow.now))
        else:
            found.move_to(position)
    for position, row in enumerate((one for one in rows if one.id not in kept), start=len(terms)):
        row.move_to(position)


def _make_way(rows: Sequence[Milestone], count: int, uow: OutsourcingUnitOfWork) -> None:
    """Positions are unique at every moment: go beyond those that there are, and those that there will be."""
    beyond = max(len(rows) + count, *(row.position + 1 for row in rows))
    for row in rows:
        row.move_to(row.position + beyond)
    uow.session.flush()


COMMANDS: Mapping[type[Command], Handler] = {
    messages.AmendContract: amend_contract,
    messages.AgreeToAmendment: agree_to_amendment,
    messages.RefuseAmendment: refuse_amendment,
    messages.WithdrawAmendment: withdraw_amendment,
}
