"""Logs as JSON lines with the trace of the request that caused them; no personal data, no query strings."""

import logging
import sys
from collections.abc import MutableMapping
from contextvars import ContextVar
from typing import Any

import orjson
import structlog

TRACE: ContextVar[str] = ContextVar("trace", default="")


def set_up_logging(level: str) -> None:
    """Send all logs of this process to standard error as JSON, one object a line."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(serializer=_as_json),
            ],
            foreign_pre_chain=[
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                structlog.stdlib.ExtraAdder(),
                _add_trace,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    # Errors of handlers are logged where they are met.
    logging.getLogger("nameko.containers").setLevel(logging.CRITICAL)
    for noisy in ("amqp", "kombu", "nameko", "urllib3", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def _as_json(entry: Any, **_: Any) -> str:
    return orjson.dumps(entry, default=str).decode()


def _add_trace(_: Any, __: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    if trace := TRACE.get():
        entry["trace"] = trace
    return entry
