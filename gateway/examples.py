"""What the documentation shows as sent and answered, out of one little town; each request is valid as it stands."""

from typing import Any

from gateway import town
from gateway.chronicle import read_stream
from shared.messages import board, engagement, evaluation, membership, notifications, outsourcing
from shared.messages.declare import Shape
from shared.messages.wire import decode, encode, to_plain

EXAMPLES: dict[type[Any], dict[str, Any]] = {
    membership.OpenTenant: {"name": "临江市", "department_name": "中共临江市委组织部"},
    membership.OpenCommunity: {
        "code": "LJ-0102",
        "name": "梧桐里社区",
        "subdistrict": "滨河街道",
        "district": "江北区",
        "city": "临江市",
    },
    membership.OpenUnit: {"name": "临江市第二人民医院"},
    membership.IssueClient: {"label": "门户网站"},
    membership.RevokeClient: {"reason": "密钥泄露"},
    membership.EnrolMembers: {
        "members": [
            {
                "external_id": "A-1024",
                "name": "陈华英",
                "gender": "女",
                "birth_month": "1949-12",
                "identity_number": "11010519491231002X",
                "phone": "13800138000",
                "department": "内科",
                "skills": ["义诊", "健康咨询"],
                "interests": ["摄影"],
                "residence_code": "LJ-0102",
            }
        ]
    },
    engagement.PublishWish: {
        "title": "想请人修好楼道里的灯",
        "category": "维修",
        "beneficiary_kind": "独居老人",
        "beneficiary": {"name": "王秀兰", "phone": "0571-8888 1234", "address": "梧桐里3幢2单元401室"},
        "source": "网格员走访",
    },
    engagement.EditWish: {"title": "想请人修好三楼楼道里的灯"},
    engagement.ClaimWish: {"plan": "周六上午带工具上门更换声控灯。"},
    engagement.MakeCommitment: {"text": "十二月五日前修好三楼的灯。", "due_at": "2026-12-05T18:00:00+08:00"},
    engagement.DeliverWish: {"note": "已换好两盏声控灯。"},
    engagement.ConfirmDelivery: {"verdict": "kept", "note": "王阿姨很满意。"},
    outsourcing.RegisterProject: {
        "community_id": town.COMMUNITY_ID,
        "title": "邻里节",
        "purpose": "请社会组织带着居民和在职党员一起办三场活动。",
        "starts_on": "2027-03-01",
        "ends_on": "2027-09-30",
        "budget": [{"name": "活动物料", "source": "welfare_lottery", "amount_minor": 5000000}],
    },
    evaluation.GiveRating: {
        "token": town.RATING_TOKEN,
        "score": 5,
        "outcome": "resolved",
        "comment": "来得很快。",
    },
    notifications.CreateWebhook: {
        "stream": "community",
        "stream_id": town.COMMUNITY_ID,
        "url": "https://example.org/linli",
        "description": "社区大屏",
    },
}

ANSWERS: dict[str, Shape | list[dict[str, Any]]] = {
    "POST /v1/tenants": town.TENANT,
    "POST /v1/communities": town.COMMUNITY,
    "GET /v1/communities": membership.OrganisationPage(items=[town.COMMUNITY], next=None),
    "POST /v1/units": town.UNIT,
    "GET /v1/organisations/{organisation_id}": town.COMMUNITY,
    "POST /v1/organisations/{organisation_id}/clients": town.CLIENT,
    "GET /v1/organisations/{organisation_id}/clients": membership.ApiClientPage(items=[town.API_CLIENT], next=None),
    "POST /v1/units/{unit_id}/members": town.ENROLMENT,
    "GET /v1/units/{unit_id}/members": membership.MemberPage(items=[town.MEMBER], next=None),
    "GET /v1/members/{member_id}": town.MEMBER,
    "POST /v1/members/{member_id}/sign-in-codes": town.SIGN_IN_CODE,
    "POST /v1/communities/{community_id}/registrations": town.REQUESTED,
    "GET /v1/communities/{community_id}/registrations": membership.RegistrationPage(items=[town.CONFIRMED], next=None),
    "GET /v1/registrations/{registration_id}": town.CONFIRMED,
    "POST /v1/registrations/{registration_id}/confirmation": town.CONFIRMED,
    "POST /v1/communities/{community_id}/wishes": town.WISH,
    "GET /v1/wishes/{wish_id}": town.CLAIMED_WISH,
    "PATCH /v1/wishes/{wish_id}": town.EDITED_WISH,
    "POST /v1/wishes/{wish_id}/claims": town.CLAIM,
    "GET /v1/wishes/{wish_id}/beneficiary": town.BENEFICIARY,
    "GET /v1/claims": engagement.ClaimPage(items=[town.COMMITTED], next=None),
    "GET /v1/claims/{claim_id}": town.COMMITTED,
    "POST /v1/claims/{claim_id}/commitment": town.COMMITTED,
    "POST /v1/claims/{claim_id}/delivery": town.DELIVERED,
    "POST /v1/claims/{claim_id}/confirmation": town.KEPT,
    "POST /v1/projects": town.PROJECT,
    "GET /v1/projects": outsourcing.ProjectPage(items=[town.PROJECT], next=None),
    "GET /v1/projects/{project_id}": town.PROJECT,
    "GET /v1/communities/{community_id}/invitations": evaluation.InvitationPage(items=[town.INVITATION], next=None),
    "POST /v1/invitations/{invitation_id}/tokens": town.INVITATION_TOKEN,
    "POST /v1/invitations/{invitation_id}/rating": town.RATING,
    "GET /v1/communities/{community_id}/feed": read_stream("community", after=9),
    "GET /v1/units/{unit_id}/feed": read_stream("unit", after=7),
    "GET /v1/projects/{project_id}/feed": read_stream("project"),
    "POST /v1/webhooks": town.WEBHOOK_SECRET,
    "GET /v1/webhooks": notifications.WebhookPage(items=[town.WEBHOOK], next=None),
    "GET /v1/webhooks/{webhook_id}": town.WEBHOOK,
    "POST /v1/webhooks/{webhook_id}/pause": town.PAUSED_WEBHOOK,
    "POST /v1/webhooks/{webhook_id}/resume": town.RESUMED_WEBHOOK,
    "GET /v1/webhooks/{webhook_id}/attempts": notifications.AttemptPage(items=[town.ATTEMPT], next=None),
    "GET /v1/communities/{community_id}/board": town.BOARD,
    "GET /v1/communities/{community_id}/board/wishes": board.BoardWishPage(items=[town.BOARD_WISH], next=None),
    "GET /v1/communities/{community_id}/board/commitments": board.BoardCommitmentPage(
        items=[town.BOARD_COMMITMENT], next=None
    ),
}

PATH_IDS = {
    "organisation_id": town.COMMUNITY_ID,
    "community_id": town.COMMUNITY_ID,
    "unit_id": town.UNIT_ID,
    "client_id": town.CLIENT_ID,
    "member_id": town.MEMBER_ID,
    "registration_id": town.REGISTRATION_ID,
    "wish_id": town.WISH_ID,
    "claim_id": town.CLAIM_ID,
    "project_id": town.PROJECT_ID,
    "invitation_id": town.INVITATION_ID,
    "webhook_id": town.WEBHOOK_ID,
}

# Pointer, code and detail of what is wrong with the input.
FAULTS: dict[str, tuple[str, str, str]] = {
    "roster.invalid": (
        "#/members/0/identity_number",
        "roster.check_digit",
        "The identity number fails its check digit.",
    ),
    "member.on_other_roster": (
        "#/members/0/identity_number",
        "member.on_other_roster",
        "This person is on the roster of another unit.",
    ),
    "member.on_roster_already": (
        "#/members/0/identity_number",
        "member.on_roster_already",
        "This person is on the roster under another number.",
    ),
    "commitment.due_at_out_of_range": ("#/due_at", "out_of_range", "Takes an instant within 180 days from now."),
    "commitment.verdict_needed": ("#/verdict", "missing", "Say what became of the public commitment."),
    "commitment.none_made": ("#/verdict", "unexpected", "Nothing was promised, so there is nothing to judge."),
    "project.dates": ("#/ends_on", "project.ends_before_start", "Before the day it starts."),
    "webhook.address_refused": (
        "#/url",
        "address_refused",
        "Webhooks don't reach private, local or reserved addresses, but for networks that whoever runs the platform "
        "lists in LINLI_WEBHOOK_ALLOW.",
    ),
}


def as_json(answer: Shape | list[dict[str, Any]]) -> Any:
    """An answer as it is sent."""
    return decode(encode(to_plain(answer)))
