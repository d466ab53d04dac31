"""Requests as they stand on a connection, without a server: what is read, what is refused, and when it ends."""

import io
import socket
import time
import tracemalloc
from collections.abc import Iterator

import pytest

from gateway import protocol
from gateway.body import MAX_BODY_BYTES
from gateway.protocol import Body, Head, Incoming, read_head
from shared.errors import HeadersTooLarge, Malformed, RequestTimeout, TooLarge, UriTooLong

HOST = b"Host: linli.example\r\n"


class Line:
    """A connection with a sender at its far end, who is patient or cut off at once."""

    def __init__(self) -> None:
        self.here, self.there = socket.socketpair()
        self.incoming = Incoming(self.here)
        self.incoming.allow(10)
        self.source = io.BufferedReader(self.incoming)
        self.answers = io.BytesIO()

    def body(self, head: Head, sent: bytes) -> Body:
        self.there.sendall(sent)
        self.there.shutdown(socket.SHUT_WR)
        return Body(self.source, self.incoming, head, self.answers)

    def close(self) -> None:
        self.source.close()
        self.here.close()
        self.there.close()


@pytest.fixture
def line() -> Iterator[Line]:
    line = Line()
    yield line
    line.close()


def head_of(request: bytes) -> Head:
    return read_head(io.BytesIO(request))


def head_with(fields: bytes, method: bytes = b"POST") -> Head:
    return head_of(method + b" / HTTP/1.1\r\n" + HOST + fields + b"\r\n")


CHUNKED = head_with(b"Transfer-Encoding: chunked\r\n")


def test_a_request_is_read_into_what_wsgi_calls_it() -> None:
    head = head_of(
        b'PUT /v1/%E7%81%AF%2Fx?a=%20&b HTTP/1.1\r\nHOST: [::1]:8000\r\nif-match:\t"3" \r\nX-Note: \xe7, b\r\n'
        b"Accept: a\r\nAccept: b\r\nEmpty:\r\ncontent-type: application/json\r\nContent-Length: 12\r\n\r\n"
    )

    assert head.environ() == {
        "REQUEST_METHOD": "PUT",
        "SCRIPT_NAME": "",
        "PATH_INFO": "/v1/\xe7\x81\xaf/x",
        "QUERY_STRING": "a=%20&b",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "[::1]:8000",
        "HTTP_IF_MATCH": '"3"',
        "HTTP_X_NOTE": "\xe7, b",
        "HTTP_ACCEPT": "a,b",
        "HTTP_EMPTY": "",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": "12",
    }
    assert head.length == 12


@pytest.mark.parametrize(
    "start, fields, connection",
    [
        (b"GET / HTTP/1.1", HOST, ""),
        (b"GET / HTTP/1.1", HOST + b"Connection: Keep-Alive, Upgrade\r\n", "keep-alive"),
        (b"GET / HTTP/1.1", HOST + b"Connection: keep-alive, CLOSE\r\n", "close"),
        (b"GET / HTTP/1.0", b"", ""),
        (b"\r\nGET / HTTP/1.1", HOST, ""),
        (b"DELETE /?[]{}|^ HTTP/1.9", HOST, ""),
    ],
)
def test_what_the_standard_allows_is_read(start: bytes, fields: bytes, connection: str) -> None:
    assert head_of(start + b"\r\n" + fields + b"\r\n").connection == connection


@pytest.mark.parametrize(
    "line",
    [
        b"get / HTTP/1.1\r\n",
        b"Get / HTTP/1.1\r\n",
        b"GET  / HTTP/1.1\r\n",
        b"GET\t/ HTTP/1.1\r\n",
        b" GET / HTTP/1.1\r\n",
        b"GET / HTTP/1.1 \r\n",
        b"GET / HTTP/1.1\n",
        b"GET / HTTP/1.1\r\r\n",
        b"GET /\r HTTP/1.1\r\n",
        b"GET /\x00 HTTP/1.1\r\n",
        b"GET /\xe7 HTTP/1.1\r\n",
        b"GET /\r\n",
        b"GET / http/1.1\r\n",
        b"GET / HTTP/2.0\r\n",
        b"GET / HTTP/1.10\r\n",
        b"GET / HTTP/+1.1\r\n",
        b"G(T / HTTP/1.1\r\n",
        b"A" * 33 + b" / HTTP/1.1\r\n",
        b"\r\n\r\nGET / HTTP/1.1\r\n",
    ],
)
def test_a_request_line_that_is_none_is_refused(line: bytes) -> None:
    with pytest.raises(Malformed, match=r"request\.malformed"):
        head_of(line + HOST + b"\r\n")


SMUGGLING = [
    pytest.param(b"Content-Length : 5\r\n", id="space before the colon (5.1)"),
    pytest.param(b"Content-Length\t: 5\r\n", id="tab before the colon (5.1)"),
    pytest.param(b"nocolon\r\n", id="no colon (5)"),
    pytest.param(b": empty\r\n", id="no name (5)"),
    pytest.param(b"X(y): 1\r\n", id="a name that is no token (RFC 9110, 5.6.2)"),
    pytest.param(b"X\xff: 1\r\n", id="a name outside ASCII (RFC 9110, 5.6.2)"),
    pytest.param(b"Transfer-Encoding:\r\n chunked\r\n", id="folded (5.2)"),
    pytest.param(b" X: folded\r\n", id="a first line that is folded (2.2)"),
    pytest.param(b"Content_Length: 5\r\n", id="an underscore that makes a length"),
    pytest.param(b"transfer_encoding: chunked\r\n", id="an underscore that makes an encoding"),
    pytest.param(b"Transfer-Encoding: gzip, chunked\r\n", id="another coding first (6.1)"),
    pytest.param(b"Transfer-Encoding: chunked, chunked\r\n", id="chunked twice (6.1)"),
    pytest.param(b"Transfer-Encoding: xchunked\r\n", id="nearly chunked (6.1)"),
    pytest.param(b"Transfer-Encoding: chunked;q=1\r\n", id="chunked with a parameter (7)"),
    pytest.param(b"Transfer-Encoding: \x0bchunked\r\n", id="a vertical tab (RFC 9110, 5.5)"),
    pytest.param(b"Transfer-Encoding: identity\r\n", id="identity (7)"),
    pytest.param(b"Transfer-Encoding:\r\n", id="no coding at all (6.1)"),
    pytest.param(b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", id="two encodings (6.1)"),
    pytest.param(b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", id="two other encodings (6.1)"),
    pytest.param(b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", id="encoding and length (6.1)"),
    pytest.param(b"Content-Length: 5\r\nContent-Length: 5\r\n", id="two equal lengths (6.3)"),
    pytest.param(b"Content-Length: 5\r\nContent-Length: 6\r\n", id="two lengths (6.3)"),
    pytest.param(b"Content-Length: 5, 5\r\n", id="a list of lengths (6.3)"),
    pytest.param(b"Content-Length: +5\r\n", id="a length with a sign (6.2)"),
    pytest.param(b"Content-Length: -1\r\n", id="a length below zero (6.2)"),
    pytest.param(b"Content-Length: 0x5\r\n", id="a length in hexadecimal (6.2)"),
    pytest.param(b"Content-Length: 1_0\r\n", id="a length with an underscore (6.2)"),
    pytest.param(b"Content-Length: \xb2\r\n", id="a digit that is none (6.2)"),
    pytest.param(b"Content-Length:\r\n", id="an empty length (6.2)"),
    pytest.param(b"Content-Length: " + b"1" * 19 + b"\r\n", id="a length of nineteen digits (6.2)"),
    pytest.param(b"Content-Length: " + b"1" * 5000 + b"\r\n", id="a length of five thousand digits (6.2)"),
    pytest.param(b"Host: other.example\r\n", id="two hosts (3.2)"),
    pytest.param(b"X: a\rSet: b\r\n", id="a bare CR (2.2)"),
    pytest.param(b"X: a\nSet: b\r\n", id="a bare LF (2.2)"),
    pytest.param(b"X: a\n", id="a line that ends in LF alone (2.2)"),
    pytest.param(b"X: a\x00b\r\n", id="NUL (RFC 9110, 5.5)"),
    pytest.param(b"X: a\x7fb\r\n", id="DEL (RFC 9110, 5.5)"),
]


@pytest.mark.parametrize("fields", SMUGGLING)
def test_what_two_readers_could_take_for_two_requests_is_refused(fields: bytes) -> None:
    with pytest.raises(Malformed, match=r"request\.malformed"):
        head_with(fields)


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a/b\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: me@a\r\n\r\n",
        b"GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n",
        b"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
    ],
)
def test_a_host_that_is_none_and_chunks_in_the_older_version_are_refused(request_bytes: bytes) -> None:
    with pytest.raises(Malformed):
        head_of(request_bytes)


def test_a_name_with_an_underscore_does_not_pass_for_another() -> None:
    head = head_with(b"Authorization: mine\r\nIf_Match: 3\r\nX_Forwarded_For: 10.0.0.1\r\n")

    assert set(head.fields) == {"HOST", "AUTHORIZATION"}


@pytest.mark.parametrize("coding", [b"chunked", b"Chunked"])
def test_the_name_of_the_coding_is_read_whatever_its_case(coding: bytes) -> None:
    assert head_with(b"Transfer-Encoding: " + coding + b"\r\n").length is None


def test_an_endless_request_line_and_endless_fields_are_cut_off() -> None:
    with pytest.raises(UriTooLong):
        head_of(b"GET /" + b"x" * 100_000)
    with pytest.raises(HeadersTooLarge):
        head_with(b"X: " + b"x" * 100_000)
    with pytest.raises(HeadersTooLarge):
        head_with(b"X: y\r\n" * 101)
    with pytest.raises(HeadersTooLarge):
        head_with((b"X: " + b"y" * 8000 + b"\r\n") * 10)


def test_a_request_that_is_cut_short_is_none() -> None:
    with pytest.raises(Malformed):
        head_of(b"GET / HTTP/1.1\r\nHost: a\r\n")


def test_a_body_ends_where_it_says_and_the_next_request_stays(line: Line) -> None:
    body = line.body(head_with(b"Content-Length: 5\r\n"), b"helloGET")

    assert (body.read(3), body.is_spent, body.read(), body.is_spent, body.read()) == (b"hel", False, b"lo", True, b"")
    assert line.source.read() == b"GET"


def test_a_body_in_chunks_ends_behind_its_trailer_and_the_next_request_stays(line: Line) -> None:
    body = line.body(CHUNKED, b"5\r\nhello\r\n00A ;a=b;c\r\n, neighbou\r\n1\r\nr\r\n000\r\nX: y\r\n\r\nGET")

    assert (body.read(), body.is_spent, body.read(5)) == (b"hello, neighbour", True, b"")
    assert line.source.read() == b"GET"


def test_a_body_is_a_stream_like_others(line: Line) -> None:
    body = line.body(CHUNKED, b"3\r\na\nb\r\n2\r\n\nc\r\n0\r\n\r\n")

    assert list(body) == [b"a\n", b"b\n", b"c"]


@pytest.mark.parametrize(
    "sent",
    [
        b"-5\r\nhello\r\n0\r\n\r\n",
        b"+5\r\nhello\r\n0\r\n\r\n",
        b"0x5\r\nhello\r\n0\r\n\r\n",
        b"1_0\r\n0123456789abcdef\r\n0\r\n\r\n",
        b" 5\r\nhello\r\n0\r\n\r\n",
        b"5 \r\nhello\r\n0\r\n\r\n",
        b"zz\r\nhello\r\n0\r\n\r\n",
        b"\r\nhello\r\n0\r\n\r\n",
        b"5\nhello\r\n0\r\n\r\n",
        b"5;a\rb\r\nhello\r\n0\r\n\r\n",
        b"5;a\nb\r\nhello\r\n0\r\n\r\n",
        b"000000005\r\nhello\r\n0\r\n\r\n",
        b"5;" + b"a" * 300 + b"\r\nhello\r\n0\r\n\r\n",
        b"5\r\nhello0\r\n\r\n",
        b"5\r\nhelloXX0\r\n\r\n",
        b"5\r\nhel",
        b"5\r\nhello",
        b"5\r\nhello\r\n",
        b"5\r\nhello\r\n0\r\n",
        b"5\r\nhello\r\n0\r\nno trailer\r\n\r\n",
        b"5\r\nhello\r\n0\r\n" + b"X: y\r\n" * 1000 + b"\r\n",
        b"5\r\nhello\r\n0\r\nX: " + b"y" * 5000 + b"\r\n\r\n",
    ],
)
def test_chunks_that_are_none_are_refused_and_the_body_is_never_spent(line: Line, sent: bytes) -> None:
    body = line.body(CHUNKED, sent)

    with pytest.raises(Malformed, match=r"body\.malformed"):
        body.read()
    assert not body.is_spent


def test_a_body_that_ends_before_its_length_is_malformed(line: Line) -> None:
    body = line.body(head_with(b"Content-Length: 50\r\n"), b"hello")

    with pytest.raises(Malformed, match=r"body\.malformed"):
        body.read()


@pytest.mark.parametrize("sent", [b"ffffffff\r\n", b"0\r\n", b"5;"])
def test_an_endless_sender_takes_no_memory_beyond_the_limit(sent: bytes) -> None:
    class Endless(io.RawIOBase):
        start = sent

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
            part, self.start = (self.start or b"a" * len(buffer))[: len(buffer)], b""
            buffer[: len(part)] = part
            return len(part)

    incoming = Incoming(socket.socket())
    body = Body(io.BufferedReader(Endless()), incoming, CHUNKED, io.BytesIO())
    tracemalloc.start()
    with pytest.raises((TooLarge, Malformed)):
        body.read()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    incoming._connection.close()

    assert peak < 4 * MAX_BODY_BYTES


def test_a_body_over_the_limit_is_too_large(line: Line) -> None:
    source = io.BufferedReader(io.BytesIO(b"x" * (MAX_BODY_BYTES + 1)))  # type: ignore[arg-type]
    body = Body(source, line.incoming, head_with(b"Content-Length: %d\r\n" % (MAX_BODY_BYTES + 1)), line.answers)

    with pytest.raises(TooLarge, match=r"body\.too_large"):
        body.read()


def test_nothing_is_read_and_nobody_is_told_to_go_on_before_the_body_is_asked_for(line: Line) -> None:
    body = line.body(head_with(b"Expect: 100-Continue\r\nContent-Length: 2\r\n"), b"ab")
    before = line.answers.getvalue()
    body.read(1)
    body.read(1)

    assert (before, line.answers.getvalue()) == (b"", b"HTTP/1.1 100 Continue\r\n\r\n")


def test_whoever_sends_byte_by_byte_is_cut_off_at_the_same_moment(line: Line) -> None:
    """The time is for the whole head, and each byte that arrives gains none."""
    line.incoming.allow(0.3)
    began = time.monotonic()
    with pytest.raises(RequestTimeout, match=r"request\.timeout"):
        read_head(Dribble(line, b"GET / HTTP/1.1\r\nX: ").source)

    assert 0.25 < time.monotonic() - began < 2


def test_whoever_stays_silent_is_cut_off(line: Line) -> None:
    line.incoming.allow(0.1)
    began = time.monotonic()
    with pytest.raises(RequestTimeout):
        read_head(line.source)

    assert time.monotonic() - began < 2


def test_whoever_sends_tiny_chunks_gives_way_to_others(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    ways: list[float] = []
    monkeypatch.setattr("gateway.protocol.time.sleep", ways.append)
    body = line.body(CHUNKED, b"1\r\na\r\n" * 2000 + b"0\r\n\r\n")

    assert (body.read(), ways) == (b"a" * 2000, [0] * 3)


def test_a_body_gets_time_by_what_has_arrived_and_not_by_what_is_announced(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "BODY_SECONDS", 0.3)
    head = head_with(b"Content-Length: 1000000\r\n")
    body = Body(Dribble(line, b"").source, line.incoming, head, line.answers)
    began = time.monotonic()
    with pytest.raises(RequestTimeout):
        body.read()

    assert 0.25 < time.monotonic() - began < 2


def test_a_body_that_arrives_fast_enough_gains_time(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "BODY_SECONDS", 0.2)
    monkeypatch.setattr(protocol, "SLOWEST_BYTES_PER_SECOND", 10)
    head = head_with(b"Content-Length: 10\r\n")
    body = Body(Dribble(line, b"").source, line.incoming, head, line.answers)

    assert body.read() == b"a" * 10


class Dribble:
    """Sends one byte more for each that is read, a moment later: always in time, never done."""

    def __init__(self, line: Line, start: bytes) -> None:
        line.there.sendall(start + b"a")

        class Slowly(Incoming):
            def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
                line.there.settimeout(0.05)
                try:
                    line.there.recv(1)
                except TimeoutError:
                    line.there.sendall(b"a")
                return super().readinto(buffer)

        slowly = Slowly(line.here)
        slowly._ends_at = line.incoming._ends_at
        line.incoming = slowly
        self.source = io.BufferedReader(slowly)
