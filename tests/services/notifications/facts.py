"""Who and what these tests are about."""

from shared.ids import new_id
from shared.messages.engagement import WishClaimed, WishPublished
from shared.messages.envelope import Actor
from tests.harness import TENANT

OTHER_TENANT = "01976a00-0000-7000-8000-000000000002"
COMMUNITY = "01976a00-0000-7000-8000-0000000000c1"
OTHER_COMMUNITY = "01976a00-0000-7000-8000-0000000000c2"
UNIT = "01976a00-0000-7000-8000-0000000000a1"
OTHER_UNIT = "01976a00-0000-7000-8000-0000000000a2"
PROJECT = "01976a00-0000-7000-8000-0000000000b1"
DEPARTMENT = "01976a00-0000-7000-8000-0000000000d1"


def actor(role: str, organisation_id: str | None, tenant_id: str = TENANT) -> Actor:
    return Actor(role=role, client_id=f"{role}-client", tenant_id=tenant_id, organisation_id=organisation_id)  # type: ignore[arg-type]


FOR_COMMUNITY = actor("community", COMMUNITY)
FOR_UNIT = actor("unit", UNIT)
FOR_DEPARTMENT = actor("department", DEPARTMENT)
FOREIGN_DEPARTMENT = actor("department", new_id(), OTHER_TENANT)


def wish_published(title: str = "帮陈华英奶奶修理收音机", community_id: str = COMMUNITY) -> WishPublished:
    return WishPublished(
        wish_id=new_id(), community_id=community_id, title=title, category="家电维修", beneficiary_kind="独居老人"
    )


def wish_claimed(unit_id: str = UNIT, community_id: str = COMMUNITY) -> WishClaimed:
    return WishClaimed(
        wish_id=new_id(),
        community_id=community_id,
        claim_id=new_id(),
        title="帮陈华英奶奶修理收音机",
        member_id=new_id(),
        unit_id=unit_id,
    )
