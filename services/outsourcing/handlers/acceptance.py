"""Acceptance (验收): the community's word and the residents' ratings together; else the department decides."""

from collections.abc import Mapping

from services.outsourcing.handlers.contract_money import about, free_money
from services.outsourcing.model.milestones import Milestone, Ruling
from services.outsourcing.repository import OutsourcingUnitOfWork
from services.outsourcing.schemas.milestones import milestone_shape
from shared.errors import Fault, Forbidden, Invalid
from shared.messages.declare import Command, Event
from shared.messages.evaluation.surveys import SurveyFellShort, SurveyTallied
from shared.messages.outsourcing import milestones as messages
from shared.messages.outsourcing.milestone_events import MilestoneUndecided
from shared.messages.outsourcing.milestone_states import MILESTONE_STATES
from shared.messages.outsourcing.milestones import MilestoneState
from shared.messages.outsourcing.track_records import TrackKind
from shared.service import Handler

TRACKED: Mapping[MilestoneState, TrackKind] = {
    "accepted": "milestone_accepted",
    "partly": "milestone_partly",
    "failed": "milestone_failed",
}


def judge_milestone(command: messages.JudgeMilestone, uow: OutsourcingUnitOfWork) -> messages.Milestone:
    """
    Have the community say what it thinks of what was submitted. Sent back or failed, that holds at once; accepted, it
    holds together with the residents' ratings, where the contract asks for them.

    Raises:
        NotFound: `milestone.unknown`.
        Forbidden: `milestone.not_yours`, another community.
        PreconditionFailed: `precondition.failed`.
        Conflict: `milestone.not_in_step`; `milestone.judged`, and residents still rate it.
        Invalid: `milestone.ruling_unfit`, percent or reason is missing, or doesn't belong there.

    Publishes:
        MilestoneSettled, or MilestoneUndecided, where it comes to that.
    """
    milestone = uow.milestones.get(command.milestone_id)
    if not uow.is_community(milestone.community_id):
        raise Forbidden("milestone.not_yours")
    uow.expect(milestone.version)
    MILESTONE_STATES.follow(messages.JudgeMilestone, milestone.state, "submitted")
    ruling = _ruling(command)
    milestone.judge(ruling, uow.now)
    uow.reason = command.reason
    _follow(milestone, uow)
    return milestone_shape(milestone, uow.now)


def decide_milestone(command: messages.DecideMilestone, uow: OutsourcingUnitOfWork) -> messages.Milestone:
    """
    Have the department decide where community and residents didn't settle it.

    Raises:
        NotFound: `milestone.unknown`.
        Forbidden: `access.denied`, not the department.
        PreconditionFailed: `precondition.failed`.
        Conflict: `milestone.not_in_step`.
        Invalid: `milestone.ruling_unfit`.

    Publishes:
        MilestoneSettled.
    """
    milestone = uow.milestones.get(command.milestone_id)
    if not uow.has_oversight:
        raise Forbidden("access.denied")
    uow.expect(milestone.version)
    MILESTONE_STATES.follow(messages.DecideMilestone, milestone.state, command.verdict)
    milestone.decide(_ruling(command), uow.now)
    uow.reason = command.reason
    _follow(milestone, uow)
    return milestone_shape(milestone, uow.now)


def take_tally(event: SurveyTallied, uow: OutsourcingUnitOfWork) -> None:
    """
    Take over what residents think. The last tally, together with the community's word, settles the milestone.

    Publishes:
        MilestoneSettled, or MilestoneUndecided, where it comes to that.
    """
    milestone = _find_submitted(event.milestone_id, event.survey_id, uow)
    if milestone is None:
        return
    milestone.tally(event.raters, event.satisfied, is_final=event.is_final)
    if event.is_final:
        milestone.weigh(SurveyTallied, uow.now)
        _follow(milestone, uow)


def extend_short_survey(event: SurveyFellShort, uow: OutsourcingUnitOfWork) -> None:
    """
    Too few have rated: let them for longer, once; then the department decides.

    Publishes:
        MilestoneSurveyExtended, or MilestoneUndecided.
    """
    milestone = _find_submitted(event.milestone_id, event.survey_id, uow)
    if milestone is None:
        return
    if extended := milestone.extend(uow.now, SurveyFellShort):
        uow.record(extended)
        return
    milestone.fall_short(event.raters, SurveyFellShort, uow.now)
    _follow(milestone, uow)


def _find_submitted(milestone_id: str, survey_id: str, uow: OutsourcingUnitOfWork) -> Milestone | None:
    """Held; None where it is another submission's survey, or it is decided already."""
    milestone = uow.milestones.find_held(milestone_id)
    if milestone is None or milestone.state != "submitted" or milestone.survey_id != survey_id:
        return None
    return milestone


def _follow(milestone: Milestone, uow: OutsourcingUnitOfWork) -> None:
    """What a milestone's new state brings with it."""
    uow.subject = milestone.subject
    if milestone.state == "submitted":
        return
    if milestone.state == "undecided":
        uow.record(MilestoneUndecided(**milestone.names, name=milestone.name))
        return
    accepted = _settle_money(milestone, uow)
    uow.record(milestone.settle(accepted))
    uow.schedule(milestone.subject, milestone.schedule(uow.now))
    if kind := TRACKED.get(milestone.state):
        uow.track_records.add(
            milestone.organisation_id,
            kind,
            call_id=milestone.call_id,
            project_id=milestone.project_id,
            note=milestone.name,
            value=accepted,
        )


def _settle_money(milestone: Milestone, uow: OutsourcingUnitOfWork) -> int:
    """What of its money is accepted, in fen; the rest is free, but for what is sent back."""
    ruling = milestone.ruling
    if ruling is None or milestone.state == "sent_back":
        return 0
    contract = uow.contracts.get(milestone.contract_id)
    accepted = ruling.share_of(milestone.amount_minor)
    if accepted:
        uow.ledger.accept(accepted, about(contract, milestone_id=milestone.id))
    free_money(contract, milestone.amount_minor - accepted, uow, milestone_id=milestone.id)
    if milestone.state == "failed":
        contract.stop_payments(uow.now)
    return accepted


def _ruling(command: messages.JudgeMilestone | messages.DecideMilestone) -> Ruling:
    """
    Raises:
        Invalid: `milestone.ruling_unfit`.
    """
    faults: list[Fault] = []
    if (command.percent is None) == (command.verdict == "partly"):
        code = "missing" if command.percent is None else "unexpected"
        faults.append(Fault("#/percent", code, "Goes with `partly`, and with nothing else."))
    if command.reason is None and command.verdict != "accepted":
        faults.append(Fault("#/reason", "missing", "Say why it isn't accepted as a whole."))
    if faults:
        raise Invalid("milestone.ruling_unfit", errors=faults)
    return Ruling(command.verdict, command.percent, command.reason)


COMMANDS: Mapping[type[Command], Handler] = {
    messages.JudgeMilestone: judge_milestone,
    messages.DecideMilestone: decide_milestone,
}
REACTIONS: Mapping[type[Event], Handler] = {
    SurveyTallied: take_tally,
    SurveyFellShort: extend_short_survey,
}
