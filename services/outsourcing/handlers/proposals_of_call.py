"""
What becomes of a call's proposals when the call goes on; the call's row is locked by then.

All of a call at once: however many there are, there are as many statements. They are written together at the end of
each function, before another query has the session write them one by one.
"""

import logging
from collections.abc import Mapping
from dataclasses import replace

from services.outsourcing.model.calls import Call
from services.outsourcing.model.proposals import IN, SEALED, VOIDABLE
from services.outsourcing.repository import OutsourcingUnitOfWork
from services.outsourcing.repository.proposals import unsealed
from services.outsourcing.schemas.proposals import proposal_shape
from shared.errors import Conflict, Forbidden
from shared.messages.declare import Command
from shared.messages.outsourcing import proposals as messages
from shared.messages.outsourcing.calls import OpenProposals
from shared.messages.outsourcing.proposal_states import PROPOSAL_STATES
from shared.service import Handler
from shared.versions import write_versions

log = logging.getLogger(__name__)


def unconfirm_proposals(call: Call, uow: OutsourcingUnitOfWork) -> None:
    """
    The call was amended: what is in waits to be confirmed by its owner, who has read it as it is now; what waits
    already is told once more.

    Publishes:
        ProposalUnconfirmed, to each owner.
    """
    for proposal in uow.proposals.hold(call.id, IN):
        uow.record(proposal.unconfirm(call.proposals_until))
    write_versions(uow.session)


def void_proposals(call: Call, reason: str, uow: OutsourcingUnitOfWork) -> None:
    """
    The call was cancelled: whatever is there has no object any more. What wasn't opened stays sealed.

    Publishes:
        ProposalVoided with the reason, to each owner and partner.
    """
    proposals = uow.proposals.hold(call.id, VOIDABLE)
    partner_ids = uow.proposals.partner_ids_of([one.id for one in proposals])
    for proposal in proposals:
        uow.record(replace(proposal.void(reason), partner_ids=partner_ids[proposal.id]))
    write_versions(uow.session)


def open_proposals_of(call: Call, uow: OutsourcingUnitOfWork) -> int:
    """
    The deadline is over: what is submitted is opened, the rest lapses. What isn't what its receipt says is damaged: it
    can't be read, and counts all the same, so that the call doesn't fail for it.

    Returns:
        How many were submitted.

    Publishes:
        ProposalOpened, ProposalDamaged or ProposalLapsed, to each owner and partner.
    """
    proposals = uow.proposals.hold(call.id, SEALED)
    kept, count = uow.proposals.submitted_of(call.id), 0
    partner_ids = uow.proposals.partner_ids_of([one.id for one in proposals])
    for proposal in proposals:
        told = partner_ids[proposal.id]
        if proposal.state != "submitted":
            uow.record(replace(proposal.lapse(), partner_ids=told))
            continue
        count += 1
        canonical = unsealed(kept[proposal.id], uow.cipher) if proposal.id in kept else None
        if canonical is None:
            log.error("a proposal can't be opened", extra={"proposal_id": proposal.id, "call_id": call.id})
            uow.record(replace(proposal.damage(), partner_ids=told))
        else:
            uow.record(replace(proposal.open(OpenProposals, canonical, uow.now), partner_ids=told))
    write_versions(uow.session)
    return count


def examine_proposal(command: messages.ExamineProposal, uow: OutsourcingUnitOfWork) -> messages.Proposal:
    """
    Have the department try once more to open a damaged proposal: a key may be there again, or what was kept.

    Raises:
        NotFound: `proposal.unknown`.
        Forbidden: `access.denied`, not the department.
        PreconditionFailed: `precondition.failed`.
        Conflict: `proposal.not_in_step`; `call.not_in_step`, its call goes on without it; `proposal.unreadable` still.

    Publishes:
        ProposalOpened, to its owner and partners.
    """
    proposal = uow.proposals.get(command.proposal_id)
    if not uow.has_oversight:
        raise Forbidden("access.denied")
    uow.expect(proposal.version)
    uow.subject = proposal.subject
    PROPOSAL_STATES.follow(messages.ExamineProposal, proposal.state)
    call = uow.calls.get(proposal.call_id)
    if call.state != "opened":
        raise Conflict("call.not_in_step", f"It is {call.state}.")
    canonical = unsealed(uow.proposals.submitted_content_of(proposal), uow.cipher)
    if canonical is None:
        raise Conflict("proposal.unreadable")
    partner_ids = uow.proposals.partner_ids_of([proposal.id])[proposal.id]
    uow.record(replace(proposal.open(messages.ExamineProposal, canonical, uow.now), partner_ids=partner_ids))
    return proposal_shape(proposal, uow)


COMMANDS: Mapping[type[Command], Handler] = {messages.ExamineProposal: examine_proposal}
