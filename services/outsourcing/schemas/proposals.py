"""Proposals as those get them who may read them."""

from collections.abc import Mapping

from services.outsourcing.model.files import File
from services.outsourcing.model.proposal_content import Written, read_content
from services.outsourcing.model.proposals import Proposal, ProposalReceipt, ProposalVersion
from services.outsourcing.repository import OutsourcingUnitOfWork
from services.outsourcing.repository.proposals import unsealed
from shared.encryption import Cipher
from shared.messages.outsourcing import proposals as messages


def proposal_shape(proposal: Proposal, uow: OutsourcingUnitOfWork) -> messages.Proposal:
    """With what it says, to who may read it; the actor may."""
    partners = uow.proposals.partners_of(proposal.id)
    ids = {proposal.organisation_id, *(one.organisation_id for one in partners)}
    written, names = read_proposal(proposal, uow), uow.organisations.names_of(ids)
    return messages.Proposal(
        id=proposal.id,
        call_id=proposal.call_id,
        organisation_id=proposal.organisation_id,
        organisation_name=names.get(proposal.organisation_id),
        state=proposal.state,
        content=written.content if written else None,
        files=list(written.files) if written else [],
        partners=[
            messages.ProposalPartner(
                organisation_id=one.organisation_id,
                organisation_name=names.get(one.organisation_id),
                state=one.state,
                answered_at=one.answered_at,
            )
            for one in partners
        ],
        saved_version=proposal.saved_version,
        sha256=proposal.sha256,
        drafted_at=proposal.drafted_at,
        saved_at=proposal.saved_at,
        submitted_at=proposal.submitted_at,
        receipt_number=proposal.receipt_number,
        opened_at=proposal.opened_at,
        reason=proposal.rejected_because,
        version=proposal.version,
    )


def file_in_proposal(file: File, cipher: Cipher) -> messages.ProposalFile:
    """As it stands in the canonical text."""
    return messages.ProposalFile(
        id=file.id,
        name=cipher.decrypt(file.name_encrypted),
        media_type=file.media_type,
        size_bytes=file.size_bytes,
        sha256=file.sha256,
    )


def read_proposal(proposal: Proposal, uow: OutsourcingUnitOfWork) -> Written | None:
    """What stands in it; None where it is damaged."""
    canonical = unsealed(uow.proposals.content_of(proposal), uow.cipher)
    return read_content(canonical) if canonical is not None else None


def summary_shape(
    proposal: Proposal, written: Written | None, part: messages.Part | None, names: Mapping[str, str]
) -> messages.ProposalSummary:
    """written: what a sealed one says, to who may read it."""
    content = written.content if written else None
    return messages.ProposalSummary(
        id=proposal.id,
        call_id=proposal.call_id,
        organisation_id=proposal.organisation_id,
        organisation_name=names.get(proposal.organisation_id),
        part=part,
        state=proposal.state,
        title=content.title if content else proposal.title,
        amount_minor=content.amount_minor if content else proposal.amount_minor,
        saved_at=proposal.saved_at,
        submitted_at=proposal.submitted_at,
        opened_at=proposal.opened_at,
        version=proposal.version,
    )


def receipt_shape(receipt: ProposalReceipt, proposal: Proposal) -> messages.ProposalReceipt:
    return messages.ProposalReceipt(
        number=receipt.number,
        proposal_id=proposal.id,
        call_id=proposal.call_id,
        organisation_id=proposal.organisation_id,
        saved_version=receipt.saved_version,
        sha256=receipt.sha256,
        issued_at=receipt.issued_at,
        stands=proposal.receipt_stands,
    )


def version_summary_shape(version: ProposalVersion, submitted: set[int]) -> messages.ProposalVersionSummary:
    return messages.ProposalVersionSummary(
        id=version.id,
        number=version.number,
        sha256=version.sha256,
        saved_at=version.saved_at,
        is_submitted=version.number in submitted,
    )


def version_shape(version: ProposalVersion, submitted: set[int], canonical: str) -> messages.ProposalVersion:
    return messages.ProposalVersion(
        id=version.id,
        number=version.number,
        sha256=version.sha256,
        saved_at=version.saved_at,
        is_submitted=version.number in submitted,
        canonical=canonical,
    )
