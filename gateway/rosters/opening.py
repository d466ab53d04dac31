"""A roster file by its content type."""

from dataclasses import replace
from itertools import chain

from gateway.rosters.delimited import read_delimited
from gateway.rosters.ndjson import read_ndjson
from gateway.rosters.pieces import CHARSETS, UTF_8, pieces_of, texts_of
from gateway.rosters.row import RosterFile, Stream
from gateway.rosters.workbook import read_workbook
from shared.errors import Invalid, UnsupportedMediaType

CSV = "text/csv"
NDJSON = "application/x-ndjson"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MEDIA_TYPES = (CSV, NDJSON, WORKBOOK)


def open_roster(stream: Stream, content_type: str, *, charset: str | None) -> RosterFile:
    """
    Read the beginning of a roster file: its header and its first line.

    content_type: a media type, without parameters.
    charset: that of the content type; where there is none, UTF-8 and GB18030 are told apart.

    Raises:
        UnsupportedMediaType: `body.unsupported_type`, also for a charset.
        Invalid: `roster.header_missing`, with a fault for each column that is needed and missing;
            `roster.header_repeated`; `roster.empty`, no line below the header.
        Malformed: `roster.encoding`, with the line; `roster.workbook_unreadable`. Both also while the rows are read.
            A line that can't be read isn't raised, but a row with the fault `roster.line_malformed`.
        TooLarge: `roster.too_large`, also while the rows are read.
    """
    file = _open(stream, content_type.strip().lower(), charset)
    first = next(file.rows, None)
    if first is None:
        raise Invalid("roster.empty")
    return replace(file, rows=chain((first,), file.rows))


def _open(stream: Stream, content_type: str, charset: str | None) -> RosterFile:
    if content_type == CSV:
        return read_delimited(texts_of(pieces_of(stream), charset))
    if content_type == WORKBOOK:
        return read_workbook(stream)
    if content_type != NDJSON:
        raise UnsupportedMediaType("body.unsupported_type", "Takes text/csv, application/x-ndjson or .xlsx.")
    if CHARSETS.get((charset or UTF_8).lower()) != UTF_8:
        raise UnsupportedMediaType("body.unsupported_type", f"Takes {NDJSON} in UTF-8.")
    return read_ndjson(pieces_of(stream))
