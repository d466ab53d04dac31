"""On what the story of projects is played: a settled town, its people, and the system's own databases."""

from collections.abc import Callable
from dataclasses import dataclass, field

from deploy.demo.api import Api
from deploy.demo.lines import Line
from deploy.demo.town import Town
from shared.clock import SystemClock
from shared.config import Settings

CLOCK = SystemClock()


@dataclass
class Stage:
    """
    settings: of the system, whose deadlines are brought nearer. members: the town's, signed in. second: another person
    of the department.
    """

    api: Api
    settings: Settings
    town: Town
    members: list[Api]
    tell: Callable[[str], None] = lambda _: None
    lines: list[Line] = field(default_factory=list)
    second: Api = field(init=False)

    def __post_init__(self) -> None:
        home = f"/v1/organisations/{self.town.tenant['department']['id']}/clients"
        client = self.town.department.post(home, {"label": "第二经办人"})
        self.second = self.api.as_client(client["client_id"], client["client_secret"])

    @property
    def department(self) -> Api:
        return self.town.department

    def note(self, who: str, what: str, topic: str | None = None, subject: str | None = None) -> None:
        self.tell(f"{who}: {what}")
        self.lines.append(Line(who, what, CLOCK.now(), topic, subject))
