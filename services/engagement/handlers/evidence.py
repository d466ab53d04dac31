"""What claimers show of their deliveries: attached, revealed to those whom it concerns, and forgotten."""

from base64 import b64decode
from collections.abc import Callable, Mapping

from services.engagement.model import EVIDENCE_KEPT, Evidence
from services.engagement.repository import EngagementUnitOfWork
from services.engagement.schemas import claim_shape, evidence_shape
from shared.errors import Forbidden
from shared.ids import new_id
from shared.messages import engagement as messages
from shared.messages.declare import Command
from shared.service import Handler


def attach_evidence(command: messages.AttachEvidence, uow: EngagementUnitOfWork) -> messages.Evidence:
    """
    Keep a picture or document of a delivery, encrypted.

    Raises:
        NotFound: `claim.unknown`.
        Forbidden: `claim.not_yours`.
        Conflict: as `Claim.take_evidence`.
    """
    claim = uow.claims.get(command.claim_id)
    if not uow.is_actor(claim.member_id):
        raise Forbidden("claim.not_yours")
    claim.take_evidence(uow.now)
    evidence = Evidence(
        id=new_id(),
        tenant_id=uow.tenant_id,
        claim_id=claim.id,
        media_type=command.media_type,
        size_bytes=len(b64decode(command.content)),
        content_encrypted=uow.cipher.encrypt(command.content),
        attached_at=uow.now,
    )
    uow.session.add(evidence)
    uow.subject = claim.subject
    return evidence_shape(evidence)


def reveal_evidence(command: messages.RevealEvidence, uow: EngagementUnitOfWork) -> messages.EvidenceFile:
    """
    Show a piece of evidence to the claimer and the wish's community.

    Raises:
        NotFound: `evidence.unknown`.
        Forbidden: `claim.not_yours`.
    """
    evidence = uow.evidence.get(command.evidence_id)
    claim = uow.claims.get(evidence.claim_id)
    if not (uow.is_actor(claim.member_id) or uow.is_run_by_actor(claim.community_id)):
        raise Forbidden("claim.not_yours")
    uow.subject = f"evidence/{evidence.id}"
    return messages.EvidenceFile(media_type=evidence.media_type, content=uow.cipher.decrypt(evidence.content_encrypted))


def forget_evidence(command: messages.ForgetEvidence, uow: EngagementUnitOfWork) -> messages.Claim:
    """
    Delete what was shown of a delivery, long after the claim has ended.

    Raises:
        NotFound: `claim.unknown`.
        Forbidden: `access.denied`, asked for by somebody else than the timer.
        Conflict: as `Claim.forget_evidence`.
    """
    uow.check_timer()
    claim = uow.claims.get(command.claim_id)
    claim.forget_evidence(uow.now)
    uow.evidence.delete_of(claim.id)
    uow.subject = claim.subject
    uow.schedule(claim.subject, claim.schedule(uow.now))
    return claim_shape(claim)


def late_forgetting_of_evidence(claim_id: str) -> Command:
    return messages.ForgetEvidence(claim_id=claim_id)


COMMANDS: Mapping[type[Command], Handler] = {
    messages.AttachEvidence: attach_evidence,
    messages.RevealEvidence: reveal_evidence,
    messages.ForgetEvidence: forget_evidence,
}
DEADLINES: Mapping[str, Callable[[str], Command]] = {
    EVIDENCE_KEPT: late_forgetting_of_evidence,
}
