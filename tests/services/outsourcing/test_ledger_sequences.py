"""Whatever moves come one after another, in whatever order: the ledger has what a plain count of them has."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from sqlalchemy import func, select

from services.outsourcing.model.ledger import MOVES, OF_BUDGET, OF_CALL, Account, LedgerLine
from services.outsourcing.repository.ledger import BACKWARDS
from services.outsourcing.repository.postings import About
from shared.errors import Conflict
from shared.ids import new_id
from tests.harness import Harness
from tests.services.outsourcing.money import findings, moving, open_budget

BUDGETS, CALLS, CONTRACTS_A_CALL = 3, 2, 2
OF_ONE_BUDGET = ("fund", "withdraw", "reserve", "release")

FORWARDS = ("reserve", "award", "commit", "accept", "request", "pay")

Step = tuple[str, int, int, int, int]
STEPS = st.lists(
    st.tuples(
        st.sampled_from([*MOVES, *FORWARDS, "release_all"]),
        st.integers(0, BUDGETS - 1),
        st.integers(0, CALLS - 1),
        st.integers(0, CONTRACTS_A_CALL - 1),
        st.integers(1, 120),
    ),
    min_size=20,
    max_size=40,
)


class Count:
    """Counts by itself what should stand where; it knows of no accounts, locks or lines."""

    def __init__(self) -> None:
        self.budgets = [new_id() for _ in range(BUDGETS)]
        self.calls = [new_id() for _ in range(CALLS)]
        self.contracts = [[new_id() for _ in range(CONTRACTS_A_CALL)] for _ in range(CALLS)]
        self.there: dict[tuple[str, str, str], int] = defaultdict(int)
        self.order: dict[str, list[str]] = {call: [] for call in self.calls}

    def place(self, stage: str, budget: str, call: str, contract: str) -> tuple[str, str, str]:
        return budget, stage, budget if stage in OF_BUDGET else call if stage in OF_CALL else contract

    def move(self, kind: str, ids: tuple[str, str, str], amount: int) -> bool:
        """Whether there was enough; of a budget alone, or of those of a call in their order."""
        budget, call, contract = ids
        source, target = MOVES[kind]  # type: ignore[index]
        order = [budget] if kind in OF_ONE_BUDGET else self.order[call]
        left, parts = amount, []
        for one in reversed(order) if kind in BACKWARDS else order:
            there = left if source == "outside" else self.there[self.place(source, one, call, contract)]
            parts.append((one, min(there, left)))
            left -= parts[-1][1]
        if left:
            return False
        for one, part in parts:
            self.there[self.place(source, one, call, contract)] -= part
            self.there[self.place(target, one, call, contract)] += part
        if kind == "reserve" and budget not in self.order[call]:
            self.order[call].append(budget)
        return True

    def part(self, kind: str, ids: tuple[str, str, str], percent: int) -> int:
        """So much of what there is to move; over 100, more than there is."""
        if kind == "fund":
            return percent * 1000
        budget, call, contract = ids
        order = [budget] if kind in OF_ONE_BUDGET else self.order[call]
        there = sum(self.there[self.place(MOVES[kind][0], one, call, contract)] for one in order)  # type: ignore[index]
        return max(1, there * percent // 100)

    def release_all(self, call: str) -> bool:
        for budget in self.order[call]:
            self.there[budget, "available", budget] += self.there.pop((budget, "reserved", call), 0)
        return True


def carry_out(harness: Harness, kind: str, ids: tuple[str, str, str], amount: int) -> bool:
    budget, call, contract = ids
    try:
        with moving(harness) as ledger:
            move: Any = getattr(ledger, kind)
            if kind == "fund":
                move(budget, amount)
            elif kind == "withdraw":
                move(budget, amount, reason="结余上缴")
            elif kind in ("reserve", "release"):
                move(call, budget, amount)
            elif kind == "release_all":
                move(call)
            else:
                move(amount, About(call_id=call, contract_id=contract))
    except Conflict as refused:
        if refused.code != "budget.not_enough":
            raise
        return False
    return True


def check(harness: Harness, count: Count) -> None:
    """What accounts say, what their lines sum up to, and what was counted are one; and it all comes from outside."""
    query = select(Account.budget_id, Account.stage, Account.place_id, func.sum(LedgerLine.delta_minor))
    query = query.join(LedgerLine, LedgerLine.account_id == Account.id).where(Account.budget_id.in_(count.budgets))
    with harness.database.reading() as session:
        rows = session.execute(query.group_by(Account.budget_id, Account.stage, Account.place_id)).all()
    sums = {(budget, stage, place): int(total) for budget, stage, place, total in rows}
    with moving(harness) as ledger:
        found = ledger.balances("budget", count.budgets)
    by_stage: dict[str, dict[str, int]] = {budget: defaultdict(int) for budget in count.budgets}
    for (budget, stage, _), total in sums.items():
        by_stage[budget][stage] += total

    assert {key: total for key, total in sums.items() if total} == {
        key: there for key, there in count.there.items() if there
    }
    assert found == by_stage
    assert all(total >= 0 for (_, stage, __), total in sums.items() if stage != "outside")
    assert sum(sums.values()) == 0


@pytest.mark.slow
@settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
def test_after_any_moves_nothing_is_lost_and_nothing_made(harness: Harness, steps: Sequence[Step]) -> None:
    count = Count()
    count.budgets = [open_budget(harness) for _ in range(BUDGETS)]
    begun = [("fund", budget, 0, 0, 100) for budget in range(BUDGETS)]
    begun += [("reserve", budget, call, 0, 40) for call in range(CALLS) for budget in (call, 2)]
    begun += [(kind, 0, call, 0, 60) for call in range(CALLS) for kind in FORWARDS[1:]]
    for kind, budget, call, contract, percent in [*begun, *steps]:
        ids = (count.budgets[budget], count.calls[call], count.contracts[call][contract])
        amount = count.part(kind, ids, percent) if kind != "release_all" else 0
        expected = count.release_all(ids[1]) if kind == "release_all" else count.move(kind, ids, amount)

        assert carry_out(harness, kind, ids, amount) is expected
        check(harness, count)
    assert findings(harness) == []
