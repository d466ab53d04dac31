"""A tenant with a community and members that engagement has heard of."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from shared.ids import new_id
from shared.messages import engagement as messages
from shared.messages.envelope import Actor
from shared.messages.membership import CommunityOpened, MemberEnrolled
from tests.harness import TENANT, Harness

BENEFICIARY = messages.Beneficiary(name="陈华英", phone="13904310001", address="三辅街 12 号 3 单元 501")


@dataclass
class World:
    """One tenant with one community and one unit; `member` is the unit's first member."""

    harness: Harness
    tenant_id: str
    community: Actor
    unit: Actor
    member: Actor

    def enrol(self) -> Actor:
        """One more member of the unit."""
        enrolled = MemberEnrolled(member_id=new_id(), unit_id=str(self.unit.organisation_id), masked_name="陈**")
        self.harness.tell(enrolled, tenant_id=self.tenant_id)
        return member_actor(enrolled.member_id, self.unit)

    def wish_for(self, **fields: Any) -> messages.PublishWish:
        defaults: dict[str, Any] = {
            "community_id": str(self.community.organisation_id),
            "title": "一台收音机",
            "category": "物品",
            "beneficiary_kind": "独居老人",
            "beneficiary": BENEFICIARY,
            "source": "网格员走访",
        }
        return messages.PublishWish(**(defaults | fields))

    def publish(self, **fields: Any) -> Any:
        return self.harness.send(self.wish_for(**fields), self.community)

    def claim(self, wish: Any = None, member: Actor | None = None) -> Any:
        wish = wish or self.publish()
        return self.harness.send(messages.ClaimWish(wish_id=wish["id"], plan="周末送到家"), member or self.member)

    def commit(self, claim: Any = None, days: float = 5) -> Any:
        claim = claim or self.claim()
        due_at = self.harness.clock.now() + timedelta(days=days)
        command = messages.MakeCommitment(claim_id=claim["id"], text="我承诺五天内送到", due_at=due_at)
        return self.harness.send(command, self.member)

    def deliver(self, claim: Any = None) -> Any:
        claim = claim or self.commit()
        return self.harness.send(messages.DeliverWish(claim_id=claim["id"], note="已送到"), self.member)

    def confirm(self, claim: Any = None, verdict: messages.Verdict | None = "kept") -> Any:
        claim = claim or self.deliver()
        return self.harness.send(messages.ConfirmDelivery(claim_id=claim["id"], verdict=verdict), self.community)

    def extend(self, claim: Any, days: float = 8) -> Any:
        due_at = self.harness.clock.now() + timedelta(days=days)
        command = messages.ExtendCommitment(claim_id=claim["id"], due_at=due_at, reason="灯具要等厂家发货")
        return self.harness.send(command, self.member)

    def send_back(self, claim: Any) -> Any:
        return self.harness.send(messages.SendBackDelivery(claim_id=claim["id"], reason="灯不亮"), self.community)

    def give_back(self, claim: Any = None) -> Any:
        claim = claim or self.claim()
        return self.harness.send(messages.GiveBackClaim(claim_id=claim["id"], reason="要出差"), self.member)

    def withdraw(self, wish: Any) -> Any:
        return self.harness.send(messages.WithdrawWish(wish_id=wish["id"], reason="物业修好了"), self.community)

    def withdrawn(self) -> Any:
        return self.withdraw(self.publish())

    def expired(self) -> Any:
        """A wish that nobody has claimed within a day."""
        wish = self.publish(expires_at=self.harness.clock.now() + timedelta(days=1))
        self.harness.wait(timedelta(days=1))
        return self.show_wish(wish["id"])

    def reopen(self, wish: Any, expires_at: datetime | None = None) -> Any:
        return self.harness.send(messages.ReopenWish(wish_id=wish["id"], expires_at=expires_at), self.community)

    def steps(self, wish_id: str, actor: Actor | None = None) -> list[Any]:
        page = self.harness.send(messages.ListWishSteps(wish_id=wish_id), actor or self.community)
        return list(page["items"])

    def lapse(self, claim: Any = None) -> Any:
        """A claim that has lapsed for want of a commitment."""
        claim = claim or self.claim()
        self.harness.wait(timedelta(days=3))
        return self.show(claim)

    def show(self, claim: Any) -> Any:
        return self.harness.send(messages.ShowClaim(claim_id=claim["id"]), self.community)

    def show_wish(self, wish_id: str) -> Any:
        return self.harness.send(messages.ShowWish(wish_id=wish_id), self.community)


def parties_of(claim: Any) -> dict[str, str]:
    """What every event of a claim tells."""
    names = ("wish_id", "community_id", "member_id", "unit_id")
    return {"claim_id": claim["id"], **{name: claim[name] for name in names}}


def member_actor(member_id: str, unit: Actor) -> Actor:
    return Actor(
        role="member",
        client_id=member_id,
        tenant_id=unit.tenant_id,
        organisation_id=unit.organisation_id,
        member_id=member_id,
    )


def open_world(harness: Harness, tenant_id: str = TENANT) -> World:
    community_id, unit_id, member_id = new_id(), new_id(), new_id()
    harness.tell(
        CommunityOpened(
            community_id=community_id,
            code="SFJ",
            name="三辅街社区",
            subdistrict="凯旋街道",
            district="宽城区",
            city="长春市",
        ),
        MemberEnrolled(member_id=member_id, unit_id=unit_id, masked_name="陈**"),
        tenant_id=tenant_id,
    )
    community = Actor(role="community", client_id="community", tenant_id=tenant_id, organisation_id=community_id)
    unit = Actor(role="unit", client_id="unit", tenant_id=tenant_id, organisation_id=unit_id)
    return World(harness, tenant_id, community, unit, member_actor(member_id, unit))
