"""What the documentation shows of members."""

from gateway import town
from gateway.examples.parts import Part
from shared.messages import membership

PART = Part(
    requests={
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
                    "skills": ["护理", "中医推拿"],
                    "interests": ["助老"],
                    "residence_code": "LJ-0102",
                }
            ]
        },
    },
    answers={
        "POST /v1/units/{unit_id}/members": town.ENROLMENT,
        "GET /v1/units/{unit_id}/members": membership.MemberPage(items=[town.MEMBER], next=None),
        "GET /v1/members": membership.MemberPage(items=[town.MEMBER], next=None),
        "GET /v1/members/{member_id}": town.MEMBER,
        "POST /v1/members/{member_id}/sign-in-codes": town.SIGN_IN_CODE,
    },
    path_ids={
        "member_id": town.MEMBER_ID,
    },
    faults={
        "roster.invalid": (
            "#/members/0/identity_number",
            "roster.check_digit",
            "The identity number fails its check digit.",
        ),
        "member.on_other_roster": (
            "#/members/0/identity_number",
            "member.on_other_roster",
            "This person is on another unit's roster; by a roster file it comes to be decided.",
        ),
        "member.on_roster_already": (
            "#/members/0/identity_number",
            "member.on_roster_already",
            "This person is on the roster under another number.",
        ),
        "member.left_before": (
            "#/members/0/identity_number",
            "member.left_before",
            "This person has left a roster before and comes back as who they were: remove this entry and add them "
            "anew, or send a roster file.",
        ),
    },
)
