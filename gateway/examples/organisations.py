"""What the documentation shows of organisations."""

from gateway import town
from gateway.examples.parts import Part
from shared.messages import membership

PART = Part(
    requests={
        membership.OpenTenant: {"name": "临江市", "department_name": "中共临江市委组织部"},
        membership.EditTenant: {"name": "临江市"},
        membership.OpenSubdistrict: {"name": "滨河街道", "district": "江北区", "city": "临江市"},
        membership.OpenCommunity: {
            "code": "LJ-0102",
            "name": "梧桐里社区",
            "subdistrict_id": town.SUBDISTRICT_ID,
        },
        membership.OpenUnit: {"name": "临江市第二人民医院", "code": "1222010041240000XK"},
        membership.OpenSocialOrganisation: {"name": "临江市睦邻社会工作服务中心", "code": "52220100MJ7777777X"},
        membership.EditOrganisation: {"name": "临江市第二人民医院（市肿瘤医院）"},
        membership.CloseOrganisation: {"reason": "机构撤并"},
        membership.ReopenOrganisation: {"reason": "撤并暂缓"},
    },
    answers={
        "POST /v1/tenants": town.TENANT,
        "GET /v1/tenants": membership.TenantPage(items=[town.TENANT_SUMMARY], next=None),
        "PATCH /v1/tenants/{tenant_id}": town.TENANT_SUMMARY,
        "POST /v1/subdistricts": town.SUBDISTRICT,
        "GET /v1/subdistricts": membership.OrganisationPage(items=[town.SUBDISTRICT], next=None),
        "POST /v1/communities": town.COMMUNITY,
        "GET /v1/communities": membership.OrganisationPage(items=[town.COMMUNITY], next=None),
        "POST /v1/units": town.UNIT,
        "GET /v1/units": membership.OrganisationPage(items=[town.UNIT], next=None),
        "POST /v1/social-organisations": town.SOCIAL_ORGANISATION,
        "GET /v1/social-organisations": membership.OrganisationPage(items=[town.SOCIAL_ORGANISATION], next=None),
        "GET /v1/organisation": town.COMMUNITY,
        "GET /v1/organisations/{organisation_id}": town.COMMUNITY,
        "PATCH /v1/organisations/{organisation_id}": town.RENAMED_UNIT,
        "POST /v1/organisations/{organisation_id}/closing": town.CLOSED_UNIT,
        "POST /v1/organisations/{organisation_id}/reopening": town.REOPENED_UNIT,
    },
    path_ids={
        "tenant_id": town.TENANT_ID,
        "organisation_id": town.COMMUNITY_ID,
        "community_id": town.COMMUNITY_ID,
        "unit_id": town.UNIT_ID,
    },
)
