"""Rows as the shapes that callers get."""

from services.engagement.model import Claim, Commitment, Wish
from shared.messages import engagement as messages


def wish_shape(wish: Wish) -> messages.Wish:
    """Without the beneficiary, who is shown by `RevealBeneficiary` alone."""
    return messages.Wish(
        id=wish.id,
        community_id=wish.community_id,
        title=wish.title,
        category=wish.category,
        beneficiary_kind=wish.beneficiary_kind,
        state=wish.state,
        claim_id=wish.claim_id,
        published_at=wish.published_at,
        version=wish.version,
    )


def claim_shape(claim: Claim) -> messages.Claim:
    return messages.Claim(
        id=claim.id,
        wish_id=claim.wish_id,
        community_id=claim.community_id,
        member_id=claim.member_id,
        unit_id=claim.unit_id,
        state=claim.state,
        claimed_at=claim.claimed_at,
        commit_by=claim.commit_by,
        commitment=commitment_shape(claim.commitment) if claim.commitment else None,
        version=claim.version,
    )


def commitment_shape(commitment: Commitment) -> messages.Commitment:
    return messages.Commitment(
        id=commitment.id,
        text=commitment.text,
        due_at=commitment.due_at,
        state=commitment.state,
    )
