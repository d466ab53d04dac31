"""Evidence of deliveries: pictures and documents that a claimer may show, never must."""

from datetime import datetime
from typing import Annotated, Literal

from shared.messages.declare import Command, Id, Length, Query, Shape, command, query, shape

EvidenceType = Literal["image/jpeg", "image/png", "application/pdf"]
MOST_EVIDENCE_BYTES = 1024 * 1024
Base64 = Annotated[str, Length(1, 4 * (MOST_EVIDENCE_BYTES // 3 + 1))]


@shape
class Evidence(Shape):
    """What a claimer shows of a delivery, without the file itself."""

    id: Id
    claim_id: Id
    media_type: EvidenceType
    size_bytes: int
    attached_at: datetime


@shape
class EvidenceList(Shape):
    """The oldest first; a claim has nine at most."""

    items: list[Evidence]


@shape
class EvidenceFile(Shape):
    """The file itself, in base 64."""

    media_type: EvidenceType
    content: Base64


@command("evidence.attach")
class AttachEvidence(Command):
    """
    By the claimer, until the delivery is confirmed: a JPEG, PNG or PDF file, nine at most.

    Pictures are scaled down and freed of what cameras write into them, such as the place, before they are kept.
    """

    claim_id: Id
    media_type: EvidenceType
    content: Base64


@command("evidence.reveal", is_repeatable=True)
class RevealEvidence(Command):
    """Who has looked stands in the audit trail."""

    evidence_id: Id


@command("evidence.forget", secret_result=True)
class ForgetEvidence(Command):
    """Carried out by the timer alone, 180 days after the claim has ended."""

    claim_id: Id


@query("evidence.list")
class ListEvidence(Query):
    """What there is of a claim."""

    claim_id: Id
