"""Answers on evidence of deliveries."""

from services.engagement.repository import EngagementUnitOfWork
from services.engagement.schemas import evidence_shape
from services.engagement.views.claims import get_shown
from shared.messages import engagement as messages


def list_evidence(query: messages.ListEvidence, uow: EngagementUnitOfWork) -> messages.EvidenceList:
    """
    What there is of a claim, without the files themselves.

    Raises:
        NotFound: `claim.unknown`.
        Forbidden: `claim.not_yours`.
    """
    claim = get_shown(query.claim_id, uow)
    return messages.EvidenceList(items=[evidence_shape(one) for one in uow.evidence.of_claim(claim.id)])
