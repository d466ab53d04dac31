"""Contracts, and what becomes of them, to test with."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from shared.clock import day_of
from shared.ids import new_id
from shared.messages.envelope import Actor
from shared.messages.evaluation.surveys import SurveyTallied
from shared.messages.outsourcing.contracts import (
    AcceptanceRule,
    DraftContract,
    MilestoneTerms,
    ShowContract,
    SignContract,
)
from shared.messages.outsourcing.milestones import JudgeMilestone, ListMilestones, SubmitMilestone
from shared.messages.outsourcing.payments import ApprovePayment, RecordPayment, RequestPayment
from tests.harness import TENANT, Harness
from tests.services.outsourcing.money import findings, standing
from tests.services.outsourcing.reviewing import awards_of, reviewed
from tests.services.outsourcing.world import profile_of

AMOUNT = 9_000_001
RULE = AcceptanceRule(raters_min=5, satisfied_percent=80, survey_days=10)
BY = {"signatory_name": "周静", "signatory_title": "理事长"}
NOTICE = timedelta(days=9)
TEXT, NOTE, REFERENCE = "按申报书执行。", "材料见附件", "工行回单 0417"


def milestones(*shares: int, acceptance: AcceptanceRule | None = None) -> list[MilestoneTerms]:
    return [
        MilestoneTerms(
            name=f"第{number}期",
            share_percent=share,
            due_on=date(2027, 1 + number, 1),
            deliverables="报告",
            acceptance=acceptance,
        )
        for number, share in enumerate(shares, 1)
    ]


@dataclass
class Carried:
    """A contract with all who have to do with it. other, third: further clients of the department."""

    harness: Harness
    department: Actor
    community: Actor
    organisation: Actor
    award: Any
    call: Any
    contract: Any

    @property
    def other(self) -> Actor:
        return replace(self.department, client_id="second-person")

    @property
    def third(self) -> Actor:
        return replace(self.department, client_id="third-person")

    @property
    def budget_id(self) -> str:
        return str(self.call["fundings"][0]["budget_id"])

    def send(self, command: Any, actor: Actor | None = None, **options: Any) -> Any:
        return self.harness.send(command, actor or self.department, **options)

    def now(self) -> Any:
        return self.send(ShowContract(contract_id=self.contract["id"]))

    def sign(self, actor: Actor | None = None) -> Any:
        sha256 = self.now()["standing"]["sha256"]
        return self.send(SignContract(contract_id=self.contract["id"], sha256=sha256, **BY), actor)

    def milestones(self) -> list[Any]:
        listed: list[Any] = self.send(ListMilestones(contract_id=self.contract["id"]))["items"]
        return sorted(listed, key=lambda one: one["position"])

    def submit(self, number: int) -> Any:
        command = SubmitMilestone(milestone_id=self.milestones()[number]["id"], note=NOTE)
        return self.send(command, self.organisation)

    def judge(self, number: int, verdict: Any = "accepted", **fields: Any) -> Any:
        command = JudgeMilestone(milestone_id=self.milestones()[number]["id"], verdict=verdict, **fields)
        return self.send(command, self.community)

    def accept(self, number: int) -> Any:
        """By the community, and by residents where they have a say."""
        self.submit(number)
        judged = self.judge(number)
        if not judged["satisfaction"]:
            return judged
        self.tally(number, RULE.raters_min, RULE.raters_min)
        return self.milestones()[number]

    def tally(self, number: int, raters: int, satisfied: int | None, *, is_final: bool = True) -> None:
        names = self.survey_names(number)
        self.harness.tell(SurveyTallied(**names, raters=raters, satisfied=satisfied, is_final=is_final))

    def survey_names(self, number: int) -> dict[str, str]:
        """What the events of a milestone's survey name."""
        one = self.milestones()[number]
        return {
            "survey_id": one["satisfaction"]["survey_id"],
            "milestone_id": one["id"],
            "project_id": one["project_id"],
            "community_id": one["community_id"],
            "social_organisation_id": one["organisation_id"],
        }

    def request(self, number: int, amount_minor: int | None = None) -> Any:
        command = RequestPayment(milestone_id=self.milestones()[number]["id"], amount_minor=amount_minor)
        return self.send(command, self.organisation)

    def pay(self, number: int) -> Any:
        payment = self.request(number)
        self.send(ApprovePayment(payment_id=payment["id"]))
        return self.record(payment)

    def record(self, payment: Any) -> Any:
        paid_on = day_of(self.harness.clock.now())
        return self.send(RecordPayment(payment_id=payment["id"], reference=REFERENCE, paid_on=paid_on), self.other)

    def money(self) -> dict[str, int]:
        assert findings(self.harness) == []
        return standing(self.harness, self.budget_id)


def awarded(harness: Harness, department: Actor, community: Actor, *, more: int = 0) -> Carried:
    """An award whose notice is over. more: proposals that are good enough, and wait behind it."""
    bids = [(AMOUNT, 90), *((AMOUNT, 80 - number) for number in range(more))]
    call, proposals = reviewed(harness, department, community, bids)
    harness.wait(NOTICE)
    [award] = [one for one in awards_of(harness, department, call) if one["state"] == "active"]
    organisation = next(one["actor"] for one in proposals if one["id"] == award["proposal_id"])
    return Carried(harness, department, community, organisation, award, call, None)


def drafted(carried: Carried, *shares: int, acceptance: AcceptanceRule | None = None) -> Carried:
    given = milestones(*(shares or (40, 60)), acceptance=acceptance)
    command = DraftContract(award_id=carried.award["id"], text=TEXT, milestones=given)
    carried.contract = carried.send(command)
    return carried


def in_force(
    harness: Harness,
    department: Actor,
    community: Actor,
    *shares: int,
    acceptance: AcceptanceRule | None = None,
) -> Carried:
    """A contract that both have signed, of an organisation that has told its bank account."""
    return put_in_force(drafted(awarded(harness, department, community), *shares, acceptance=acceptance))


def put_in_force(carried: Carried) -> Carried:
    """Have both sign what is drafted, once the organisation has told its bank account."""
    carried.send(profile_of(carried.organisation, kind=None), carried.organisation)
    carried.sign(carried.organisation)
    carried.sign()
    return carried


def stranger() -> Actor:
    return Actor(role="organisation", client_id="stranger", tenant_id=TENANT, organisation_id=new_id())
