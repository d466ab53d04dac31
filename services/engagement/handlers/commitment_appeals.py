"""Appeals against what was said of public commitments, decided by the department, which hasn't said it."""

from collections.abc import Mapping

from services.engagement.handlers.commitments import answer, get_own, rule
from services.engagement.model import CommitmentAppeal
from services.engagement.repository import EngagementUnitOfWork
from shared.errors import Conflict, Fault, Forbidden, Invalid, NotFound
from shared.ids import new_id
from shared.messages import engagement as messages
from shared.messages.declare import Command
from shared.service import Handler


def appeal_commitment(command: messages.AppealCommitment, uow: EngagementUnitOfWork) -> messages.PublicCommitment:
    """
    Lay what was said of a commitment before the department, once.

    Raises:
        NotFound: `commitment.unknown`.
        Forbidden: `commitment.not_yours`.
        PreconditionFailed: `precondition.failed`.
        Conflict: `commitment.already_appealed`; as `Commitment.check_appealable`.

    Publishes:
        CommitmentAppealed.
    """
    commitment = get_own(command.commitment_id, uow)
    if uow.commitments.find_appeal(commitment.id):
        raise Conflict("commitment.already_appealed")
    against = commitment.check_appealable(uow.now)
    appeal = CommitmentAppeal(
        id=new_id(),
        tenant_id=uow.tenant_id,
        commitment_id=commitment.id,
        against=against,
        reason=command.reason,
        made_at=uow.now,
        state="pending",
        word=None,
        decided_at=None,
    )
    commitment.count_up()
    uow.session.add(appeal)
    uow.record(messages.CommitmentAppealed(**commitment.parties))
    uow.reason = command.reason
    return answer(commitment, uow)


def decide_commitment_appeal(
    command: messages.DecideCommitmentAppeal, uow: EngagementUnitOfWork
) -> messages.PublicCommitment:
    """
    Have the department, which hasn't judged itself, uphold what was said of a commitment or say another verdict.

    Raises:
        NotFound: `commitment.unknown`; `commitment_appeal.none`.
        Forbidden: `access.denied`, not the department.
        PreconditionFailed: `precondition.failed`.
        Conflict: `commitment_appeal.decided`.
        Invalid: `commitment_appeal.verdict_unchanged`, it is what stands already.

    Publishes:
        CommitmentAppealDecided.
    """
    if uow.actor.role != "department":
        raise Forbidden("access.denied")
    commitment = uow.commitments.get(command.commitment_id)
    uow.expect(commitment.version)
    appeal = uow.commitments.find_appeal(commitment.id)
    if appeal is None:
        raise NotFound("commitment_appeal.none")
    before = appeal.against
    if command.verdict == before:
        fault = Fault("#/verdict", "not_a_choice", "Left out, what stands is upheld.")
        raise Invalid("commitment_appeal.verdict_unchanged", errors=[fault])
    appeal.decide("changed" if command.verdict else "upheld", command.word, uow.now)
    if command.verdict:
        rule(commitment, command.verdict, command.word, uow)
    commitment.rule_anew(command.verdict or before)
    if commitment.claim_id:
        uow.claims.get(commitment.claim_id).count_up()  # it tells of its commitment
    uow.record(messages.CommitmentAppealDecided(**commitment.parties, before=before, verdict=command.verdict or before))
    uow.reason = command.word
    return answer(commitment, uow)


COMMANDS: Mapping[type[Command], Handler] = {
    messages.AppealCommitment: appeal_commitment,
    messages.DecideCommitmentAppeal: decide_commitment_appeal,
}
