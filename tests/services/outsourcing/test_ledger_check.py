"""What the recount finds when the database has let something pass: keys, checks and triggers are put off for once."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import pytest
from sqlalchemy import Table, delete, text, update
from sqlalchemy.orm import Session

from services.outsourcing.model.ledger import Account, LedgerLine, Posting
from services.outsourcing.repository.ledger_check import check_ledger
from services.outsourcing.repository.postings import About
from shared.ids import new_id
from tests.harness import Harness
from tests.services.outsourcing.money import findings, moving, open_budget

CALL, CONTRACT = new_id(), new_id()
ACCOUNTS, POSTINGS, LINES = (cast(Table, kind.__table__) for kind in (Account, Posting, LedgerLine))
PRAGMAS = {"foreign_keys": ("OFF", "ON"), "ignore_check_constraints": ("ON", "OFF")}
CHECKS = "SELECT conname FROM pg_constraint WHERE contype = 'c' AND conrelid = CAST(:name AS regclass)"


@contextmanager
def unguarded(harness: Harness) -> Iterator[Session]:
    """A session that may write anything; all of it is undone."""
    is_sqlite = harness.database.is_sqlite
    with harness.database.engine.connect() as connection:
        if is_sqlite:
            raw: Any = connection.connection.dbapi_connection
            connection.rollback()
            for name, (off, _) in PRAGMAS.items():
                raw.execute(f"PRAGMA {name}={off}")
        try:
            _drop_guards(connection, is_sqlite=is_sqlite)
            with Session(connection) as session:
                yield session
        finally:
            connection.rollback()
            if is_sqlite:
                for name, (_, on) in PRAGMAS.items():
                    raw.execute(f"PRAGMA {name}={on}")


def _drop_guards(connection: Any, *, is_sqlite: bool) -> None:
    if is_sqlite:
        for table in (ACCOUNTS, POSTINGS, LINES):
            for name in ("keeps", "stays"):
                connection.execute(text(f"DROP TRIGGER {table.name}_{name}"))
        return
    connection.execute(text("SET LOCAL session_replication_role = replica"))
    for table in (ACCOUNTS, POSTINGS, LINES):
        for name in connection.scalars(text(CHECKS), {"name": table.name}).all():
            connection.execute(text(f"ALTER TABLE {table.name} DROP CONSTRAINT {name}"))


IS_AVAILABLE = (LINES.c.stage == "available") & (LINES.c.number == 2)
IS_FIRST = (LINES.c.stage == "available") & (LINES.c.number == 1)
IS_RESERVED = POSTINGS.c.kind == "reserve"


@pytest.mark.parametrize(
    "damage, faults",
    [
        (update(LINES).where(IS_AVAILABLE).values(before_minor=2000, after_minor=1400), {"line.broken"}),
        (update(LINES).where(IS_FIRST).values(before_minor=5, after_minor=1005), {"line.broken"}),
        (update(LINES).where(IS_AVAILABLE).values(after_minor=401), {"line.broken", "account.sum"}),
        (update(LINES).where(IS_AVAILABLE).values(number=3), {"line.broken"}),
        (delete(LINES).where(IS_FIRST), {"line.broken", "posting.lines", "budget.sum"}),
        (delete(LINES).where(IS_AVAILABLE), {"posting.lines", "budget.sum"}),
        (
            update(LINES).where(IS_AVAILABLE).values(delta_minor=-1001, after_minor=-1),
            {"line.below_zero", "line.without_posting", "posting.lines", "budget.sum"},
        ),
        (update(LINES).where(IS_AVAILABLE).values(posting_id=new_id()), {"line.without_posting", "posting.lines"}),
        (delete(POSTINGS).where(IS_RESERVED), {"line.without_posting"}),
        (update(POSTINGS).where(IS_RESERVED).values(amount_minor=601), {"line.without_posting"}),
        (update(POSTINGS).where(IS_RESERVED).values(kind="pay"), {"posting.move"}),
        (update(POSTINGS).where(IS_RESERVED).values(call_id=new_id()), {"posting.accounts"}),
        (update(POSTINGS).where(IS_RESERVED).values(to_account_id=new_id()), {"posting.accounts"}),
        (update(POSTINGS).where(IS_RESERVED).values(tenant_id=new_id()), {"posting.accounts"}),
        (update(POSTINGS).where(POSTINGS.c.kind == "commit").values(contract_id=new_id()), {"posting.accounts"}),
        (update(ACCOUNTS).where(ACCOUNTS.c.stage == "reserved").values(call_id=new_id()), {"posting.accounts"}),
        (update(POSTINGS).where(IS_RESERVED).values(number=9), {"posting.numbers"}),
    ],
)
def test_the_recount_finds_what_is_damaged(harness: Harness, damage: Any, faults: set[str]) -> None:
    about = About(call_id=CALL, contract_id=CONTRACT)
    budget = open_budget(harness, funded=1000)
    with moving(harness) as ledger:
        ledger.reserve(CALL, budget, 600)
        ledger.award(500, about)
        ledger.commit(400, about)
    assert findings(harness) == []

    with unguarded(harness) as session:
        session.execute(damage)
        found = check_ledger(session)
        assert faults <= {one.fault for one in found}
    assert findings(harness) == []
