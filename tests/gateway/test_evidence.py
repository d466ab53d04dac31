"""Evidence on its way in and out."""

from base64 import b64decode, b64encode
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from PIL import Image, ImageOps
from prometheus_client import CollectorRegistry

from gateway import town_wishes
from gateway.evidence import MOST_BYTES
from gateway.examples import as_json
from gateway.pictures import LONGEST_SIDE
from shared.messages.engagement import MOST_EVIDENCE_BYTES
from tests.gateway.edge import THING, Edge
from tests.pictures import PDF, picture

# The orientation has no value, one too few, or one of another kind; the directory is cut off, or isn't one.
HEAD = b"Exif\x00\x00II*\x00\x08\x00\x00\x00"
BROKEN_EXIF = [
    HEAD + b"\x01\x00\x12\x01\x03\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00",
    HEAD + b"\x01\x00\x12\x01\x05\x00\x01\x00\x00\x00\x1a\x00\x00\x00\x00\x00\x00\x00\x01",
    HEAD + b"\x01\x00\x12\x01\x02\x00\x03\x00\x00\x00ab\x00\x00\x00\x00\x00\x00",
    HEAD + b"\x01\x00\x12\x01\x0c\x00\x01\x00\x00\x00",
    HEAD + b"\x01",
    HEAD[:9],
    b"Exif\x00\x00nothing of the kind",
]
PATH = f"/v1/claims/{THING}/evidence"


def send(edge: Edge, content_type: str, body: bytes) -> Any:
    edge.client.answers["evidence.attach"] = as_json(town_wishes.EVIDENCE)
    return edge.ask(method="POST", path=PATH, role="member", headers={}, data=body, content_type=content_type)


def kept(edge: Edge) -> bytes:
    return b64decode(edge.last_call.data["content"])


@pytest.mark.parametrize("format_", ["JPEG", "PNG"])
def test_of_a_picture_the_pixels_are_kept_and_no_place(edge: Edge, format_: str) -> None:
    body = picture(format_)
    answer = send(edge, f"image/{format_.lower()}", body)
    with Image.open(BytesIO(body)) as sent, Image.open(BytesIO(kept(edge))) as image:
        assert sent.getexif().get_ifd(0x8825)
        assert not image.getexif()
        assert image.info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert (image.format, image.size) == (format_, (480, 640))
    assert b"trilling" not in kept(edge)
    assert (answer.status_code, answer.headers["Location"]) == (201, f"/v1/evidence/{town_wishes.EVIDENCE_ID}")


@pytest.mark.parametrize("format_", ["JPEG", "PNG"])
def test_a_large_picture_is_scaled_down_until_it_fits(edge: Edge, format_: str) -> None:
    send(edge, f"image/{format_.lower()}", picture(format_, (1500, 1100), is_noisy=True))

    assert len(kept(edge)) <= MOST_EVIDENCE_BYTES
    with Image.open(BytesIO(kept(edge))) as image:
        assert max(image.size) <= LONGEST_SIDE
        assert edge.last_call.data["media_type"] == f"image/{str(image.format).lower()}"


def test_a_document_is_kept_as_it_is(edge: Edge) -> None:
    send(edge, "application/pdf", PDF)

    assert kept(edge) == PDF


@pytest.mark.parametrize(
    "content_type, body, status, code",
    [
        ("image/gif", b"GIF89a", 415, "body.unsupported_type"),
        ("image/jpeg", b"<script>", 422, "evidence.unreadable"),
        ("image/jpeg", picture()[:400], 422, "evidence.unreadable"),
        ("image/jpeg", picture("PNG"), 422, "evidence.unreadable"),
        ("image/png", picture(), 422, "evidence.unreadable"),
        ("application/pdf", picture(), 422, "evidence.unreadable"),
        ("application/pdf", b"", 422, "evidence.unreadable"),
        ("application/pdf", PDF + b" " * MOST_EVIDENCE_BYTES, 413, "evidence.too_large"),
        ("image/jpeg", b" " * (MOST_BYTES + 1), 413, "body.too_large"),
        ("image/png", picture("PNG", (4001, 4000)), 413, "evidence.too_large"),
    ],
)
def test_what_is_not_what_it_says_goes_no_further(
    edge: Edge, content_type: str, body: bytes, status: int, code: str
) -> None:
    answer = send(edge, content_type, body)

    assert (answer.status_code, answer.json["code"], edge.client.calls) == (status, code, [])


@pytest.mark.parametrize("format_", ["JPEG", "PNG"])
@pytest.mark.parametrize("broken", BROKEN_EXIF)
@pytest.mark.filterwarnings("ignore::UserWarning:PIL")  # Pillow tells of it
def test_what_a_camera_writes_wrongly_is_no_fault_of_the_picture(edge: Edge, format_: str, broken: bytes) -> None:
    answer = send(edge, f"image/{format_.lower()}", picture(format_, exif=broken))

    assert answer.status_code == 201
    with Image.open(BytesIO(kept(edge))) as image:
        assert (image.size, image.info.get("exif")) == ((640, 480), None)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_is_kept_the_right_way_up(edge: Edge, orientation: int) -> None:
    body = picture("PNG", (3, 2), pixels=b"abcdef", orientation=orientation)
    send(edge, "image/png", body)

    with Image.open(BytesIO(kept(edge))) as image, Image.open(BytesIO(body)) as sent:
        assert image.convert("L").tobytes() == ImageOps.exif_transpose(sent).tobytes()


def test_the_type_is_told_in_letters_of_any_case(edge: Edge) -> None:
    assert send(edge, "Image/JPEG; q=1", picture()).status_code == 201


def test_a_picture_is_worked_on_beside_what_others_are_answered(edge: Edge) -> None:
    done = []

    def aside(work: Any) -> Any:
        done.append(work())
        return done[-1]

    edge = Edge(
        edge.client,
        edge.board,
        edge.clock,
        replace(edge.tools, aside=aside, registry=CollectorRegistry()),
        edge.readiness,
    )
    send(edge, "image/png", picture("PNG"))

    assert [(media_type, content) for media_type, content in done] == [("image/png", kept(edge))]


def test_a_piece_of_evidence_is_downloaded_as_a_file_that_nothing_runs(edge: Edge) -> None:
    edge.client.answers["evidence.reveal"] = {"media_type": "image/png", "content": b64encode(b"PNG").decode()}
    answer = edge.get(f"/v1/evidence/{THING}", "community")

    assert (answer.status_code, answer.data, answer.headers["Content-Type"]) == (200, b"PNG", "image/png")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{THING}.png"'
    assert (answer.headers["X-Content-Type-Options"], answer.headers["Cache-Control"]) == ("nosniff", "no-store")
