import codecs

import pytest

from gateway.rosters.pieces import PIECE_BYTES, pieces_of, texts_of
from shared.errors import Malformed, TooLarge, UnsupportedMediaType
from tests.gateway.rosters.files import HEADER, LINE, Trickle

CHINESE = f"{HEADER}\r\n{LINE}\r\n"
ENGLISH = "external_id,name,identity_number\r\n"


def text_of(content: bytes, charset: str | None = None) -> str:
    return "".join(texts_of(pieces_of(Trickle(content)), charset))


@pytest.mark.parametrize("most", [1, 7, 4096, 1 << 20])
def test_pieces_are_full_however_the_stream_gives_its_bytes(most: int) -> None:
    content = bytes(range(256)) * 600
    pieces = list(pieces_of(Trickle(content, most)))

    assert b"".join(pieces) == content
    assert [len(piece) for piece in pieces] == [PIECE_BYTES, PIECE_BYTES, len(content) - 2 * PIECE_BYTES]


def test_a_file_is_bounded_and_nothing_is_read_behind_the_bound() -> None:
    stream = Trickle(b"x" * 10 * PIECE_BYTES)
    with pytest.raises(TooLarge) as refusal:
        list(pieces_of(stream, 2 * PIECE_BYTES))

    assert (refusal.value.code, refusal.value.detail) == ("roster.too_large", f"At most {2 * PIECE_BYTES} bytes.")
    assert stream.taken == 3 * PIECE_BYTES


@pytest.mark.parametrize(
    "mark, encoding",
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        ("\ufeff".encode("gb18030"), "gb18030"),
    ],
)
@pytest.mark.parametrize("charset", [None, "utf-8", "gbk", "klingon"])
def test_a_byte_order_mark_decides(mark: bytes, encoding: str, charset: str | None) -> None:
    assert text_of(mark + CHINESE.encode(encoding), charset) == CHINESE


@pytest.mark.parametrize(
    "charset, encoding",
    [
        ("UTF-8", "utf-8"),
        ("utf8", "utf-8"),
        ("US-ASCII", "utf-8"),
        ("GB18030", "gb18030"),
        ("gbk", "gb18030"),
        ("gb2312", "gb18030"),
        ("utf-16", "utf-16-le"),
        ("utf-16be", "utf-16-be"),
    ],
)
def test_else_the_charset_decides(charset: str, encoding: str) -> None:
    assert text_of(CHINESE.encode(encoding), charset) == CHINESE


def test_another_charset_is_refused() -> None:
    with pytest.raises(UnsupportedMediaType, match=r"body\.unsupported_type"):
        text_of(CHINESE.encode(), "latin-1")


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize(
    "text",
    [
        "",
        ENGLISH,
        CHINESE,
        f"人员编号,姓名,身份证号\r\n1,{'一' * 40000}",
        ENGLISH + "1,a,9\r\n" * 20_000 + "2,罗军,9\r\n",
        ENGLISH + "a" * (PIECE_BYTES - len(ENGLISH) - 1) + "罗军",  # begins with a piece's last byte
        "姓名\r\n" + "罗军" * 60_000,
    ],
)
def test_else_the_text_tells(text: str, encoding: str) -> None:
    assert text_of(text.encode(encoding)) == text


def test_a_header_tells_the_encoding_where_the_bytes_could_be_both() -> None:
    content = "工号,姓名,一\r\n".encode("gb18030")

    assert text_of(content) == "工号,姓名,一\r\n"


@pytest.mark.parametrize(
    "content, charset, detail",
    [
        (CHINESE.encode() + b"1,\xff\r\n", None, "Line 3 can't be read as UTF-8."),
        (CHINESE.encode("gb18030") + b"\r\n1,\xff\r\n", None, "Line 4 can't be read as GB18030."),
        (ENGLISH.encode() + b"1,a\r\n" * 40_000 + b"\xff\xff", None, "Line 40002 can't be read as GB18030."),
        (CHINESE.encode() * 2000 + b"\xe4\xb8", None, "Line 4001 can't be read as UTF-8."),
        (CHINESE.encode("gb18030"), "utf-8", "Line 1 can't be read as UTF-8."),
        (codecs.BOM_UTF16_LE + CHINESE.encode("utf-16-le") + b"\x00", None, "Line 3 can't be read as UTF-16LE."),
        (b"\r\r\r\xff", None, "Line 4 can't be read as GB18030."),
    ],
)
def test_what_cannot_be_decoded_is_refused_with_its_line(content: bytes, charset: str | None, detail: str) -> None:
    with pytest.raises(Malformed) as refusal:
        text_of(content, charset)

    assert (refusal.value.code, refusal.value.detail) == ("roster.encoding", detail)
