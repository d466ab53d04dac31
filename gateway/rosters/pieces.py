"""A stream as pieces of bytes, and those as text in whatever encoding office software wrote them."""

import codecs
import re
from collections.abc import Iterator
from itertools import chain

from gateway.rosters.header import count_known
from gateway.rosters.row import Stream
from shared.errors import Malformed, TooLarge, UnsupportedMediaType

PIECE_BYTES = 65536
MAX_BYTES = 128 * 1024 * 1024
UTF_8 = "UTF-8"
UTF_16_LE = "UTF-16LE"
UTF_16_BE = "UTF-16BE"
GB18030 = "GB18030"  # holds all of GBK and GB 2312
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, UTF_8),
    (codecs.BOM_UTF16_LE, UTF_16_LE),
    (codecs.BOM_UTF16_BE, UTF_16_BE),
    (b"\x84\x31\x95\x33", GB18030),
)
MARKS = tuple(mark for mark, _ in BYTE_ORDER_MARKS)
UTF_32_MARKS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
BIG5 = "Big5"  # known, to say that it isn't taken
TAKEN = "Takes UTF-8, UTF-16 or GB18030."
CHARSETS = {
    "utf-8": UTF_8,
    "utf8": UTF_8,
    "us-ascii": UTF_8,
    "utf-16": UTF_16_LE,
    "utf-16le": UTF_16_LE,
    "utf-16be": UTF_16_BE,
    "gb18030": GB18030,
    "gbk": GB18030,
    "gb2312": GB18030,
}
BETWEEN_NAMES = re.compile(r'[,;\t"]+')


def pieces_of(stream: Stream, most: int = MAX_BYTES) -> Iterator[bytes]:
    """
    All of a stream in full pieces, of which only the last may be short, however the stream gives them.

    Raises:
        TooLarge: `roster.too_large`.
    """
    size = 0
    while piece := _full_piece(stream):
        size += len(piece)
        if size > most:
            raise TooLarge("roster.too_large", f"At most {most} bytes.")
        yield piece


def _full_piece(stream: Stream) -> bytes:
    parts: list[bytes] = []
    left = PIECE_BYTES
    while left and (part := stream.read(left)):
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


def texts_of(pieces: Iterator[bytes], charset: str | None) -> Iterator[str]:
    """
    Pieces of bytes as pieces of text.

    A byte order mark decides, else the charset, else what the text looks like; while all is ASCII nothing is decided.

    Raises:
        Malformed: `roster.encoding`, with the line.
        UnsupportedMediaType: `body.unsupported_type`, another charset.
    """
    head = next(pieces, b"")
    mark, encoding = _declared(head, charset)
    decoder = _Decoder(encoding) if encoding else None
    pieces = chain((head[len(mark) :],), pieces)
    line = 1
    for piece in pieces:
        if decoder is None and piece.isascii():
            line += _breaks(text := piece.decode())
            yield text
            continue
        if decoder is None:
            piece += next(pieces, b"")  # noqa: PLW2901 (a character that the piece's end cuts tells nothing)
            decoder = _Decoder(_guessed(piece), line)
        yield decoder.decode(piece)
    if decoder:
        yield decoder.decode(b"", is_last=True)


class _Decoder:
    def __init__(self, encoding: str, line: int = 1) -> None:
        self._encoding = encoding
        self._line = line
        self._decoder = codecs.getincrementaldecoder(encoding)()

    def decode(self, piece: bytes, *, is_last: bool = False) -> str:
        try:
            text = self._decoder.decode(piece, is_last)
        except UnicodeDecodeError as error:
            good = error.object[: error.start].decode(self._encoding)
            detail = f"Line {self._line + _breaks(good)} can't be read as {self._encoding}."
            raise Malformed("roster.encoding", detail) from None
        self._line += _breaks(text)
        return text


def _breaks(text: str) -> int:
    return text.count("\n") or text.count("\r")


def _declared(head: bytes, charset: str | None) -> tuple[bytes, str | None]:
    """The byte order mark, and the encoding that it or the charset names; None where nothing does."""
    is_marked = head.startswith(MARKS)
    has_wide_characters = charset is None and not is_marked and head.count(b"\0") * 8 > len(head)
    if head.startswith(UTF_32_MARKS) or has_wide_characters:
        raise Malformed("roster.encoding", TAKEN)
    for mark, encoding in BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return mark, encoding
    if charset is None:
        return b"", None
    if charset.lower() not in CHARSETS:
        raise UnsupportedMediaType("body.unsupported_type", TAKEN)
    return b"", CHARSETS[charset.lower()]


def _guessed(piece: bytes) -> str:
    """
    UTF-8 or GB18030: in which the first line names more columns, else whether the piece is UTF-8.

    A few characters of the one may by chance be such of the other, names of columns are not.

    Raises:
        Malformed: `roster.encoding`, the names are in Big5.
    """
    line = (piece.lstrip(b"\r\n").splitlines() or [b""])[0]
    in_utf_8, in_gb18030, in_big5 = (
        count_known(BETWEEN_NAMES.split(line.decode(encoding, "ignore"))) for encoding in (UTF_8, GB18030, BIG5)
    )
    if in_big5 > max(in_utf_8, in_gb18030):
        raise Malformed("roster.encoding", TAKEN)
    if in_utf_8 != in_gb18030:
        return UTF_8 if in_utf_8 > in_gb18030 else GB18030
    try:
        codecs.getincrementaldecoder(UTF_8)().decode(piece)
    except UnicodeDecodeError:
        return GB18030
    return UTF_8
