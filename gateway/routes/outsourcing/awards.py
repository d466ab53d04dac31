"""Awards in their public notice, and objections to them."""

from gateway.route import Route
from shared.messages.outsourcing import awards as m, objections as o

AWARDS = "Awards"
UNKNOWN = {404: ("award.unknown",)}
STEP = {409: ("award.not_in_step",)}
OWN_OBJECTION = {403: ("objection.not_yours",), 404: ("objection.unknown",)}

ROUTES = (
    Route(
        "GET",
        "/v1/awards",
        m.ListAwards,
        summary="List awards.",
        answer=m.AwardPage,
        tag=AWARDS,
    ),
    Route(
        "GET",
        "/v1/awards/{award_id}",
        m.ShowAward,
        summary="Show an award.",
        answer=m.Award,
        errors=UNKNOWN,
        tag=AWARDS,
    ),
    Route(
        "POST",
        "/v1/awards/{award_id}/cancellation",
        m.CancelAward,
        summary="Take an award back; the next in rank has one instead.",
        answer=m.Award,
        heeds_if_match=True,
        errors=UNKNOWN | STEP,
        tag=AWARDS,
    ),
    Route(
        "POST",
        "/v1/awards/{award_id}/refusal",
        m.DeclineAward,
        summary="Don't take up an award of yours; the next in rank has one instead.",
        answer=m.Award,
        heeds_if_match=True,
        errors={403: ("award.not_yours",)} | UNKNOWN | STEP,
        tag=AWARDS,
    ),
    Route(
        "POST",
        "/v1/awards/{award_id}/objections",
        o.FileObjection,
        summary="Object to an award while its notice lasts.",
        status=201,
        answer=o.Objection,
        location="/v1/objections/{id}",
        errors={403: ("objection.own_award",)}
        | UNKNOWN
        | {409: ("award.not_in_step", "award.notice_over", "objection.exists")},
        tag=AWARDS,
    ),
    Route(
        "GET",
        "/v1/objections",
        o.ListObjections,
        summary="List your objections to awards, and those to your awards; all of them, for the department.",
        answer=o.ObjectionPage,
        tag=AWARDS,
    ),
    Route(
        "GET",
        "/v1/objections/{objection_id}",
        o.ShowObjection,
        summary="Show an objection.",
        answer=o.Objection,
        errors=OWN_OBJECTION,
        tag=AWARDS,
    ),
    Route(
        "POST",
        "/v1/objections/{objection_id}/answer",
        o.AnswerObjection,
        summary="Answer an objection; where it is upheld, the award is taken back.",
        answer=o.Objection,
        heeds_if_match=True,
        errors={404: ("objection.unknown",), 409: ("objection.not_in_step",)},
        tag=AWARDS,
    ),
    Route(
        "POST",
        "/v1/objections/{objection_id}/withdrawal",
        o.WithdrawObjection,
        summary="Take an objection of yours back.",
        answer=o.Objection,
        heeds_if_match=True,
        errors=OWN_OBJECTION | {409: ("objection.not_in_step",)},
        tag=AWARDS,
    ),
)
