"""Communities, projects, organisations and calls to test with."""

from datetime import date, timedelta
from typing import Any

from shared.ids import new_id
from shared.messages.envelope import Actor
from shared.messages.membership import CommunityOpened, SocialOrganisationOpened
from shared.messages.outsourcing import BudgetLine, RegisterProject
from shared.messages.outsourcing.calls import CallFunding, CallTerms, DraftCall, PublishCall
from shared.messages.outsourcing.terms import Criterion
from tests.harness import START, TENANT, Harness

BUDGET = [
    BudgetLine(name="人员补贴", source="fiscal", amount_minor=6_000_000),
    BudgetLine(name="活动物料", source="welfare_lottery", amount_minor=4_000_050),
]


def open_community(harness: Harness, tenant_id: str = TENANT) -> Actor:
    """A community that outsourcing has heard of."""
    opened = CommunityOpened(
        community_id=new_id(),
        code="SFJ",
        name="三辅街社区",
        subdistrict="凯旋街道",
        district="宽城区",
        city="长春市",
    )
    harness.tell(opened, tenant_id=tenant_id)
    return Actor(role="community", client_id="community", tenant_id=tenant_id, organisation_id=opened.community_id)


def project_for(community: Actor, **fields: Any) -> RegisterProject:
    """A project of half a year with a budget of 100,000.50 yuan."""
    defaults: dict[str, Any] = {
        "community_id": str(community.organisation_id),
        "title": "银龄课堂",
        "purpose": "老年人智能手机培训",
        "starts_on": date(2027, 1, 1),
        "ends_on": date(2027, 6, 30),
        "budget": BUDGET,
    }
    return RegisterProject(**(defaults | fields))


def open_organisation(harness: Harness, tenant_id: str = TENANT) -> Actor:
    """A social organisation that outsourcing has heard of."""
    opened = SocialOrganisationOpened(
        social_organisation_id=new_id(), name="睦邻社工服务中心", code="52220100MJ7777777X"
    )
    harness.tell(opened, tenant_id=tenant_id)
    return Actor(
        role="organisation",
        client_id="organisation",
        tenant_id=tenant_id,
        organisation_id=opened.social_organisation_id,
    )


ENQUIRIES_UNTIL = START + timedelta(days=10)
PROPOSALS_UNTIL = START + timedelta(days=20)


def terms(**fields: Any) -> dict[str, Any]:
    """What stands in a call of 300,000 yuan, which takes enquiries for ten days and proposals for twenty."""
    defaults: dict[str, Any] = {
        "title": "为老服务项目征集",
        "about": "面向独居老人的助餐、陪诊与智能手机培训。",
        "fields": ["elderly"],
        "fundings": [CallFunding(budget_id=new_id(), amount_minor=30_000_000)],
        "enquiries_until": ENQUIRIES_UNTIL,
        "proposals_until": PROPOSALS_UNTIL,
        "criteria": [
            Criterion(id="plan", name="方案", weight=60),
            Criterion(id="team", name="团队", weight=40),
        ],
    }
    return defaults | fields


def terms_of(call: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """What was written in a call, to be written anew."""
    return {name: call[name] for name in CallTerms.__dataclass_fields__} | changes


def drafted(harness: Harness, department: Actor, **fields: Any) -> Any:
    return harness.send(DraftCall(**terms(**fields)), department)


def published(harness: Harness, department: Actor, **fields: Any) -> Any:
    """A call that takes proposals."""
    call = drafted(harness, department, **fields)
    return harness.send(PublishCall(call_id=call["id"]), department)
