"""Who and what these tests are about."""

from datetime import UTC, date, datetime

from shared.ids import new_id
from shared.messages.engagement import MeetingCalled, WishClaimed, WishPublished
from shared.messages.envelope import Actor
from shared.messages.membership import CommunityOpened, UnitOpened
from shared.messages.outsourcing import ProjectRegistered
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


def community_opened() -> CommunityOpened:
    return CommunityOpened(
        community_id=COMMUNITY,
        code="WTL",
        name="梧桐里社区",
        subdistrict="滨河街道",
        district="江北区",
        city="临江市",
    )


def unit_opened() -> UnitOpened:
    return UnitOpened(unit_id=UNIT, name="临江市第二人民医院")


def meeting_called(unit_id: str = UNIT) -> MeetingCalled:
    """By whom a unit is called, the caller says."""
    starts_at = datetime(2026, 12, 1, 6, 0, tzinfo=UTC)
    return MeetingCalled(meeting_id=new_id(), unit_id=unit_id, meeting_title="联席会议", starts_at=starts_at)


def project_registered() -> ProjectRegistered:
    return ProjectRegistered(
        project_id=PROJECT,
        community_id=COMMUNITY,
        title="邻里节",
        budget_minor=2_000_000,
        currency="CNY",
        starts_on=date(2027, 3, 1),
        ends_on=date(2027, 9, 30),
    )
