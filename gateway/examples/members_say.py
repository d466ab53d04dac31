"""What the documentation shows of what members say, consent to and get."""

from gateway import town_members as town
from gateway.examples.parts import Part
from shared.messages import membership

PART = Part(
    requests={
        membership.SetFreeTimes: {
            "free_times": [
                {"weekday": 3, "from_time": "18:30", "to_time": "20:30"},
                {"weekday": 6, "from_time": "09:00", "to_time": "11:30"},
            ]
        },
        membership.SetMemberProfile: {"skills": ["摄影"], "interests": [], "paused_until": "2026-12-01"},
        membership.RecordConsent: {"purpose": "profile_public_name", "decision": "given", "text_version": 1},
        membership.ExportMemberOnRequest: {"reason": "本人书面申请"},
        membership.EraseMember: {"reason": "本人已退休，申请注销"},
    },
    answers={
        "PUT /v1/members/{member_id}/free-times": town.FREE_MEMBER,
        "PUT /v1/members/{member_id}/profile": town.SKILLED_MEMBER,
        "GET /v1/consent-texts": membership.ConsentTexts(items=[town.CONSENT_TEXT]),
        "POST /v1/members/{member_id}/consents": town.CONSENT,
        "GET /v1/members/{member_id}/consents": membership.ConsentPage(items=[town.CONSENT], next=None),
        "GET /v1/members/{member_id}/consents/standing": membership.ConsentStandings(items=[town.STANDING]),
        "GET /v1/members/{member_id}/export": town.EXPORT,
        "POST /v1/members/{member_id}/exports": town.EXPORT,
        "POST /v1/members/{member_id}/erasure": town.ERASURE,
    },
    faults={
        "free_times.invalid": ("#/free_times/1/from_time", "free_times.overlap", "Overlaps another slot."),
    },
)
