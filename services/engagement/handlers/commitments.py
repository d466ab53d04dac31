"""
Public commitments that somebody makes who holds a place; nudges, about all.

What becomes of a wish's commitment until it is judged is its claim's: see `claims`.
"""

from collections.abc import Callable, Mapping, Sequence

from services.engagement.model import (
    PLACE_COMMITMENT_DUE,
    REMINDERS,
    Commitment,
    CommitmentNudge,
    CommitmentRuling,
    MenuItem,
    PlaceClaim,
)
from services.engagement.repository import EngagementUnitOfWork
from services.engagement.schemas import public_commitment_shape
from shared.clock import day_of
from shared.errors import Conflict, Forbidden
from shared.ids import new_id
from shared.messages import engagement as messages
from shared.messages.declare import Command
from shared.messages.engagement import Nudger, Ruling
from shared.service import Handler


def make_place_commitment(
    command: messages.MakePlaceCommitment, uow: EngagementUnitOfWork
) -> messages.PublicCommitment:
    """
    Have a member who holds a place promise publicly; of a team's places each holder promises for themselves.

    Raises:
        NotFound: `place_claim.unknown`.
        Forbidden: `place_claim.not_yours`, who doesn't come by it.
        Conflict: `place_claim.not_held`; `menu_item.not_open`, it is over; `commitment.exists`.
        Invalid: `commitment.due_at_out_of_range`.

    Publishes:
        PlaceCommitmentMade.
    """
    claim = uow.place_claims.get(command.place_claim_id)
    if not any(uow.is_actor(member_id) for member_id in claim.member_ids):
        raise Forbidden("place_claim.not_yours")
    if claim.state != "held":
        raise Conflict("place_claim.not_held", f"It is {claim.state}.")
    item = uow.menu_items.get(claim.menu_item_id)
    if item.state != "published":
        raise Conflict("menu_item.not_open", f"It is {item.state}.")
    member_id = str(uow.actor.member_id)
    if uow.commitments.has_made(claim.id, member_id):
        raise Conflict("commitment.exists")
    commitment = _new_commitment(command, claim, item, uow)
    uow.record(commitment.make(item, uow.now))
    uow.session.add(commitment)
    return _keep(commitment, uow)


def extend_place_commitment(
    command: messages.ExtendPlaceCommitment, uow: EngagementUnitOfWork
) -> messages.PublicCommitment:
    """
    Have its member put the deadline off, once.

    Raises:
        NotFound: `commitment.unknown`.
        Forbidden: `commitment.not_yours`.
        PreconditionFailed: `precondition.failed`.
        Conflict: `commitment.of_wish`; as `Commitment.extend`.
        Invalid: as `Commitment.extend`.

    Publishes:
        PlaceCommitmentExtended.
    """
    commitment = _get_own_of_place(command.commitment_id, uow)
    uow.record(commitment.extend(command.due_at, command.reason, uow.now))
    uow.reason = command.reason
    return _keep(commitment, uow)


def report_place_commitment(
    command: messages.ReportPlaceCommitment, uow: EngagementUnitOfWork
) -> messages.PublicCommitment:
    """
    Have its member say that it is done; from now on it can't lapse.

    Raises:
        NotFound: `commitment.unknown`.
        Forbidden: `commitment.not_yours`.
        PreconditionFailed: `precondition.failed`.
        Conflict: `commitment.of_wish`; as `Commitment.tell_done`.

    Publishes:
        PlaceCommitmentReported.
    """
    commitment = _get_own_of_place(command.commitment_id, uow)
    uow.record(commitment.tell_done(command.note, uow.now))
    return _keep(commitment, uow)


def judge_place_commitment(
    command: messages.JudgePlaceCommitment, uow: EngagementUnitOfWork
) -> messages.PublicCommitment:
    """
    Have the community say what became of it.

    Raises:
        NotFound: `commitment.unknown`.
        Forbidden: `commitment.not_yours`.
        PreconditionFailed: `precondition.failed`.
        Conflict: `commitment.of_wish`; as `Commitment.judge`.
        Invalid: as `Commitment.judge`.

    Publishes:
        PlaceCommitmentJudged.
    """
    commitment = uow.commitments.get(command.commitment_id)
    if not uow.is_run_by_actor(commitment.community_id):
        raise Forbidden("commitment.not_yours")
    uow.expect(commitment.version)
    _check_of_place(commitment)
    uow.record(commitment.judge(command.verdict, command.word, uow.now))
    uow.reason = command.word
    rule(commitment, command.verdict, command.word, uow)
    return _keep(commitment, uow)


def remind_of_place_commitment(
    command: messages.RemindOfPlaceCommitment, uow: EngagementUnitOfWork
) -> messages.PublicCommitment:
    """
    Remind a member of it; nothing, where the timer is so late that the next reminder is due too.

    Raises:
        NotFound: `commitment.unknown`.
        Forbidden: `access.denied`, asked for by somebody else than the timer.
        Conflict: as `Commitment.remind`.

    Publishes:
        PlaceCommitmentDueSoon.
    """
    commitment = _get_for_timer(command.commitment_id, uow)
    if told := commitment.remind(command.days_left, uow.now):
        uow.record(told)
    uow.subject = commitment.subject
    return answer(commitment, uow)


def lapse_place_commitment(
    command: messages.LapsePlaceCommitment, uow: EngagementUnitOfWork
) -> messages.PublicCommitment:
    """
    Note that nothing was reported in time.

    Raises:
        NotFound: `commitment.unknown`.
        Forbidden: `access.denied`, asked for by somebody else than the timer.
        Conflict: as `Commitment.lapse_place`.

    Publishes:
        PlaceCommitmentLapsed.
    """
    commitment = _get_for_timer(command.commitment_id, uow)
    uow.record(commitment.lapse_place(uow.now))
    rule(commitment, "lapsed", None, uow)
    return _keep(commitment, uow)


def nudge_commitment(command: messages.NudgeCommitment, uow: EngagementUnitOfWork) -> messages.PublicCommitment:
    """
    Remind a member of what they have promised, by their unit or the community: of both together once a day in Shanghai,
    which the database sees to.

    Raises:
        NotFound: `commitment.unknown`.
        Forbidden: `commitment.not_yours`, neither the unit's nor the community's.
        Conflict: as `Commitment.check_waits`; `commitment.nudged_today`.

    Publishes:
        CommitmentNudged.
    """
    commitment = uow.commitments.get(command.commitment_id)
    role, on = uow.actor.role, day_of(uow.now)
    is_of_unit, is_of_community = map(uow.is_run_by_actor, (commitment.unit_id, commitment.community_id))
    if not (is_of_unit or is_of_community):
        raise Forbidden("commitment.not_yours")
    commitment.check_waits(uow.now)
    if uow.commitments.is_nudged_on(commitment.id, on):
        raise Conflict("commitment.nudged_today")
    uow.session.add(CommitmentNudge(id=new_id(), commitment_id=commitment.id, on=on, role=role, at=uow.now))
    by: Nudger = "unit" if is_of_unit else "community"
    uow.record(messages.CommitmentNudged(**commitment.parties, by=by, due_at=commitment.due_at))
    return answer(commitment, uow)


def release_commitments(commitments: Sequence[Commitment], uow: EngagementUnitOfWork) -> None:
    """
    Hold those to nothing any more who hold their places no more.

    Publishes:
        PlaceCommitmentReleased for each.
    """
    for commitment in commitments:
        uow.record(commitment.release_place())
        uow.schedule(commitment.subject, commitment.schedule(uow.now))


def answer(commitment: Commitment, uow: EngagementUnitOfWork) -> messages.PublicCommitment:
    uow.session.flush()  # before what is read beside it
    return public_commitment_shape(commitment, uow.commitments.beside([commitment])[commitment.id])


def late_lapse(commitment_id: str) -> Command:
    return messages.LapsePlaceCommitment(commitment_id=commitment_id)


def get_own(commitment_id: str, uow: EngagementUnitOfWork) -> Commitment:
    """The acting member's own, as the caller has read it."""
    commitment = uow.commitments.get(commitment_id)
    if not uow.is_actor(commitment.member_id):
        raise Forbidden("commitment.not_yours")
    uow.expect(commitment.version)
    return commitment


def _get_own_of_place(commitment_id: str, uow: EngagementUnitOfWork) -> Commitment:
    commitment = get_own(commitment_id, uow)
    _check_of_place(commitment)
    return commitment


def _check_of_place(commitment: Commitment) -> None:
    """
    Raises:
        Conflict: `commitment.of_wish`.
    """
    if commitment.claim_id:
        raise Conflict("commitment.of_wish")


def _get_for_timer(commitment_id: str, uow: EngagementUnitOfWork) -> Commitment:
    uow.check_timer()
    return uow.commitments.get(commitment_id)


def _new_commitment(
    command: messages.MakePlaceCommitment, claim: PlaceClaim, item: MenuItem, uow: EngagementUnitOfWork
) -> Commitment:
    member = uow.members.get(str(uow.actor.member_id))
    return Commitment(
        id=new_id(),
        tenant_id=uow.tenant_id,
        kind=item.kind,
        target_id=item.id,
        claim_id=None,
        place_claim_id=claim.id,
        community_id=item.community_id,
        member_id=member.id,
        unit_id=member.unit_id,
        text=command.text,
        made_at=uow.now,
        due_at=command.due_at,
        state="open",
        extended_from=None,
        extension_reason=None,
        reported_at=None,
        report=None,
    )


def rule(commitment: Commitment, ruling: Ruling, word: str | None, uow: EngagementUnitOfWork) -> None:
    """Keep what is said of it beside what was said before."""
    row = CommitmentRuling(
        id=new_id(), commitment_id=commitment.id, ruling=ruling, word=word, role=uow.actor.role, at=uow.now
    )
    uow.session.add(row)


def _keep(commitment: Commitment, uow: EngagementUnitOfWork) -> messages.PublicCommitment:
    uow.subject = commitment.subject
    uow.schedule(commitment.subject, commitment.schedule(uow.now))
    return answer(commitment, uow)


def _late_reminder(days_left: int) -> Callable[[str], Command]:
    return lambda commitment_id: messages.RemindOfPlaceCommitment(commitment_id=commitment_id, days_left=days_left)


COMMANDS: Mapping[type[Command], Handler] = {
    messages.MakePlaceCommitment: make_place_commitment,
    messages.ExtendPlaceCommitment: extend_place_commitment,
    messages.ReportPlaceCommitment: report_place_commitment,
    messages.JudgePlaceCommitment: judge_place_commitment,
    messages.RemindOfPlaceCommitment: remind_of_place_commitment,
    messages.LapsePlaceCommitment: lapse_place_commitment,
    messages.NudgeCommitment: nudge_commitment,
}
DEADLINES: Mapping[str, Callable[[str], Command]] = {
    PLACE_COMMITMENT_DUE: late_lapse,
    **{f"place_{kind}": _late_reminder(one.days_left) for kind, one in REMINDERS.items()},
}
