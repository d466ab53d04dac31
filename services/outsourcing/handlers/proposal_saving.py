"""How a version of a proposal is kept: encrypted, with its digest; its partners are asked anew."""

from collections.abc import Sequence

from services.outsourcing.model.canonical import digest_of
from services.outsourcing.model.proposal_content import write_content
from services.outsourcing.model.proposals import Proposal, ProposalPartner, ProposalVersion
from services.outsourcing.repository import OutsourcingUnitOfWork
from shared.ids import new_id
from shared.messages.declare import Command
from shared.messages.outsourcing.proposal_events import PartnerAsked
from shared.messages.outsourcing.proposals import ProposalFile
from shared.messages.outsourcing.terms import ProposalContent


def digest_of_project(call_id: str, content: ProposalContent, uow: OutsourcingUnitOfWork) -> str:
    """Keyed, so that it doesn't tell which project it is."""
    return uow.cipher.digest(f"proposal\n{call_id}\n{content.project_id or ''}")


def save_version(
    proposal: Proposal,
    command: type[Command],
    content: ProposalContent,
    files: Sequence[ProposalFile],
    uow: OutsourcingUnitOfWork,
) -> None:
    """
    Let this stand in a proposal, as its next version.

    Raises:
        Conflict: `proposal.not_in_step`.

    Publishes:
        PartnerAsked, for each who hasn't been asked yet, or whose answer was to something else.
    """
    version = new_version(proposal, proposal.saved_version + 1, content, files, uow)
    proposal.save(command, version, digest_of_project(proposal.call_id, content, uow))
    uow.session.add(version)
    ask_partners(proposal, content, uow)


def new_version(
    proposal: Proposal,
    number: int,
    content: ProposalContent,
    files: Sequence[ProposalFile],
    uow: OutsourcingUnitOfWork,
) -> ProposalVersion:
    canonical = write_content(content, files).canonical
    return ProposalVersion(
        id=new_id(),
        tenant_id=uow.tenant_id,
        proposal_id=proposal.id,
        number=number,
        sha256=digest_of(canonical),
        saved_at=uow.now,
        content_encrypted=uow.cipher.encrypt(canonical),
    )


def ask_partners(proposal: Proposal, content: ProposalContent, uow: OutsourcingUnitOfWork) -> None:
    """
    Have those that it names be its partners; whoever has answered is asked anew, for what stands is another now. Those
    that can't be partners at all are left out: they are told as faults when it is submitted.
    """
    known = {one.organisation_id: one for one in uow.proposals.partners_of(proposal.id)}
    can_be = uow.organisations.open_social(content.partner_ids) - {proposal.organisation_id}
    wanted = [one for one in dict.fromkeys(content.partner_ids) if one in can_be]
    for organisation_id, row in known.items():
        if organisation_id not in wanted:
            uow.session.delete(row)
    for position, organisation_id in enumerate(wanted):
        row = known.get(organisation_id) or ProposalPartner(
            proposal_id=proposal.id, organisation_id=organisation_id, tenant_id=uow.tenant_id
        )
        row.position = position
        if row.state == "asked":
            continue
        row.state, row.answered_at = "asked", None
        uow.session.add(row)
        uow.record(
            PartnerAsked(
                proposal_id=proposal.id,
                call_id=proposal.call_id,
                social_organisation_id=organisation_id,
                lead_organisation_id=proposal.organisation_id,
            )
        )
