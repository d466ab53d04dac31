"""
Awards as they follow one another in a call: by rank, as many as are sought, within what the call has reserved.

Whoever calls this holds the call's row, its budgets and its projects.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from services.outsourcing.handlers.award_contracts import void_contract_of
from services.outsourcing.handlers.awarded_projects import begin_project, free_project, is_free
from services.outsourcing.model.awards import Award
from services.outsourcing.model.calls import Call
from services.outsourcing.model.placings import Place
from services.outsourcing.model.proposals import Proposal
from services.outsourcing.repository import OutsourcingUnitOfWork
from services.outsourcing.repository.postings import About
from shared.clock import day_of, end_of_day
from shared.ids import new_id
from shared.messages.declare import Command
from shared.messages.outsourcing.award_events import CallConcluded
from shared.messages.outsourcing.awards import AwardState
from shared.messages.outsourcing.calls import CancelCall
from shared.messages.outsourcing.track_records import TrackKind

FALLEN_AWAY: Mapping[AwardState, TrackKind] = {
    "cancelled": "award_cancelled",
    "declined": "award_declined",
    "lapsed": "award_lapsed",
}


def award_next(command: type[Command], call: Call, uow: OutsourcingUnitOfWork) -> None:
    """
    Award the reserves of a call, the best first, each that fits: fewer awards hold than are sought, what is left of the
    call's money pays it, its project isn't awarded already, and nobody who would carry it out is banned.

    Publishes:
        AwardNoticed, for each.
    """
    held = len(uow.awards.live_of(call.id))
    left = uow.ledger.balance("reserved", call_id=call.id)
    barred = uow.bans.barred_proposals(call.id)
    for place, proposal in uow.places.reserves_of(call.id):
        amount = proposal.amount_minor or 0
        if held >= call.projects_sought:
            return
        if amount <= left and proposal.id not in barred and is_free(proposal, call, uow):
            _award(command, place, proposal, uow)
            held, left = held + 1, left - amount


def end_award(command: type[Command], award: Award, reason: str, uow: OutsourcingUnitOfWork) -> None:
    """
    An award has just fallen away: its money is reserved again, its contract is void, objections to it have no object,
    and its project waits for the next one, or is over where a proposal brought it.
    """
    uow.ledger.unaward(award.amount_minor, About(call_id=award.call_id, award_id=award.id, reason=reason))
    if command is not CancelCall:  # it has made all proposals void
        uow.proposals.get(award.proposal_id).place(command, "dropped")
    for objection in uow.objections.open_of(award.id):
        objection.drop(command, uow.now)
    void_contract_of(command, award, reason, uow)
    if kind := FALLEN_AWAY.get(award.state):
        _track(kind, award, reason, uow)
    free_project(command, award, reason, uow)
    uow.schedule(award.subject, award.schedule())
    uow.session.flush()


def settle_call(command: type[Command], call: Call, uow: OutsourcingUnitOfWork) -> None:
    """
    Conclude a call of which nothing is under way any more: what is left of its money is free, its projects that found
    nobody are planned again, and reserves are out.

    Publishes:
        CallConcluded, ProjectFreed for each that is planned again, ProposalPlaced for each reserve.
    """
    uow.session.flush()
    if uow.awards.under_way_of(call.id):
        return
    reserves = uow.places.reserves_of(call.id)
    for _, proposal in reserves:
        proposal.place(command, "not_chosen")
    tell_places(reserves, uow)
    released = uow.ledger.release_all(call.id)
    for project_id in call.project_ids:
        project = uow.projects.get(project_id)
        if project.state == "called" and project.call_id == call.id:
            uow.record(project.follow(command, call.id))
    call.conclude(command)
    uow.record(
        CallConcluded(
            call_id=call.id,
            awarded_minor=sum(one.amount_minor for one in uow.awards.live_of(call.id)),
            released_minor=sum(one.posting.amount_minor for one in released),
        )
    )


def tell_places(ranking: Sequence[tuple[Place, Proposal]], uow: OutsourcingUnitOfWork) -> None:
    """
    Tell of proposals without an award what their place has come to.

    Publishes:
        ProposalPlaced, to the owner and the partners of each.
    """
    partner_ids = uow.proposals.partner_ids_of([one.id for _, one in ranking])
    for place, proposal in ranking:
        uow.record(replace(proposal.tell_place(place.rank), partner_ids=partner_ids[proposal.id]))


def _award(command: type[Command], place: Place, proposal: Proposal, uow: OutsourcingUnitOfWork) -> None:
    call, award_id = uow.calls.get(place.call_id), new_id()
    amount = proposal.amount_minor or 0
    posted = uow.ledger.award(amount, About(call_id=call.id, award_id=award_id))
    project = begin_project(command, proposal, posted, uow)
    award = Award(
        id=award_id,
        tenant_id=uow.tenant_id,
        call_id=call.id,
        proposal_id=proposal.id,
        project_id=project.id,
        community_id=project.community_id,
        organisation_id=proposal.organisation_id,
        title=proposal.title,
        amount_minor=amount,
        rank=place.rank,
        score=place.score,
        state="pending",
        noticed_at=uow.now,
        notice_ends_at=end_of_day(day_of(uow.now) + timedelta(days=call.notice_days)),
    )
    proposal.place(command, "awarded")
    uow.session.add(award)
    uow.session.flush()  # its partners are read by what it refers to
    uow.record(award.notice(uow.organisations.names_of({award.organisation_id, *award.partner_ids})))
    uow.schedule(award.subject, award.schedule(), is_new=True)
    _track("award_noticed", award, None, uow)


def _track(kind: TrackKind, award: Award, note: str | None, uow: OutsourcingUnitOfWork) -> None:
    uow.track_records.add(
        award.organisation_id,
        kind,
        call_id=award.call_id,
        project_id=award.project_id,
        note=note,
        value=award.amount_minor,
    )
