"""Routes of membership: what members say of themselves, and what they consent to."""

from gateway.labels import answer_in_language
from gateway.route import Route
from gateway.routes.membership.access import REVOKED
from shared.messages import membership as m

TAG = "Members"
CONSENTS = "Consents"
OWN = {403: ("member.not_yours",), 404: ("member.unknown",)}

ROUTES = (
    Route(
        "PUT",
        "/v1/members/{member_id}/free-times",
        m.SetFreeTimes,
        summary="Say when you are free.",
        answer=m.Member,
        needs_if_match=True,
        errors=OWN | {409: ("member.erased",), 422: ("free_times.invalid",)},
        tag=TAG,
    ),
    Route(
        "PUT",
        "/v1/members/{member_id}/profile",
        m.SetMemberProfile,
        summary="Say what you can do beyond what your unit knows.",
        answer=m.Member,
        needs_if_match=True,
        errors=OWN | {409: ("member.erased",), 422: ("request.unfit",)},
        tag=TAG,
    ),
    Route(
        "GET",
        "/v1/consent-texts",
        m.ListConsentTexts,
        summary="List what members are asked to consent to.",
        carry_out=answer_in_language,
        answer=m.ConsentTexts,
        tag=CONSENTS,
    ),
    Route(
        "POST",
        "/v1/members/{member_id}/consents",
        m.RecordConsent,
        summary="Give or withdraw consent.",
        status=201,
        answer=m.Consent,
        errors={
            403: ("member.not_yours", REVOKED),
            404: ("member.unknown",),
            409: ("member.erased", "consent.text_outdated", "consent.given_already", "consent.not_given"),
            422: ("request.unfit",),
        },
        tag=CONSENTS,
    ),
    Route(
        "GET",
        "/v1/members/{member_id}/consents",
        m.ListConsents,
        summary="List all that a member has decided.",
        answer=m.ConsentPage,
        errors=OWN,
        tag=CONSENTS,
    ),
    Route(
        "GET",
        "/v1/members/{member_id}/consents/standing",
        m.ShowConsentStanding,
        summary="Show what a member consents to now.",
        answer=m.ConsentStandings,
        errors=OWN,
        tag=CONSENTS,
    ),
)
