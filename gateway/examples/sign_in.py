"""What the documentation shows of codes that go to phones."""

from gateway import town, town_access
from gateway.examples.parts import Part
from shared.messages import membership

PART = Part(
    requests={
        membership.RequestPhoneCode: {"tenant_id": town.TENANT_ID, "phone": "13800138000"},
        membership.CheckPhoneCode: {
            "tenant_id": town.TENANT_ID,
            "phone": "13800138000",
            "code": "048213",
            "sign_in_as": "resident",
        },
    },
    answers={
        "POST /v1/sign-in-codes": town_access.CODE_REQUESTED,
        "POST /v1/sign-in-choices": membership.SignInChoices(
            items=[town_access.AS_MEMBER, town_access.AS_STAFF, town_access.AS_RESIDENT]
        ),
    },
)
