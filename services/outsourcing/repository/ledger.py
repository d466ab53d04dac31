"""
The moves of money from stage to stage, and what stands where.

Each move is part of the caller's transaction. It locks the budgets that it concerns, in the order of their ids, then
their accounts, and refuses before it writes. A command that moves a call's money has the call's budgets `Held`, so that
a batch locks them at its beginning.

An amount of a call or a contract that several budgets pay is taken from them in the order in which they were first
reserved for the call; what goes back goes back in the reverse order.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from services.outsourcing.model.ledger import MOVES, OF_CALL, Account, LedgerLine, Posting
from services.outsourcing.repository.balances import Balances, Place
from services.outsourcing.repository.postings import About, HeldBudget, Move, NotEnough, Posted, PostingWriter
from shared.errors import Conflict
from shared.messages.outsourcing.budgets import PostingKind, Stage

# What goes back is taken from the last budget first.
BACKWARDS: frozenset[PostingKind] = frozenset({"release", "unaward", "uncommit", "unaccept", "unrequest", "claw_back"})


class Ledger:
    """The tenant's moves, in fen. Each raises `budget.not_enough` where there is less than it takes."""

    def __init__(self, session: Session, tenant_id: str, now: datetime) -> None:
        self._session = session
        self._balances = Balances(session, tenant_id)
        self._writer = PostingWriter(session, tenant_id, now)
        self._tenant_id = tenant_id

    def fund(self, budget_id: str, amount_minor: int, *, reason: str | None = None) -> Posted:
        """
        Money comes in.

        Raises:
            NotFound: `budget.unknown`.
        """
        return self._move("fund", budget_id, amount_minor, About(reason=reason))

    def withdraw(self, budget_id: str, amount_minor: int, *, reason: str) -> Posted:
        """
        What is available is given back.

        Raises:
            NotFound: `budget.unknown`.
            Conflict: `budget.not_enough`.
        """
        return self._move("withdraw", budget_id, amount_minor, About(reason=reason))

    def reserve(self, call_id: str, budget_id: str, amount_minor: int, *, reason: str | None = None) -> Posted:
        """
        Set aside for a call what a budget has available.

        Raises:
            NotFound: `budget.unknown`.
            Conflict: `budget.closed`; `budget.not_enough`.
        """
        return self.reserve_all(call_id, {budget_id: amount_minor}, reason=reason)[0]

    def reserve_all(self, call_id: str, amounts: Mapping[str, int], *, reason: str | None = None) -> list[Posted]:
        """
        The same of several budgets, of all or of none. amounts: by budget, in the order in which they will be used.

        Raises:
            NotFound: `budget.unknown`.
            Conflict: `budget.closed`; `budget.not_enough`.
        """
        held = self._writer.hold(amounts.keys())
        for budget in held.values():
            if budget.state != "open":
                raise Conflict("budget.closed", f"{budget.name} takes no new reservations.")
        about = About(call_id=call_id, reason=reason)
        return self._writer.post([Move("reserve", one, amount, about) for one, amount in amounts.items()], held)

    def release(self, call_id: str, budget_id: str, amount_minor: int, *, reason: str | None = None) -> Posted:
        """
        Let a budget have back what is reserved for a call.

        Raises:
            NotFound: `budget.unknown`.
            Conflict: `budget.not_enough`.
        """
        return self._move("release", budget_id, amount_minor, About(call_id=call_id, reason=reason))

    def release_all(self, call_id: str, *, reason: str | None = None) -> list[Posted]:
        """Let the budgets have back all that is still reserved for a call; maybe nothing."""
        held = self._hold_budgets_of(call_id)
        found = self._balances.by_budget("reserved", call_id=call_id)
        about = About(call_id=call_id, reason=reason)
        return self._writer.post([Move("release", one, amount, about) for one, amount in found.items() if amount], held)

    def award(self, amount_minor: int, about: About) -> list[Posted]:
        """What is reserved for a call is promised to a proposal. about: `call_id`, `award_id`."""
        return self._split("award", amount_minor, about)

    def unaward(self, amount_minor: int, about: About) -> list[Posted]:
        """What was promised is reserved again. about: as of `award`."""
        return self._split("unaward", amount_minor, about)

    def commit(self, amount_minor: int, about: About) -> list[Posted]:
        """What was promised is bound by a contract. about: `call_id`, `contract_id`, from here on of each move."""
        return self._split("commit", amount_minor, about)

    def uncommit(self, amount_minor: int, about: About) -> list[Posted]:
        """What a contract binds is bound no more, and promised still."""
        return self._split("uncommit", amount_minor, about)

    def accept(self, amount_minor: int, about: About) -> list[Posted]:
        """What a contract binds is earned. about: `milestone_id` too."""
        return self._split("accept", amount_minor, about)

    def unaccept(self, amount_minor: int, about: About) -> list[Posted]:
        """What was earned isn't."""
        return self._split("unaccept", amount_minor, about)

    def request(self, amount_minor: int, about: About) -> list[Posted]:
        """What is earned is asked for. about: `payment_id` too."""
        return self._split("request", amount_minor, about)

    def unrequest(self, amount_minor: int, about: About) -> list[Posted]:
        """What was asked for isn't paid, and earned still."""
        return self._split("unrequest", amount_minor, about)

    def pay(self, amount_minor: int, about: About) -> list[Posted]:
        """What was asked for is paid out."""
        return self._split("pay", amount_minor, about)

    def claw_back(self, amount_minor: int, about: About) -> list[Posted]:
        """What was paid out comes back, and is available to its budgets."""
        return self._split("claw_back", amount_minor, about)

    def balance(self, stage: Stage, **ids: str) -> int:
        """What stands at a stage; ids: `budget_id`, `call_id`, `contract_id`, or several of them."""
        return self._balances.at(stage, **ids)

    def balances(self, place: Place, ids: Collection[str]) -> dict[str, dict[Stage, int]]:
        """What stands at each stage, of each of these budgets, calls or contracts, in one query."""
        return self._balances.by_stage(place, ids)

    def shares(self, stage: Stage, **ids: str) -> dict[str, int]:
        """What stands at a stage of a call or a contract, by the budgets that pay it, in their order. ids: as above."""
        return self._balances.by_budget(stage, **ids)

    @property
    def postings(self) -> Select[Posting, int, int]:
        """The tenant's postings, each with what it has left in the accounts that it goes from and to."""
        source, target = aliased(LedgerLine), aliased(LedgerLine)
        query = select(Posting, source.after_minor, target.after_minor).where(Posting.tenant_id == self._tenant_id)
        for line, account in ((source, Posting.from_account_id), (target, Posting.to_account_id)):
            query = query.join(line, (line.posting_id == Posting.id) & (line.account_id == account))
        return query

    def _move(self, kind: PostingKind, budget_id: str, amount_minor: int, about: About) -> Posted:
        held = self._writer.hold([budget_id])
        return self._writer.post([Move(kind, budget_id, amount_minor, about)], held)[0]

    def _split(self, kind: PostingKind, amount_minor: int, about: About) -> list[Posted]:
        """Move an amount of a call, or of a contract, of each of its budgets as much as there is, until it is done."""
        stage = MOVES[kind][0]
        ids = {"call_id": about.call_id} | ({} if stage in OF_CALL else {"contract_id": about.contract_id})
        needed = {name: value for name, value in ids.items() if value}
        if len(needed) < len(ids) or amount_minor <= 0:
            raise ValueError(f"{kind} needs {', '.join(ids)} and an amount")
        held = self._hold_budgets_of(needed["call_id"])
        found = self._balances.by_budget(stage, **needed)
        parts = split(found, amount_minor, is_backwards=kind in BACKWARDS)
        if parts is None:
            raise NotEnough(held.values(), stage, sum(found.values()))
        return self._writer.post([Move(kind, one, amount, about) for one, amount in parts], held)

    def _hold_budgets_of(self, call_id: str) -> dict[str, HeldBudget]:
        query = select(Account.budget_id).where(Account.tenant_id == self._tenant_id)
        return self._writer.hold(self._session.scalars(query.where(Account.call_id == call_id).distinct()).all())


def split(
    found: Mapping[str, int], amount_minor: int, *, is_backwards: bool = False
) -> Sequence[tuple[str, int]] | None:
    """Of each as much as there is, in their order or the reverse, until the amount is reached; None where it isn't."""
    parts: list[tuple[str, int]] = []
    left = amount_minor
    for key in reversed([*found]) if is_backwards else found:
        taken = min(found[key], left)
        if taken > 0:
            parts.append((key, taken))
            left -= taken
    return None if left else parts
