"""Files that organisations attach, on their way in and out."""

import struct
import sys
import zipfile
from base64 import b64decode, b64encode
from dataclasses import replace
from io import BytesIO
from typing import Any
from urllib.parse import quote

import pytest
from PIL import Image
from prometheus_client import CollectorRegistry

from gateway import office_files, town_organisations
from gateway.examples import as_json
from shared.messages.outsourcing.files import DOCX, MOST_FILE_BYTES, XLSX
from tests.gateway.edge import OWN, THING, Edge
from tests.office import PLAIN, TYPES, docx, package, xlsx
from tests.pictures import PDF, picture

MACRO_ENABLED = PLAIN.replace(b"application/xml", b"application/vnd.ms-word.document.macroEnabled")
MACRO_SHEET = b"application/vnd.ms-excel.macrosheet+xml"
FAR = 'TargetMode="External"'
PATH = f"/v1/organisations/{OWN}/documents"
PDF_TYPE = "application/pdf"
CLEAN = (sys.executable, "-c", "import sys; sys.stdin.buffer.read()")
INFECTED = (sys.executable, "-c", "import sys; sys.exit(b'EICAR' in sys.stdin.buffer.read())")
UNSURE = (sys.executable, "-c", "import sys; sys.exit(2)")
SLOW = (sys.executable, "-c", "import time; time.sleep(60)")
MISSING = ("/nowhere/clamdscan",)


def send(
    edge: Edge, content_type: str, body: bytes, *, name: str = "章程", purpose: str = "charter", **headers: str
) -> Any:
    edge.client.answers["document.attach"] = as_json(town_organisations.DOCUMENT)
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"} | headers
    return edge.ask(
        method="POST",
        path=PATH,
        role="organisation",
        headers=headers,
        data=body,
        content_type=content_type,
        query_string={"purpose": purpose},
    )


def relationship(kind: str, target: str, more: str = "") -> bytes:
    return f'<Relationships><Relationship Type="http://x/{kind}" Target="{target}" {more}/></Relationships>'.encode()


def with_scan(edge: Edge, command: tuple[str, ...], seconds: float = 10.0) -> Edge:
    settings = replace(edge.tools.settings, scan_command=command, call_timeout_seconds=seconds)
    tools = replace(edge.tools, settings=settings, registry=CollectorRegistry())
    return Edge(edge.client, edge.board, edge.clock, tools, edge.readiness)


def kept(edge: Edge) -> bytes:
    return b64decode(edge.last_call.data["content"])


@pytest.mark.parametrize(
    "content_type, body, name",
    [
        (PDF_TYPE, PDF, "章程.pdf"),
        (DOCX, docx(), "章程.docx"),
        (XLSX, xlsx(), "章程.xlsx"),
        ("Application/PDF; q=1", PDF, "章程.pdf"),
    ],
)
def test_a_document_is_handed_on_as_it_is_with_what_it_is_called(
    edge: Edge, content_type: str, body: bytes, name: str
) -> None:
    answer = send(edge, content_type, body)

    assert (answer.status_code, kept(edge)) == (201, body)
    assert answer.headers["Location"] == f"/v1/files/{town_organisations.DOCUMENT_ID}"
    assert edge.last_call.data["name"] == name
    assert (edge.last_call.data["organisation_id"], edge.last_call.data["purpose"]) == (OWN, "charter")


def test_a_file_of_4_mib_is_taken_and_none_beyond(edge: Edge) -> None:
    whole = PDF + b" " * (MOST_FILE_BYTES - len(PDF))

    assert send(edge, PDF_TYPE, whole).status_code == 201
    answer = send(edge, PDF_TYPE, whole + b" ")
    assert (answer.status_code, answer.json["code"]) == (413, "body.too_large")


@pytest.mark.parametrize("format_", ["JPEG", "PNG"])
def test_of_a_picture_the_pixels_are_kept_and_no_place(edge: Edge, format_: str) -> None:
    send(edge, f"image/{format_.lower()}", picture(format_))

    with Image.open(BytesIO(kept(edge))) as image:
        assert (image.format, image.size, dict(image.getexif())) == (format_, (480, 640), {})
    assert b"trilling" not in kept(edge)


def test_a_picture_that_is_kept_as_another_type_is_called_so(edge: Edge) -> None:
    send(edge, "image/png", picture("PNG", (1500, 1100), is_noisy=True), name="scan.PNG")

    assert len(kept(edge)) <= MOST_FILE_BYTES
    ending = {"image/png": "scan.PNG", "image/jpeg": "scan.PNG.jpg"}[edge.last_call.data["media_type"]]
    assert edge.last_call.data["name"] == ending


def lying(body: bytes) -> bytes:
    """A zip whose directory says of its largest part that it is 1 KiB."""
    with zipfile.ZipFile(BytesIO(body)) as read:
        part = max(read.infolist(), key=lambda one: one.file_size)
    return body.replace(struct.pack("<I", part.file_size), struct.pack("<I", 1024))


def encrypted(body: bytes) -> bytes:
    """A zip whose directory says of its parts that they are encrypted, and of which one is read least."""
    with zipfile.ZipFile(BytesIO(body)) as read:
        begins = read.start_dir
    directory = body[begins:].replace(b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00")
    assert directory != body[begins:]
    return body[:begins] + directory


def broken(body: bytes) -> bytes:
    """A zip of whose largest part what is compressed isn't."""
    at = body.index(b"word/styles.xml") + len("word/styles.xml")
    return body[:at] + b"\xff" * 4 + body[at + 4 :]


BOMB = docx(**{"word/media/image1.png": b"\0" * (office_files.MOST_PART_BYTES + 1)})
MANY = docx(**{f"word/media/image{number}.png": b"" for number in range(office_files.MOST_PARTS)})


@pytest.mark.parametrize(
    "content_type, body",
    [
        (PDF_TYPE, b""),
        (PDF_TYPE, docx()),
        (PDF_TYPE, b"<script>"),
        (PDF_TYPE, b"%PDF-1.7\n<script>alert(1)</script>"),
        (PDF_TYPE, PDF + docx()),
        ("image/jpeg", picture("PNG")),
        ("image/png", picture()),
        ("image/png", PDF),
        (DOCX, PDF),
        (DOCX, b"PK\x03\x04"),
        (DOCX, docx()[:-30]),
        (DOCX, xlsx()),
        (XLSX, docx()),
        (DOCX, package({"word/document.xml": b"<document/>"})),
        (DOCX, docx(**{"../../etc/passwd": b""})),
        (DOCX, docx(**{TYPES: b"<Types"})),
        (DOCX, docx(**{TYPES: b'<!DOCTYPE Types [<!ENTITY a "a">]><Types>&a;</Types>'})),
        (DOCX, package({TYPES: PLAIN, "document.xml": b"<document/>"})),
        (DOCX, package({TYPES: PLAIN, "word/document.xml": b"<document/>"}, zipfile.ZIP_BZIP2)),
        (DOCX, package({TYPES: PLAIN, "word/document.xml": b"<document/>"}, zipfile.ZIP_LZMA)),
        (DOCX, BOMB),
        (DOCX, lying(BOMB)),
        (DOCX, MANY),
        (DOCX, encrypted(docx())),
        (DOCX, broken(docx(**{"word/styles.xml": b"<styles/>" * 100}))),
    ],
    ids=range(25),
)
def test_what_is_not_what_it_says_goes_no_further(edge: Edge, content_type: str, body: bytes) -> None:
    answer = send(edge, content_type, body)

    assert (answer.status_code, answer.json["code"], edge.client.calls) == (422, "file.unreadable", [])


@pytest.mark.parametrize(
    "body, content_type",
    [
        (docx(**{"word/vbaProject.bin": b"\xd0\xcf"}), DOCX),
        (docx(**{"word/VBAPROJECT.BIN": b"\xd0\xcf"}), DOCX),
        (xlsx(**{"xl/vbaProject.bin": b"\xd0\xcf"}), XLSX),
        (xlsx(**{"xl/macrosheets/sheet1.xml": b"<xm/>"}), XLSX),
        (docx(**{"word/activeX/activeX1.bin": b"\0"}), DOCX),
        (docx(**{TYPES: MACRO_ENABLED}), DOCX),
        (docx(**{TYPES: MACRO_ENABLED.decode().encode("utf-16")}), DOCX),
        (xlsx(**{"xl/ms/sheet1.xml": b"<xm/>", TYPES: PLAIN.replace(b"application/xml", MACRO_SHEET)}), XLSX),
        (xlsx(**{"xl/_rels/workbook.xml.rels": relationship("xlMacrosheet", "ms/sheet1.xml")}), XLSX),
        (docx(**{"word/_rels/settings.xml.rels": relationship("attachedTemplate", "http://evil/x.dotm", FAR)}), DOCX),
        (docx(**{"word/embeddings/evil.exe": b"MZ"}), DOCX),
        (PDF.replace(b"%%EOF", b"<</OpenAction <</S /JavaScript /JS (app.alert(1))>>>>\n%%EOF"), PDF_TYPE),
    ],
)
def test_macros_are_refused(edge: Edge, body: bytes, content_type: str) -> None:
    answer = send(edge, content_type, body)

    assert (answer.status_code, answer.json["code"], edge.client.calls) == (422, "file.holds_macros", [])


def test_what_is_clicked_on_may_be_elsewhere(edge: Edge) -> None:
    linked = docx(**{"word/_rels/document.xml.rels": relationship("hyperlink", "https://example.org/", FAR)})

    assert send(edge, DOCX, linked).status_code == 201


@pytest.mark.parametrize("content_type", ["text/html", "application/zip", "application/octet-stream", ""])
def test_other_types_are_not_taken(edge: Edge, content_type: str) -> None:
    answer = send(edge, content_type, PDF)

    assert (answer.status_code, answer.json["code"]) == (415, "body.unsupported_type")


def test_a_picture_of_too_many_pixels_is_not_worked_on(edge: Edge) -> None:
    answer = send(edge, "image/png", picture("PNG", (4001, 4000)))

    assert (answer.status_code, answer.json["code"], edge.client.calls) == (413, "file.too_large", [])


@pytest.mark.parametrize(
    "header, name",
    [
        ('attachment; filename="charter.pdf"', "charter.pdf"),
        ("attachment; filename*=UTF-8''%E7%AB%A0%E7%A8%8B.pdf", "章程.pdf"),
        ('attachment; filename="章程.pdf"'.encode().decode("latin-1"), "章程.pdf"),
    ],
)
def test_the_name_comes_as_a_header_in_each_of_its_forms(edge: Edge, header: str, name: str) -> None:
    assert send(edge, PDF_TYPE, PDF, **{"Content-Disposition": header}).status_code == 201
    assert edge.last_call.data["name"] == name


@pytest.mark.parametrize(
    "header", ["", "attachment", "attachment; filename*=UTF-8''..%2Fpasswd", "attachment; filename*=UTF-8''a%0Ab"]
)
def test_a_file_needs_a_name_without_a_path(edge: Edge, header: str) -> None:
    answer = send(edge, PDF_TYPE, PDF, **{"Content-Disposition": header})

    assert (answer.status_code, answer.json["code"], edge.client.calls) == (422, "request.invalid", [])
    assert [fault["pointer"] for fault in answer.json["errors"]] == ["#/Content-Disposition"]


def test_what_it_is_for_is_held_to_what_there_is(edge: Edge) -> None:
    answer = send(edge, PDF_TYPE, PDF, purpose="selfie")

    assert [fault["pointer"] for fault in answer.json["errors"]] == ["#/purpose"]


@pytest.mark.parametrize("change", [{"name": "另一个"}, {"purpose": "other"}])
def test_another_name_or_purpose_is_another_request(edge: Edge, change: dict[str, str]) -> None:
    key = {"Idempotency-Key": "one"}
    send(edge, PDF_TYPE, PDF, **key)
    send(edge, PDF_TYPE, PDF, **key)
    send(edge, PDF_TYPE, PDF, **key, **change)
    first, second, third = edge.client.calls

    assert (first.id, first.fingerprint) == (second.id, second.fingerprint)
    assert (first.id == third.id, first.fingerprint == third.fingerprint) == (True, False)


@pytest.mark.parametrize(
    "command, body, status, code",
    [
        ((), PDF, 201, None),
        (CLEAN, PDF, 201, None),
        (INFECTED, PDF, 201, None),
        (INFECTED, PDF + b"EICAR", 422, "file.infected"),
        (UNSURE, PDF, 503, "file.scan_unavailable"),
        (MISSING, PDF, 503, "file.scan_unavailable"),
    ],
)
def test_a_file_is_looked_through_for_viruses_where_the_installation_has_it_so(
    edge: Edge, command: tuple[str, ...], body: bytes, status: int, code: str | None
) -> None:
    answer = send(with_scan(edge, command), PDF_TYPE, body)

    assert (answer.status_code, answer.json.get("code")) == (status, code)
    assert len(edge.client.calls) == (status == 201)


def test_a_scan_that_takes_too_long_is_no_scan(edge: Edge) -> None:
    answer = send(with_scan(edge, SLOW, 0.5), PDF_TYPE, PDF)

    assert (answer.status_code, answer.json["code"], edge.client.calls) == (503, "file.scan_unavailable", [])
    assert answer.headers["Retry-After"] == "2"


def test_files_are_worked_on_beside_what_others_are_answered(edge: Edge) -> None:
    done = []

    def aside(work: Any) -> Any:
        done.append(work.func.__name__)
        return work()

    tools = replace(edge.tools, aside=aside, registry=CollectorRegistry())
    send(Edge(edge.client, edge.board, edge.clock, tools, edge.readiness), DOCX, docx())

    assert done == ["scan", "as_kept"]


def test_a_file_is_downloaded_under_its_name_as_one_that_nothing_runs(edge: Edge) -> None:
    found = {"name": "章程.pdf", "media_type": PDF_TYPE, "content": b64encode(PDF).decode()}
    edge.client.answers["file.reveal"] = found
    answer = edge.get(f"/v1/files/{THING}", "department")

    assert (answer.status_code, answer.data, answer.headers["Content-Type"]) == (200, PDF, PDF_TYPE)
    assert answer.headers["Content-Disposition"] == "attachment; filename*=UTF-8''%E7%AB%A0%E7%A8%8B.pdf"
    assert (answer.headers["X-Content-Type-Options"], answer.headers["Cache-Control"]) == ("nosniff", "no-store")
