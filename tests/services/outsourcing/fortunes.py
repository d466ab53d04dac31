"""What may become of a call's money: any command about any of its things, as numbers that are drawn have it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from services.outsourcing.model.awards import Award
from services.outsourcing.model.contracts import Contract
from services.outsourcing.model.milestones import Milestone
from services.outsourcing.model.payments import Payment
from shared.messages import outsourcing as messages
from shared.messages.envelope import Actor
from shared.messages.evaluation.surveys import SurveyTallied
from shared.messages.outsourcing.award_states import AWARD_STATES
from shared.messages.outsourcing.calls import CallFunding
from shared.messages.outsourcing.contract_states import CONTRACT_STATES
from shared.messages.outsourcing.milestone_states import MILESTONE_STATES
from shared.messages.outsourcing.payment_states import PAYMENT_STATES
from tests.harness import TENANT, Harness
from tests.services.outsourcing.books import Books
from tests.services.outsourcing.contracting import BY, RULE, milestones
from tests.services.outsourcing.money import open_budget
from tests.services.outsourcing.proposals import bidder, content_for, pass_deadline, submitted
from tests.services.outsourcing.reviewing import admit, assign, costing, declare, give, member, points, staff
from tests.services.outsourcing.world import open_community, profile_of, published

WHOLE = 100
FUNDED = 60_000_000
SYSTEM = Actor.system(TENANT)
MACHINES = {Award: AWARD_STATES, Contract: CONTRACT_STATES, Milestone: MILESTONE_STATES, Payment: PAYMENT_STATES}
VERDICTS = ("accepted", "partly", "sent_back", "failed")
awards, contracts, payments = messages.awards, messages.contracts, messages.payments
# A command and who sends it; or an event, and nobody.
Sent = tuple[Any, Actor | None]


@dataclass(frozen=True)
class Drawn:
    """
    kind: what is to happen. pick: to which of the things, where it is even to one of those to which it may; part: how
    much of what there is, in percent, maybe over 100.
    """

    kind: str
    pick: int
    part: int


@dataclass
class Fortune:
    """One call of two budgets, from its proposals on."""

    harness: Harness
    department: Actor = field(default_factory=lambda: staff("department"))
    community: Actor = field(init=False)
    actors: dict[str, Actor] = field(default_factory=dict)
    call: Any = None

    def __post_init__(self) -> None:
        self.community = open_community(self.harness)

    @property
    def other(self) -> Actor:
        return replace(self.department, client_id="second-person")

    def publish(self, amounts: Sequence[int], *, sought: int) -> None:
        fundings = [
            CallFunding(budget_id=open_budget(self.harness, funded=FUNDED), amount_minor=one) for one in amounts
        ]
        self.call = published(self.harness, self.department, fundings=fundings, projects_sought=sought, reviewers_min=1)

    def amend_funding(self, position: int, amount_minor: int) -> tuple[Any, Any]:
        """Of one of its budgets more, or less; the command, and what is answered."""
        given = [CallFunding(**one) for one in self.call["fundings"]]
        given[position] = replace(given[position], amount_minor=amount_minor)
        command = messages.calls.AmendCall(call_id=self.call["id"], reason="按预算调整", fundings=given)
        reply = self.harness.reply(command, self.department)
        self.call = reply.result if reply.refusal is None else self.call
        return command, reply

    def review(self, bids: Sequence[tuple[int, int]]) -> None:
        """bids: of each proposal what it asks for, and its points; all are of organisations that have an account."""
        proposals = []
        for amount, _ in bids:
            actor = bidder(self.harness)
            self.harness.send(profile_of(actor, kind=None), actor)
            self.actors[str(actor.organisation_id)] = actor
            proposals.append(submitted(self.harness, actor, self.call, content_for(self.community, **costing(amount))))
        pass_deadline(self.harness)
        admit(self.harness, self.department, proposals)
        person = member()
        declare(self.harness, assign(self.harness, self.department, self.call, person), person)
        scores = {one["id"]: points(score) for one, (_, score) in zip(proposals, bids, strict=True)}
        give(self.harness, person, self.call, scores)
        self.harness.send(messages.conclusions.ConcludeReview(call_id=self.call["id"]), self.department)

    def draw(self, drawn: Drawn) -> Sent | None:
        """The command that was drawn; None where there is nothing that it could be about."""
        books = self.books()
        if drawn.kind == "forward":
            found = list(self._forward(books))
            return found[-1 - drawn.pick % len(found)] if found else None
        kind, command, make = KINDS[drawn.kind]
        rows = sorted(books.rows[kind], key=lambda one: one.id)
        if drawn.pick % 2 == 0:
            rows = [one for one in rows if MACHINES[kind].leads(command, one.state)] or rows
        return make(self, rows[drawn.pick // 2 % len(rows)], drawn.part) if rows else None

    def books(self) -> Books:
        return Books(self.harness, self.call["id"])

    def organisation(self, row: Any) -> Actor:
        return self.actors[row.organisation_id]

    def digest(self, contract: Any, version: str) -> str:
        shown = self.harness.send(contracts.ShowContract(contract_id=contract.id), self.department)[version]
        return str(shown["sha256"]) if shown else "0" * 64

    def _forward(self, books: Books) -> Iterator[Sent]:
        """All that would lead things on; what is nearest to a payment comes last."""
        contracted = {one.award_id for one in books.rows[Contract]}
        for award in books.of(Award, state="active"):
            if award.id not in contracted:
                yield draft_contract(self, award, 0)
        for contract in books.rows[Contract]:
            yield from self._lead_contract_on(contract, books)
        for payment in books.of(Payment, state="requested"):
            yield approve(self, payment, 0)
        for payment in books.of(Payment, state="approved"):
            yield record(self, payment, 0)

    def _lead_contract_on(self, contract: Any, books: Books) -> Iterator[Sent]:
        if contract.state in ("draft", "half_signed"):
            yield sign(self, contract, 0 if contract.state == "draft" else WHOLE)
        of_contract = sorted(books.of(Milestone, contract_id=contract.id), key=lambda one: one.position)
        to_come = [one for one in of_contract if one.state in ("planned", "sent_back")]
        for one in of_contract:
            if one not in to_come[1:]:
                yield from self._lead_on(one, books)
        if contract.state == "active" and all(one.settled_at for one in of_contract):
            yield evaluate(self, contract, 0)

    def _lead_on(self, milestone: Any, books: Books) -> Iterator[Sent]:
        if milestone.state in ("planned", "sent_back"):
            yield submit(self, milestone, 0)
        elif milestone.state == "submitted":
            yield judge(self, milestone, 0) if milestone.verdict is None else tally(self, milestone, WHOLE)
        elif milestone.state == "undecided":
            yield decide(self, milestone, 1)
        elif books.asked(milestone) < milestone.accepted_minor:
            yield request(self, milestone, WHOLE)


def cancel_call(fortune: Fortune, _: Any, __: int) -> Sent:
    return messages.calls.CancelCall(call_id=fortune.call["id"], reason="预算调整"), fortune.department


def cancel_award(fortune: Fortune, award: Any, _: int) -> Sent:
    return awards.CancelAward(award_id=award.id, reason="材料不实"), fortune.department


def decline_award(fortune: Fortune, award: Any, _: int) -> Sent:
    return awards.DeclineAward(award_id=award.id, reason="人手不足"), fortune.organisation(award)


def lapse_award(_: Fortune, award: Any, __: int) -> Sent:
    return awards.LapseAward(award_id=award.id), SYSTEM


def end_notice(_: Fortune, award: Any, __: int) -> Sent:
    return awards.EndNotice(award_id=award.id), SYSTEM


def draft_contract(fortune: Fortune, award: Any, part: int) -> Sent:
    """part: even, and residents have no say."""
    given = milestones(40, 60, acceptance=RULE if part % 2 else None)
    return contracts.DraftContract(award_id=award.id, text="按申报书执行。", milestones=given), fortune.department


def sign(fortune: Fortune, contract: Any, part: int) -> Sent:
    who = fortune.organisation(contract) if part < WHOLE // 2 else fortune.department
    sha256 = fortune.digest(contract, "standing")
    return contracts.SignContract(contract_id=contract.id, sha256=sha256, **BY), who


def edit(fortune: Fortune, contract: Any, part: int) -> Sent:
    command = contracts.EditContract(
        contract_id=contract.id,
        text="另一份。",
        starts_on=contract.starts_on,
        ends_on=contract.ends_on,
        milestones=milestones(part % 98 + 1, 99 - part % 98),
    )
    return command, fortune.department


def unsign(fortune: Fortune, contract: Any, part: int) -> Sent:
    who = fortune.organisation(contract) if part < WHOLE // 2 else fortune.department
    return contracts.UnsignContract(contract_id=contract.id), who


def amend(fortune: Fortune, contract: Any, part: int) -> Sent:
    """Let what is to come cost another amount, in one part."""
    query = messages.milestones.ListMilestones(contract_id=contract.id)
    rows = fortune.harness.send(query, fortune.department)["items"]
    to_come = [one for one in rows if one["state"] in ("planned", "sent_back")]
    amount = max(1, sum(one["amount_minor"] for one in to_come) * part // WHOLE)
    kept = to_come[0]["id"] if to_come and part % 2 else None
    one = contracts.AmendedMilestone(
        milestone_id=kept, name="其余", amount_minor=amount, due_on=contract.ends_on, deliverables="报告"
    )
    command = contracts.AmendContract(contract_id=contract.id, reason="天气", milestones=[one], **BY)
    return command, fortune.organisation(contract)


def agree(fortune: Fortune, contract: Any, _: int) -> Sent:
    sha256 = fortune.digest(contract, "proposed")
    return contracts.AgreeToAmendment(contract_id=contract.id, sha256=sha256, **BY), fortune.department


def withdraw_amendment(fortune: Fortune, contract: Any, _: int) -> Sent:
    return contracts.WithdrawAmendment(contract_id=contract.id), fortune.organisation(contract)


def terminate(fortune: Fortune, contract: Any, part: int) -> Sent:
    """part: of each open milestone so much is accepted all the same."""
    books = fortune.books()
    settlement = [
        contracts.SettledMilestone(milestone_id=one.id, amount_minor=amount)
        for one in books.of(Milestone, contract_id=contract.id)
        if one.settled_at is None and (amount := one.amount_minor * part // WHOLE)
    ]
    command = contracts.TerminateContract(contract_id=contract.id, reason="没有执行", settlement=settlement)
    return command, fortune.department


def resume(fortune: Fortune, contract: Any, _: int) -> Sent:
    return contracts.ResumePayments(contract_id=contract.id, reason="已补办"), fortune.department


def submit(fortune: Fortune, milestone: Any, _: int) -> Sent:
    command = messages.milestones.SubmitMilestone(milestone_id=milestone.id, note="已完成")
    return command, fortune.organisation(milestone)


def ruling(part: int) -> dict[str, Any]:
    verdict = VERDICTS[part % len(VERDICTS)]
    percent = part % 99 + 1 if verdict == "partly" else None
    return {"verdict": verdict, "percent": percent, "reason": "走访核实"}


def judge(fortune: Fortune, milestone: Any, part: int) -> Sent:
    return messages.milestones.JudgeMilestone(milestone_id=milestone.id, **ruling(part)), fortune.community


def decide(fortune: Fortune, milestone: Any, part: int) -> Sent:
    return messages.milestones.DecideMilestone(milestone_id=milestone.id, **ruling(part)), fortune.department


def tally(_: Fortune, milestone: Any, part: int) -> Sent:
    """part: so many are satisfied; of what has no survey nobody listens to any."""
    told = SurveyTallied(
        survey_id=milestone.survey_id or milestone.id,
        milestone_id=milestone.id,
        project_id=milestone.project_id,
        community_id=milestone.community_id,
        social_organisation_id=milestone.organisation_id,
        raters=WHOLE,
        satisfied=min(part, WHOLE),
        is_final=True,
    )
    return told, None


def request(fortune: Fortune, milestone: Any, part: int) -> Sent:
    amount = max(1, milestone.accepted_minor * part // WHOLE)
    command = payments.RequestPayment(milestone_id=milestone.id, amount_minor=None if part == WHOLE else amount)
    return command, fortune.organisation(milestone)


def approve(fortune: Fortune, payment: Any, _: int) -> Sent:
    return payments.ApprovePayment(payment_id=payment.id), fortune.department


def refuse(fortune: Fortune, payment: Any, _: int) -> Sent:
    return payments.RefusePayment(payment_id=payment.id, reason="发票有误"), fortune.department


def record(fortune: Fortune, payment: Any, _: int) -> Sent:
    paid_on = fortune.harness.clock.now().date()
    return payments.RecordPayment(payment_id=payment.id, reference="001", paid_on=paid_on), fortune.other


def claw_back(fortune: Fortune, payment: Any, part: int) -> Sent:
    amount = max(1, payment.amount_minor * part // WHOLE)
    command = payments.ClawBackPayment(payment_id=payment.id, amount_minor=amount, reason="审计", reference="R")
    return command, fortune.department


def evaluate(fortune: Fortune, contract: Any, _: int) -> Sent:
    return payments.EvaluateProject(project_id=contract.project_id, result="good", text="好"), fortune.department


# Of each kind what it is about, and the command by which the machines tell where it leads anywhere.
KINDS: Mapping[str, tuple[Any, Any, Callable[[Fortune, Any, int], Sent]]] = {
    "cancel_call": (Award, messages.calls.CancelCall, cancel_call),
    "cancel_award": (Award, awards.CancelAward, cancel_award),
    "decline_award": (Award, awards.DeclineAward, decline_award),
    "lapse_award": (Award, awards.LapseAward, lapse_award),
    "end_notice": (Award, awards.EndNotice, end_notice),
    "draft_contract": (Award, contracts.SignContract, draft_contract),
    "sign": (Contract, contracts.SignContract, sign),
    "edit": (Contract, contracts.EditContract, edit),
    "unsign": (Contract, contracts.UnsignContract, unsign),
    "amend": (Contract, contracts.AmendContract, amend),
    "agree": (Contract, contracts.AgreeToAmendment, agree),
    "withdraw_amendment": (Contract, contracts.WithdrawAmendment, withdraw_amendment),
    "terminate": (Contract, contracts.TerminateContract, terminate),
    "resume": (Contract, contracts.ResumePayments, resume),
    "evaluate": (Contract, payments.EvaluateProject, evaluate),
    "submit": (Milestone, messages.milestones.SubmitMilestone, submit),
    "judge": (Milestone, messages.milestones.JudgeMilestone, judge),
    "decide": (Milestone, messages.milestones.DecideMilestone, decide),
    "tally": (Milestone, SurveyTallied, tally),
    "request": (Milestone, payments.RequestPayment, request),
    "approve": (Payment, payments.ApprovePayment, approve),
    "refuse": (Payment, payments.RefusePayment, refuse),
    "record": (Payment, payments.RecordPayment, record),
    "claw_back": (Payment, payments.ClawBackPayment, claw_back),
}
