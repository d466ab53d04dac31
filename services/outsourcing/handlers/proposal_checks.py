"""Holds a proposal against who asks, against its call, and against what there is."""

from services.outsourcing.model.calls import Call
from services.outsourcing.model.proposal_rules import AT, Known, find_faults
from services.outsourcing.model.proposals import Proposal
from services.outsourcing.repository import OutsourcingUnitOfWork
from shared.errors import Conflict, Fault, Forbidden, Invalid
from shared.messages.declare import Command
from shared.messages.outsourcing.proposal_states import PROPOSAL_STATES
from shared.messages.outsourcing.terms import ProposalContent


def get_own(proposal_id: str, command: type[Command], uow: OutsourcingUnitOfWork) -> tuple[Proposal, Call]:
    """
    A proposal of the acting organisation that can take this step, with its call, which takes proposals still.

    Raises:
        NotFound: `proposal.unknown`.
        Forbidden: `proposal.not_yours`.
        PreconditionFailed: `precondition.failed`.
        Conflict: `proposal.not_in_step`; `call.closed`.
    """
    proposal = uow.proposals.get(proposal_id)
    if not uow.is_organisation(proposal.organisation_id):
        raise Forbidden("proposal.not_yours")
    uow.expect(proposal.version)
    uow.subject = proposal.subject
    PROPOSAL_STATES.follow(command, proposal.state)
    return proposal, get_open_call(proposal.call_id, uow)


def get_open_call(call_id: str, uow: OutsourcingUnitOfWork) -> Call:
    """
    A call that takes proposals. The clock decides, also where the timer is late: the call's row is locked, so whoever
    comes before the deadline is in before all are opened.

    Raises:
        NotFound: `call.unknown`.
        Conflict: `call.closed`.
    """
    call = uow.calls.get_published(call_id)
    if call.state != "published" or uow.now >= call.proposals_until:
        raise Conflict("call.closed")
    return call


def check_organisation(organisation_id: str, call: Call, uow: OutsourcingUnitOfWork) -> None:
    """
    Hold that an organisation may propose now, whatever it might when it began.

    Raises:
        NotFound, Conflict: as `Profiles.check_may_propose`.
    """
    uow.profiles.check_may_propose(organisation_id, call.eligibility, uow.now)


def check_project(content: ProposalContent, call: Call) -> None:
    """
    Hold, before there is a draft, that it is for what the call wants: so that an organisation has no more of them.

    Raises:
        Invalid: `proposal.unfit`.
    """
    if content.project_id is not None and content.project_id not in call.project_ids:
        fault = Fault(f"{AT}/project_id", "proposal.project_unfit", "Takes one of the call's projects.")
        raise Invalid("proposal.unfit", errors=[fault])


def check_content(content: ProposalContent, call: Call, proposal: Proposal, uow: OutsourcingUnitOfWork) -> None:
    """
    Hold a whole content against its call.

    Raises:
        Invalid: `proposal.unfit`, with all that doesn't fit, as `find_faults`.
    """
    community, project_id = uow.communities.find(content.community_id), content.project_id
    project = uow.projects.find(project_id) if project_id is not None else None
    known = Known(
        community_ids={community.id} if community else (),
        projects={project.id: project.community_id} if project and project.call_id == call.id else {},
        partner_ids=uow.organisations.open_social(content.partner_ids),
    )
    if faults := find_faults(content, call.notice, known, organisation_id=proposal.organisation_id):
        raise Invalid("proposal.unfit", errors=faults)


def check_partners(proposal: Proposal, uow: OutsourcingUnitOfWork) -> None:
    """
    Raises:
        Conflict: `proposal.partner_missing`, naming who hasn't confirmed what stands; `organisation.banned`, one may
            not carry it out.
    """
    partners = uow.proposals.partners_of(proposal.id)
    if missing := [one.organisation_id for one in partners if one.state != "confirmed"]:
        raise Conflict("proposal.partner_missing", f"Organisations: {', '.join(missing)}.")
    if uow.bans.is_banned(*(one.organisation_id for one in partners)):
        raise Conflict("organisation.banned")
