"""How requests are read from a connection: HTTP/1.1 to the letter, within bounds of size and time (RFC 9112)."""

import io
import re
import socket
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO
from urllib.parse import unquote

from gateway.body import MAX_BODY_BYTES
from shared.errors import HeadersTooLarge, Malformed, Refusal, RequestTimeout, TooLarge, UriTooLong

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

IDLE_SECONDS = 60.0
HEAD_SECONDS = 10.0
BODY_SECONDS = 30.0
SLOWEST_BYTES_PER_SECOND = 16 * 1024  # whoever sends a body faster than this is never cut off
SEND_SECONDS = 60.0
MAX_REQUEST_LINE_BYTES = 65536  # more than the application takes, so that it can say so itself
MAX_FIELD_LINE_BYTES = 8192
MAX_FIELDS = 100
MAX_FIELDS_BYTES = 65536
MAX_CHUNK_LINE_BYTES = 256
MAX_TRAILER_BYTES = 4096
PIECE_BYTES = 65536
CHUNKS_IN_A_ROW = 512

# Methods are case-sensitive (RFC 9110, 9.1), and what reads them later is not: lower case ends here.
REQUEST_LINE = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Z-]{1,32}) ([!-~]+) HTTP/1\.([0-9])\r\n")
# A name touches its colon, nothing is folded, no line ends in a bare CR or LF (2.2, 5.1, 5.2; RFC 9110, 5.5).
FIELD_LINE = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):([\t -~\x80-\xff]*)\r\n")
CHUNK_LINE = re.compile(rb"([0-9A-Fa-f]{1,8})(?:[ \t]*;[\t -~\x80-\xff]*)?\r\n")  # 7.1
LENGTH = re.compile(r"[0-9]{1,18}")  # 6.2; a list of equal lengths is no length here
AUTHORITY = re.compile(r"[A-Za-z0-9._~%!$&'()*+,;=:\[\]-]*")  # 3.2
FRAMING = ("CONTENT_LENGTH", "TRANSFER_ENCODING")


class Incoming(io.RawIOBase):
    """What comes in over a connection until a moment that is set anew for each part of a request."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._ends_at = 0.0

    def allow(self, seconds: float) -> None:
        self._ends_at = time.monotonic() + seconds

    def prolong(self, seconds: float) -> None:
        self._ends_at += seconds

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        """
        Raises:
            TimeoutError: the moment has come; however the sender spreads what it sends.
        """
        left = self._ends_at - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._connection.settimeout(left)
        try:
            return self._connection.recv_into(buffer)
        finally:
            self._connection.settimeout(SEND_SECONDS)


@dataclass(frozen=True, slots=True)
class Head:
    """
    A request line and the fields below it.

    fields: by their names in WSGI (`IF_MATCH`), those that come several times joined by commas.
    connection: `close`, `keep-alive`, or empty where the version decides.
    length: of the body; None where it comes in chunks.
    """

    method: str
    target: str
    version: str
    fields: dict[str, str]
    connection: str
    length: int | None

    @property
    def expects_continue(self) -> bool:
        return self.version != "HTTP/1.0" and self.fields.get("EXPECT", "").lower() == "100-continue"

    def environ(self) -> dict[str, Any]:
        """The part of a WSGI environment (PEP 3333) that the request decides."""
        path, _, query = self.target.partition("?")
        environ: dict[str, Any] = {f"HTTP_{name}": value for name, value in self.fields.items()}
        for name in ("CONTENT_TYPE", "CONTENT_LENGTH"):
            if name in self.fields:
                environ[name] = environ.pop(f"HTTP_{name}")
        environ["REQUEST_METHOD"] = self.method
        environ["SCRIPT_NAME"] = ""
        environ["PATH_INFO"] = unquote(path, "latin-1")
        environ["QUERY_STRING"] = query
        environ["SERVER_PROTOCOL"] = self.version
        return environ


def read_head(source: BinaryIO) -> Head:
    """
    Raises:
        Malformed: `request.malformed`, whatever two readers could take for two different requests.
        UriTooLong: `uri.too_long`.
        HeadersTooLarge: `header.too_large`, one of them or all together.
        RequestTimeout: `request.timeout`.
    """
    try:
        method, target, version = _read_request_line(source)
        fields = _read_fields(source)
    except TimeoutError:
        raise RequestTimeout("request.timeout") from None
    if AUTHORITY.fullmatch(fields.get("HOST", "" if version == "HTTP/1.0" else "/")) is None:
        raise Malformed("request.malformed")
    return Head(method, target, version, fields, _connection(fields), _length(fields, version))


def _read_request_line(source: BinaryIO) -> tuple[str, str, str]:
    line = source.readline(MAX_REQUEST_LINE_BYTES)
    if line == b"\r\n":  # some clients end a body with one too many (2.2)
        line = source.readline(MAX_REQUEST_LINE_BYTES)
    if len(line) >= MAX_REQUEST_LINE_BYTES:
        raise UriTooLong("uri.too_long")
    found = REQUEST_LINE.fullmatch(line)
    if found is None:
        raise Malformed("request.malformed")
    method, target, minor = found.groups()
    return method.decode(), target.decode(), "HTTP/1.0" if minor == b"0" else "HTTP/1.1"


def _read_fields(source: BinaryIO) -> dict[str, str]:
    fields: dict[str, str] = {}
    size = count = 0
    while (line := source.readline(MAX_FIELD_LINE_BYTES)) != b"\r\n":
        size += len(line)
        count += 1
        if len(line) >= MAX_FIELD_LINE_BYTES or size > MAX_FIELDS_BYTES or count > MAX_FIELDS:
            raise HeadersTooLarge("header.too_large")
        found = FIELD_LINE.fullmatch(line)
        if found is None:
            raise Malformed("request.malformed")
        _add_field(fields, *found.groups())
    return fields


def _add_field(fields: dict[str, str], raw_name: bytes, raw_value: bytes) -> None:
    """
    Keep a field, unless an underscore in its name would make it pass for another one in WSGI.

    Of what frames the body the comma tells that it came twice, in a host it may stand.
    """
    name = raw_name.decode().replace("-", "_").upper()
    if b"_" in raw_name:
        if name in FRAMING:
            raise Malformed("request.malformed")
        return
    value = raw_value.strip(b" \t").decode("latin-1")
    if name not in fields:
        fields[name] = value
    elif name == "HOST":
        raise Malformed("request.malformed")
    else:
        fields[name] += f",{value}"


def _connection(fields: dict[str, str]) -> str:
    options = {option.strip() for option in fields.get("CONNECTION", "").lower().split(",")}
    return next((option for option in ("close", "keep-alive") if option in options), "")


def _length(fields: dict[str, str], version: str) -> int | None:
    """How long the body is; None for chunks. Clear, or refused (6.1, 6.3)."""
    encoding, length = fields.get("TRANSFER_ENCODING"), fields.get("CONTENT_LENGTH")
    if encoding is not None:
        if encoding.lower() != "chunked" or length is not None or version == "HTTP/1.0":
            raise Malformed("request.malformed")
        return None
    if length is None:
        return 0
    if LENGTH.fullmatch(length) is None:
        raise Malformed("request.malformed")
    return int(length)


class Body(io.RawIOBase):
    """
    A request's body as WSGI's `wsgi.input`; nothing of it is read before somebody asks, and it ends where it ends.

    Raises, whatever is called:
        Malformed: `body.malformed`, chunks that aren't (7.1), or a connection that ends before the body.
        RequestTimeout: `request.timeout`.
    """

    # eventlet's server asks its inputs for these; there is nothing left for it to announce or to drain.
    chunked_input = should_send_hundred_continue = False
    position = content_length = 0
    headers_sent: object = None

    def __init__(self, source: "io.BufferedReader[Any]", incoming: Incoming, head: Head, answers: BinaryIO) -> None:
        self._source = source
        self._incoming = incoming
        self._answers = answers
        self._is_chunked = head.length is None
        self._left = head.length or 0
        self._chunks = 0
        self._is_untouched = True
        self._expects_continue = head.expects_continue
        self.is_spent = head.length == 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        view = memoryview(buffer)
        part = self._take(len(view))
        view[: len(part)] = part
        return len(part)

    def read(self, size: int | None = -1, /) -> bytes:
        """
        So many bytes, fewer only at the end; all of them if no number is given.

        Raises:
            TooLarge: `body.too_large`, no number is given, and they are more than a body may have.
        """
        is_bounded = size is not None and size >= 0
        wanted = size if size is not None and size >= 0 else MAX_BODY_BYTES + 1
        parts = []
        while wanted and (part := self._take(wanted)):
            parts.append(part)
            wanted -= len(part)
        if not wanted and not is_bounded:
            raise TooLarge("body.too_large", f"At most {MAX_BODY_BYTES} bytes.")
        return b"".join(parts)

    def readall(self) -> bytes:
        return self.read()

    def _take(self, most: int) -> bytes:
        """What is there of what is left; nothing at the end."""
        if self.is_spent:
            return b""
        try:
            if self._is_untouched:
                self._begin()
            if self._is_chunked and not self._left and not self._open_chunk():
                return b""
            part = self._source.read1(min(self._left, most, PIECE_BYTES))
            self._count(len(part))
        except TimeoutError:
            raise RequestTimeout("request.timeout") from None
        except OSError:
            raise _unreadable() from None
        return part

    def _begin(self) -> None:
        self._is_untouched = False
        self._incoming.allow(BODY_SECONDS)
        if self._expects_continue:
            self._answers.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            self._answers.flush()

    def _count(self, size: int) -> None:
        if not size:
            raise _unreadable()
        self._left -= size
        self._incoming.prolong(size / SLOWEST_BYTES_PER_SECOND)
        if not self._left and self._is_chunked and self._source.read(2) != b"\r\n":
            raise _unreadable()
        self.is_spent = not self._left and not self._is_chunked

    def _open_chunk(self) -> bool:
        """Whether there is a further chunk; after the last one the trailer is left behind."""
        self._chunks += 1
        if self._chunks % CHUNKS_IN_A_ROW == 0:
            time.sleep(0)  # who sends tiny chunks as fast as they are read keeps all others waiting
        found = CHUNK_LINE.fullmatch(self._source.readline(MAX_CHUNK_LINE_BYTES))
        if found is None:
            raise _unreadable()
        self._left = int(found[1], 16)
        if not self._left:
            self._skip_trailer()
            self.is_spent = True
        return not self.is_spent

    def _skip_trailer(self) -> None:
        left = MAX_TRAILER_BYTES
        while (line := self._source.readline(left)) != b"\r\n":
            left -= len(line)
            if FIELD_LINE.fullmatch(line) is None:  # as nothing does, once nothing is left
                raise _unreadable()


def _unreadable() -> Refusal:
    return Malformed("body.malformed", "The body can't be read.")
