"""Partners of proposals: they say whether they do it together with who proposes."""

from collections.abc import Mapping

from services.outsourcing.handlers.proposal_checks import check_organisation, get_open_call
from services.outsourcing.model.proposals import Proposal, ProposalPartner
from services.outsourcing.repository import OutsourcingUnitOfWork
from services.outsourcing.schemas.proposals import proposal_shape
from shared.errors import Forbidden, NotFound
from shared.messages.declare import Command
from shared.messages.outsourcing import proposals as messages
from shared.messages.outsourcing.proposal_events import PartnerConfirmed, PartnerRefused
from shared.messages.outsourcing.proposal_states import PROPOSAL_STATES
from shared.service import Handler


def confirm_partner(command: messages.ConfirmPartner, uow: OutsourcingUnitOfWork) -> messages.Proposal:
    """
    Have the acting organisation be a partner of a draft as it stands; once more changes nothing.

    Raises:
        NotFound: `proposal.unknown`; `proposal_partner.unknown`, it isn't asked.
        Forbidden: `organisation.not_yours`.
        PreconditionFailed: `precondition.failed`, something else stands since.
        Conflict: `proposal.not_in_step`; `call.closed`; as `check_organisation`.

    Publishes:
        PartnerConfirmed, to who proposes.
    """
    proposal, partner = _get_asked(command, messages.ConfirmPartner, uow)
    call = get_open_call(proposal.call_id, uow)
    check_organisation(partner.organisation_id, call, uow)
    if partner.state != "confirmed":
        partner.state, partner.answered_at = "confirmed", uow.now
        proposal.count_up()
        uow.record(
            PartnerConfirmed(
                proposal_id=proposal.id,
                call_id=proposal.call_id,
                social_organisation_id=proposal.organisation_id,
                partner_id=partner.organisation_id,
            )
        )
    return proposal_shape(proposal, uow)


def refuse_partner(command: messages.RefusePartner, uow: OutsourcingUnitOfWork) -> None:
    """
    Have the acting organisation be no partner of a draft, which it can read no more then; once more changes nothing.

    Raises:
        NotFound, Forbidden, PreconditionFailed, Conflict: as `confirm_partner`.

    Publishes:
        PartnerRefused, to who proposes.
    """
    proposal, partner = _get_asked(command, messages.RefusePartner, uow)
    get_open_call(proposal.call_id, uow)
    if partner.state != "refused":
        partner.state, partner.answered_at = "refused", uow.now
        proposal.count_up()
        uow.record(
            PartnerRefused(
                proposal_id=proposal.id,
                call_id=proposal.call_id,
                social_organisation_id=proposal.organisation_id,
                partner_id=partner.organisation_id,
            )
        )


def _get_asked(
    command: messages.ConfirmPartner | messages.RefusePartner, step: type[Command], uow: OutsourcingUnitOfWork
) -> tuple[Proposal, ProposalPartner]:
    proposal = uow.proposals.get(command.proposal_id)
    if not uow.is_organisation(command.organisation_id):
        raise Forbidden("organisation.not_yours")
    partner = uow.proposals.find_partner(proposal.id, command.organisation_id)
    if partner is None:
        raise NotFound("proposal_partner.unknown")
    uow.expect(proposal.version)
    uow.subject = proposal.subject
    PROPOSAL_STATES.follow(step, proposal.state)
    return proposal, partner


COMMANDS: Mapping[type[Command], Handler] = {
    messages.ConfirmPartner: confirm_partner,
    messages.RefusePartner: refuse_partner,
}
