"""Proposals as those read them who may: their own organisation and its partners; others once they are opened."""

from collections.abc import Mapping

from services.outsourcing.model.proposal_content import read_content
from services.outsourcing.model.proposals import Proposal, ProposalVersion
from services.outsourcing.repository import OutsourcingUnitOfWork
from services.outsourcing.repository.proposal_readers import get_of_organisation, get_readable
from services.outsourcing.repository.proposals import unsealed
from services.outsourcing.schemas.files import file_shape
from services.outsourcing.schemas.proposals import (
    proposal_shape,
    receipt_shape,
    summary_shape,
    version_shape,
    version_summary_shape,
)
from shared.errors import Conflict, Forbidden, NotFound
from shared.messages.declare import Query
from shared.messages.outsourcing import proposals as messages
from shared.messages.outsourcing.files import AttachedFiles
from shared.paging import read_page
from shared.service import Handler


def show_proposal(query: messages.ShowProposal, uow: OutsourcingUnitOfWork) -> messages.Proposal:
    """
    Raises:
        NotFound: `proposal.unknown`.
        Forbidden: `proposal.not_yours`.
        Conflict: `call.sealed`, the department has to wait for the deadline.
    """
    return proposal_shape(get_readable(query.proposal_id, uow), uow)


def list_proposals(query: messages.ListProposals, uow: OutsourcingUnitOfWork) -> messages.ProposalPage:
    """
    The acting organisation's own proposals, and those that it is a partner of.

    Raises:
        Forbidden: `access.denied`, no social organisation.
    """
    own_id = uow.actor.organisation_id
    if uow.actor.role != "organisation" or own_id is None:
        raise Forbidden("access.denied")
    rows = uow.proposals.of_organisation(own_id, query.part)
    if query.call_id is not None:
        rows = rows.where(Proposal.call_id == query.call_id)
    if query.state is not None:
        rows = rows.where(Proposal.state == query.state)
    items, following = read_page(
        uow.session, rows, Proposal.id, after=query.after, limit=query.limit, order=query.order
    )
    kept = uow.proposals.contents_of(items)
    texts = {id_: unsealed(one, uow.cipher) for id_, one in kept.items()}
    written = {id_: read_content(text) for id_, text in texts.items() if text is not None}
    names = uow.organisations.names_of({one.organisation_id for one in items})
    shapes = [
        summary_shape(one, written.get(one.id), "lead" if one.organisation_id == own_id else "partner", names)
        for one in items
    ]
    return messages.ProposalPage(items=shapes, next=following)


def list_call_proposals(query: messages.ListCallProposals, uow: OutsourcingUnitOfWork) -> messages.ProposalPage:
    """
    The proposals of a call that were opened, for the department.

    Raises:
        NotFound: `call.unknown`.
        Forbidden: `access.denied`.
        Conflict: `call.sealed`, until all are opened: not even how many there are is told.
    """
    call = uow.calls.get(query.call_id)
    if not uow.has_oversight:
        raise Forbidden("access.denied")
    if call.state in ("draft", "discarded", "published"):
        raise Conflict("call.sealed")
    rows = uow.proposals.shown_of(call.id)
    if query.state is not None:
        rows = rows.where(Proposal.state == query.state)
    items, following = read_page(
        uow.session, rows, Proposal.id, after=query.after, limit=query.limit, order=query.order
    )
    names = uow.organisations.names_of({one.organisation_id for one in items})
    return messages.ProposalPage(items=[summary_shape(one, None, None, names) for one in items], next=following)


def list_proposal_versions(
    query: messages.ListProposalVersions, uow: OutsourcingUnitOfWork
) -> messages.ProposalVersionPage:
    """
    Raises:
        NotFound: `proposal.unknown`.
        Forbidden: `proposal.not_yours`.
    """
    proposal = get_of_organisation(query.proposal_id, uow)
    rows, submitted = uow.proposals.versions_of(proposal.id), uow.proposals.submitted_versions(proposal.id)
    items, following = read_page(
        uow.session, rows, ProposalVersion.id, after=query.after, limit=query.limit, order=query.order
    )
    shapes = [version_summary_shape(one, submitted) for one in items]
    return messages.ProposalVersionPage(items=shapes, next=following)


def show_proposal_version(query: messages.ShowProposalVersion, uow: OutsourcingUnitOfWork) -> messages.ProposalVersion:
    """
    A version with its canonical text, of which anybody works out the digest.

    Raises:
        NotFound: `proposal.unknown`; `proposal_version.unknown`.
        Forbidden: `proposal.not_yours`.
        Conflict: `proposal.unreadable`.
    """
    proposal = get_of_organisation(query.proposal_id, uow)
    version, kept = uow.proposals.get_version(proposal.id, query.version_id)
    canonical = unsealed(kept, uow.cipher)
    if canonical is None:
        raise Conflict("proposal.unreadable")
    return version_shape(version, uow.proposals.submitted_versions(proposal.id), canonical)


def show_proposal_receipt(query: messages.ShowProposalReceipt, uow: OutsourcingUnitOfWork) -> messages.ProposalReceipt:
    """
    The receipt of the last submission.

    Raises:
        NotFound: `proposal.unknown`; `proposal_receipt.unknown`, it was never submitted.
        Forbidden: `proposal.not_yours`.
        Conflict: `call.sealed`.
    """
    proposal = get_readable(query.proposal_id, uow)
    if proposal.receipt_number is None:
        raise NotFound("proposal_receipt.unknown")
    return receipt_shape(uow.proposals.get_receipt(proposal.receipt_number), proposal)


def list_proposal_files(query: messages.ListProposalFiles, uow: OutsourcingUnitOfWork) -> AttachedFiles:
    """
    Raises:
        NotFound: `proposal.unknown`.
        Forbidden: `proposal.not_yours`.
        Conflict: `call.sealed`.
    """
    proposal = get_readable(query.proposal_id, uow)
    files = uow.files.of("proposal", proposal.id)
    return AttachedFiles(items=[file_shape(one, uow.cipher) for one in files])


QUERIES: Mapping[type[Query], Handler] = {
    messages.ShowProposal: show_proposal,
    messages.ListProposals: list_proposals,
    messages.ListCallProposals: list_call_proposals,
    messages.ListProposalFiles: list_proposal_files,
    messages.ListProposalVersions: list_proposal_versions,
    messages.ShowProposalVersion: show_proposal_version,
    messages.ShowProposalReceipt: show_proposal_receipt,
}
