"""What stands where: the balances of accounts, which are what their last lines say, many in one query."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any, Literal

from sqlalchemy import ColumnElement, ScalarSelect, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from services.outsourcing.model.ledger import Account, LedgerLine
from shared.bulk import is_one_of
from shared.messages.outsourcing.budgets import Stage

Place = Literal["budget", "call", "contract"]
BY_PLACE: Mapping[Place, InstrumentedAttribute[Any]] = {
    "budget": Account.budget_id,
    "call": Account.call_id,
    "contract": Account.contract_id,
}


def at_last(column: InstrumentedAttribute[int]) -> ScalarSelect[int]:
    """Of an account's last line."""
    query = select(column).where(LedgerLine.account_id == Account.id)
    return query.order_by(LedgerLine.number.desc()).limit(1).correlate(Account).scalar_subquery()


BALANCE = func.coalesce(at_last(LedgerLine.after_minor), 0)


class Balances:
    """The balances of the tenant's accounts, in fen; `outside` counts below zero what it has given."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def by_stage(self, place: Place, ids: Collection[str]) -> dict[str, dict[Stage, int]]:
        """Of each of these budgets, calls or contracts what stands at which stage; a stage without account isn't."""
        column = BY_PLACE[place]
        query = select(column, Account.stage, func.sum(BALANCE)).where(Account.tenant_id == self._tenant_id)
        query = query.where(is_one_of(self._session, column, ids)).group_by(column, Account.stage)
        found: dict[str, dict[Stage, int]] = defaultdict(dict)
        for key, stage, balance in self._session.execute(query):
            found[key][stage] = int(balance)
        return {key: found[key] for key in ids}

    def at(self, stage: Stage, **ids: str) -> int:
        """
        What stands at a stage, of all accounts with these ids.

        ids: `budget_id`, `call_id`, `contract_id`, or several of them.
        """
        query = select(func.coalesce(func.sum(BALANCE), 0)).where(*self._are_at(stage, ids))
        return int(self._session.scalars(query).one())

    def by_budget(self, stage: Stage, **ids: str) -> dict[str, int]:
        """
        What stands at a stage of a call or a contract, by the budgets that pay it, in their order.

        ids: `call_id`, `contract_id`, or both.
        """
        first = aliased(Account)
        is_first = (first.call_id == Account.call_id) & (first.budget_id == Account.budget_id)
        query = select(Account.budget_id, BALANCE).join(first, is_first & (first.stage == "reserved"))
        rows = self._session.execute(query.where(*self._are_at(stage, ids)).order_by(first.id))
        return {budget_id: int(balance) for budget_id, balance in rows}

    def _are_at(self, stage: Stage, ids: Mapping[str, str]) -> list[ColumnElement[bool]]:
        its = [getattr(Account, name) == value for name, value in ids.items()]
        return [Account.tenant_id == self._tenant_id, Account.stage == stage, *its]
