"""The two formats of the standard, from the same values."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from xml.etree import ElementTree

from shared.messages.wire import encode

JSON = "application/json; charset=utf-8"
XML = "text/xml; charset=utf-8"
CONTENT_TYPES = {"json": JSON, "xml": XML}
# What one of a list is called.
SINGULAR = {
    "services": "service",
    "service_requests": "request",
    "attributes": "attribute",
    "values": "value",
    "errors": "error",
    "endpoints": "endpoint",
    "formats": "format",
}
NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, 2.2


def write(root: str, value: Any, format_: str) -> bytes:
    """What is told, as JSON or as an XML document below an element of this name."""
    if format_ == "json":
        return encode(value)
    document: bytes = ElementTree.tostring(_element(root, value), encoding="UTF-8", xml_declaration=True)
    return document


def _element(name: str, value: Any) -> ElementTree.Element:
    element = ElementTree.Element(name)
    if isinstance(value, Mapping):
        element.extend(_element(key, inner) for key, inner in value.items())
    elif isinstance(value, Sequence) and not isinstance(value, str):
        element.extend(_element(SINGULAR[name], inner) for inner in value)
    elif value is not None:
        element.text = _text(value)
    return element


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return NOT_IN_XML.sub("\ufffd", str(value))
