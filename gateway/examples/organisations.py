"""What the documentation shows of organisations."""

from gateway import town
from gateway.examples.parts import Part
from shared.messages import membership

PART = Part(
    requests={
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
    },
    answers={
        "POST /v1/tenants": town.TENANT,
        "POST /v1/communities": town.COMMUNITY,
        "GET /v1/communities": membership.OrganisationPage(items=[town.COMMUNITY], next=None),
        "POST /v1/units": town.UNIT,
        "GET /v1/organisations/{organisation_id}": town.COMMUNITY,
        "POST /v1/organisations/{organisation_id}/clients": town.CLIENT,
        "GET /v1/organisations/{organisation_id}/clients": membership.ApiClientPage(items=[town.API_CLIENT], next=None),
    },
    path_ids={
        "organisation_id": town.COMMUNITY_ID,
        "community_id": town.COMMUNITY_ID,
        "unit_id": town.UNIT_ID,
        "client_id": town.CLIENT_ID,
    },
)
