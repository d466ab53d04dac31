"""The budget out of which the little town holds its call, and what became of its money."""

from dataclasses import replace
from datetime import UTC, datetime

from gateway import town
from shared.messages.outsourcing import budgets

BUDGET_ID, FUNDING_ID, RESERVATION_ID, WITHDRAWAL_ID, CALL_ID = map(town.id_of, range(0xD0, 0xD5))
NOTHING = budgets.Balances(
    funded_minor=0,
    available_minor=0,
    reserved_minor=0,
    awarded_minor=0,
    committed_minor=0,
    accepted_minor=0,
    requested_minor=0,
    paid_minor=0,
)


def _on(day: int, hour: int) -> datetime:
    return datetime(2026, 12, day, hour, tzinfo=UTC)


OPENED = budgets.Budget(
    id=BUDGET_ID,
    name="2027年社区服务福彩公益金",
    year=2027,
    source="welfare_lottery",
    funder="市民政局",
    unit_id=None,
    note="用于社区服务项目。",
    state="open",
    opened_at=_on(3, 2),
    closed_at=None,
    balances=NOTHING,
    currency="CNY",
    version=1,
)
FUNDED = budgets.Posting(
    id=FUNDING_ID,
    budget_id=BUDGET_ID,
    number=1,
    kind="fund",
    from_stage="outside",
    to_stage="available",
    amount_minor=20_000_000,
    from_after_minor=-20_000_000,
    to_after_minor=20_000_000,
    call_id=None,
    award_id=None,
    contract_id=None,
    milestone_id=None,
    payment_id=None,
    reason="民财〔2026〕31号",
    posted_at=_on(3, 3),
)
RESERVED = replace(
    FUNDED,
    id=RESERVATION_ID,
    number=2,
    kind="reserve",
    from_stage="available",
    to_stage="reserved",
    amount_minor=15_000_000,
    from_after_minor=5_000_000,
    to_after_minor=15_000_000,
    call_id=CALL_ID,
    reason=None,
    posted_at=_on(4, 1),
)
WITHDRAWN = replace(
    FUNDED,
    id=WITHDRAWAL_ID,
    number=3,
    kind="withdraw",
    from_stage="available",
    to_stage="outside",
    amount_minor=5_000_000,
    from_after_minor=0,
    to_after_minor=-15_000_000,
    reason="结余上缴",
    posted_at=_on(28, 2),
)
SHOWN = replace(
    OPENED, balances=replace(NOTHING, funded_minor=20_000_000, available_minor=5_000_000, reserved_minor=15_000_000)
)
EDITED = replace(SHOWN, note="用于社区服务项目，一批征集。", version=2)
CLOSED = replace(EDITED, state="closed", closed_at=_on(28, 1), version=3)
REOPENED = replace(EDITED, version=4)
