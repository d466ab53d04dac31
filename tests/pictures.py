"""Files that a claimer may show of a delivery."""

from io import BytesIO

from PIL import Image

PDF = b"%PDF-1.7\n%%EOF\n"
LATITUDE = 34.25


def picture(format_: str = "JPEG", size: tuple[int, int] = (640, 480), *, is_noisy: bool = False) -> bytes:
    """With a place in its EXIF data, and turned by a quarter there."""
    image = Image.effect_noise(size, 100).convert("RGB") if is_noisy else Image.new("RGB", size, "#c33")
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned to the right
    exif.get_ifd(0x8825).update({1: "N", 2: (LATITUDE, 0.0, 0.0)})
    file = BytesIO()
    image.save(file, format_, exif=exif, **({"comment": b"trilling"} if format_ == "JPEG" else {}))
    return file.getvalue()
