"""Pictures on their way in: the pixels alone are kept, freed of what cameras write beside them."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any, Literal

from PIL import ExifTags, Image

PictureType = Literal["image/jpeg", "image/png"]
JPEG: PictureType = "image/jpeg"
PNG: PictureType = "image/png"
FORMATS: dict[str, str] = {JPEG: "JPEG", PNG: "PNG"}
# A PNG may hold many in few bytes, and they are all worked on; of a JPEG only as many as are kept.
MOST_PIXELS: dict[str, int] = {JPEG: 40_000_000, PNG: 16_000_000}
# Exif 2.32, 4.6.4 A: what has to be done with a picture, by its orientation, to have it the right way up.
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
LONGEST_SIDE, SHORTER_SIDE = 2048, 1280


class NoPicture(Exception):
    """The file isn't a picture of the type that it says."""


class TooManyPixels(Exception):
    """The picture has more pixels than are worked on."""

    def __init__(self, most: int) -> None:
        super().__init__(f"At most {most} pixels.")


def plain_picture(media_type: str, body: bytes, most_bytes: int) -> tuple[PictureType, bytes]:
    """
    The type and content by which a picture is kept: the pixels alone, scaled down until they fit. most_bytes: 1 MiB or
    more, for the last that is tried fits into that.

    Raises:
        NoPicture, TooManyPixels.
    """
    try:
        picture = _pixels(media_type, body)
    except TooManyPixels:
        raise
    except Exception as error:  # Pillow has no one error for what it can't read
        raise NoPicture from error
    return next((kept, content) for kept, content in _written(media_type, picture) if len(content) <= most_bytes)


def _pixels(media_type: str, body: bytes) -> Image.Image:
    """The picture the right way up, and nothing that was written beside it."""
    with Image.open(BytesIO(body), formats=[FORMATS[media_type]]) as image:
        if image.width * image.height > MOST_PIXELS[media_type]:
            raise TooManyPixels(MOST_PIXELS[media_type])
        image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        image.load()
        turn = TURNS.get(_orientation(image))
        image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        plain = image.convert("RGBA" if image.has_transparency_data else "RGB")
    plain.info.clear()
    return plain if turn is None else plain.transpose(turn)


def _orientation(image: Image.Image) -> Any:
    """As the camera has told it; None where it hasn't, or has written what can't be read: the pixels are the same."""
    try:
        return image.getexif().get(ExifTags.Base.Orientation)
    except Exception:  # noqa: BLE001 (Pillow has no one error for what it can't read)
        return None


def _written(media_type: str, picture: Image.Image) -> Iterator[tuple[PictureType, bytes]]:
    """The picture in ever fewer bytes, the last of them few enough for any."""
    if media_type == PNG:
        yield PNG, _saved(picture, "PNG")
    opaque = picture.convert("RGB")
    for quality in (85, 60):
        yield JPEG, _saved(opaque, "JPEG", quality)
    opaque.thumbnail((SHORTER_SIDE, SHORTER_SIDE))
    yield JPEG, _saved(opaque, "JPEG", 40)


def _saved(picture: Image.Image, format_: str, quality: int = 0) -> bytes:
    file = BytesIO()
    picture.save(file, format_, **({"quality": quality} if quality else {}))
    return file.getvalue()
