"""What the documentation shows of members one by one."""

from dataclasses import replace

from gateway import town
from gateway.examples.parts import Part
from shared.messages import membership

EDITED = replace(town.MEMBER, department="急诊科", changed_at=town.REQUESTED.requested_at, version=2)
FACTS = {
    "user_name": "A-1024",
    "name": "陈华英",
    "gender": "女",
    "birth_month": "1949-12",
    "phone": "13800138000",
    "department": "内科",
    "skills": ["义诊", "健康咨询"],
    "interests": ["摄影"],
    "residence_code": "LJ-0102",
}

PART = Part(
    requests={
        membership.AddMember: FACTS | {"identity_number": "11010519491231002X"},
        membership.EditMember: FACTS | {"department": "急诊科"},
        membership.SetMemberState: {"state": "inactive", "reason": "产假"},
    },
    answers={
        "POST /v1/members": town.MEMBER,
        "PUT /v1/members/{member_id}": EDITED,
        "POST /v1/members/{member_id}/state": replace(EDITED, state="inactive", version=3),
    },
    faults={
        "member.invalid": (
            "#/residence_code",
            "roster.community_unknown",
            "No community has this code.",
        ),
    },
)
