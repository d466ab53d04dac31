"""Trace Context (W3C): one trace id from the gateway through every service and event."""

import re
import secrets
from dataclasses import dataclass

TRACEPARENT = re.compile(r"(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})(-.*)?")


@dataclass(frozen=True, slots=True)
class Trace:
    """
    A trace, and the gateway's own span in it.

    caller_trace_id: the trace that the caller has named, for the log alone.
    """

    trace_id: str
    span_id: str
    caller_trace_id: str | None

    @property
    def traceparent(self) -> str:
        return f"00-{self.trace_id}-{self.span_id}-00"


def begin_trace(header: str | None) -> Trace:
    """
    A trace of ours for a request. The caller's own isn't continued (Trace Context, 5: a trust boundary): trace ids
    stand in public feeds, where one that is used again would tell which acts are the same person's.
    """
    found = TRACEPARENT.fullmatch(header) if header else None
    is_good = found is not None and not (header and header.startswith("00") and found[3])
    return Trace(secrets.token_hex(16), secrets.token_hex(8), found[1] if found and is_good else None)
