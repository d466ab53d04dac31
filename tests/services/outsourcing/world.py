"""Communities and projects to test with."""

from datetime import date
from typing import Any

from shared.ids import new_id
from shared.messages.envelope import Actor
from shared.messages.membership import CommunityOpened
from shared.messages.outsourcing import BudgetLine, RegisterProject
from tests.harness import TENANT, Harness

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
