"""A project in outsourcing whose activities are really held in engagement: each service on a database of its own."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import update

from services.outsourcing.model.project_runners import ProjectPartner
from services.outsourcing.model.projects import Project
from shared.messages.envelope import Actor
from shared.messages.outsourcing.project_activities import ListProjectActivities
from tests.harness import Harness
from tests.services.engagement.menu import HOUR
from tests.services.engagement.running import Running


def contract(harness: Harness, project_id: str, organisation: Actor, partner: Actor) -> None:
    """Have organisations run a project; what leads there is built elsewhere."""
    with harness.database.writing() as session:
        lead = str(organisation.organisation_id)
        session.execute(update(Project).where(Project.id == project_id).values(contractor_id=lead))
        session.add(ProjectPartner(project_id=project_id, organisation_id=str(partner.organisation_id)))
        session.commit()


@dataclass
class Carried:
    """A project of both services; what engagement records is told to outsourcing by `pass_on`."""

    outsourcing: Harness
    running: Running
    department: Actor
    community: Actor
    passed: int = 0

    def pass_on(self) -> None:
        """All at once, as a consumer that was away gets it."""
        events = self.running.world.harness.events
        self.outsourcing.tell(*events[self.passed :])
        self.passed = len(events)

    def read(self, actor: Actor | None = None, **fields: Any) -> Any:
        query = ListProjectActivities(project_id=self.running.project_id, **fields)
        return self.outsourcing.send(query, actor or self.department)

    def held(self, *members: Actor, minutes: int = 90, **fields: Any) -> tuple[Any, list[Any]]:
        """An activity of two hours to which members came; the records of their service."""
        item = self.running.publish(**fields)
        claims = [self.running.menu.claim(item, member) for member in members]
        self.running.serving.wait_until(datetime.fromisoformat(str(item["starts_at"])))
        came = [self.running.serving.check_in(claim, self.running.organisation) for claim in claims]
        self.running.world.harness.wait(minutes / 60 * HOUR)
        for one in came:
            self.running.serving.check_out(one, self.running.organisation)
        self.running.serving.wait_until(datetime.fromisoformat(str(item["ends_at"])))
        return item, self.running.serving.records(menu_item_id=item["id"])
