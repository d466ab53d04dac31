"""Lives of calls as chance has them, each the same for the same seed; what becomes of them is told by OCDS."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from shared.messages.envelope import Actor
from shared.messages.outsourcing.calls import (
    AmendCall,
    CallFunding,
    CancelCall,
    DraftCall,
    EditCall,
    OpenProposals,
    PublishCall,
    RepeatCall,
    ShowCall,
)
from shared.messages.outsourcing.enquiries import AnswerEnquiry, AskEnquiry
from shared.messages.outsourcing.terms import Criterion, Eligibility, LineOfCall, MilestoneOfCall
from shared.messages.wire import from_plain
from tests.harness import Harness
from tests.services.outsourcing.world import funding, open_community, open_organisation, project_for, terms, terms_of

FIELDS = ["elderly", "children", "health", "culture_sports", "legal_aid", "other"]
DAY = timedelta(days=1)


@dataclass
class Life:
    """One call after another: the second calls the first again, where that came to nothing."""

    harness: Harness
    department: Actor
    chance: random.Random
    community: Actor = field(init=False)
    organisations: list[Actor] = field(init=False)
    call_ids: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.community = open_community(self.harness)
        self.organisations = [open_organisation(self.harness) for _ in range(self.chance.randint(1, 3))]

    @property
    def call_id(self) -> str:
        return self.call_ids[-1]

    @property
    def now(self) -> datetime:
        return self.harness.clock.now()

    def send(self, command: Any, actor: Actor | None = None) -> Any:
        return self.harness.send(command, actor or self.department)

    def live(self) -> Iterator[str]:
        """Tells after each step which call it was about."""
        yield from self._begin(self._draft())
        while self._state() == "published":
            if self.chance.random() < 0.45:
                self._end()
            else:
                self.chance.choice([self._amend, self._enquire, self._wait])()
            yield self.call_id
        if self._state() in ("unsuccessful", "cancelled") and self.chance.random() < 0.5:
            self.call_ids.append(self.send(RepeatCall(call_id=self.call_id))["id"])
            yield from self._begin_again()

    def _begin(self, call_id: str) -> Iterator[str]:
        self.call_ids.append(call_id)
        self.send(PublishCall(call_id=call_id))
        yield call_id

    def _begin_again(self) -> Iterator[str]:
        """What is called again has the terms of then; only its times are new."""
        given = self._times() | {"project_ids": []}
        call = self.send(ShowCall(call_id=self.call_id))
        self.send(from_plain({"call_id": self.call_id} | terms_of(call, **given), EditCall))
        self.send(PublishCall(call_id=self.call_id))
        yield self.call_id

    def _state(self) -> str:
        return str(self.send(ShowCall(call_id=self.call_id))["state"])

    def _draft(self) -> str:
        return str(self.send(DraftCall(**terms(self.harness, **self._terms(), **self._times())))["id"])

    def _times(self) -> dict[str, Any]:
        until = self.now + self.chance.randint(5, 40) * DAY
        return {"enquiries_until": until - self.chance.randint(1, 4) * DAY, "proposals_until": until}

    def _terms(self) -> dict[str, Any]:
        chance = self.chance
        weight = chance.randint(1, 99)
        return {
            "fields": chance.sample(FIELDS, chance.randint(1, 4)),
            "fundings": self._fundings(),
            "projects_sought": chance.randint(1, 9),
            "duration_max_months": chance.randint(1, 36),
            "criteria": [
                Criterion(id="plan", name="方案", weight=weight),
                Criterion(id="team", name="团队", weight=100 - weight),
            ],
            "budget_lines": [LineOfCall(name=name, max_percent=chance.choice([None, 40])) for name in self._some()],
            "milestones": [MilestoneOfCall(name=name, max_share_percent=None) for name in self._some()],
            "eligibility": chance.choice(
                [None, Eligibility(kinds=["foundation"], rating_min=3), Eligibility(inspections_passed=2)]
            ),
            "project_ids": [self._project() for _ in range(chance.randint(0, 2))],
            "community_ids": chance.choice([[], [self.community.organisation_id]]),
        }

    def _fundings(self) -> list[CallFunding]:
        amounts = [self.chance.randint(1, 10**9) for _ in range(self.chance.randint(1, 3))]
        return [funding(self.harness, amount, funded=10**11) for amount in amounts]

    def _some(self) -> list[str]:
        return self.chance.sample(["启动", "中期", "结项", "回访"], self.chance.randint(0, 4))

    def _project(self) -> str:
        return str(self.send(project_for(self.community, title=f"项目{self.chance.randint(1, 999)}"))["id"])

    def _amend(self) -> None:
        found = self._terms()
        changes = dict(self.chance.sample(sorted(found.items()), self.chance.randint(1, 5)))
        changes = {name: value for name, value in changes.items() if value is not None}
        call = self.send(ShowCall(call_id=self.call_id))
        changes["proposals_until"] = call["proposals_until"] + self.chance.randint(1, 5) * DAY
        self.send(AmendCall(call_id=self.call_id, reason="按需求调整", **changes))

    def _enquire(self) -> None:
        call = self.send(ShowCall(call_id=self.call_id))
        if self.now >= call["enquiries_until"]:
            return self._wait()
        asked = self.send(
            AskEnquiry(call_id=self.call_id, question="能否联合申报?"), self.chance.choice(self.organisations)
        )
        if self.chance.random() < 0.8:
            self.send(AnswerEnquiry(enquiry_id=asked["id"], answer="可以。"))
        return None

    def _wait(self) -> None:
        """Not so long that it is over."""
        call = self.send(ShowCall(call_id=self.call_id))
        self.harness.clock.advance((call["proposals_until"] - self.now) * self.chance.random() * 0.9)

    def _end(self) -> None:
        if self.chance.random() < 0.4:
            self.send(CancelCall(call_id=self.call_id, reason="需求已由别处满足"))
            return
        call = self.send(ShowCall(call_id=self.call_id))
        self.harness.clock.advance(max(call["proposals_until"] - self.now, timedelta()))
        self.send(OpenProposals(call_id=self.call_id), Actor.system(self.department.tenant_id))
