"""Texts that a filter compares with: what JSON can write and no database can look for is no value."""

import json
import re

from scim2_models import InvalidFilterException

LITERAL = re.compile(r'"(?:[^"\\]|\\.)*"')
IMPOSSIBLE = re.compile(r"[\x00\ud800-\udfff]")


def check_texts(expression: str) -> None:
    """
    Look through a filter, or a path with one in it; whatever else is wrong there is left to who reads it.

    Raises:
        InvalidFilterException: half of a surrogate pair (RFC 8259, 8.2) or NUL, as they stand or escaped.
    """
    if any(map(IMPOSSIBLE.search, (expression, *map(_value, LITERAL.findall(expression))))):
        raise InvalidFilterException(detail="A filter takes no NUL and no half of a surrogate pair")


def _value(literal: str) -> str:
    try:
        return str(json.loads(literal))
    except ValueError:
        return ""
