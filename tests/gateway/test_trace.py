import pytest

from gateway.trace import begin_trace

TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736"
SPAN_ID = "00f067aa0ba902b7"


def test_the_callers_trace_is_noted_and_not_continued() -> None:
    trace = begin_trace(f"00-{TRACE_ID}-{SPAN_ID}-01")

    assert trace.caller_trace_id == TRACE_ID
    assert TRACE_ID not in trace.traceparent
    assert trace.traceparent == f"00-{trace.trace_id}-{trace.span_id}-00"


def test_a_later_version_may_say_more() -> None:
    assert begin_trace(f"01-{TRACE_ID}-{SPAN_ID}-00-more").caller_trace_id == TRACE_ID


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
def test_what_is_no_trace_is_not_noted(header: str | None) -> None:
    first, second = begin_trace(header), begin_trace(header)

    assert (first.caller_trace_id, second.caller_trace_id) == (None, None)
    assert first.trace_id != second.trace_id
