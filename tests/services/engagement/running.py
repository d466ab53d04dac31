"""Projects that are run in the world of engagement, and what belongs to them."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from shared.clock import day_of
from shared.ids import new_id
from shared.messages.engagement import CallOffMenuItem, ItemRolePlan, PublishMenuItem, project_items as messages
from shared.messages.envelope import Actor
from shared.messages.outsourcing import ProjectRegistered
from shared.messages.outsourcing.project_events import ProjectEnded, ProjectOutcome, ProjectRescheduled, ProjectStarted
from tests.services.engagement.menu import DAY, HOUR, Menu
from tests.services.engagement.serving import Serving
from tests.services.engagement.world import World

LASTS = 90


@dataclass
class Running:
    """A world in whose community one organisation runs a project, with another as its partner."""

    menu: Menu
    project_id: str = field(default_factory=new_id)

    @property
    def world(self) -> World:
        return self.menu.world

    @property
    def serving(self) -> Serving:
        return Serving(self.menu)

    @property
    def community_id(self) -> str:
        return str(self.world.community.organisation_id)

    @property
    def ends_on(self) -> date:
        return self.began_on + timedelta(days=LASTS)

    def __post_init__(self) -> None:
        self.began_on = day_of(self.menu.now)
        self.organisation, self.partner, self.stranger = (self.organisation_actor() for _ in range(3))

    def organisation_actor(self) -> Actor:
        return Actor(role="organisation", client_id=new_id(), tenant_id=self.world.tenant_id, organisation_id=new_id())

    def tell(self, *events: Any) -> None:
        self.world.harness.tell(*events, tenant_id=self.world.tenant_id)

    def register(self) -> None:
        self.tell(
            ProjectRegistered(
                project_id=self.project_id,
                community_id=self.community_id,
                title="四点半课堂",
                budget_minor=2_000_000,
                currency="CNY",
                starts_on=self.began_on,
                ends_on=self.ends_on,
            )
        )

    def start(self, **fields: Any) -> None:
        defaults: dict[str, Any] = {
            "project_id": self.project_id,
            "community_id": self.community_id,
            "social_organisation_id": str(self.organisation.organisation_id),
            "partner_ids": [str(self.partner.organisation_id)],
            "title": "四点半课堂",
            "starts_on": self.began_on,
            "ends_on": self.ends_on,
        }
        self.tell(ProjectStarted(**(defaults | fields)))

    def move(self, starts_on: date, ends_on: date) -> None:
        self.tell(
            ProjectRescheduled(
                project_id=self.project_id,
                community_id=self.community_id,
                social_organisation_id=str(self.organisation.organisation_id),
                starts_on=starts_on,
                ends_on=ends_on,
            )
        )

    def end(self, outcome: ProjectOutcome = "terminated") -> None:
        """The timer comes by at once."""
        self.told_of_end(outcome)
        self.world.harness.wait(timedelta(seconds=1))

    def told_of_end(self, outcome: ProjectOutcome = "terminated") -> None:
        self.tell(
            ProjectEnded(
                project_id=self.project_id,
                community_id=self.community_id,
                social_organisation_id=str(self.organisation.organisation_id),
                outcome=outcome,
                reason=None,
            )
        )

    def plan_of(self, *, in_days: float = 7, places: int = 3, **fields: Any) -> messages.PlanProjectActivity:
        starts_at = self.menu.now + in_days * DAY
        defaults: dict[str, Any] = {
            "project_id": self.project_id,
            "title": "四点半课堂",
            "category": "environment",
            "description": "陪孩子写作业。",
            "starts_at": starts_at,
            "ends_at": starts_at + 2 * HOUR,
            "roles": [ItemRolePlan(name="辅导", max_places=places)],
        }
        return messages.PlanProjectActivity(**(defaults | fields))

    def plan(self, actor: Actor | None = None, **fields: Any) -> Any:
        return self.menu.send(self.plan_of(**fields), actor or self.organisation)

    def plan_post(self, actor: Actor | None = None, **fields: Any) -> Any:
        defaults: dict[str, Any] = {
            "project_id": self.project_id,
            "title": "图书角",
            "category": "property",
            "description": "照看图书角。",
            "roles": [ItemRolePlan(name="管理员", max_places=1)],
            "until_on": self.ends_on,
        }
        return self.menu.send(messages.PlanProjectPost(**(defaults | fields)), actor or self.organisation)

    def plan_series(self, **fields: Any) -> Any:
        starts_at = self.menu.now + 7 * DAY
        defaults: dict[str, Any] = {
            "project_id": self.project_id,
            "title": "四点半课堂",
            "category": "environment",
            "description": "陪孩子写作业。",
            "starts_at": starts_at,
            "ends_at": starts_at + 2 * HOUR,
            "roles": [ItemRolePlan(name="辅导", max_places=3)],
            "recurrence": "FREQ=WEEKLY;COUNT=3",
        }
        return self.menu.send(messages.PlanProjectActivitySeries(**(defaults | fields)), self.organisation)

    def publish(self, item: Any = None, actor: Actor | None = None, **fields: Any) -> Any:
        item = item or self.plan(**fields)
        command = PublishMenuItem(menu_item_id=item["id"])
        return self.menu.send(command, actor or self.organisation)

    def call_off(self, item: Any, actor: Actor | None = None) -> Any:
        command = CallOffMenuItem(menu_item_id=item["id"], reason="讲师生病")
        return self.menu.send(command, actor or self.organisation)

    def people(self, item: Any, actor: Actor | None = None) -> list[Any]:
        query = messages.ListPeopleAtItem(menu_item_id=item["id"])
        return list(self.menu.send(query, actor or self.organisation)["items"])

    def items(self, actor: Actor | None = None, **fields: Any) -> list[Any]:
        query = messages.ListProjectMenuItems(project_id=self.project_id, **fields)
        return list(self.menu.send(query, actor or self.organisation)["items"])
