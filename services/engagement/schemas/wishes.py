"""Wishes, claims and evidence as callers get them."""

from services.engagement.model import (
    Claim,
    Evidence,
    Wish,
    WishStep,
)
from services.engagement.schemas.commitments import commitment_shape
from shared.messages import (
    engagement as messages,
)


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
        expires_at=wish.expires_at,
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
        plan=claim.plan,
        claimed_at=claim.claimed_at,
        commit_by=claim.commit_by,
        due_at=claim.due_at,
        commitment=commitment_shape(claim.commitment) if claim.commitment else None,
        delivery_note=claim.delivery_note,
        times_sent_back=claim.times_sent_back,
        sent_back_reason=claim.sent_back_reason,
        evidence_count=claim.evidence_count,
        confirmation_note=claim.confirmation_note,
        ending=claim.ending,
        version=claim.version,
    )


def evidence_shape(evidence: Evidence) -> messages.Evidence:
    """Without the file itself, which is shown by `RevealEvidence` alone."""
    return messages.Evidence(
        id=evidence.id,
        claim_id=evidence.claim_id,
        media_type=evidence.media_type,
        size_bytes=evidence.size_bytes,
        attached_at=evidence.attached_at,
    )


def wish_step_shape(step: WishStep) -> messages.WishStep:
    return messages.WishStep(
        kind=step.kind, reason=step.reason, role=step.role, claim_id=step.claim_id, due_at=step.due_at, at=step.at
    )
