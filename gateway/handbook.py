"""The pages that people read, in English or Chinese: the OpenAPI viewer's frame, error codes, events, webhooks."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from html import escape
from itertools import groupby
from pathlib import Path
from string import Template
from typing import Any

from gateway import glossary_budgets, glossary_commitments as commitments, glossary_reports
from gateway.asyncapi import Entry, entries
from gateway.catalogue import ATTEMPT_CODES, CATALOGUE, FIELD_CODES, STATUSES
from gateway.chronicle import read_stream
from gateway.errors import CHINESE, ENGLISH, Problems
from gateway.glossary import STANDINGS, meaning_of, values_of
from gateway.glossary_needs import STEPS
from gateway.glossary_service import CERTIFICATE_STANDINGS, SERVED
from gateway.glossary_surveys import THANKS
from gateway.json_schemas import doc_of, schema_of
from gateway.open311.words import texts as open311_texts
from gateway.openapi_answers import errors_of
from gateway.route import Route
from gateway.states_page import texts as states_texts, write_machines
from shared.messages.declare import Event, FieldSpec, fields_of
from shared.messages.evaluation import RatingGiven
from shared.messages.notifications import AUDIENCES, StreamKind

EXTENSION = "urn:ietf:params:scim:schemas:extension:linli:2.0:Member"
STATIC = Path(__file__).with_name("static")
RETRY_STEPS = ("1 s", "5 s", "30 s", "2 min", "10 min", "1 h", "6 h", "24 h")
MARKED = re.compile(r"\[\[(.+?)\]\]", re.DOTALL)
CODE = re.compile(r"`([^`]+)`")
PAGES = {
    "/docs": "Operations",
    "/docs/errors": "Error codes",
    "/docs/events": "Events",
    "/docs/states": "States",
    "/docs/webhooks": "Webhooks",
    "/docs/scim": "Rosters by SCIM",
    "/docs/departments": "Projects, for the department",
    "/docs/organisations": "Projects of social organisations",
}
# What a page is headed, and says, where there is none of what was asked for; by the refusal's code.
UNKNOWN_PAPERS = {
    "certificate.unknown": ("Certificate check", "There is no such certificate."),
    "commitment.unknown": ("Public commitment", "There is no such commitment."),
    "need_ticket.unknown": ("Ticket of a need", "There is no such ticket."),
    "receipt.unknown": ("Receipt check", "There is no such receipt."),
    "survey_question.unknown": ("Your rating", "There is no such invitation to rate."),
}
WORDS = ("field", "type", "meaning", "or null", *AUDIENCES)

Say = Callable[[str], str]


class Handbook:
    """Writes the pages. A text in a page's source that stands in double brackets is one of the catalogue's."""

    def __init__(self, routes: Sequence[Route], problems: Problems) -> None:
        self._routes = routes
        self._problems = problems

    def viewer(self, language: str) -> str:
        return self.fill("viewer.html", language)

    def errors(self, language: str) -> str:
        statuses = _statuses(self._routes)
        return self.fill(
            "errors.html",
            language,
            rows=self._codes(CATALOGUE, statuses),
            fields=self._codes(FIELD_CODES),
            attempts=self._codes(ATTEMPT_CODES),
        )

    def events(self, language: str) -> str:
        by_event = groupby(entries(), key=lambda entry: entry.event)
        example = json.dumps(_first("community", RatingGiven), ensure_ascii=False, indent=2)
        return self.fill(
            "events.html",
            language,
            events="\n".join(_event(list(found), self._saying(language)) for _, found in by_event),
            example=escape(example, quote=False),
        )

    def states(self, language: str) -> str:
        return self.fill("states.html", language, machines=write_machines(self._routes, self._saying(language)))

    def webhooks(self, language: str) -> str:
        return self.fill("webhooks.html", language, steps=", ".join(RETRY_STEPS), example=_example("receiver.py"))

    def scim(self, language: str) -> str:
        return self.fill("scim.html", language, extension=EXTENSION, example=_example("scim.sh"))

    def departments(self, language: str) -> str:
        return self.fill("departments.html", language)

    def organisations(self, language: str) -> str:
        return self.fill("organisations.html", language, example=_example("organisation.py"))

    def _saying(self, language: str) -> Say:
        return lambda english: self._problems.say(english, language)

    def fill(self, name: str, language: str, **parts: str) -> str:
        """A page from its source, with these parts, which are HTML already."""
        say = self._saying(language)
        nav = "\n".join(f'<a href="{path}">{escape(say(title))}</a>' for path, title in PAGES.items())
        source = MARKED.sub(lambda found: say(_line(found[1])), (STATIC / name).read_text(encoding="utf-8"))
        return Template(source).substitute(parts, language=language, nav=f"<nav>\n{nav}\n</nav>")

    def _codes(self, codes: Iterable[str], statuses: Mapping[str, str] | None = None) -> str:
        """A row for each code; the row has an anchor, unless another table on the page has it already."""
        return "\n".join(self._code(code, codes, statuses) for code in sorted(codes))

    def _code(self, code: str, codes: Iterable[str], statuses: Mapping[str, str] | None) -> str:
        anchor = f' id="{code}"' if codes is CATALOGUE or code not in CATALOGUE else ""
        status = f"<td>{statuses[code]}</td>" if statuses else ""
        title = self._problems.title
        return (
            f"<tr{anchor}><td><code>{code}</code></td>{status}"
            f'<td lang="en">{escape(title(code, ENGLISH))}</td>'
            f'<td lang="zh-CN">{escape(title(code, CHINESE))}</td></tr>'
        )


def _example(name: str) -> str:
    """A file that runs as it is shown, as HTML."""
    return escape((STATIC / name).read_text(encoding="utf-8"), quote=False)


def _line(text: str) -> str:
    return " ".join(text.split())


def _statuses(routes: Sequence[Route]) -> dict[str, str]:
    """The statuses that a code comes with, on whatever routes."""
    found = {code: {status} for code, status in STATUSES.items()}
    for route in routes:
        if route.tag:
            for status, codes in errors_of(route).items():
                for code in codes:
                    found.setdefault(code, set()).add(status)
    return {code: ", ".join(map(str, sorted(statuses))) for code, statuses in found.items()}


def _first(stream: StreamKind, event: type[Event]) -> dict[str, Any]:
    """The first event of a type in one of the town's streams."""
    return next(told for told in read_stream(stream) if told["type"] == event.type)


def about(event: type[Event]) -> str:
    """When an event happens: its docstring's first paragraph, in one line."""
    return _line(doc_of(event).partition("\n\n")[0])


def _event(found: list[Entry], say: Say) -> str:
    event = found[0].event
    seen = {entry.stream: entry.fields for entry in found}
    heads = "".join(f"<th>{escape(say(word))}</th>" for word in ("field", "type", "meaning", *AUDIENCES))
    return (
        f'<h2 id="{event.type}"><code>{event.type}</code></h2>\n<p>{_prose(say(about(event)))}</p>\n'
        f"<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n"
        + "\n".join(_fields(event, seen, say))
        + "\n</tbody>\n</table>"
    )


def _prose(text: str) -> str:
    """Text as HTML, with what stands in backticks as code."""
    return CODE.sub(r"<code>\1</code>", escape(text, quote=False))


def _fields(event: type[Event], seen: Mapping[StreamKind, frozenset[str]], say: Say) -> Iterator[str]:
    """A row for each field that anybody sees, with the streams in which they do."""
    told = frozenset[str]().union(*seen.values())
    schemas = schema_of(event, told)["properties"]
    for spec in fields_of(event):
        if spec.name in told:
            marks = "".join(f"<td>{'✓' if spec.name in seen.get(stream, ()) else ''}</td>" for stream in AUDIENCES)
            yield (
                f"<tr><td><code>{spec.name}</code></td><td>{_type(schemas[spec.name], spec, say)}</td>"
                f"<td>{_meaning(event, spec, say)}</td>{marks}</tr>"
            )


def _type(schema: Mapping[str, Any], spec: FieldSpec, say: Say) -> str:
    """In JSON Schema's own words, `string (uuid)`."""
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    kind = next(kind for kind in kinds if kind != "null")
    form = f" ({schema['format']})" if "format" in schema else ""
    return f"{kind}{form}" + (f", {escape(say('or null'))}" if spec.is_optional else "")


def _meaning(event: type[Event], spec: FieldSpec, say: Say) -> str:
    values = "".join(
        f"<li><code>{value}</code>: {_prose(say(meaning))}</li>" for value, meaning in values_of(event, spec).items()
    )
    return _prose(say(meaning_of(event, spec.name))) + (f"<ul>{values}</ul>" if values else "")


def texts() -> set[str]:
    """All that the pages say in one language at a time."""
    found = {
        *PAGES.values(),
        *WORDS,
        *(text for paper in UNKNOWN_PAPERS.values() for text in paper),
        *STANDINGS.values(),
        *CERTIFICATE_STANDINGS.values(),
        SERVED,
        THANKS,
        *STEPS.values(),
        *glossary_reports.texts(),
        *glossary_budgets.texts(),
        *states_texts(),
    }
    found |= {*commitments.KINDS.values(), *commitments.STATES.values(), commitments.PUT_OFF} | open311_texts()
    for file in STATIC.glob("*.html"):
        found |= {_line(text) for text in MARKED.findall(file.read_text(encoding="utf-8"))}
    for entry in entries():
        event = entry.event
        found.add(about(event))
        for spec in fields_of(event):
            if spec.audiences:
                found |= {meaning_of(event, spec.name), *values_of(event, spec).values()}
    return found
