"""How contracts are carried out, amended, paid and ended."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from shared.messages.evaluation.surveys import SurveyFellShort
from shared.messages.outsourcing.contracts import (
    AgreeToAmendment,
    AmendContract,
    AmendedMilestone,
    RefuseAmendment,
    ResumePayments,
    SettledMilestone,
    TerminateContract,
)
from shared.messages.outsourcing.milestones import DecideMilestone
from shared.messages.outsourcing.payments import (
    ClawBackPayment,
    EvaluateProject,
    ListPayments,
    RefusePayment,
)
from tests.services.outsourcing.contracting import BY, REFERENCE, Carried
from tests.services.outsourcing.living import DELIVERABLES, RULING, Living

VERDICTS = ["accepted"] * 5 + ["partly", "partly", "sent_back", "failed"]
TO_COME, OPEN = ("planned", "sent_back"), ("planned", "sent_back", "submitted", "undecided")
Step = Callable[[], Any]


@dataclass
class ContractLife:
    """A contract in force, until it is ended and all that is accepted is paid."""

    living: Living
    carried: Carried
    amendments: int = 0
    is_over: bool = False

    def is_open(self) -> bool:
        return not self.is_over

    def step(self) -> None:
        contract, milestones = self.carried.now(), self.carried.milestones()
        self.living.harness.clock.advance(timedelta(hours=self.living.chance.randint(1, 90)))
        steps = self._paying(contract, milestones)
        if contract["state"] == "active":
            steps += self._carrying_out(milestones) or ([] if steps else [self._evaluate])
            steps += self._changing(contract, milestones)
        if contract["state"] != "active" and not steps:
            self.is_over = True
        else:
            self.living.chance.choice(steps)()

    def _paying(self, contract: Any, milestones: list[Any]) -> list[Step]:
        payments = self.carried.send(ListPayments(contract_id=contract["id"]))["items"]
        steps: list[Step] = [lambda one=one: self._claw_back(one) for one in payments if self._may_claw_back(one)]
        if contract["payments_stopped_at"] is not None:
            return [*steps, self._resume]
        asked = {one["id"]: 0 for one in milestones}
        for one in payments:
            asked[one["milestone_id"]] += one["amount_minor"] if one["state"] != "refused" else 0
        due = {number: one["accepted_minor"] - asked[one["id"]] for number, one in enumerate(milestones)}
        return steps + 2 * [lambda number=number: self._pay(number, due[number]) for number in due if due[number]]

    def _carrying_out(self, milestones: list[Any]) -> list[Step]:
        steps: list[Step] = []
        coming = [number for number, one in enumerate(milestones) if one["state"] in TO_COME]
        if coming:
            steps.append(lambda: self.carried.submit(coming[0]))
        for number, one in enumerate(milestones):
            if one["state"] == "submitted":
                steps += [lambda number=number, one=one: self._judge(number, one)] * 2
            if one["state"] == "undecided":
                steps.append(lambda one=one: self._decide(one))
        return steps * 3

    def _changing(self, contract: Any, milestones: list[Any]) -> list[Step]:
        steps: list[Step] = [lambda: self._terminate(milestones)] if self.living.happens(0.2) else []
        if self.amendments < 2 and any(one["state"] in TO_COME for one in milestones):
            steps.append(lambda: self._amend(contract, milestones))
        return steps if any(one["state"] in OPEN for one in milestones) else []

    def _judge(self, number: int, one: Any) -> None:
        if one["judgement"] is None:
            self.carried.judge(number, **self._ruling())
        elif self.living.happens(0.3):
            self._fall_short(one)
        else:
            self.carried.tally(number, 10, self.living.chance.randint(6, 10))

    def _fall_short(self, one: Any) -> None:
        self.living.harness.tell(
            SurveyFellShort(
                survey_id=one["satisfaction"]["survey_id"],
                milestone_id=one["id"],
                project_id=one["project_id"],
                community_id=one["community_id"],
                social_organisation_id=one["organisation_id"],
                raters=3,
                raters_min=5,
            )
        )

    def _ruling(self) -> dict[str, Any]:
        verdict = self.living.chance.choice(VERDICTS)
        percent = self.living.chance.randint(1, 99) if verdict == "partly" else None
        return {"verdict": verdict, "percent": percent, "reason": RULING}

    def _decide(self, one: Any) -> None:
        self.carried.send(DecideMilestone(milestone_id=one["id"], **self._ruling()))

    def _pay(self, number: int, due: int) -> None:
        if self.living.happens(0.1):
            part = self.carried.request(number, self.living.chance.randint(1, due))
            self.carried.send(RefusePayment(payment_id=part["id"], reason="票据不全"))
        else:
            self.carried.pay(number)

    def _may_claw_back(self, payment: Any) -> bool:
        is_left = payment["amount_minor"] > payment["clawed_back_minor"]
        return bool(payment["state"] == "paid" and is_left and self.living.happens(0.25))

    def _claw_back(self, payment: Any) -> None:
        amount = self.living.chance.randint(1, payment["amount_minor"] - payment["clawed_back_minor"])
        self.carried.send(
            ClawBackPayment(payment_id=payment["id"], amount_minor=amount, reason="未用完", reference=REFERENCE)
        )

    def _resume(self) -> None:
        self.carried.send(ResumePayments(contract_id=self.carried.contract["id"], reason="已补办"))

    def _evaluate(self) -> None:
        result: Any = self.living.chance.choice(["excellent", "good", "passed", "failed"])
        project_id = self.carried.award["project_id"]
        self.carried.send(EvaluateProject(project_id=project_id, result=result, text="活动全部完成。"))

    def _terminate(self, milestones: list[Any]) -> None:
        settlement = [
            SettledMilestone(milestone_id=one["id"], amount_minor=self._part_of(one["amount_minor"]))
            for one in milestones
            if one["state"] in OPEN and self.living.happens(0.5)
        ]
        self.carried.send(
            TerminateContract(contract_id=self.carried.contract["id"], reason="没有执行", settlement=settlement)
        )

    def _amend(self, contract: Any, milestones: list[Any]) -> None:
        """One side proposes other terms; the other agrees, or doesn't."""
        self.amendments += 1
        sides = [self.carried.department, self.carried.organisation]
        self.living.chance.shuffle(sides)
        ends_on = contract["ends_on"] + timedelta(days=self.living.chance.randint(1, 30))
        command = AmendContract(
            contract_id=contract["id"],
            reason="天气原因",
            ends_on=ends_on,
            milestones=self._amended(milestones, ends_on) if self.living.happens(0.7) else None,
            **BY,
        )
        proposed = self.carried.send(command, sides[0])["proposed"]
        if self.living.happens(0.2):
            self.carried.send(RefuseAmendment(contract_id=contract["id"], reason="不必"), sides[1])
        else:
            agree = AgreeToAmendment(contract_id=contract["id"], sha256=proposed["sha256"], **BY)
            self.carried.send(agree, sides[1])

    def _amended(self, milestones: list[Any], ends_on: Any) -> list[AmendedMilestone]:
        """The first that is to come stays, maybe for less; of the others some fall away, and something new comes."""
        coming = [one for one in milestones if one["state"] in TO_COME]
        kept = [coming[0], *(one for one in coming[1:] if self.living.happens(0.6))]
        given = [(one["id"], one["name"], self._part_of(one["amount_minor"])) for one in kept]
        spare = sum(one["amount_minor"] for one in coming) - sum(amount for *_, amount in given)
        if spare and self.living.happens(0.5):
            given.append((None, "补充", spare))
        return [
            AmendedMilestone(
                milestone_id=id_, name=name, amount_minor=amount, due_on=ends_on, deliverables=DELIVERABLES
            )
            for id_, name, amount in given
        ]

    def _part_of(self, amount_minor: int) -> int:
        """All of it, or less."""
        return amount_minor if self.living.happens(0.5) else self.living.chance.randint(1, amount_minor)
