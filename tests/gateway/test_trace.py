import pytest

from gateway.trace import continue_trace

TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736"
SPAN_ID = "00f067aa0ba902b7"


def test_the_callers_trace_is_continued_with_a_span_of_ours() -> None:
    trace = continue_trace(f"00-{TRACE_ID}-{SPAN_ID}-01")

    assert trace.trace_id == TRACE_ID
    assert trace.span_id != SPAN_ID
    assert trace.traceparent == f"00-{TRACE_ID}-{trace.span_id}-01"


def test_a_later_version_may_say_more() -> None:
    assert continue_trace(f"01-{TRACE_ID}-{SPAN_ID}-00-more").trace_id == TRACE_ID


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "x",
        f"00-{TRACE_ID}-{SPAN_ID}",
        f"ff-{TRACE_ID}-{SPAN_ID}-01",
        f"00-{TRACE_ID}-{SPAN_ID}-01-more",
        f"00-{'0' * 32}-{SPAN_ID}-01",
        f"00-{TRACE_ID}-{'0' * 16}-01",
        f"00-{TRACE_ID.upper()}-{SPAN_ID}-01",
        f"00-{TRACE_ID}-{SPAN_ID}-01\n",
    ],
)
def test_what_is_no_trace_begins_a_new_one(header: str | None) -> None:
    first, second = continue_trace(header), continue_trace(header)

    assert TRACE_ID not in (first.trace_id, second.trace_id)
    assert first.trace_id != second.trace_id
