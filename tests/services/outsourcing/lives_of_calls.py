"""How calls are published, amended, asked about, and answered by proposals."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

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
from tests.services.outsourcing.lives_of_proposals import propose_for
from tests.services.outsourcing.living import DAY, Living
from tests.services.outsourcing.world import funding, project_for, terms, terms_of

FIELDS = ["elderly", "children", "health", "culture_sports", "legal_aid", "other"]
# Of the lines of a call the first may be all of a proposal's budget.
MOST = (None, 40, None, 40)
DEMANDING = [Eligibility(kinds=["foundation"], rating_min=3), Eligibility(inspections_passed=2)]


@dataclass
class CallLife:
    """One call after another: the second calls the first again, where that came to nothing."""

    living: Living
    call_ids: list[str] = field(default_factory=list)

    @property
    def call_id(self) -> str:
        return self.call_ids[-1]

    def live(self) -> Iterator[str]:
        """Tells after each step which call it was about."""
        yield from self._begin(self._draft())
        while self.state() == "published":
            if self.living.happens(0.45):
                self._end()
            else:
                self.living.chance.choice([self._amend, self._enquire, self._wait])()
            yield self.call_id
        if self.state() in ("unsuccessful", "cancelled") and self.living.happens(0.5):
            self.call_ids.append(self.living.send(RepeatCall(call_id=self.call_id))["id"])
            yield from self._begin_again()

    def _begin(self, call_id: str) -> Iterator[str]:
        self.call_ids.append(call_id)
        self.living.send(PublishCall(call_id=call_id))
        yield call_id

    def _begin_again(self) -> Iterator[str]:
        """What is called again has the terms of then; only its times are new."""
        given = self._times() | {"project_ids": []}
        again = {"call_id": self.call_id} | terms_of(self._now(), **given)
        self.living.send(from_plain(again, EditCall))
        self.living.send(PublishCall(call_id=self.call_id))
        yield self.call_id

    def state(self) -> str:
        return str(self._now()["state"])

    def _draft(self) -> str:
        return str(self.living.send(DraftCall(**terms(self.living.harness, **self._terms(), **self._times())))["id"])

    def _times(self) -> dict[str, Any]:
        until = self.living.now + self.living.chance.randint(5, 40) * DAY
        return {"enquiries_until": until - self.living.chance.randint(1, 4) * DAY, "proposals_until": until}

    def _terms(self) -> dict[str, Any]:
        return {name: chosen() for name, chosen in self._choices.items()}

    @property
    def _choices(self) -> dict[str, Callable[[], Any]]:
        """By the names of terms how chance fills them in."""
        chance, living = self.living.chance, self.living
        return {
            "fields": lambda: chance.sample(FIELDS, chance.randint(1, 4)),
            "fundings": self._fundings,
            "projects_sought": lambda: chance.randint(1, 4),
            "duration_max_months": lambda: chance.randint(1, 36),
            "criteria": self._criteria,
            "budget_lines": self._lines,
            "milestones": lambda: [MilestoneOfCall(name=name) for name in self._some()],
            "eligibility": lambda: chance.choice([None] * 8 + DEMANDING),
            "project_ids": lambda: [self._project() for _ in range(chance.randint(0, 2))],
            "community_ids": lambda: chance.choice([[], [living.community.organisation_id]]),
            "reviewers_min": lambda: chance.randint(1, 2),
        }

    def _lines(self) -> list[LineOfCall]:
        limited = zip(self._some(), MOST, strict=False)
        return [LineOfCall(name=name, max_percent=most) for name, most in limited]

    def _criteria(self) -> list[Criterion]:
        weight = self.living.chance.randint(1, 99)
        return [
            Criterion(id="plan", name="方案", weight=weight),
            Criterion(id="team", name="团队", weight=100 - weight),
        ]

    def _fundings(self) -> list[CallFunding]:
        amounts = [self.living.chance.randint(10**4, 10**9) for _ in range(self.living.chance.randint(1, 2))]
        return [funding(self.living.harness, amount, funded=10**11) for amount in amounts]

    def _some(self) -> list[str]:
        return self.living.chance.sample(["启动", "中期", "结项", "回访"], self.living.chance.randint(0, 4))

    def _project(self) -> str:
        wanted = project_for(self.living.community, title=f"项目{self.living.chance.randint(1, 999)}")
        return str(self.living.send(wanted)["id"])

    def _amend(self) -> None:
        chosen = self.living.chance.sample(sorted(self._choices.items()), self.living.chance.randint(1, 5))
        changes = {name: value for name, choose in chosen if (value := choose()) is not None}
        changes["proposals_until"] = self._now()["proposals_until"] + self.living.chance.randint(1, 5) * DAY
        self.living.send(AmendCall(call_id=self.call_id, reason="按需求调整", **changes))

    def _enquire(self) -> None:
        if self.living.now >= self._now()["enquiries_until"]:
            return self._wait()
        command = AskEnquiry(call_id=self.call_id, question="能否联合申报?")
        asked = self.living.send(command, self.living.chance.choice(self.living.organisations))
        if self.living.happens(0.8):
            self.living.send(AnswerEnquiry(enquiry_id=asked["id"], answer="可以。"))
        return None

    def _wait(self) -> None:
        """Not so long that it is over."""
        left = self._now()["proposals_until"] - self.living.now
        self.living.harness.clock.advance(left * self.living.chance.random() * 0.9)

    def _end(self) -> None:
        if self.living.happens(0.2):
            self.living.send(CancelCall(call_id=self.call_id, reason="需求已由别处满足"))
            return
        propose_for(self.call_id, self.living)
        self.living.wait_until(self._now()["proposals_until"])
        self.living.send(OpenProposals(call_id=self.call_id), self.living.timer)

    def _now(self) -> Any:
        return self.living.send(ShowCall(call_id=self.call_id))
