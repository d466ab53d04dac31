"""Proposals as organisations write them, submit them, and take them back."""

import secrets
from collections.abc import Mapping

from services.outsourcing.handlers.proposal_checks import (
    check_content,
    check_organisation,
    check_partners,
    check_project,
    get_open_call,
    get_own,
)
from services.outsourcing.handlers.proposal_saving import ask_partners, digest_of_project, new_version, save_version
from services.outsourcing.model.proposals import Proposal
from services.outsourcing.repository import OutsourcingUnitOfWork
from services.outsourcing.schemas.proposals import proposal_shape, read_proposal, receipt_shape
from shared.clock import day_of
from shared.errors import Conflict, Forbidden
from shared.ids import new_id
from shared.messages.declare import Command
from shared.messages.outsourcing import proposals as messages
from shared.service import Handler

# Without those that are taken for one another.
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
NUMBER_LENGTH = 10


def draft_proposal(command: messages.DraftProposal, uow: OutsourcingUnitOfWork) -> messages.Proposal:
    """
    Write a proposal for a call, sealed: only the organisation and the partners that it names can read it.

    Raises:
        NotFound: `call.unknown`.
        Forbidden: `access.denied`, no social organisation.
        Conflict: `call.closed`; `proposal.exists`, the organisation has one for this project, which is named.
        Invalid: `proposal.unfit`, the project isn't one of the call's.

    Publishes:
        PartnerAsked, for each partner.
    """
    if uow.actor.role != "organisation" or uow.actor.organisation_id is None:
        raise Forbidden("access.denied")
    call, content = get_open_call(command.call_id, uow), command.content
    check_project(content, call)
    digest = digest_of_project(call.id, content, uow)
    _check_alone(call.id, uow.actor.organisation_id, digest, uow)
    proposal = Proposal(
        id=new_id(),
        tenant_id=uow.tenant_id,
        call_id=call.id,
        organisation_id=uow.actor.organisation_id,
        project_digest=digest,
        state="draft",
        saved_version=1,
        drafted_at=uow.now,
        saved_at=uow.now,
    )
    version = new_version(proposal, 1, content, (), uow)
    proposal.sha256 = version.sha256
    uow.session.add(proposal)
    uow.session.flush()  # its version and its partners refer to it
    uow.session.add(version)
    uow.subject = proposal.subject
    ask_partners(proposal, content, uow)
    return proposal_shape(proposal, uow)


def save_proposal(command: messages.SaveProposal, uow: OutsourcingUnitOfWork) -> messages.Proposal:
    """
    Let another content stand in a draft; the one before stays as an earlier version. The same once more changes
    nothing.

    Raises:
        NotFound, Forbidden, PreconditionFailed, Conflict: as `get_own`.
        Conflict: `proposal.exists`, the organisation has another one for this project, which is named.
        Invalid: `proposal.unfit`, the project isn't one of the call's.

    Publishes:
        PartnerAsked, for each partner who is new, or has answered what stood before.
    """
    proposal, call = get_own(command.proposal_id, messages.SaveProposal, uow)
    check_project(command.content, call)
    digest = digest_of_project(call.id, command.content, uow)
    if digest != proposal.project_digest:
        _check_alone(call.id, proposal.organisation_id, digest, uow)
    written = read_proposal(proposal, uow)
    if written is None or written.content != command.content:
        save_version(proposal, messages.SaveProposal, command.content, written.files if written else (), uow)
    return proposal_shape(proposal, uow)


def submit_proposal(command: messages.SubmitProposal, uow: OutsourcingUnitOfWork) -> messages.ProposalReceipt:
    """
    Submit what stands, with all its partners, and give a receipt.

    Raises:
        NotFound, Forbidden, PreconditionFailed, Conflict: as `get_own`.
        Conflict: as `check_organisation`; `proposal.partner_missing`; `proposal.unreadable`.
        Invalid: `proposal.unfit`, with all that doesn't fit the call.

    Publishes:
        ProposalSubmitted.
    """
    return _submit(command.proposal_id, messages.SubmitProposal, uow)


def confirm_proposal(command: messages.ConfirmProposal, uow: OutsourcingUnitOfWork) -> messages.ProposalReceipt:
    """
    Submit what stands once more, for the call was amended; it is held against the call as it is now.

    Raises:
        NotFound, Forbidden, PreconditionFailed, Conflict, Invalid: as `submit_proposal`.

    Publishes:
        ProposalSubmitted.
    """
    return _submit(command.proposal_id, messages.ConfirmProposal, uow)


def revise_proposal(command: messages.ReviseProposal, uow: OutsourcingUnitOfWork) -> messages.Proposal:
    """
    Let a submitted proposal be a draft again: it has to be asked for, so that nobody takes it back by saving.

    Raises:
        NotFound, Forbidden, PreconditionFailed, Conflict: as `get_own`.

    Publishes:
        ProposalRevised.
    """
    proposal, _ = get_own(command.proposal_id, messages.ReviseProposal, uow)
    uow.record(proposal.revise())
    return proposal_shape(proposal, uow)


def withdraw_proposal(command: messages.WithdrawProposal, uow: OutsourcingUnitOfWork) -> messages.Proposal:
    """
    Take a proposal back for good. What it says is never opened.

    Raises:
        NotFound, Forbidden, PreconditionFailed, Conflict: as `get_own`.

    Publishes:
        ProposalWithdrawn.
    """
    proposal, _ = get_own(command.proposal_id, messages.WithdrawProposal, uow)
    uow.record(proposal.withdraw())
    return proposal_shape(proposal, uow)


def _submit(proposal_id: str, command: type[Command], uow: OutsourcingUnitOfWork) -> messages.ProposalReceipt:
    proposal, call = get_own(proposal_id, command, uow)
    check_organisation(proposal.organisation_id, call, uow)
    written = read_proposal(proposal, uow)
    if written is None:
        raise Conflict("proposal.unreadable")
    check_content(written.content, call, proposal, uow)
    check_partners(proposal, uow)
    receipt, submitted = proposal.submit(command, _new_number(uow), uow.now)
    uow.session.add(receipt)
    uow.record(submitted)
    return receipt_shape(receipt, proposal)


def _new_number(uow: OutsourcingUnitOfWork) -> str:
    """Random, for one that is counted up would tell how many there are."""
    drawn = "".join(secrets.choice(LETTERS) for _ in range(NUMBER_LENGTH))
    return f"SB-{day_of(uow.now).year}-{drawn}"


def _check_alone(call_id: str, organisation_id: str, project_digest: str, uow: OutsourcingUnitOfWork) -> None:
    if live := uow.proposals.find_live(call_id, organisation_id, project_digest):
        raise Conflict("proposal.exists", f"Proposal {live.id}.")


COMMANDS: Mapping[type[Command], Handler] = {
    messages.DraftProposal: draft_proposal,
    messages.SaveProposal: save_proposal,
    messages.SubmitProposal: submit_proposal,
    messages.ConfirmProposal: confirm_proposal,
    messages.ReviseProposal: revise_proposal,
    messages.WithdrawProposal: withdraw_proposal,
}
