"""Whatever becomes of a call's money, in whatever order: ledger and rows are one, and no fen is where it may not be."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, event, given, settings, strategies as st

from tests.harness import START, Harness
from tests.services.outsourcing.answering import carry_out, check_answer, check_closed, close_all
from tests.services.outsourcing.books import check_books
from tests.services.outsourcing.fortunes import KINDS, Drawn, Fortune
from tests.services.outsourcing.reviewing import DAY

WAN = 1_000_000
OFTEN = settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    phases=(Phase.generate,),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
# By which the money's way is over.
ENDS = ("cancel_call", "cancel_award", "decline_award", "terminate")


def any_of(*kinds: str) -> st.SearchStrategy[Drawn]:
    return st.builds(Drawn, st.sampled_from(kinds), st.integers(0, 9), st.integers(1, 120))


FUNDINGS = (1, 5 * WAN, 25 * WAN, 40 * WAN, 60 * WAN, 61 * WAN)
AMENDED = st.lists(st.tuples(st.integers(0, 1), st.sampled_from(FUNDINGS)), max_size=3)
BIDS = st.lists(st.tuples(st.integers(1, 12 * WAN), st.integers(55, 100)), min_size=3, max_size=4)
FORWARD = st.builds(Drawn, st.just("forward"), st.integers(0, 9), st.just(0))
BACK = any_of("claw_back", "refuse", "amend", "agree")
STAYING, ONE = any_of(*(kind for kind in KINDS if kind not in ENDS)), any_of(*KINDS)
STEPS = st.tuples(
    st.lists(st.one_of(FORWARD, FORWARD, FORWARD, STAYING, BACK), min_size=30, max_size=40),
    st.lists(any_of("claw_back"), min_size=1, max_size=2),
    st.lists(st.one_of(FORWARD, ONE), min_size=5, max_size=10),
    st.lists(any_of("terminate"), min_size=1, max_size=2),
).map(lambda parts: [one for part in parts for one in part])


@pytest.fixture
def begin(harness: Harness) -> Callable[[], Fortune]:
    """A new call with money of two budgets, always on the same day."""

    def begin() -> Fortune:
        harness.clock.advance(START - harness.clock.now())
        return Fortune(harness)

    return begin


@pytest.mark.slow
def test_after_each_step_rows_and_ledger_are_one_and_at_the_end_all_is_free(begin: Callable[[], Fortune]) -> None:
    done: set[str] = set()

    @OFTEN
    @given(amended=AMENDED, sought=st.integers(2, 3), bids=BIDS, steps=STEPS)
    def live(amended: Sequence[tuple[int, int]], sought: int, bids: Any, steps: Sequence[Drawn]) -> None:
        fortune = begin()
        fortune.publish([20 * WAN, 10 * WAN], sought=sought)
        call_id = fortune.call["id"]
        for position, amount in amended:
            check_answer(*fortune.amend_funding(position, amount))
            check_books(fortune.harness, call_id)
        fortune.review(bids)
        fortune.harness.wait(9 * DAY)
        for drawn in steps:
            sent = fortune.draw(drawn)
            answered = carry_out(fortune, sent)
            check_books(fortune.harness, call_id)
            event(f"{drawn.kind} {answered}")
            if sent and answered in ("done", "told"):
                done.add(type(sent[0]).__name__)
        close_all(fortune)
        check_closed(fortune)

    live()
    assert done >= {"SignContract", "JudgeMilestone", "RecordPayment", "ClawBackPayment", "TerminateContract"}
