"""What the documentation shows of registrations."""

from dataclasses import replace

from gateway import town
from gateway.examples.parts import Part
from shared.messages import membership

PAGE = membership.RegistrationPage(items=[town.CONFIRMED], next=None)
MOVED = "已搬离本社区。"
REFUSED = replace(
    town.REQUESTED,
    state="refused",
    reason="不在本社区居住,请向滨河社区报到。",
    decided_by="community",
    decided_at=town.CONFIRMED.decided_at,
    allowed=[],
    version=2,
)
WITHDRAWN = replace(REFUSED, state="withdrawn", reason=None, decided_by="member")
ENDED = replace(
    town.CONFIRMED,
    state="ended",
    reason=MOVED,
    cause="by_member",
    decided_by="member",
    decided_at=town.TRANSFER.requested_at,
    allowed=[],
    version=3,
)

PART = Part(
    requests={
        membership.RequestRegistration: {"kind": "residence"},
        membership.RequestRegistrations: {
            "registrations": [
                {"member_id": town.MEMBER_ID},
                {"member_id": town.MEMBER_ID, "community_id": town.COMMUNITY_ID, "kind": "paired"},
            ]
        },
        membership.ConfirmRegistrations: {"registration_ids": [town.REGISTRATION_ID]},
        membership.RefuseRegistration: {"reason": REFUSED.reason},
        membership.EndRegistration: {"reason": MOVED},
        membership.TransferRegistration: {"community_id": town.NEXT_COMMUNITY_ID},
    },
    answers={
        "POST /v1/communities/{community_id}/registrations": town.REQUESTED,
        "GET /v1/communities/{community_id}/registrations": PAGE,
        "POST /v1/communities/{community_id}/registrations/confirmations": membership.ConfirmationReport(
            confirmed=1,
            refused=0,
            has_more=False,
            registrations=[
                membership.ConfirmationOutcome(
                    registration_id=town.REGISTRATION_ID,
                    outcome="confirmed",
                    receipt_number=town.CONFIRMED.receipt_number,
                    code=None,
                )
            ],
        ),
        "POST /v1/units/{unit_id}/registrations": membership.RequestReport(
            requested=1,
            exists=0,
            refused=1,
            registrations=[
                membership.RequestOutcome(
                    member_id=town.MEMBER_ID, outcome="requested", registration_id=town.REGISTRATION_ID, code=None
                ),
                membership.RequestOutcome(
                    member_id=town.MEMBER_ID, outcome="refused", registration_id=None, code="registration.not_paired"
                ),
            ],
        ),
        "GET /v1/units/{unit_id}/registrations": PAGE,
        "GET /v1/members/{member_id}/registrations": PAGE,
        "GET /v1/registrations/{registration_id}": town.CONFIRMED,
        "POST /v1/registrations/{registration_id}/confirmation": town.CONFIRMED,
        "POST /v1/registrations/{registration_id}/refusal": REFUSED,
        "POST /v1/registrations/{registration_id}/withdrawal": WITHDRAWN,
        "POST /v1/registrations/{registration_id}/end": ENDED,
        "POST /v1/registrations/{registration_id}/transfer": town.TRANSFER,
        "GET /v1/registrations/{registration_id}/receipt": membership.Receipt(
            registration_id=town.REGISTRATION_ID,
            receipt_number=town.CONFIRMED.receipt_number or "",
            member_name=town.MEMBER.name,
            unit_name=town.UNIT.name,
            community_name=town.COMMUNITY.name,
            subdistrict="滨河街道",
            district="江北区",
            city="临江市",
            kind="residence",
            state="confirmed",
            requested_at=town.CONFIRMED.requested_at,
            issued_at=town.CONFIRMED.confirmed_at or town.CONFIRMED.requested_at,
            verification_path=f"/receipts/{town.RECEIPT_TOKEN}",
        ),
        "GET /receipts/{token}": membership.ReceiptVerification(
            receipt_number=town.CONFIRMED.receipt_number or "",
            community_name=town.COMMUNITY.name,
            issued_at=town.CONFIRMED.confirmed_at or town.CONFIRMED.requested_at,
            is_live=True,
        ),
    },
    path_ids={
        "registration_id": town.REGISTRATION_ID,
        "token": town.RECEIPT_TOKEN,
    },
)
