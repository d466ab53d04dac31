"""A unit's roster file on its way in: read as it comes, handed on in parts, and waited for if it is small."""

import hashlib
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, BinaryIO

from werkzeug.http import parse_options_header
from werkzeug.wrappers import Response

from gateway.body import read_query
from gateway.calls import ask, call_of, expiry, send, write_answer
from gateway.errors import language_of
from gateway.exchange import Exchange
from gateway.idempotency import identify
from gateway.rosters import RosterFile, Row, open_roster
from shared.errors import Conflict, Fault, Invalid, Refusal, TooLarge, Unavailable
from shared.ids import new_id
from shared.messages import membership as m
from shared.messages.declare import Command, Query
from shared.messages.schema import load
from shared.messages.wire import encode, to_plain

MOST_BYTES = 100 * 1024 * 1024
MOST_ROWS = 300_000
SMALL_ROWS = 5000
CHARS_A_PART = 1_000_000  # a part that holds so much ends before it has all of its rows
TRIES = 3
FIRST_PAUSE_SECONDS = 0.02
LONGEST_PAUSE_SECONDS = 0.5
OVER = ("done", "refused", "cancelled")


class CountedStream:
    """A body that is digested and measured as it is read."""

    def __init__(self, body: BinaryIO) -> None:
        self._body = body
        self._digest = hashlib.sha256()
        self._size = 0

    def read(self, size: int) -> bytes:
        """
        Raises:
            TooLarge: `roster.too_large`.
        """
        piece = self._body.read(size)
        self._digest.update(piece)
        self._size += len(piece)
        if self._size > MOST_BYTES:
            raise TooLarge("roster.too_large", f"At most {MOST_BYTES} bytes.")
        return piece

    @property
    def digest(self) -> str:
        return self._digest.hexdigest()


def sync_roster(exchange: Exchange) -> Response:
    """
    Take in a roster file: 200 with the report if it is small, 202 with the job if it is not, or isn't to be waited for
    (`Prefer: respond-async`, RFC 7240).

    Raises:
        Refusal: what is wrong with the file as a whole; what membership refuses.
    """
    request, route = exchange.request, exchange.route
    options = load(route.schema, read_query(request, route.lists))
    id_, fingerprint = identify(exchange, request.query_string)
    stream = CountedStream(request.environ["wsgi.input"])
    content_type, parameters = parse_options_header(request.environ.get("CONTENT_TYPE", ""))
    file = open_roster(stream, content_type, charset=parameters.get("charset"))
    begin = m.BeginRosterSync(
        **{
            **options,
            "unit_id": exchange.parameters["unit_id"],
            "ignored_columns": list(file.ignored),
            "absent_columns": list(file.absent),
        }
    )
    sync = _send(exchange, begin, id_=id_, fingerprint=fingerprint)
    exchange.headers["Location"] = f"/v1/jobs/{sync['id']}"
    try:
        sync, rows = _hand_on(exchange, sync["id"], file, stream)
    except Refusal as refusal:
        if fingerprint is None and refusal.code != "roster.sync_over":  # with a key the same file may come again
            _send(exchange, m.CancelRosterSync(sync_id=sync["id"], reason=refusal.code))
        raise
    if rows <= SMALL_ROWS and "respond-async" not in request.headers.get("Prefer", ""):
        sync = _wait(exchange, sync)
    return _answer(exchange, sync)


def _hand_on(exchange: Exchange, sync_id: str, file: RosterFile, stream: CountedStream) -> tuple[Any, int]:
    """Send all rows; the sync, and how many they were."""
    parts = rows = 0
    for part in parts_of(file.rows):
        rows += len(part)
        if rows > MOST_ROWS:
            raise TooLarge("roster.too_large", f"At most {MOST_ROWS} lines.")
        content = encode([[row.line, row.cells, row.fault] for row in part]).decode()
        _send(exchange, m.AppendRosterRows(sync_id=sync_id, number=parts, rows=len(part), content=content))
        parts += 1
    while stream.read(65536):  # what a reader leaves behind the last row
        pass
    return _send(exchange, m.CompleteRosterUpload(sync_id=sync_id, parts=parts, digest=stream.digest)), rows


def parts_of(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Rows as they are sent together: many, but not too much of them."""
    part: list[Row] = []
    chars = 0
    for row in rows:
        part.append(row)
        chars += sum(map(len, row.cells))
        if len(part) == m.ROWS_A_PART or chars >= CHARS_A_PART:
            yield part
            part, chars = [], 0
    if part:
        yield part


def _send(
    exchange: Exchange, message: Command | Query, *, id_: str | None = None, fingerprint: str | None = None
) -> Any:
    """The service's answer; while it is away for a moment, as when it starts anew, the same is sent again."""
    data, id_ = to_plain(message), id_ or new_id()
    for left in reversed(range(TRIES)):
        try:
            return send(exchange, replace(call_of(exchange, message.topic, data), id=id_, fingerprint=fingerprint))
        except Unavailable:
            if not left:
                raise
    raise LookupError("never sent")


def _wait(exchange: Exchange, sync: Any) -> Any:
    """How the sync stands when it is over, or when it takes too long to be waited for."""
    ends_at = expiry(exchange)
    pause = FIRST_PAUSE_SECONDS
    while sync["state"] not in OVER and exchange.tools.clock.now().timestamp() + pause < ends_at:
        time.sleep(pause)
        sync = _send(exchange, m.ShowRosterSync(sync_id=sync["id"]))
        pause = min(pause * 1.5, LONGEST_PAUSE_SECONDS)
    return sync


def _answer(exchange: Exchange, sync: Any) -> Response:
    refusal = sync["refusal"]
    if refusal and sync["state"] == "refused" and not sync["is_dry_run"]:
        raise _problem(refusal, sync["findings"])
    say_in_language(exchange, sync)
    response = write_answer(exchange, sync)
    if sync["state"] not in OVER:
        response.status_code = 202
    return response


def show_with_findings(exchange: Exchange) -> Response:
    """What the route asks for, with what there is to say of lines in the caller's language."""
    result = ask(exchange)
    say_in_language(exchange, result)
    return write_answer(exchange, result)


def say_in_language(exchange: Exchange, result: dict[str, Any]) -> None:
    """Have a job, or a page of findings, tell in the caller's language what is wrong."""
    language = language_of(exchange.request)
    exchange.headers["Content-Language"] = language
    exchange.headers["Vary"] = "Accept-Language"
    findings = result["findings"] if "findings" in result else result["items"]
    for one in (*findings, result.get("refusal")):
        if one and one["detail"]:
            one["detail"] = exchange.problems.detail(one["detail"], language)


def _problem(refusal: dict[str, Any], findings: list[dict[str, Any]]) -> Refusal:
    if refusal["code"] != "roster.has_errors":
        return Conflict(refusal["code"], refusal["detail"])
    faults = [
        Fault(f"#/lines/{one['line']}/{one['column'] or ''}".rstrip("/"), one["code"], one["detail"])
        for one in findings
        if one["kind"] == "error"
    ]
    return Invalid(refusal["code"], refusal["detail"], errors=faults)
