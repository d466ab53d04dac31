"""Request bodies that the documentation shows; each is valid as it stands (a test sends them)."""

from typing import Any

from shared.messages import engagement, evaluation, membership, notifications, outsourcing

AN_ID = "01976a00-0000-7000-8000-000000000001"

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
        "community_id": AN_ID,
        "title": "邻里节",
        "purpose": "请社会组织带着居民和在职党员一起办三场活动。",
        "starts_on": "2027-03-01",
        "ends_on": "2027-09-30",
        "budget": [{"name": "活动物料", "source": "welfare_lottery", "amount_minor": 5000000}],
    },
    evaluation.GiveRating: {"token": "9Y7K-2MQD-XW4T", "score": 5, "outcome": "resolved", "comment": "来得很快。"},
    notifications.CreateWebhook: {
        "stream": "community",
        "stream_id": AN_ID,
        "url": "https://example.org/linli",
        "description": "社区大屏",
    },
}
