"""Files of Office Open XML, as small as they can be."""

import zipfile
from collections.abc import Mapping
from io import BytesIO

TYPES = "[Content_Types].xml"
PLAIN = b"<Types><Override ContentType='application/xml'/></Types>"
BEGUN = (1980, 1, 1, 0, 0, 0)


def package(parts: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these parts, the same each time."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", method) as written:
        for name, content in parts.items():
            written.writestr(zipfile.ZipInfo(name, BEGUN), content, method)
    return file.getvalue()


def docx(**more: bytes) -> bytes:
    return package({TYPES: PLAIN, "word/document.xml": b"<document/>", **more})


def xlsx(**more: bytes) -> bytes:
    return package({TYPES: PLAIN, "xl/workbook.xml": b"<workbook/>", **more})
