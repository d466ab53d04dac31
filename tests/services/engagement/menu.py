"""Activities and posts, in the world of engagement."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from shared.ids import new_id
from shared.messages import engagement as messages
from shared.messages.engagement import ItemRolePlan
from shared.messages.envelope import Actor
from shared.messages.membership import TeamFounded, TeamJoined
from tests.services.engagement.world import World

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TEAM = {"team_name": "党员先锋队", "team_kind": "unit", "team_size": 1}


@dataclass
class Menu:
    """A world whose community plans what members can claim."""

    world: World

    @property
    def now(self) -> datetime:
        return self.world.harness.clock.now()

    def send(self, message: Any, actor: Actor | None = None, **options: Any) -> Any:
        return self.world.harness.send(message, actor or self.world.community, **options)

    def plan(self, *, places: int = 3, fewest: int = 0, in_days: float = 7, **fields: Any) -> Any:
        """A draft of an activity of two hours."""
        starts_at = self.now + in_days * DAY
        defaults: dict[str, Any] = {
            "community_id": str(self.world.community.organisation_id),
            "title": "清洁楼道",
            "category": "environment",
            "description": "一起把三幢的楼道清扫干净。",
            "starts_at": starts_at,
            "ends_at": starts_at + 2 * HOUR,
            "roles": [ItemRolePlan(name="清扫", max_places=places, min_places=fewest)],
        }
        return self.send(messages.PlanActivity(**(defaults | fields)))

    def plan_post(self, *, places: int = 1, **fields: Any) -> Any:
        defaults: dict[str, Any] = {
            "community_id": str(self.world.community.organisation_id),
            "title": "楼道长",
            "category": "property",
            "description": "照看一个单元。",
            "roles": [ItemRolePlan(name="楼道长", max_places=places)],
        }
        return self.send(messages.PlanPost(**(defaults | fields)))

    def publish(self, item: Any = None, **fields: Any) -> Any:
        item = item or self.plan(**fields)
        return self.send(messages.PublishMenuItem(menu_item_id=item["id"]))

    def edit(self, item: Any, **fields: Any) -> Any:
        return self.send(messages.EditMenuItem(menu_item_id=item["id"], **fields))

    def call_off(self, item: Any) -> Any:
        return self.send(messages.CallOffMenuItem(menu_item_id=item["id"], reason="下大雨"))

    def resize(self, item: Any, places: int) -> Any:
        role = item["roles"][0]
        return self.edit(item, roles=[ItemRolePlan(id=role["id"], name=role["name"], max_places=places)])

    def claim(self, item: Any, member: Actor | None = None, **fields: Any) -> Any:
        return self.send(self.claim_of(item, **fields), member or self.world.member)

    def claim_of(self, item: Any, **fields: Any) -> messages.ClaimPlaces:
        return messages.ClaimPlaces(menu_item_id=item["id"], role_id=item["roles"][0]["id"], **fields)

    def withdraw(self, claim: Any, member: Actor | None = None) -> Any:
        command = messages.WithdrawPlaceClaim(place_claim_id=claim["id"])
        return self.send(command, member or self.world.member)

    def accept(self, claim: Any, member: Actor) -> Any:
        return self.send(messages.AcceptPlaceOffer(place_claim_id=claim["id"]), member)

    def decline(self, claim: Any, member: Actor) -> Any:
        return self.send(messages.DeclinePlaceOffer(place_claim_id=claim["id"]), member)

    def release(self, claim: Any) -> Any:
        return self.send(messages.ReleasePlaceClaim(place_claim_id=claim["id"], reason="名额调整"))

    def show(self, item: Any) -> Any:
        return self.send(messages.ShowMenuItem(menu_item_id=item["id"]))

    def stand(self, item: Any) -> tuple[int, int]:
        """Of the first role: places taken, and waited for."""
        role = self.show(item)["roles"][0]
        return role["taken"], role["waiting"]

    def state(self, claim: Any) -> str:
        return str(self.send(messages.ShowPlaceClaim(place_claim_id=claim["id"]))["state"])

    def found_team(self, leader: Actor, *members: Actor) -> str:
        """The id of a team that engagement has heard of."""
        team_id, unit_id = new_id(), str(self.world.unit.organisation_id)
        founded = TeamFounded(**TEAM, team_id=team_id, theme="清洁", unit_id=unit_id, leader_id=str(leader.member_id))
        joined = [
            TeamJoined(**TEAM, team_id=team_id, member_id=str(member.member_id), unit_id=unit_id) for member in members
        ]
        self.world.harness.tell(founded, *joined, tenant_id=self.world.tenant_id)
        return team_id

    def topics(self, item: Any) -> list[str]:
        """What was told of an item, in order."""
        events = [event for event in self.world.harness.events if event.subject == f"menu_item/{item['id']}"]
        return [type(event).type.removeprefix("linli.").removesuffix(".v1") for event in events]
