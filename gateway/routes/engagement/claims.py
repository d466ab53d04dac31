"""Routes of engagement: claims, public commitments, deliveries."""

from gateway.evidence import MEDIA_TYPES, attach_evidence, download_evidence
from gateway.route import Route
from shared.messages import engagement as m

CLAIMS = "Claims"
PAST_DELIVERY = ("claim.already_delivered", "claim.already_confirmed", "claim.lapsed", "claim.released")
PAST_COMMITTING = ("claim.already_committed", *PAST_DELIVERY)
UNDELIVERED = ("claim.not_delivered", "claim.already_confirmed", "claim.lapsed", "claim.released")
OWN_CLAIM = {403: ("claim.not_yours",), 404: ("claim.unknown",)}

ROUTES = (
    Route(
        "POST",
        "/v1/wishes/{wish_id}/claims",
        m.ClaimWish,
        summary="Claim a wish.",
        status=201,
        answer=m.Claim,
        location="/v1/claims/{id}",
        errors={
            404: ("wish.unknown",),
            409: ("wish.already_claimed", "wish.not_open", "member.unknown", "member.not_active"),
        },
        tag=CLAIMS,
    ),
    Route(
        "GET",
        "/v1/wishes/{wish_id}/beneficiary",
        m.RevealBeneficiary,
        summary="See whom a wish is for.",
        answer=m.Beneficiary,
        errors={403: ("beneficiary.not_shown",), 404: ("wish.unknown", "beneficiary.none")},
        tag=CLAIMS,
    ),
    Route(
        "GET",
        "/v1/claims",
        m.ListClaims,
        summary="List claims.",
        answer=m.ClaimPage,
        tag=CLAIMS,
    ),
    Route(
        "GET",
        "/v1/claims/{claim_id}",
        m.ShowClaim,
        summary="Show a claim.",
        answer=m.Claim,
        errors=OWN_CLAIM,
        tag=CLAIMS,
    ),
    Route(
        "POST",
        "/v1/claims/{claim_id}/commitment",
        m.MakeCommitment,
        summary="Promise in public what will be done, and by when.",
        status=201,
        answer=m.Claim,
        location="/v1/claims/{id}",
        heeds_if_match=True,
        errors=OWN_CLAIM | {409: PAST_COMMITTING, 422: ("commitment.due_at_out_of_range",)},
        tag=CLAIMS,
    ),
    Route(
        "POST",
        "/v1/claims/{claim_id}/extension",
        m.ExtendCommitment,
        summary="Put the deadline of a commitment off, once.",
        answer=m.Claim,
        heeds_if_match=True,
        errors=OWN_CLAIM
        | {
            409: ("commitment.none_to_extend", "commitment.already_extended", *PAST_DELIVERY),
            422: ("commitment.due_at_out_of_range",),
        },
        tag=CLAIMS,
    ),
    Route(
        "GET",
        "/v1/claims/{claim_id}/reminders",
        m.ListReminders,
        summary="List the reminders of a commitment.",
        answer=m.Reminders,
        errors=OWN_CLAIM,
        tag=CLAIMS,
    ),
    Route(
        "POST",
        "/v1/claims/{claim_id}/return",
        m.GiveBackClaim,
        summary="Give a claimed wish back, and say why.",
        answer=m.Claim,
        heeds_if_match=True,
        errors=OWN_CLAIM | {409: PAST_DELIVERY},
        tag=CLAIMS,
    ),
    Route(
        "POST",
        "/v1/claims/{claim_id}/evidence",
        m.AttachEvidence,
        summary="Show something of a delivery: a picture or a document.",
        carry_out=attach_evidence,
        status=201,
        answer=m.Evidence,
        location="/v1/evidence/{id}",
        uploads=tuple(MEDIA_TYPES),
        known=("media_type", "content"),
        errors=OWN_CLAIM
        | {
            409: ("evidence.too_many", "claim.already_confirmed", "claim.lapsed", "claim.released"),
            413: ("evidence.too_large",),
            422: ("evidence.unreadable",),
        },
        tag=CLAIMS,
    ),
    Route(
        "GET",
        "/v1/claims/{claim_id}/evidence",
        m.ListEvidence,
        summary="List what was shown of a delivery.",
        answer=m.EvidenceList,
        errors=OWN_CLAIM,
        tag=CLAIMS,
    ),
    Route(
        "GET",
        "/v1/evidence/{evidence_id}",
        m.RevealEvidence,
        summary="See a piece of evidence.",
        carry_out=download_evidence,
        files=tuple(MEDIA_TYPES),
        errors={403: ("claim.not_yours",), 404: ("evidence.unknown",)},
        tag=CLAIMS,
    ),
    Route(
        "POST",
        "/v1/claims/{claim_id}/delivery",
        m.DeliverWish,
        summary="Say that the wish is delivered.",
        answer=m.Claim,
        heeds_if_match=True,
        errors=OWN_CLAIM | {409: PAST_DELIVERY},
        tag=CLAIMS,
    ),
    Route(
        "POST",
        "/v1/claims/{claim_id}/sending-back",
        m.SendBackDelivery,
        summary="Send a delivery back, and say why.",
        answer=m.Claim,
        heeds_if_match=True,
        errors=OWN_CLAIM | {409: UNDELIVERED},
        tag=CLAIMS,
    ),
    Route(
        "POST",
        "/v1/claims/{claim_id}/confirmation",
        m.ConfirmDelivery,
        summary="Confirm a delivery and judge the commitment.",
        answer=m.Claim,
        heeds_if_match=True,
        errors=OWN_CLAIM
        | {
            409: UNDELIVERED,
            422: ("commitment.verdict_needed", "commitment.none_made"),
        },
        tag=CLAIMS,
    ),
)
