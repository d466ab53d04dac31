"""Counts from the rows what should stand in the ledger, and holds the two against each other; it knows no handlers."""

from collections import defaultdict
from typing import Any

from sqlalchemy import func, select

from services.outsourcing.model.awards import UNDER_WAY, Award
from services.outsourcing.model.call_parts import CallFunding
from services.outsourcing.model.calls import Call
from services.outsourcing.model.contracts import Contract
from services.outsourcing.model.ledger import Account, LedgerLine
from services.outsourcing.model.milestones import OPEN, Milestone
from services.outsourcing.model.payments import Payment
from tests.harness import Harness
from tests.services.outsourcing.money import findings

WITH_ALL = ("published", "opened")
SIGNED = ("active", "completed", "terminated")


class Books:
    """All about the money of a call, as it is now. sums: of the ledger's lines, by budget, call, contract and stage."""

    def __init__(self, harness: Harness, call_id: str) -> None:
        kinds: tuple[Any, ...] = (CallFunding, Award, Contract, Milestone, Payment)
        budgets = select(Account.budget_id).where(Account.call_id == call_id)
        place = (Account.budget_id, Account.call_id, Account.contract_id, Account.stage)
        query = select(*place, func.sum(LedgerLine.delta_minor)).join(LedgerLine, LedgerLine.account_id == Account.id)
        query = query.where(Account.budget_id.in_(budgets)).group_by(*place)
        with harness.database.reading() as session:
            self.call = session.get_one(Call, call_id)
            self.rows = {kind: list(session.scalars(select(kind).where(kind.call_id == call_id))) for kind in kinds}
            self.sums = {tuple(row[:4]): int(row[4]) for row in session.execute(query)}

    def at(self, stage: str, **place: str) -> int:
        """What stands at a stage; place: of a budget, a call or a contract."""
        names = ("budget_id", "call_id", "contract_id")
        return sum(
            total
            for key, total in self.sums.items()
            if key[3] == stage and all(key[names.index(name)] == one for name, one in place.items())
        )

    def of(self, kind: Any, **fields: str) -> list[Any]:
        return [one for one in self.rows[kind] if all(getattr(one, name) == is_ for name, is_ in fields.items())]

    def asked(self, milestone: Any) -> int:
        """What was asked for of a milestone and isn't refused."""
        return sum(one.amount_minor for one in self.of(Payment, milestone_id=milestone.id) if one.state != "refused")

    def check(self) -> None:
        self._check_budgets()
        self._check_call(self.call)
        for contract in self.rows[Contract]:
            self._check_contract(contract)
        for milestone in self.rows[Milestone]:
            assert 0 <= self.asked(milestone) <= milestone.accepted_minor <= milestone.amount_minor

    def _check_budgets(self) -> None:
        """Each fen is in one place, and no place owes any."""
        totals: dict[str, int] = defaultdict(int)
        for (budget_id, _, __, stage), total in self.sums.items():
            totals[budget_id] += total
            assert total >= 0 or stage == "outside", (budget_id, stage, total)
        assert not any(totals.values()), totals

    def _check_call(self, call: Any) -> None:
        awards = self.rows[Award]
        given = sum(one.amount_minor for one in self.rows[CallFunding])
        live = sum(one.amount_minor for one in awards if one.state in (*UNDER_WAY, "signed"))
        left = given if call.state in WITH_ALL else given - live if call.state == "reviewed" else 0

        assert live <= given
        assert self.at("reserved", call_id=call.id) == left, call.state
        under_way = sum(one.amount_minor for one in awards if one.state in UNDER_WAY)
        assert self.at("awarded", call_id=call.id) == under_way, call.state

    def _check_contract(self, contract: Any) -> None:
        """What is paid is accepted, what is accepted is in the contract, and the contract in its award."""
        milestones, payments = self.of(Milestone, contract_id=contract.id), self.of(Payment, contract_id=contract.id)
        open_ = sum(one.amount_minor for one in milestones if one.state in OPEN)
        accepted = sum(one.accepted_minor for one in milestones)
        asked = sum(one.amount_minor for one in payments if one.state != "refused")
        waiting = sum(one.amount_minor for one in payments if one.state in ("requested", "approved"))
        paid = sum(one.amount_minor - one.clawed_back_minor for one in payments if one.state == "paid")
        found = [self.at(stage, contract_id=contract.id) for stage in ("committed", "accepted", "requested", "paid")]
        [award] = self.of(Award, id=contract.award_id)

        assert found == [open_, accepted - asked, waiting, paid], contract.state
        assert paid <= asked <= accepted <= accepted + open_ <= contract.amount_minor <= award.amount_minor
        assert (award.state == "signed") == (contract.state in SIGNED)
        assert contract.state in SIGNED or not any(found)
        assert contract.state != "completed" or not any(found[:3])


def check_books(harness: Harness, call_id: str) -> Books:
    """
    The books of a call, which are right.

    Raises:
        AssertionError: rows and ledger differ, something is below zero, or money is where it may not be.
    """
    assert findings(harness) == []
    books = Books(harness, call_id)
    books.check()
    return books
