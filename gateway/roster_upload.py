"""A unit's roster file on its way in: read as it comes, handed on in parts, and waited for if it is small."""

import contextlib
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


class Unfit(Exception):
    """A file that can't be taken, however often it comes. reason: what reading it has raised."""

    def __init__(self, reason: Exception) -> None:
        super().__init__(reason)
        self.reason = reason


class CountedStream:
    """A body that is digested and measured as it is read. has_broken_off: it ended before its end."""

    def __init__(self, body: BinaryIO) -> None:
        self._body = body
        self._digest = hashlib.sha256()
        self._size = 0
        self.has_broken_off = False

    def read(self, size: int) -> bytes:
        """
        Raises:
            TooLarge: `roster.too_large`.
        """
        try:
            piece = self._body.read(size)
        except Refusal:
            self.has_broken_off = True
            raise
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
    sync, rows = _hand_on(exchange, sync["id"], readable_rows(file, stream), stream, may_come_again=bool(fingerprint))
    if rows <= SMALL_ROWS and "respond-async" not in request.headers.get("Prefer", ""):
        sync = _wait(exchange, sync)
    return _answer(exchange, sync)


def _hand_on(
    exchange: Exchange, sync_id: str, rows: Iterator[Row], stream: CountedStream, *, may_come_again: bool
) -> tuple[Any, int]:
    """
    Send all rows; the sync, and how many they were. A job that comes to nothing is cancelled, so that it stands in no
    other's way; one whose file broke off goes on when the same file comes again.
    """
    try:
        return _send_all(exchange, sync_id, rows, stream)
    except Unfit as unfit:
        _cancel(exchange, sync_id, unfit.reason)
        raise unfit.reason from None
    except Refusal as refusal:
        if may_come_again and refusal.code == "roster.sync_over":
            _read_on(rows)
        elif not may_come_again:
            _cancel(exchange, sync_id, refusal)
        raise


def _send_all(exchange: Exchange, sync_id: str, rows: Iterator[Row], stream: CountedStream) -> tuple[Any, int]:
    parts = sent = 0
    for part in parts_of(rows):
        content = encode([[row.line, row.cells, row.fault] for row in part]).decode()
        _send(exchange, m.AppendRosterRows(sync_id=sync_id, number=parts, rows=len(part), content=content))
        parts, sent = parts + 1, sent + len(part)
    return _send(exchange, m.CompleteRosterUpload(sync_id=sync_id, parts=parts, digest=stream.digest)), sent


def _read_on(rows: Iterator[Row]) -> None:
    """
    Read what is left. Of a file that was refused before, and whose job is over for that, the same is said again.

    Raises:
        Exception: what is wrong with the file.
    """
    try:
        for _ in rows:
            pass
    except Unfit as unfit:
        raise unfit.reason from None


def _cancel(exchange: Exchange, sync_id: str, reason: Exception) -> None:
    """Cancel a job, unless it is over; if it can't be done now, the job gives way when it has been silent for long."""
    said = reason.code if isinstance(reason, Refusal) else type(reason).__name__
    with contextlib.suppress(Refusal):
        _send(exchange, m.CancelRosterSync(sync_id=sync_id, reason=said))


def readable_rows(file: RosterFile, stream: CountedStream) -> Iterator[Row]:
    """
    All rows of a file, and behind them what else it holds, to its end.

    Raises:
        Unfit: the file is to blame.
        Refusal: it has broken off.
    """
    try:
        for count, row in enumerate(file.rows, start=1):
            if count > MOST_ROWS:
                raise TooLarge("roster.too_large", f"At most {MOST_ROWS} lines.")
            yield row
        while stream.read(65536):  # what a reader leaves behind the last row
            pass
    except Exception as error:
        if stream.has_broken_off:
            raise
        raise Unfit(error) from error


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
