"""Evidence on its way in and out."""

from base64 import b64decode, b64encode
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from gateway import town_wishes
from gateway.evidence import LONGEST_SIDE, MOST_BYTES
from gateway.examples import as_json
from shared.messages.engagement import MOST_EVIDENCE_BYTES
from tests.gateway.edge import THING, Edge
from tests.pictures import PDF, picture

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
    ],
)
def test_what_is_not_what_it_says_goes_no_further(
    edge: Edge, content_type: str, body: bytes, status: int, code: str
) -> None:
    answer = send(edge, content_type, body)

    assert (answer.status_code, answer.json["code"], edge.client.calls) == (status, code, [])


def test_a_piece_of_evidence_is_downloaded_as_a_file_that_nothing_runs(edge: Edge) -> None:
    edge.client.answers["evidence.reveal"] = {"media_type": "image/png", "content": b64encode(b"PNG").decode()}
    answer = edge.get(f"/v1/evidence/{THING}", "community")

    assert (answer.status_code, answer.data, answer.headers["Content-Type"]) == (200, b"PNG", "image/png")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{THING}.png"'
    assert (answer.headers["X-Content-Type-Options"], answer.headers["Cache-Control"]) == ("nosniff", "no-store")
