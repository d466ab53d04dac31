"""Files that a claimer may show of a delivery."""

from io import BytesIO

from PIL import Image

PDF = b"%PDF-1.7\n%%EOF\n"
LATITUDE = 34.25


def picture(
    format_: str = "JPEG",
    size: tuple[int, int] = (640, 480),
    *,
    is_noisy: bool = False,
    pixels: bytes = b"",
    orientation: int = 6,
    exif: bytes = b"",
) -> bytes:
    """
    With a place in its EXIF data, and turned by a quarter to the right there.

    pixels: in grey. exif: in place of what would be written.
    """
    image = Image.effect_noise(size, 100).convert("RGB") if is_noisy else Image.new("RGB", size, "#c33")
    if pixels:
        image = Image.frombytes("L", size, pixels)
    told = Image.Exif()
    told[0x0112] = orientation
    told.get_ifd(0x8825).update({1: "N", 2: (LATITUDE, 0.0, 0.0)})
    file = BytesIO()
    image.save(file, format_, exif=exif or told, **({"comment": b"trilling"} if format_ == "JPEG" else {}))
    return file.getvalue()
