"""The story of a published call: needs, six proposals, five awards, contracts, payments, and where each fen is."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from deploy.demo import data
from deploy.demo.api import eventually
from deploy.demo.bidding import Bidding
from deploy.demo.carrying import Carrying
from deploy.demo.lines import Line, check, place, unmentioned
from deploy.demo.receiver import Receiver
from deploy.demo.stage import Stage

WEBHOOK_SECONDS = 120
STAGES = ("available", "reserved", "awarded", "committed", "accepted", "requested", "paid")


@dataclass(frozen=True)
class Row:
    """What became of the money of one project, in fen."""

    project: str
    asked_minor: int
    awarded_minor: int
    paid_minor: int

    @property
    def freed_minor(self) -> int:
        return self.awarded_minor - self.paid_minor


class Projects:
    """Plays the story and holds its sums, a row for each project."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._bidding = Bidding(stage)
        self.rows: list[Row] = []
        self.balances: dict[str, int] = {}
        self.unmentioned: dict[str, list[int]] = {}

    @property
    def lines(self) -> list[Line]:
        return self._stage.lines

    def play(self, receiver: Receiver) -> None:
        """
        Raises:
            Wrong, Overdue, Problem: the system did not do what it must.
        """
        path = f"/v1/communities/{self._stage.town.community_id}/feed"
        before = len(self._stage.town.community.feed(path))
        self._bidding.play()
        carrying = Carrying(self._stage, self._bidding.awarded)
        carrying.play()
        self._hold_sums(carrying)
        self._read_record()
        self._read_feed(path, before, receiver)

    def _hold_sums(self, carrying: Carrying) -> None:
        """What is paid and what is free again is all that there was; the postings tell the same."""
        department, budget_id = self._stage.department, self._bidding.budget_id
        budget = department.get(f"/v1/budgets/{budget_id}")["balances"]
        self.balances = {name: budget[f"{name}_minor"] for name in STAGES}
        total = data.fen_of(data.call()["total_yuan"])
        paid = sum(carrying.paid_minor(bid) for bid in self._bidding.awarded)
        check(budget["funded_minor"] == total, f"as much was funded as the call has: {budget}")
        check(self.balances["paid"] == paid, f"what is accepted is paid, and nothing else: {budget}, not {paid}")
        check(self.balances["available"] == total - paid, f"the rest is free: {budget}")
        check(sum(self.balances.values()) == total, f"each fen is in one place: {budget}")
        stands = Counter[str]()
        for posting in department.pages(f"/v1/budgets/{budget_id}/postings"):
            stands[posting["to_stage"]] += posting["amount_minor"]
            stands[posting["from_stage"]] -= posting["amount_minor"]
        check({name: stands[name] for name in STAGES} == self.balances, f"the ledger adds up: {stands}")
        for bid in self._bidding.bids:
            awarded, paid = (bid.amount_minor, carrying.paid_minor(bid)) if bid.award else (0, 0)
            self.rows.append(Row(bid.told["title"], bid.amount_minor, awarded, paid))
        self._stage.note(
            "ledger", f"{data.yuan_of(self.balances['paid'])} paid, {data.yuan_of(self.balances['available'])} free"
        )

    def _read_record(self) -> None:
        """The call as everybody reads it by the Open Contracting Data Standard; the project that found nobody waits."""
        records = self._stage.api.get("/ocds/records", tenant_id=self._stage.town.tenant["id"])["records"]
        told = next(one["compiledRelease"] for one in records)
        tender, awarded = told["tender"], {bid.award["id"] for bid in self._bidding.awarded}
        check((tender["id"], tender["status"]) == (self._bidding.call["id"], "complete"), f"one call: {tender}")
        check(tender["numberOfTenderers"] == len(self._bidding.bids), f"all have proposed: {tender}")
        check({one["id"] for one in told["awards"]} == awarded, f"all that are awarded: {told['awards']}")
        check({one["awardID"] for one in told["contracts"]} == awarded, f"and under contract: {told['contracts']}")
        transactions = [one for contract in told["contracts"] for one in contract["implementation"]["transactions"]]
        paid = sum(data.fen_of(str(one["value"]["amount"])) for one in transactions)
        check(paid == self.balances["paid"], f"the record tells what was paid: {transactions}")
        for bid in self._bidding.bids:
            state = self._stage.department.get(f"/v1/projects/{bid.project['id']}")["state"]
            check(state == ("completed" if bid.award else "planned"), f"{bid.told['title']} is {state}")
        self._stage.note("public", "reads how the call came out as OCDS; the sixth project is planned again")

    def _read_feed(self, path: str, before: int, receiver: Receiver) -> None:
        """All of it stands in the community's feed, once and in order, and at its webhook."""
        wanted = {(f"linli.{line.topic}.v1", line.subject) for line in self.lines if line.topic}

        def complete() -> list[dict[str, Any]] | None:
            events = self._stage.town.community.feed(path)
            return events if wanted <= {(one["type"], one["subject"]) for one in events} else None

        events = eventually("the feed holds every step", complete)
        check([one["position"] for one in events] == list(range(1, len(events) + 1)), "positions have no gap")
        told = Counter((one["type"], one["subject"]) for one in events)
        check(all(told[one] == 1 for one in wanted), "each step stands in the feed once")
        place(self.lines, events)
        self.unmentioned = unmentioned(self.lines, events[before:])
        last = len(events)
        eventually("the webhook has caught up", lambda: len(receiver.positions) >= last, WEBHOOK_SECONDS)
        check(receiver.positions[:last] == list(range(1, last + 1)), f"webhook in order: {receiver.positions}")
        self._stage.note("receiver", f"has {last} signed events in order")
