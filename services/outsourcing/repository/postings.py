"""Writes postings and their lines: several moves at once, or none of them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import Table, func, select, tuple_
from sqlalchemy.orm import Session

from services.outsourcing.model.budgets import Budget
from services.outsourcing.model.ledger import MOVES, OF_BUDGET, OF_CALL, Account, LedgerLine, Posting
from services.outsourcing.repository.balances import BALANCE, at_last
from shared.bulk import insert_all, is_one_of
from shared.errors import Conflict, NotFound
from shared.ids import new_id
from shared.messages.outsourcing.budgets import BudgetState, PostingKind, Stage

# How little there is where too much is asked for.
LEFT: Mapping[Stage, str] = {
    "available": "{budget}: {amount} yuan are available.",
    "reserved": "{budget}: {amount} yuan are reserved for this call.",
    "awarded": "{budget}: {amount} yuan are awarded in this call and not bound by a contract.",
    "committed": "{budget}: {amount} yuan are bound by this contract and not accepted.",
    "accepted": "{budget}: {amount} yuan are accepted and not asked for.",
    "requested": "{budget}: {amount} yuan are asked for and not paid.",
    "paid": "{budget}: {amount} yuan are paid by this contract.",
}
ACCOUNTS, POSTINGS, LINES = (cast(Table, kind.__table__) for kind in (Account, Posting, LedgerLine))


@dataclass(frozen=True, kw_only=True)
class About:
    """What a move is for. call_id: of all but what comes into a budget and is given back; contract_id: see `MOVES`."""

    call_id: str | None = None
    award_id: str | None = None
    contract_id: str | None = None
    milestone_id: str | None = None
    payment_id: str | None = None
    reason: str | None = None


class Move(NamedTuple):
    """An amount of a budget, in fen, that is to go from the stage to the stage that its kind says."""

    kind: PostingKind
    budget_id: str
    amount_minor: int
    about: About


class Posted(NamedTuple):
    """A posting, and what it has left in the accounts that it goes from and to."""

    posting: Posting
    from_after_minor: int
    to_after_minor: int


class HeldBudget(NamedTuple):
    """A budget that nobody else changes before the commit."""

    id: str
    name: str
    state: BudgetState


class Key(NamedTuple):
    """By which an account is found."""

    budget_id: str
    stage: Stage
    place_id: str


@dataclass
class Standing:
    """How far an account has come. number: of its last line; 0 where there is none yet."""

    account_id: str
    number: int = 0
    balance: int = 0


def yuan(amount_minor: int) -> str:
    """An amount as people read it, `12,000.50`."""
    return f"{amount_minor // 100:,}.{amount_minor % 100:02d}"


class NotEnough(Conflict):
    """`budget.not_enough`. budget_ids: of those that have too little; left: what they have at the stage, in fen."""

    def __init__(self, budgets: Collection[HeldBudget], stage: Stage, left: int) -> None:
        names = ", ".join(budget.name for budget in budgets)
        super().__init__("budget.not_enough", LEFT[stage].format(budget=names, amount=yuan(left)))
        self.budget_ids = {budget.id for budget in budgets}


def key_of(move: Move, stage: Stage) -> Key:
    """
    Raises:
        ValueError: a move for a call or a contract that doesn't say for which.
    """
    place = "budget" if stage in OF_BUDGET else "call" if stage in OF_CALL else "contract"
    place_id = move.budget_id if place == "budget" else getattr(move.about, f"{place}_id")
    if place_id is None:
        raise ValueError(f"{move.kind} needs a {place}")
    return Key(move.budget_id, stage, place_id)


class PostingWriter:
    """Writes what moves, in the caller's transaction."""

    def __init__(self, session: Session, tenant_id: str, now: datetime) -> None:
        self._session = session
        self._tenant_id = tenant_id
        self._now = now

    def hold(self, budget_ids: Collection[str]) -> dict[str, HeldBudget]:
        """
        Lock budgets: whoever moves their money comes one after another.

        Raises:
            NotFound: `budget.unknown`.
        """
        query = select(Budget.id, Budget.name, Budget.state).where(Budget.tenant_id == self._tenant_id)
        query = query.where(is_one_of(self._session, Budget.id, sorted({*budget_ids}))).order_by(Budget.id)
        rows = self._session.execute(query.with_for_update(of=Budget, key_share=True))
        held = {row.id: HeldBudget(row.id, row.name, row.state) for row in rows}
        if held.keys() != {*budget_ids}:
            raise NotFound("budget.unknown")
        return held

    def post(self, moves: Sequence[Move], held: dict[str, HeldBudget]) -> list[Posted]:
        """
        Write moves of budgets that are held, all or none, each on what those before have left.

        Raises:
            Conflict: `budget.not_enough`; nothing is written then.
            ValueError: of nothing, or of less.
        """
        standings, numbers = self._read(moves)
        accounts: list[dict[str, Any]] = []
        postings: list[dict[str, Any]] = []
        lines: list[dict[str, Any]] = []
        posted: list[Posted] = []
        for move in moves:
            source, target = (self._account(move, stage, standings, accounts) for stage in MOVES[move.kind])
            _check(move, source, held[move.budget_id])
            numbers[move.budget_id] = numbers.get(move.budget_id, 0) + 1
            posting = self._posting(move, numbers[move.budget_id], source, target)
            postings.append(posting)
            lines.append(_line(source, posting["id"], posting["from_stage"], -move.amount_minor))
            lines.append(_line(target, posting["id"], posting["to_stage"], move.amount_minor))
            posted.append(Posted(Posting(**posting), source.balance, target.balance))
        insert_all(self._session, {ACCOUNTS: accounts, POSTINGS: postings, LINES: lines})
        return posted

    def _read(self, moves: Sequence[Move]) -> tuple[dict[Key, Standing], dict[str, int]]:
        """The accounts that there are, locked, and the last numbers of their budgets' postings."""
        keys = sorted({key_of(move, stage) for move in moves for stage in MOVES[move.kind]})
        last = select(func.max(Posting.number)).where(Posting.budget_id == Account.budget_id).correlate(Account)
        query = select(
            Account.id,
            Account.budget_id,
            Account.stage,
            Account.place_id,
            func.coalesce(at_last(LedgerLine.number), 0).label("number"),
            BALANCE.label("balance"),
            func.coalesce(last.scalar_subquery(), 0).label("last_posting"),
        ).where(tuple_(Account.budget_id, Account.stage, Account.place_id).in_(keys))
        rows = self._session.execute(query.order_by(Account.id).with_for_update(of=Account, key_share=True)).all()
        standings = {
            Key(row.budget_id, row.stage, row.place_id): Standing(row.id, row.number, row.balance) for row in rows
        }
        return standings, {row.budget_id: row.last_posting for row in rows}

    def _account(
        self, move: Move, stage: Stage, standings: dict[Key, Standing], accounts: list[dict[str, Any]]
    ) -> Standing:
        """The one that there is, or a new one."""
        key = key_of(move, stage)
        if key not in standings:
            standings[key] = Standing(new_id())
            accounts.append(
                {
                    "id": standings[key].account_id,
                    "tenant_id": self._tenant_id,
                    **key._asdict(),
                    "call_id": None if stage in OF_BUDGET else move.about.call_id,
                    "contract_id": None if stage in OF_BUDGET + OF_CALL else move.about.contract_id,
                }
            )
        return standings[key]

    def _posting(self, move: Move, number: int, source: Standing, target: Standing) -> dict[str, Any]:
        from_stage, to_stage = MOVES[move.kind]
        return {
            "id": new_id(),
            "tenant_id": self._tenant_id,
            "budget_id": move.budget_id,
            "number": number,
            "kind": move.kind,
            "from_account_id": source.account_id,
            "from_stage": from_stage,
            "to_account_id": target.account_id,
            "to_stage": to_stage,
            "amount_minor": move.amount_minor,
            "taken_minor": -move.amount_minor,
            **vars(move.about),
            "posted_at": self._now,
        }


def _check(move: Move, source: Standing, budget: HeldBudget) -> None:
    stage = MOVES[move.kind][0]
    if move.amount_minor <= 0:
        raise ValueError("a move needs an amount")
    if stage != "outside" and source.balance < move.amount_minor:
        raise NotEnough([budget], stage, source.balance)


def _line(standing: Standing, posting_id: str, stage: Stage, delta: int) -> dict[str, Any]:
    """The account's next line."""
    before, previous = standing.balance, standing.number
    standing.number, standing.balance = previous + 1, before + delta
    return {
        "account_id": standing.account_id,
        "number": standing.number,
        "posting_id": posting_id,
        "stage": stage,
        "previous_number": previous or None,
        "before_minor": before,
        "delta_minor": delta,
        "after_minor": standing.balance,
    }
