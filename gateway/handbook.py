"""The pages that people read beside the OpenAPI viewer: error codes, events, webhooks."""

from collections.abc import Iterable, Iterator, Mapping
from html import escape
from itertools import groupby
from pathlib import Path
from string import Template

from gateway.asyncapi import Entry, entries
from gateway.catalogue import CATALOGUE, FIELD_CODES
from gateway.errors import CHINESE, ENGLISH, Problems
from gateway.json_schemas import doc_of
from shared.messages.declare import fields_of
from shared.messages.notifications import AUDIENCES, StreamKind

STATIC = Path(__file__).with_name("static")
RETRY_STEPS = ("1 s", "5 s", "30 s", "2 min", "10 min", "1 h", "6 h", "24 h")


def write_errors(problems: Problems) -> str:
    return _fill("errors.html", rows=_codes(CATALOGUE, problems), fields=_codes(FIELD_CODES, problems))


def _codes(codes: Iterable[str], problems: Problems) -> str:
    return "\n".join(
        f'<tr id="{code}"><td><code>{code}</code></td><td>{escape(problems.title(code, ENGLISH))}</td>'
        f'<td lang="zh-CN">{escape(problems.title(code, CHINESE))}</td></tr>'
        for code in sorted(codes)
    )


def write_events() -> str:
    by_event = groupby(entries(), key=lambda entry: entry.event)
    return _fill("events.html", events="\n".join(_event(list(found)) for _, found in by_event))


def _event(found: list[Entry]) -> str:
    event = found[0].event
    seen = {entry.stream: entry.fields for entry in found}
    heads = "".join(f"<th>{stream}</th>" for stream in AUDIENCES)
    return (
        f'<h2 id="{event.type}"><code>{event.type}</code></h2>\n<p>{escape(doc_of(event))}</p>\n'
        f"<table>\n<thead><tr><th>field</th>{heads}</tr></thead>\n<tbody>\n"
        + "\n".join(_fields(found[0], seen))
        + "\n</tbody>\n</table>"
    )


def _fields(entry: Entry, seen: Mapping[StreamKind, frozenset[str]]) -> Iterator[str]:
    """A row for each field that anybody sees, with the streams in which they do."""
    for spec in fields_of(entry.event):
        marks = ["✓" if spec.name in seen.get(stream, ()) else "" for stream in AUDIENCES]
        if any(marks):
            yield f"<tr><td><code>{spec.name}</code></td>" + "".join(f"<td>{mark}</td>" for mark in marks) + "</tr>"


def write_webhooks() -> str:
    example = (STATIC / "receiver.py").read_text(encoding="utf-8")
    return _fill("webhooks.html", steps=", ".join(RETRY_STEPS), example=escape(example, quote=False))


def _fill(name: str, **parts: str) -> str:
    return Template((STATIC / name).read_text(encoding="utf-8")).substitute(parts)
