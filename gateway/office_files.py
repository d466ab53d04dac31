"""Documents and workbooks of Office Open XML (ECMA-376): known by their parts, and read within bounds."""

import zipfile
import zlib
from io import BytesIO

# Each is a package of parts; this one makes it what it says.
MAIN_PARTS = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "word/document.xml",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xl/workbook.xml",
}
CONTENT_TYPES = "[Content_Types].xml"
MACRO_PARTS = ("vbaproject", "vbadata", "/macrosheets/", "/activex/")
MACRO_TYPES = (b"macroenabled", b"vbaproject")
MOST_PARTS = 2_000
MOST_PART_BYTES = 32 * 1024 * 1024
MOST_BYTES = 64 * 1024 * 1024
PIECE = 64 * 1024
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class NoOfficeFile(Exception):
    """The file isn't of the type that it says, is broken, or grows beyond bounds."""


class HoldsMacros(Exception):
    """The file holds programs, which whoever opens it might run."""


def check_office_file(media_type: str, body: bytes) -> None:
    """
    Raises:
        NoOfficeFile, HoldsMacros.
    """
    try:
        with zipfile.ZipFile(BytesIO(body)) as package:
            _check(package, MAIN_PARTS[media_type])
    except (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, OSError, ValueError) as error:
        raise NoOfficeFile from error
    except RuntimeError as error:  # an encrypted part, or one of a kind that zipfile doesn't know
        raise NoOfficeFile from error


def _check(package: zipfile.ZipFile, main_part: str) -> None:
    """What the parts say of their sizes is held first, so that nothing is unpacked that is too large even so."""
    parts = package.infolist()
    names = [part.filename for part in parts]
    if len(parts) > MOST_PARTS or len(set(names)) < len(names) or not {main_part, CONTENT_TYPES} <= set(names):
        raise NoOfficeFile
    if any(part.compress_type not in METHODS for part in parts):
        raise NoOfficeFile
    if sum(part.file_size for part in parts) > MOST_BYTES or any(part.file_size > MOST_PART_BYTES for part in parts):
        raise NoOfficeFile
    if any(mark in f"/{name.lower()}" for name in names for mark in MACRO_PARTS):
        raise HoldsMacros
    if any(mark in package.read(CONTENT_TYPES).lower() for mark in MACRO_TYPES):
        raise HoldsMacros
    for part in parts:
        _read_through(package, part)


def _read_through(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """A part that isn't as large as it says, or has another checksum, is a `BadZipFile`; it is never held whole."""
    with package.open(part) as content:
        while content.read(PIECE):
            pass
