"""Opened proposals are admitted to the review of their call, or rejected."""

from collections.abc import Mapping
from dataclasses import replace

from services.outsourcing.handlers.conflicts import assign_reviews
from services.outsourcing.model.proposals import Proposal
from services.outsourcing.model.reviewers import Reviewer
from services.outsourcing.repository import OutsourcingUnitOfWork
from services.outsourcing.schemas.reviews import checked_shape
from shared.errors import Forbidden
from shared.messages.declare import Command
from shared.messages.outsourcing import conclusions as messages
from shared.messages.outsourcing.proposal_states import PROPOSAL_STATES
from shared.service import Handler


def admit_proposal(command: messages.AdmitProposal, uow: OutsourcingUnitOfWork) -> messages.CheckedProposal:
    """
    Find a proposal formally in order: it is given to all reviewers who have declared and are tied to no bidder.

    Raises:
        NotFound: `proposal.unknown`.
        Forbidden: `access.denied`, not the department.
        PreconditionFailed: `precondition.failed`.
        Conflict: `proposal.not_in_step`; `call.not_in_step`.

    Publishes:
        ProposalAdmitted, to its owner and partners.
    """
    proposal = _get(command.proposal_id, messages.AdmitProposal, uow)
    uow.record(replace(proposal.admit(uow.now), partner_ids=_partner_ids(proposal, uow)))
    uow.session.flush()
    bidders = uow.reviews.bidders_of(proposal.call_id)
    ready = uow.reviewers.of_call(proposal.call_id).where(Reviewer.state == "ready").order_by(Reviewer.id)
    for reviewer in uow.session.scalars(ready).all():
        assign_reviews(reviewer, [proposal.id], bidders, uow)
    return checked_shape(proposal)


def reject_proposal(command: messages.RejectProposal, uow: OutsourcingUnitOfWork) -> messages.CheckedProposal:
    """
    Find that a proposal isn't formally in order, or can't be read: it isn't reviewed.

    Raises:
        NotFound, Forbidden, PreconditionFailed, Conflict: as `admit_proposal`.

    Publishes:
        ProposalRejected, with the reason, to its owner and partners.
    """
    proposal = _get(command.proposal_id, messages.RejectProposal, uow)
    uow.record(replace(proposal.reject(command.reason, uow.now), partner_ids=_partner_ids(proposal, uow)))
    uow.reason = command.reason
    return checked_shape(proposal)


def _partner_ids(proposal: Proposal, uow: OutsourcingUnitOfWork) -> list[str]:
    return uow.proposals.partner_ids_of([proposal.id])[proposal.id]


def _get(proposal_id: str, command: type[Command], uow: OutsourcingUnitOfWork) -> Proposal:
    proposal = uow.proposals.get(proposal_id)
    if not uow.has_oversight:
        raise Forbidden("access.denied")
    uow.expect(proposal.version)
    uow.subject = proposal.subject
    PROPOSAL_STATES.follow(command, proposal.state)
    uow.calls.get(proposal.call_id).check_reviewable(command)
    return proposal


COMMANDS: Mapping[type[Command], Handler] = {
    messages.AdmitProposal: admit_proposal,
    messages.RejectProposal: reject_proposal,
}
