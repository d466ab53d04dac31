"""
Who may read a proposal: its organisation and its partners at all times, the department once it was opened, and then its
reviewers, as long as no conflict bars them.
"""

from services.outsourcing.model.proposals import Proposal
from services.outsourcing.repository.unit_of_work import OutsourcingUnitOfWork
from shared.errors import Conflict, Forbidden


def get_of_organisation(proposal_id: str, uow: OutsourcingUnitOfWork) -> Proposal:
    """
    A proposal of the acting organisation, or one that it is a partner of, or asked to be.

    Raises:
        NotFound: `proposal.unknown`.
        Forbidden: `proposal.not_yours`.
    """
    proposal = uow.proposals.get(proposal_id)
    if not _is_of_organisation(proposal, uow):
        raise Forbidden("proposal.not_yours")
    return proposal


def get_readable(proposal_id: str, uow: OutsourcingUnitOfWork) -> Proposal:
    """
    A proposal that the actor may read.

    Raises:
        NotFound: `proposal.unknown`.
        Forbidden: `proposal.not_yours`; of one that never was opened, to the department too.
        Conflict: `call.sealed`, the department has to wait for the deadline.
    """
    proposal = uow.proposals.get(proposal_id)
    if _is_of_organisation(proposal, uow):
        return proposal
    if uow.reviews.has_to_read(proposal.id, uow.actor):
        return proposal
    if not uow.has_oversight:
        raise Forbidden("proposal.not_yours")
    if proposal.is_sealed:
        raise Conflict("call.sealed")
    if not proposal.is_shown:
        raise Forbidden("proposal.not_yours")
    return proposal


def _is_of_organisation(proposal: Proposal, uow: OutsourcingUnitOfWork) -> bool:
    if uow.actor.role != "organisation" or uow.actor.organisation_id is None:
        return False
    if uow.is_organisation(proposal.organisation_id):
        return True
    partner = uow.proposals.find_partner(proposal.id, uow.actor.organisation_id)
    return partner is not None and partner.state != "refused"
