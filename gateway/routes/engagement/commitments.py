"""Routes of engagement: public commitments of who holds a place; lists, nudges and appeals of all."""

from gateway.route import Route
from shared.messages import engagement as m

COMMITMENTS = "Public commitments"
OWN = {403: ("commitment.not_yours",), 404: ("commitment.unknown",)}

ROUTES = (
    Route(
        "POST",
        "/v1/place-claims/{place_claim_id}/commitments",
        m.MakePlaceCommitment,
        summary="Promise in public what you will do in a place that you hold, and by when.",
        status=201,
        answer=m.PublicCommitment,
        location="/v1/commitments/{id}",
        errors={
            403: ("place_claim.not_yours",),
            404: ("place_claim.unknown",),
            409: ("place_claim.not_held", "menu_item.not_open", "commitment.exists"),
            422: ("commitment.due_at_out_of_range",),
        },
        tag=COMMITMENTS,
    ),
    Route(
        "GET",
        "/v1/commitments",
        m.ListCommitments,
        summary="List the public commitments that concern you.",
        answer=m.PublicCommitmentPage,
        tag=COMMITMENTS,
    ),
    Route(
        "GET",
        "/v1/commitments/{commitment_id}",
        m.ShowCommitment,
        summary="Show a public commitment, all that was said of it, and its appeal.",
        answer=m.PublicCommitment,
        errors=OWN,
        tag=COMMITMENTS,
    ),
    Route(
        "POST",
        "/v1/commitments/{commitment_id}/extension",
        m.ExtendPlaceCommitment,
        summary="Put the deadline of a commitment about a place off, once.",
        answer=m.PublicCommitment,
        heeds_if_match=True,
        errors=OWN
        | {
            409: ("commitment.of_wish", "commitment.not_in_step", "commitment.already_extended"),
            422: ("commitment.due_at_out_of_range",),
        },
        tag=COMMITMENTS,
    ),
    Route(
        "POST",
        "/v1/commitments/{commitment_id}/report",
        m.ReportPlaceCommitment,
        summary="Say that what you have promised for a place is done.",
        answer=m.PublicCommitment,
        heeds_if_match=True,
        errors=OWN | {409: ("commitment.of_wish", "commitment.not_in_step")},
        tag=COMMITMENTS,
    ),
    Route(
        "POST",
        "/v1/commitments/{commitment_id}/verdict",
        m.JudgePlaceCommitment,
        summary="Say what became of a commitment about a place.",
        answer=m.PublicCommitment,
        heeds_if_match=True,
        errors=OWN
        | {
            409: ("commitment.of_wish", "commitment.not_in_step", "commitment.not_reported"),
            422: ("commitment.word_needed",),
        },
        tag=COMMITMENTS,
    ),
    Route(
        "POST",
        "/v1/commitments/{commitment_id}/nudges",
        m.NudgeCommitment,
        summary="Nudge a member about a commitment, once a day at most.",
        answer=m.PublicCommitment,
        errors=OWN | {409: ("commitment.not_in_step", "commitment.nudged_today")},
        tag=COMMITMENTS,
    ),
    Route(
        "POST",
        "/v1/commitments/{commitment_id}/appeal",
        m.AppealCommitment,
        summary="Appeal to the department against what was said of your commitment.",
        answer=m.PublicCommitment,
        heeds_if_match=True,
        errors=OWN | {409: ("commitment.not_appealable", "commitment.appeal_closed", "commitment.already_appealed")},
        tag=COMMITMENTS,
    ),
    Route(
        "POST",
        "/v1/commitments/{commitment_id}/appeal/decision",
        m.DecideCommitmentAppeal,
        summary="Decide an appeal: uphold what was said, or say another verdict.",
        answer=m.PublicCommitment,
        heeds_if_match=True,
        errors={
            404: ("commitment.unknown", "commitment_appeal.none"),
            409: ("commitment_appeal.decided",),
            422: ("commitment_appeal.verdict_unchanged",),
        },
        tag=COMMITMENTS,
    ),
)
