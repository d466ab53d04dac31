"""Who takes part in lives that chance makes up, each the same for the same seed."""

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from shared.messages.envelope import Actor
from tests.harness import Harness
from tests.services.outsourcing.proposals import bidder
from tests.services.outsourcing.world import open_community, profile_of

DAY = timedelta(days=1)
FOR_EVER = date(2999, 12, 31)
# What is for some alone, and told to nobody else.
OBJECTION, ANSWER, RULING, DELIVERABLES = "上年没有按期完成", "经核实不属实", "按验收标准裁定", "成果若干"


@dataclass
class Living:
    """The department, a community and some social organisations; chance says what they do."""

    harness: Harness
    department: Actor
    chance: random.Random
    community: Actor = field(init=False)
    organisations: list[Actor] = field(init=False)

    def __post_init__(self) -> None:
        self.community = open_community(self.harness)
        self.organisations = [self._organisation(number) for number in range(self.chance.randint(2, 3))]

    @property
    def now(self) -> datetime:
        return self.harness.clock.now()

    @property
    def timer(self) -> Actor:
        return Actor.system(self.department.tenant_id)

    def send(self, command: Any, actor: Actor | None = None) -> Any:
        return self.harness.send(command, actor or self.department)

    def wait_until(self, instant: datetime) -> None:
        self.harness.clock.advance(max(instant - self.now, timedelta()))

    def happens(self, likelihood: float) -> bool:
        return self.chance.random() < likelihood

    def _organisation(self, number: int) -> Actor:
        """One that may propose and be paid."""
        organisation = bidder(self.harness, name=f"社会工作服务中心{number}", valid_until=FOR_EVER)
        self.send(profile_of(organisation, kind=None), organisation)
        return organisation
