"""Budgets with money in them, and moves of it, to test with."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from services.outsourcing.repository import OutsourcingUnitOfWork
from services.outsourcing.repository.ledger import Ledger
from services.outsourcing.repository.ledger_check import Finding, check_ledger
from shared.ids import new_id
from shared.messages.envelope import Actor
from shared.messages.outsourcing import budgets as messages
from shared.unit_of_work import transaction
from tests.harness import TENANT, Harness

DEPARTMENT = Actor(role="department", client_id="department", tenant_id=TENANT, organisation_id=new_id())


def open_budget(harness: Harness, *, funded: int = 0, **fields: Any) -> str:
    """The id of a budget that has so much money, in fen."""
    defaults: dict[str, Any] = {"name": "福彩公益金", "year": 2027, "source": "welfare_lottery", "funder": "市民政局"}
    budget_id = str(harness.send(messages.OpenBudget(**(defaults | fields)), DEPARTMENT)["id"])
    if funded:
        harness.send(messages.FundBudget(budget_id=budget_id, amount_minor=funded), DEPARTMENT)
    return budget_id


@contextmanager
def moving(harness: Harness, actor: Actor = DEPARTMENT) -> Iterator[Ledger]:
    """The ledger in a transaction of its own, committed at its end."""
    with transaction(harness.database, "outsourcing", harness.tools) as within:
        yield OutsourcingUnitOfWork(within, actor).ledger
        within.commit()


def standing(harness: Harness, budget_id: str) -> dict[str, int]:
    """What stands at the stages of a budget where there is anything."""
    with harness.database.reading() as session:
        found = Ledger(session, TENANT, harness.clock.now()).balances("budget", [budget_id])[budget_id]
    return {stage: balance for stage, balance in found.items() if balance}


def findings(harness: Harness) -> list[Finding]:
    with harness.database.reading() as session:
        return check_ledger(session)
