"""
The ledger (台账): where the money of budgets stands, by double entry. The database itself holds that it is right.

An account is one stage at one place. A posting takes an amount from one account to another; each of its two lines
follows the last line of its account, which a foreign key ties to it: two writers can't follow the same line, and no
line can be wrong, missing or changed. No account but `outside` falls below zero, and money goes from a stage to the
next one alone: so paid ≤ accepted ≤ committed ≤ awarded ≤ reserved ≤ funded. No totals are kept besides.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from services.outsourcing.model.base import Base
from shared.db import ID
from shared.messages.outsourcing.budgets import PostingKind, Stage

MOVES: Mapping[PostingKind, tuple[Stage, Stage]] = {
    "fund": ("outside", "available"),
    "withdraw": ("available", "outside"),
    "reserve": ("available", "reserved"),
    "release": ("reserved", "available"),
    "award": ("reserved", "awarded"),
    "unaward": ("awarded", "reserved"),
    "commit": ("awarded", "committed"),
    "uncommit": ("committed", "awarded"),
    "accept": ("committed", "accepted"),
    "unaccept": ("accepted", "committed"),
    "request": ("accepted", "requested"),
    "unrequest": ("requested", "accepted"),
    "pay": ("requested", "paid"),
    "claw_back": ("paid", "available"),
}
OF_BUDGET: tuple[Stage, ...] = ("outside", "available")
OF_CALL: tuple[Stage, ...] = ("reserved", "awarded")
OF_CONTRACT: tuple[Stage, ...] = ("committed", "accepted", "requested", "paid")


def _one_of(names: tuple[str, ...]) -> str:
    return ", ".join(f"'{name}'" for name in names)


KNOWN_MOVES = " OR ".join(
    f"(kind = '{kind}' AND from_stage = '{source}' AND to_stage = '{target}')"
    for kind, (source, target) in MOVES.items()
)
KINDS_OF_BUDGET = ("fund", "withdraw")
KINDS_OF_CONTRACT = tuple(kind for kind, stages in MOVES.items() if {*stages} & {*OF_CONTRACT})
IS_GIVEN = text("(delta_minor > 0)")


class Account(Base):
    """
    One stage at one place: of a budget, of a call in it, or of a contract of that call in it.

    place_id: of whichever of these it is.
    """

    __tablename__ = "accounts"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    budget_id: Mapped[str] = mapped_column(ID, ForeignKey("budgets.id"))
    stage: Mapped[Stage] = mapped_column(String(20))
    place_id: Mapped[str] = mapped_column(ID)
    call_id: Mapped[str | None] = mapped_column(ID)
    contract_id: Mapped[str | None] = mapped_column(ID)

    __table_args__ = (
        CheckConstraint(f"stage IN ({_one_of(OF_BUDGET + OF_CALL + OF_CONTRACT)})", name="stage"),
        CheckConstraint(f"(call_id IS NULL) = (stage IN ({_one_of(OF_BUDGET)}))", name="call"),
        CheckConstraint(f"(contract_id IS NOT NULL) = (stage IN ({_one_of(OF_CONTRACT)}))", name="contract"),
        CheckConstraint("place_id = COALESCE(contract_id, call_id, budget_id)", name="place"),
        UniqueConstraint("budget_id", "stage", "place_id"),
        UniqueConstraint("id", "budget_id", "stage"),
        UniqueConstraint("id", "stage"),
        Index(None, "call_id", "stage"),
        Index(None, "contract_id", "stage"),
    )


class Posting(Base):
    """
    An amount that goes from one account to another of the same budget.

    number: counts the postings of a budget. taken_minor: the amount as the line of the account that it leaves has it;
    by it and the amount a posting is held to have both its lines by the commit.
    """

    __tablename__ = "postings"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    budget_id: Mapped[str] = mapped_column(ID, ForeignKey("budgets.id"))
    number: Mapped[int]
    kind: Mapped[PostingKind] = mapped_column(String(20))
    from_account_id: Mapped[str] = mapped_column(ID)
    from_stage: Mapped[Stage] = mapped_column(String(20))
    to_account_id: Mapped[str] = mapped_column(ID)
    to_stage: Mapped[Stage] = mapped_column(String(20))
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    taken_minor: Mapped[int] = mapped_column(BigInteger)
    call_id: Mapped[str | None] = mapped_column(ID)
    award_id: Mapped[str | None] = mapped_column(ID)
    contract_id: Mapped[str | None] = mapped_column(ID)
    milestone_id: Mapped[str | None] = mapped_column(ID)
    payment_id: Mapped[str | None] = mapped_column(ID)
    reason: Mapped[str | None] = mapped_column(String(2000))
    posted_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint("number > 0", name="number"),
        CheckConstraint("amount_minor > 0 AND taken_minor = -amount_minor", name="amount"),
        CheckConstraint(KNOWN_MOVES, name="kind"),
        CheckConstraint(f"(call_id IS NULL) = (kind IN ({_one_of(KINDS_OF_BUDGET)}))", name="call"),
        CheckConstraint(f"contract_id IS NOT NULL OR kind NOT IN ({_one_of(KINDS_OF_CONTRACT)})", name="contract"),
        ForeignKeyConstraint(
            ["from_account_id", "budget_id", "from_stage"], ["accounts.id", "accounts.budget_id", "accounts.stage"]
        ),
        ForeignKeyConstraint(
            ["to_account_id", "budget_id", "to_stage"], ["accounts.id", "accounts.budget_id", "accounts.stage"]
        ),
        *(
            ForeignKeyConstraint(
                ["id", account, amount],
                ["ledger_lines.posting_id", "ledger_lines.account_id", "ledger_lines.delta_minor"],
                name=f"fk_postings_id_{account}_{amount}",
                deferrable=True,
                initially="DEFERRED",
                use_alter=True,
            )
            for account, amount in (("from_account_id", "taken_minor"), ("to_account_id", "amount_minor"))
        ),
        UniqueConstraint("budget_id", "number"),
        Index(None, "budget_id", "kind", "number"),
        Index(None, "budget_id", "call_id", "number"),
        Index(None, "budget_id", "posted_at"),
    )


class LedgerLine(Base):
    """
    What a posting makes of one of its accounts: `before`, and `after` it.

    number: counts the account's lines. previous_number: null for the first, which begins with nothing.
    """

    __tablename__ = "ledger_lines"

    account_id: Mapped[str] = mapped_column(ID, primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    posting_id: Mapped[str] = mapped_column(ID, ForeignKey("postings.id"))
    stage: Mapped[Stage] = mapped_column(String(20))
    previous_number: Mapped[int | None]
    before_minor: Mapped[int] = mapped_column(BigInteger)
    delta_minor: Mapped[int] = mapped_column(BigInteger)
    after_minor: Mapped[int] = mapped_column(BigInteger)

    __table_args__ = (
        CheckConstraint("number > 0", name="number"),
        CheckConstraint("COALESCE(previous_number, 0) = number - 1", name="previous"),
        CheckConstraint("number > 1 OR before_minor = 0", name="first"),
        CheckConstraint("delta_minor <> 0", name="delta"),
        CheckConstraint("after_minor = before_minor + delta_minor", name="after"),
        CheckConstraint("after_minor >= 0 OR stage = 'outside'", name="covered"),
        ForeignKeyConstraint(["account_id", "stage"], ["accounts.id", "accounts.stage"]),
        ForeignKeyConstraint(
            ["account_id", "previous_number", "before_minor"],
            ["ledger_lines.account_id", "ledger_lines.number", "ledger_lines.after_minor"],
        ),
        UniqueConstraint("account_id", "number", "after_minor"),
        UniqueConstraint("posting_id", "account_id", "delta_minor"),
        Index("uq_ledger_lines_side", "posting_id", IS_GIVEN, unique=True),
    )
