"""What the documentation shows of pairings and of what units give."""

from dataclasses import replace

from gateway import town
from gateway.examples.parts import Part
from shared.messages import membership

RESOURCES = membership.ResourcePage(items=[town.RESOURCE], next=None)
OFFER = {
    "kind": town.RESOURCE.kind,
    "title": town.RESOURCE.title,
    "quantity": 1,
    "unit_of_measure": "间",
    "note": town.RESOURCE.note,
    "available_from": "2027-01-01",
    "available_until": "2027-12-31",
}
OVER = "本年度共建活动已全部完成。"

PART = Part(
    requests={
        membership.ProposePairing: {
            "unit_id": town.UNIT_ID,
            "community_id": town.COMMUNITY_ID,
            "note": town.PAIRING.note,
        },
        membership.DeclinePairing: {"reason": "本社区已与三家单位结对。"},
        membership.EndPairing: {"reason": OVER},
        membership.OfferResource: OFFER,
        membership.ReplaceResource: OFFER,
    },
    answers={
        "POST /v1/pairings": town.PROPOSED_PAIRING,
        "GET /v1/pairings": membership.PairingPage(items=[town.PAIRING], next=None),
        "GET /v1/pairings/{pairing_id}": town.PAIRING,
        "POST /v1/pairings/{pairing_id}/acceptance": town.PAIRING,
        "POST /v1/pairings/{pairing_id}/refusal": replace(
            town.PAIRING, state="declined", accepted_at=None, reason="本社区已与三家单位结对。"
        ),
        "POST /v1/pairings/{pairing_id}/end": replace(town.PAIRING, state="ended", reason=OVER, version=3),
        "POST /v1/units/{unit_id}/resources": town.RESOURCE,
        "GET /v1/units/{unit_id}/resources": RESOURCES,
        "GET /v1/communities/{community_id}/resources": RESOURCES,
        "GET /v1/resources/{resource_id}": town.RESOURCE,
        "PUT /v1/resources/{resource_id}": replace(town.RESOURCE, version=2),
    },
    path_ids={
        "pairing_id": town.PAIRING_ID,
        "resource_id": town.RESOURCE_ID,
    },
    faults={
        "resource.dates": (
            "#/available_until",
            "out_of_range",
            "Before the day from which it is available.",
        ),
    },
)
