"""Documents and workbooks of Office Open XML (ECMA-376): known by their parts, and read within bounds."""

import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException, ElementTree

# Each is a package of parts; this one makes it what it says.
MAIN_PARTS = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "word/document.xml",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xl/workbook.xml",
}
CONTENT_TYPES = "[Content_Types].xml"
MACRO_PARTS = ("vbaproject", "vbadata", "/macrosheets/", "/activex/")
MACRO_TYPES = ("macroenabled", "vbaproject", "macrosheet", "activex")
RELATIONSHIPS = ".rels"
EMBEDDINGS = "/embeddings/"
MAY_BE_EMBEDDED = (".docx", ".xlsx", ".pptx")
MOST_PARTS = 2_000
MOST_PART_BYTES = 32 * 1024 * 1024
MOST_BYTES = 64 * 1024 * 1024
PIECE = 64 * 1024
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class NoOfficeFile(Exception):
    """The file isn't of the type that it says, is broken, or grows beyond bounds."""


class HoldsMacros(Exception):
    """The file holds programs, or fetches what it shows from elsewhere: whoever opens it might run them."""


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
    except (ParseError, DefusedXmlException) as error:
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
    if any(name.startswith("/") or "\\" in name or ".." in name.split("/") for name in names):
        raise NoOfficeFile
    for part in parts:
        _read_through(package, part)
    if any(_is_program(name.lower()) for name in names) or any(_names_programs(package, names)):
        raise HoldsMacros


def _is_program(name: str) -> bool:
    is_foreign = EMBEDDINGS in f"/{name}" and not name.endswith(("/", RELATIONSHIPS, *MAY_BE_EMBEDDED))
    return is_foreign or any(mark in f"/{name}" for mark in MACRO_PARTS)


def _names_programs(package: zipfile.ZipFile, names: list[str]) -> Iterator[bool]:
    """Whatever a part is called: its type says what it is, and what isn't inside is a link to click on, or fetched."""
    for one in ElementTree.fromstring(package.read(CONTENT_TYPES)).iter():
        yield any(mark in one.get("ContentType", "").lower() for mark in MACRO_TYPES)
    for name in names:
        if not name.lower().endswith(RELATIONSHIPS):
            continue
        for one in ElementTree.fromstring(package.read(name)).iter():
            kind = one.get("Type", "").lower()
            is_fetched = one.get("TargetMode", "").lower() == "external" and not kind.endswith("/hyperlink")
            yield is_fetched or any(mark in kind for mark in MACRO_TYPES)


def _read_through(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """A part that isn't as large as it says, or has another checksum, is a `BadZipFile`; it is never held whole."""
    with package.open(part) as content:
        while content.read(PIECE):
            pass
