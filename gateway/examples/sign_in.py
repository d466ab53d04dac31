"""What the documentation shows of codes that go to phones."""

from gateway import town
from gateway.examples.parts import Part
from shared.messages import membership

AS_MEMBER = membership.SignInChoice(
    sign_in_as="member",
    organisation_id=town.UNIT_ID,
    organisation_kind="unit",
    organisation_name=town.UNIT.name,
    member_id=town.MEMBER_ID,
    masked_name="陈**",
)
AS_STAFF = membership.SignInChoice(
    sign_in_as="organisation",
    organisation_id=town.COMMUNITY_ID,
    organisation_kind="community",
    organisation_name=town.COMMUNITY.name,
    member_id=None,
    masked_name=None,
)

PART = Part(
    requests={
        membership.RequestPhoneCode: {"tenant_id": town.TENANT_ID, "phone": "13800138000"},
        membership.CheckPhoneCode: {"tenant_id": town.TENANT_ID, "phone": "13800138000", "code": "048213"},
    },
    answers={
        "POST /v1/sign-in-codes": town.CODE_REQUESTED,
        "POST /v1/sign-in-choices": membership.SignInChoices(items=[AS_MEMBER, AS_STAFF]),
    },
)
