"""What the database itself refuses of the ledger, whoever writes into its tables."""

from collections.abc import Callable
from typing import Any, cast

import pytest
from sqlalchemy import Connection, Table, delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from services.outsourcing.model.ledger import MOVES, Account, LedgerLine, Posting
from services.outsourcing.repository.postings import About
from shared.db import constraint_of
from shared.ids import new_id
from tests.harness import TENANT, Harness
from tests.services.outsourcing.money import findings, moving, open_budget

CALL, CONTRACT = new_id(), new_id()
ACCOUNTS, POSTINGS, LINES = (cast(Table, kind.__table__) for kind in (Account, Posting, LedgerLine))


class Forger:
    """Writes by itself what the ledger would: 1000 stand in `available`, by the first lines of two accounts."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.accounts = {row.stage: row.id for row in connection.execute(select(ACCOUNTS))}
        self.budget = connection.scalars(select(ACCOUNTS.c.budget_id)).first()
        self.last = {row.stage: row for row in connection.execute(select(LINES).order_by(LINES.c.number))}
        self.posting = new_id()

    def post(self, **values: Any) -> None:
        """Another 5 come in."""
        defaults = {
            "id": self.posting,
            "tenant_id": TENANT,
            "budget_id": self.budget,
            "number": 2,
            "kind": "fund",
            "from_account_id": self.accounts["outside"],
            "from_stage": "outside",
            "to_account_id": self.accounts["available"],
            "to_stage": "available",
            "amount_minor": 5,
            "taken_minor": -5,
            "posted_at": self.connection.scalars(select(POSTINGS.c.posted_at)).first(),
        }
        self.connection.execute(insert(POSTINGS).values(**(defaults | values)))

    def line(self, account: str, delta: int, **values: Any) -> None:
        """The next line of an account."""
        last = self.last[account]
        defaults = {
            "account_id": self.accounts[account],
            "number": last.number + 1,
            "posting_id": self.posting,
            "stage": account,
            "previous_number": last.number,
            "before_minor": last.after_minor,
            "delta_minor": delta,
            "after_minor": last.after_minor + delta,
        }
        self.connection.execute(insert(LINES).values(**(defaults | values)))


def forge(harness: Harness, act: Callable[[Forger], object]) -> None:
    with harness.database.engine.begin() as connection:
        act(Forger(connection))


@pytest.fixture
def funded(harness: Harness) -> str:
    return open_budget(harness, funded=1000)


def whole(forger: Forger) -> None:
    forger.post()
    forger.line("outside", -5)
    forger.line("available", 5)


@pytest.mark.usefixtures("funded")
def test_what_is_whole_is_taken(harness: Harness) -> None:
    forge(harness, whole)

    assert findings(harness) == []


def one_legged(forger: Forger) -> None:
    forger.post()
    forger.line("outside", -5)


def other_leg_alone(forger: Forger) -> None:
    forger.post()
    forger.line("available", 5)


def without_lines(forger: Forger) -> None:
    forger.post()


def lines_without_posting(forger: Forger) -> None:
    forger.line("outside", -5)
    forger.line("available", 5)


def unequal(forger: Forger) -> None:
    forger.post()
    forger.line("outside", -5)
    forger.line("available", 6)


def unequal_as_it_says(forger: Forger) -> None:
    forger.post(taken_minor=-4)
    forger.line("outside", -4)
    forger.line("available", 5)


def the_wrong_way(forger: Forger) -> None:
    forger.post()
    forger.line("outside", 5)
    forger.line("available", -5)


def three_legged(forger: Forger) -> None:
    whole(forger)
    forger.line("available", 6, number=3, previous_number=2, before_minor=1005, after_minor=1011)


def again_for_a_posting_of_before(forger: Forger) -> None:
    forger.posting = str(forger.connection.scalars(select(POSTINGS.c.id)).first())
    forger.line("outside", -1000)
    forger.line("available", 1000)


def wrong_before(forger: Forger) -> None:
    forger.post()
    forger.line("outside", -5)
    forger.line("available", 5, before_minor=2000, after_minor=2005)


def wrong_after(forger: Forger) -> None:
    forger.post()
    forger.line("outside", -5)
    forger.line("available", 5, after_minor=1006)


def with_a_gap(forger: Forger) -> None:
    forger.post()
    forger.line("outside", -5)
    forger.line("available", 5, number=3, previous_number=2)


def over_a_gap(forger: Forger) -> None:
    forger.post()
    forger.line("outside", -5)
    forger.line("available", 5, number=3)


def beginning_anew(forger: Forger) -> None:
    forger.post()
    forger.line("outside", -5)
    forger.line("available", 5, number=1, previous_number=None, before_minor=0, after_minor=5)


def following_nothing(forger: Forger) -> None:
    forger.post()
    forger.line("outside", -5)
    forger.line("available", 5, number=3, previous_number=None)


def before_the_first(forger: Forger) -> None:
    forger.post()
    forger.line("outside", -5)
    forger.line("available", 5, number=0, previous_number=-1, before_minor=0, after_minor=5)


def first_with_something(forger: Forger) -> None:
    forger.connection.execute(insert(ACCOUNTS).values(account(forger, "reserved")))
    target = {"to_account_id": CALL, "to_stage": "reserved", "call_id": CALL}
    forger.post(kind="reserve", from_account_id=forger.accounts["available"], from_stage="available", **target)
    forger.line("available", -5)
    first = {"number": 1, "previous_number": None, "before_minor": 7, "delta_minor": 5, "after_minor": 12}
    forger.connection.execute(
        insert(LINES).values(account_id=CALL, posting_id=forger.posting, stage="reserved", **first)
    )


def below_zero(forger: Forger) -> None:
    forger.post(
        kind="withdraw",
        from_account_id=forger.accounts["available"],
        from_stage="available",
        to_account_id=forger.accounts["outside"],
        to_stage="outside",
        amount_minor=1001,
        taken_minor=-1001,
    )
    forger.line("available", -1001)
    forger.line("outside", 1001)


def at_another_stage(forger: Forger) -> None:
    forger.post()
    forger.line("outside", -5)
    forger.line("available", 5, stage="outside")


def that_changes_nothing(forger: Forger) -> None:
    forger.post()
    forger.line("outside", -5)
    forger.line("available", 0)


def of_nothing(forger: Forger) -> None:
    forger.post(amount_minor=0, taken_minor=0)


def of_less(forger: Forger) -> None:
    forger.post(amount_minor=-5, taken_minor=5)


def of_the_same_number(forger: Forger) -> None:
    forger.post(number=1)


def past_the_stages(forger: Forger) -> None:
    forger.connection.execute(insert(ACCOUNTS).values(account(forger, "paid")))
    forger.post(
        kind="pay",
        from_account_id=forger.accounts["available"],
        from_stage="available",
        to_account_id=CALL,
        to_stage="paid",
        call_id=CALL,
        contract_id=CONTRACT,
    )


def to_a_stage_that_its_account_isnt_at(forger: Forger) -> None:
    turned = {"from_stage": "available", "to_stage": "outside"}
    forger.post(kind="withdraw", **turned)


def of_another_budget(forger: Forger) -> None:
    forger.post(budget_id=new_id())


def account(forger: Forger, stage: str, **values: Any) -> dict[str, Any]:
    """Of a call, or of a contract of it; its id is the call's."""
    contract_id = None if stage in ("reserved", "awarded") else CONTRACT
    ids = {"id": CALL, "tenant_id": TENANT, "budget_id": forger.budget, "call_id": CALL, "contract_id": contract_id}
    return ids | {"stage": stage, "place_id": contract_id or CALL} | values


def second_account_of_a_place(forger: Forger) -> None:
    available = account(forger, "available", place_id=forger.budget, call_id=None, contract_id=None)
    forger.connection.execute(insert(ACCOUNTS).values(available))


def account_at_another_place(forger: Forger) -> None:
    forger.connection.execute(insert(ACCOUNTS).values(account(forger, "reserved", place_id=new_id())))


def account_of_no_call(forger: Forger) -> None:
    reserved = account(forger, "reserved", call_id=None, place_id=forger.budget)
    forger.connection.execute(insert(ACCOUNTS).values(reserved))


def account_of_no_contract(forger: Forger) -> None:
    forger.connection.execute(insert(ACCOUNTS).values(account(forger, "paid", contract_id=None, place_id=CALL)))


@pytest.mark.usefixtures("funded")
@pytest.mark.parametrize(
    "attack, constraint",
    [
        (one_legged, "fk_postings_id_to_account_id_amount_minor"),
        (other_leg_alone, "fk_postings_id_from_account_id_taken_minor"),
        (without_lines, "fk_postings_id_from_account_id_taken_minor"),
        (lines_without_posting, "fk_ledger_lines_posting_id"),
        (unequal, "fk_postings_id_to_account_id_amount_minor"),
        (unequal_as_it_says, "ck_postings_amount"),
        (the_wrong_way, "fk_postings_id_from_account_id_taken_minor"),
        (three_legged, "uq_ledger_lines_side"),
        (again_for_a_posting_of_before, "uq_ledger_lines_posting_id_account_id_delta_minor"),
        (wrong_before, "fk_ledger_lines_account_id_previous_number_before_minor"),
        (wrong_after, "ck_ledger_lines_after"),
        (with_a_gap, "fk_ledger_lines_account_id_previous_number_before_minor"),
        (over_a_gap, "ck_ledger_lines_previous"),
        (beginning_anew, "pk_ledger_lines"),
        (following_nothing, "ck_ledger_lines_previous"),
        (before_the_first, "ck_ledger_lines_number"),
        (first_with_something, "ck_ledger_lines_first"),
        (below_zero, "ck_ledger_lines_covered"),
        (at_another_stage, "fk_ledger_lines_account_id_stage"),
        (that_changes_nothing, "ck_ledger_lines_delta"),
        (of_nothing, "ck_postings_amount"),
        (of_less, "ck_postings_amount"),
        (of_the_same_number, "uq_postings_budget_id_number"),
        (past_the_stages, "ck_postings_kind"),
        (to_a_stage_that_its_account_isnt_at, "fk_postings_from_account_id_budget_id_from_stage"),
        (of_another_budget, "fk_postings_from_account_id_budget_id_from_stage"),
        (second_account_of_a_place, "uq_accounts_budget_id_stage_place_id"),
        (account_at_another_place, "ck_accounts_place"),
        (account_of_no_call, "ck_accounts_call"),
        (account_of_no_contract, "ck_accounts_contract"),
    ],
)
def test_what_isnt_right_is_refused(harness: Harness, attack: Callable[[Forger], None], constraint: str) -> None:
    with pytest.raises(IntegrityError) as refused:
        forge(harness, attack)

    assert harness.database.is_sqlite or constraint_of(refused.value) == constraint


@pytest.mark.usefixtures("funded")
@pytest.mark.parametrize(
    "change",
    [
        update(ACCOUNTS).values(place_id=CALL),
        update(POSTINGS).values(reason="anders"),
        update(POSTINGS).values(amount_minor=6, taken_minor=-6),
        update(LINES).values(before_minor=1, delta_minor=0, after_minor=1),
        update(LINES).values(posting_id=new_id()),
        delete(LINES),
        delete(POSTINGS),
        delete(ACCOUNTS),
    ],
)
def test_what_is_posted_is_never_changed(harness: Harness, change: Any) -> None:
    with (
        pytest.raises(DBAPIError, match="the ledger takes no changes"),
        harness.database.engine.begin() as connection,
    ):
        connection.execute(change)


@pytest.mark.usefixtures("funded")
def test_the_ledger_cant_be_emptied(harness: Harness) -> None:
    if harness.database.is_sqlite:
        pytest.skip("SQLite has no TRUNCATE")
    for table in ("accounts", "postings", "ledger_lines"):
        with (
            pytest.raises(DBAPIError, match="the ledger takes no changes"),
            harness.database.engine.begin() as connection,
        ):
            connection.execute(text(f"TRUNCATE {table} CASCADE"))


def test_two_cant_both_follow_the_same_line(harness: Harness, funded: str) -> None:
    """A writer that heeds no lock has read the last line before another one has written behind it."""
    with harness.database.engine.connect() as connection:
        forger = Forger(connection)
        connection.rollback()
        with moving(harness) as ledger:
            ledger.reserve(CALL, funded, 10)
        with pytest.raises(IntegrityError), connection.begin():
            whole(forger)


def test_all_moves_are_of_a_kind_that_the_database_knows(harness: Harness, funded: str) -> None:
    about = About(call_id=CALL, contract_id=CONTRACT)
    moves = ("award", "commit", "accept", "request", "pay", "claw_back")
    back = ("unaward", "uncommit", "unaccept", "unrequest")
    with moving(harness) as ledger:
        ledger.reserve(CALL, funded, 10)
        for name in moves[:-1]:
            getattr(ledger, name)(10, about)
        ledger.claw_back(10, about)
        ledger.reserve(CALL, funded, 10)
        for name in moves[:4]:
            getattr(ledger, name)(10, about)
        for name in reversed(back):
            getattr(ledger, name)(10, about)
        ledger.release(CALL, funded, 10)
        ledger.withdraw(funded, 10, reason="结余上缴")
    with harness.database.reading() as session:
        kinds = set(session.scalars(select(Posting.kind)))

    assert kinds == {*MOVES}
