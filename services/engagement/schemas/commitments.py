"""Public commitments as callers get them."""

from services.engagement.model import Beside, Commitment, CommitmentAppeal, CommitmentRuling
from shared.messages import engagement as messages


def commitment_shape(commitment: Commitment) -> messages.Commitment:
    """As its claim of a wish tells of it."""
    return messages.Commitment(
        id=commitment.id,
        text=commitment.text,
        made_at=commitment.made_at,
        due_at=commitment.due_at,
        state=commitment.state,
        extended_from=commitment.extended_from,
        extension_reason=commitment.extension_reason,
    )


def public_commitment_shape(commitment: Commitment, beside: Beside) -> messages.PublicCommitment:
    appeal = beside.appeal
    return messages.PublicCommitment(
        id=commitment.id,
        kind=commitment.kind,
        target_id=commitment.target_id,
        title=beside.title,
        claim_id=commitment.claim_id,
        place_claim_id=commitment.place_claim_id,
        community_id=commitment.community_id,
        member_id=commitment.member_id,
        unit_id=commitment.unit_id,
        text=commitment.text,
        made_at=commitment.made_at,
        due_at=commitment.due_at,
        state=commitment.state,
        extended_from=commitment.extended_from,
        extension_reason=commitment.extension_reason,
        reported_at=commitment.reported_at,
        report=commitment.report,
        rulings=[_ruling_shape(ruling) for ruling in beside.rulings],
        appealable_until=None if appeal else commitment.appealable_until,
        appeal=_appeal_shape(appeal) if appeal else None,
        last_nudged_on=beside.last_nudged_on,
        version=commitment.version,
    )


def _ruling_shape(ruling: CommitmentRuling) -> messages.CommitmentRuling:
    return messages.CommitmentRuling(ruling=ruling.ruling, word=ruling.word, role=ruling.role, at=ruling.at)


def _appeal_shape(appeal: CommitmentAppeal) -> messages.CommitmentAppeal:
    return messages.CommitmentAppeal(
        against=appeal.against,
        reason=appeal.reason,
        made_at=appeal.made_at,
        state=appeal.state,
        word=appeal.word,
        decided_at=appeal.decided_at,
    )
