"""Budgets, and the ledger of where their money stands, which takes no changes."""

import sqlalchemy as sa
from alembic import op

from shared.db import ID, UtcDateTime

revision = "0013"
down_revision = "0010"
branch_labels = None
depends_on = None
STAGES = "'outside', 'available', 'reserved', 'awarded', 'committed', 'accepted', 'requested', 'paid'"
MOVES = (
    ("fund", "outside", "available"),
    ("withdraw", "available", "outside"),
    ("reserve", "available", "reserved"),
    ("release", "reserved", "available"),
    ("award", "reserved", "awarded"),
    ("unaward", "awarded", "reserved"),
    ("commit", "awarded", "committed"),
    ("uncommit", "committed", "awarded"),
    ("accept", "committed", "accepted"),
    ("unaccept", "accepted", "committed"),
    ("request", "accepted", "requested"),
    ("unrequest", "requested", "accepted"),
    ("pay", "requested", "paid"),
    ("claw_back", "paid", "available"),
)
KNOWN_MOVES = " OR ".join(
    f"(kind = '{kind}' AND from_stage = '{source}' AND to_stage = '{target}')" for kind, source, target in MOVES
)
BEFORE_CONTRACTS = "'fund', 'withdraw', 'reserve', 'release', 'award', 'unaward'"
LEDGER = ("accounts", "postings", "ledger_lines")


def upgrade() -> None:
    _create_budgets()
    _create_accounts()
    _create_postings()
    _create_lines()
    with op.batch_alter_table("postings") as table:  # only now is there what it refers to
        for account, amount in (("from_account_id", "taken_minor"), ("to_account_id", "amount_minor")):
            table.create_foreign_key(
                f"fk_postings_id_{account}_{amount}",
                "ledger_lines",
                ["id", account, amount],
                ["posting_id", "account_id", "delta_minor"],
                deferrable=True,
                initially="DEFERRED",
            )
    _forbid_changes()


def _create_budgets() -> None:
    op.create_table(
        "budgets",
        sa.Column("id", ID, primary_key=True),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("source", sa.String(20), nullable=False),
        sa.Column("funder", sa.String(200), nullable=False),
        sa.Column("unit_id", ID),
        sa.Column("note", sa.String(2000)),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("opened_at", UtcDateTime, nullable=False),
        sa.Column("closed_at", UtcDateTime),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint("year BETWEEN 2000 AND 2199", name="year"),
        sa.CheckConstraint("source IN ('fiscal', 'welfare_lottery', 'donation', 'unit')", name="source"),
        sa.CheckConstraint("unit_id IS NULL OR source = 'unit'", name="unit"),
        sa.CheckConstraint("state IN ('open', 'closed')", name="state"),
        sa.CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed"),
    )
    for more in ([], ["year"], ["source"], ["state"]):
        columns = ["tenant_id", *more, "id"]
        op.create_index(op.f(f"ix_budgets_{'_'.join(columns)}"), "budgets", columns)


def _create_accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", ID, primary_key=True),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("budget_id", ID, sa.ForeignKey("budgets.id"), nullable=False),
        sa.Column("stage", sa.String(20), nullable=False),
        sa.Column("place_id", ID, nullable=False),
        sa.Column("call_id", ID),
        sa.Column("contract_id", ID),
        sa.CheckConstraint(f"stage IN ({STAGES})", name="stage"),
        sa.CheckConstraint("(call_id IS NULL) = (stage IN ('outside', 'available'))", name="call"),
        sa.CheckConstraint(
            "(contract_id IS NOT NULL) = (stage IN ('committed', 'accepted', 'requested', 'paid'))", name="contract"
        ),
        sa.CheckConstraint("place_id = COALESCE(contract_id, call_id, budget_id)", name="place"),
        sa.UniqueConstraint("budget_id", "stage", "place_id"),
        sa.UniqueConstraint("id", "budget_id", "stage"),
        sa.UniqueConstraint("id", "stage"),
    )
    op.create_index(op.f("ix_accounts_call_id_stage"), "accounts", ["call_id", "stage"])
    op.create_index(op.f("ix_accounts_contract_id_stage"), "accounts", ["contract_id", "stage"])


def _create_postings() -> None:
    op.create_table(
        "postings",
        sa.Column("id", ID, primary_key=True),
        sa.Column("tenant_id", ID, nullable=False),
        sa.Column("budget_id", ID, sa.ForeignKey("budgets.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("from_account_id", ID, nullable=False),
        sa.Column("from_stage", sa.String(20), nullable=False),
        sa.Column("to_account_id", ID, nullable=False),
        sa.Column("to_stage", sa.String(20), nullable=False),
        sa.Column("amount_minor", sa.BigInteger, nullable=False),
        sa.Column("taken_minor", sa.BigInteger, nullable=False),
        sa.Column("call_id", ID),
        sa.Column("award_id", ID),
        sa.Column("contract_id", ID),
        sa.Column("milestone_id", ID),
        sa.Column("payment_id", ID),
        sa.Column("reason", sa.String(2000)),
        sa.Column("posted_at", UtcDateTime, nullable=False),
        sa.CheckConstraint("number > 0", name="number"),
        sa.CheckConstraint("amount_minor > 0 AND taken_minor = -amount_minor", name="amount"),
        sa.CheckConstraint(KNOWN_MOVES, name="kind"),
        sa.CheckConstraint("(call_id IS NULL) = (kind IN ('fund', 'withdraw'))", name="call"),
        sa.CheckConstraint(f"contract_id IS NOT NULL OR kind IN ({BEFORE_CONTRACTS})", name="contract"),
        *(
            sa.ForeignKeyConstraint(
                [f"{side}_account_id", "budget_id", f"{side}_stage"],
                ["accounts.id", "accounts.budget_id", "accounts.stage"],
            )
            for side in ("from", "to")
        ),
        sa.UniqueConstraint("budget_id", "number"),
    )
    op.create_index(op.f("ix_postings_budget_id_kind_number"), "postings", ["budget_id", "kind", "number"])
    op.create_index(op.f("ix_postings_budget_id_call_id_number"), "postings", ["budget_id", "call_id", "number"])
    op.create_index(op.f("ix_postings_budget_id_posted_at"), "postings", ["budget_id", "posted_at"])


def _create_lines() -> None:
    op.create_table(
        "ledger_lines",
        sa.Column("account_id", ID, primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("posting_id", ID, sa.ForeignKey("postings.id"), nullable=False),
        sa.Column("stage", sa.String(20), nullable=False),
        sa.Column("previous_number", sa.Integer),
        sa.Column("before_minor", sa.BigInteger, nullable=False),
        sa.Column("delta_minor", sa.BigInteger, nullable=False),
        sa.Column("after_minor", sa.BigInteger, nullable=False),
        sa.CheckConstraint("number > 0", name="number"),
        sa.CheckConstraint("COALESCE(previous_number, 0) = number - 1", name="previous"),
        sa.CheckConstraint("number > 1 OR before_minor = 0", name="first"),
        sa.CheckConstraint("delta_minor <> 0", name="delta"),
        sa.CheckConstraint("after_minor = before_minor + delta_minor", name="after"),
        sa.CheckConstraint("after_minor >= 0 OR stage = 'outside'", name="covered"),
        sa.ForeignKeyConstraint(["account_id", "stage"], ["accounts.id", "accounts.stage"]),
        sa.ForeignKeyConstraint(
            ["account_id", "previous_number", "before_minor"],
            ["ledger_lines.account_id", "ledger_lines.number", "ledger_lines.after_minor"],
        ),
        sa.UniqueConstraint("account_id", "number", "after_minor"),
        sa.UniqueConstraint("posting_id", "account_id", "delta_minor"),
    )
    op.create_index("uq_ledger_lines_side", "ledger_lines", ["posting_id", sa.text("(delta_minor > 0)")], unique=True)


def _forbid_changes() -> None:
    """What was posted stays as written; a mistake is mended by another posting."""
    if op.get_bind().dialect.name == "sqlite":
        for table in LEDGER:
            for name, what in (("keeps", "UPDATE"), ("stays", "DELETE")):
                op.execute(
                    f"CREATE TRIGGER {table}_{name} BEFORE {what} ON {table} "
                    "BEGIN SELECT RAISE(ABORT, 'the ledger takes no changes'); END"
                )
        return
    op.execute(
        "CREATE FUNCTION ledger_refuses() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the ledger takes no changes'; END $$"
    )
    for table in LEDGER:
        op.execute(
            f"CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuses()"
        )


def downgrade() -> None:
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    if is_postgresql:
        for account, amount in (("from_account_id", "taken_minor"), ("to_account_id", "amount_minor")):
            op.drop_constraint(f"fk_postings_id_{account}_{amount}", "postings", type_="foreignkey")
    for name in ("ledger_lines", "postings", "accounts", "budgets"):
        op.drop_table(name)
    if is_postgresql:
        op.execute("DROP FUNCTION ledger_refuses()")
