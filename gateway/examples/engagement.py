"""What the documentation shows of engagement."""

from gateway import town, town_wishes
from gateway.examples.parts import Part
from shared.messages import engagement

PART = Part(
    requests={
        engagement.PublishWish: {
            "title": "想请人修好楼道里的灯",
            "category": "维修",
            "beneficiary_kind": "独居老人",
            "beneficiary": {"name": "王秀兰", "phone": "0571-8888 1234", "address": "梧桐里3幢2单元401室"},
            "source": "网格员走访",
            "expires_at": "2027-01-01T00:00:00+08:00",
        },
        engagement.EditWish: {"title": "想请人修好三楼楼道里的灯"},
        engagement.ClaimWish: {"plan": "周六上午带工具上门更换声控灯。"},
        engagement.MakeCommitment: {"text": "十二月五日前修好三楼的灯。", "due_at": "2026-12-05T18:00:00+08:00"},
        engagement.WithdrawWish: {"reason": "物业已经修好了。"},
        engagement.ReopenWish: {"expires_at": "2027-04-01T00:00:00+08:00"},
        engagement.ExtendCommitment: {"due_at": "2026-12-08T18:00:00+08:00", "reason": town_wishes.EXTENSION},
        engagement.GiveBackClaim: {"reason": "要出差一个月，怕耽误了。"},
        engagement.SendBackDelivery: {"reason": town_wishes.SENT_BACK_REASON},
        engagement.DeliverWish: {"note": "已换好两盏声控灯。"},
        engagement.ConfirmDelivery: {"verdict": "kept", "note": "王阿姨很满意。"},
    },
    answers={
        "POST /v1/communities/{community_id}/wishes": town_wishes.TEMPORARY,
        "GET /v1/communities/{community_id}/wishes": engagement.WishPage(items=[town_wishes.TEMPORARY], next=None),
        "POST /v1/wishes/{wish_id}/withdrawal": town_wishes.WITHDRAWN,
        "POST /v1/wishes/{wish_id}/reopening": town_wishes.REOPENED,
        "GET /v1/wishes/{wish_id}/steps": town_wishes.STEPS,
        "GET /v1/wishes/{wish_id}": town.CLAIMED_WISH,
        "PATCH /v1/wishes/{wish_id}": town.EDITED_WISH,
        "POST /v1/wishes/{wish_id}/claims": town.CLAIM,
        "GET /v1/wishes/{wish_id}/beneficiary": town.BENEFICIARY,
        "GET /v1/claims": engagement.ClaimPage(items=[town.COMMITTED], next=None),
        "GET /v1/claims/{claim_id}": town.COMMITTED,
        "POST /v1/claims/{claim_id}/commitment": town.COMMITTED,
        "POST /v1/claims/{claim_id}/extension": town_wishes.EXTENDED,
        "GET /v1/claims/{claim_id}/reminders": town_wishes.REMINDERS,
        "POST /v1/claims/{claim_id}/return": town_wishes.GIVEN_BACK,
        "POST /v1/claims/{claim_id}/evidence": town_wishes.EVIDENCE,
        "GET /v1/claims/{claim_id}/evidence": engagement.EvidenceList(items=[town_wishes.EVIDENCE]),
        "POST /v1/claims/{claim_id}/delivery": town.DELIVERED,
        "POST /v1/claims/{claim_id}/sending-back": town_wishes.SENT_BACK,
        "POST /v1/claims/{claim_id}/confirmation": town.KEPT,
    },
    path_ids={
        "wish_id": town.WISH_ID,
        "claim_id": town.CLAIM_ID,
        "evidence_id": town_wishes.EVIDENCE_ID,
    },
    faults={
        "commitment.due_at_out_of_range": ("#/due_at", "out_of_range", "Takes an instant within 180 days from now."),
        "wish.expires_at_out_of_range": ("#/expires_at", "out_of_range", "Takes an instant within 366 days from now."),
        "evidence.unreadable": ("#", "invalid", "Not a file of the type that it says."),
        "commitment.verdict_needed": ("#/verdict", "missing", "Say what became of the public commitment."),
        "commitment.none_made": ("#/verdict", "unexpected", "Nothing was promised, so there is nothing to judge."),
    },
)
