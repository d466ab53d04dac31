"""Two act on the same money at the same moment: each is answered as documented, and ledger and rows stay one."""

from collections.abc import Callable, Sequence

import pytest
from hypothesis import event, given, strategies as st

from tests.harness import Harness
from tests.races import at_once
from tests.services.outsourcing.answering import carry_out, check_closed, close_all
from tests.services.outsourcing.books import check_books
from tests.services.outsourcing.fortunes import Drawn, Fortune, Sent
from tests.services.outsourcing.reviewing import DAY
from tests.services.outsourcing.test_money_sequences import FORWARD, OFTEN, ONE, STAYING, WAN, begin

__all__ = ["begin"]

ON_POSTGRESQL = pytest.mark.parametrize("backend", ["postgresql"])
# Kinds of commands with their part, each about the first thing to which it may happen.
AWARDED = ""
DRAFTED = "draft_contract:0"
HALF = f"{DRAFTED} sign:0"
SIGNED = f"{HALF} sign:100"
AMENDED = f"{SIGNED} amend:50"
SUBMITTED = f"{SIGNED} submit:0"
ACCEPTED = f"{SUBMITTED} judge:0"
REQUESTED = f"{ACCEPTED} request:100"
APPROVED = f"{REQUESTED} approve:0"
PAID = f"{APPROVED} record:0"
RATED = "draft_contract:1 sign:0 sign:100 submit:0"
SETTLED = f"{PAID} submit:0 judge:3 resume:0"
RACES = [
    (AWARDED, "cancel_award:0 decline_award:0"),
    (AWARDED, "cancel_award:0 draft_contract:0"),
    (AWARDED, "draft_contract:0 draft_contract:0"),
    (AWARDED, "cancel_call:0 draft_contract:0"),
    (DRAFTED, "edit:30 sign:0"),
    (DRAFTED, "sign:0 sign:100"),
    (HALF, "cancel_call:0 sign:100"),
    (HALF, "cancel_award:0 sign:100"),
    (HALF, "decline_award:0 sign:100"),
    (HALF, "unsign:0 sign:100"),
    (SIGNED, "amend:50 submit:0"),
    (SIGNED, "submit:0 submit:0"),
    (SIGNED, "terminate:50 submit:0"),
    (AMENDED, "agree:0 agree:0"),
    (AMENDED, "agree:0 submit:0"),
    (AMENDED, "agree:0 terminate:50"),
    (AMENDED, "agree:0 withdraw_amendment:0"),
    (SUBMITTED, "judge:0 judge:3"),
    (SUBMITTED, "judge:0 terminate:50"),
    (SUBMITTED, "judge:1 terminate:0"),
    (RATED, "judge:0 tally:100"),
    (RATED, "judge:0 tally:10"),
    (RATED, "terminate:50 tally:100"),
    (RATED, "judge:3 tally:100"),
    (ACCEPTED, "request:100 request:60"),
    (ACCEPTED, "request:100 terminate:50"),
    (REQUESTED, "approve:0 approve:0"),
    (REQUESTED, "approve:0 refuse:0"),
    (APPROVED, "record:0 refuse:0"),
    (APPROVED, "record:0 record:0"),
    (APPROVED, "record:0 claw_back:50"),
    (APPROVED, "record:0 terminate:50"),
    (PAID, "claw_back:60 claw_back:60"),
    (PAID, "claw_back:60 terminate:50"),
    (SETTLED, "evaluate:0 claw_back:60"),
    (SETTLED, "evaluate:0 terminate:0"),
    (SETTLED, "evaluate:0 evaluate:0"),
]
PAIRS = st.lists(st.tuples(FORWARD, st.one_of(FORWARD, STAYING), st.one_of(STAYING, ONE)), min_size=20, max_size=25)


def drawn(words: str) -> list[Drawn]:
    return [Drawn(kind, 0, int(part)) for kind, part in (word.split(":") for word in words.split())]


def awarded(fortune: Fortune, bids: Sequence[tuple[int, int]], *, sought: int = 1) -> None:
    """Awards whose notice is over."""
    fortune.publish([20 * WAN, 10 * WAN], sought=sought)
    fortune.review(bids)
    fortune.harness.wait(9 * DAY)


def meet(fortune: Fortune, sent: Sequence[Sent | None]) -> list[str]:
    """What each is answered, where all act at once."""
    return at_once(len(sent), lambda number: carry_out(fortune, sent[number]))


@pytest.mark.slow
@ON_POSTGRESQL
@pytest.mark.parametrize("before, both", RACES, ids=[f"{before[-12:]}-{both}" for before, both in RACES])
def test_whoever_is_first_the_money_is_right_and_comes_to_its_end(harness: Harness, before: str, both: str) -> None:
    fortune = Fortune(harness)
    awarded(fortune, [(9 * WAN, 90), (9 * WAN, 80)])
    for one in drawn(before):
        assert carry_out(fortune, fortune.draw(one)) in ("done", "told"), one
    answers = meet(fortune, [fortune.draw(one) for one in drawn(both)])

    assert {"done", "told"} & {*answers}
    check_books(harness, fortune.call["id"])
    close_all(fortune)
    check_closed(fortune)


@pytest.mark.slow
@ON_POSTGRESQL
def test_whatever_two_do_at_once_the_money_is_right(begin: Callable[[], Fortune]) -> None:
    @OFTEN
    @given(pairs=PAIRS)
    def meet_often(pairs: list[tuple[Drawn, Drawn, Drawn]]) -> None:
        fortune = begin()
        awarded(fortune, [(9 * WAN, 90), (12 * WAN, 85), (8 * WAN, 80), (9 * WAN, 70)], sought=3)
        for before, *both in pairs:
            carry_out(fortune, fortune.draw(before))
            answers = meet(fortune, [fortune.draw(one) for one in both])
            event(" ".join(sorted(f"{one.kind} {answer}" for one, answer in zip(both, answers, strict=True))))
            check_books(fortune.harness, fortune.call["id"])
        close_all(fortune)
        check_closed(fortune)

    meet_often()
