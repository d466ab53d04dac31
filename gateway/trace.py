"""Trace Context (W3C): one trace id from the caller through the gateway to every service and event."""

import re
import secrets
from dataclasses import dataclass

TRACEPARENT = re.compile(r"(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})(-.*)?")


@dataclass(frozen=True, slots=True)
class Trace:
    """A trace, and the gateway's own span in it."""

    trace_id: str
    span_id: str
    is_sampled: bool

    @property
    def traceparent(self) -> str:
        return f"00-{self.trace_id}-{self.span_id}-0{int(self.is_sampled)}"


def continue_trace(header: str | None) -> Trace:
    """The caller's trace with a span of ours; a new trace where the header is missing or malformed."""
    span_id = secrets.token_hex(8)
    found = TRACEPARENT.fullmatch(header) if header else None
    if found is None or (header and header.startswith("00") and found[3]):
        return Trace(secrets.token_hex(16), span_id, False)
    return Trace(found[1], span_id, bool(int(found[2], 16) & 1))
