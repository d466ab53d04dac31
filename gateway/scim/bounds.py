"""How much one request may ask for: what takes long to work through keeps every other request waiting."""

from collections.abc import Iterator
from typing import Any

import orjson
from scim2_models import PayloadTooLargeException

MOST_ITEMS = 1000
MOST_CHANGES = 100
MOST_CHANGES_IN_BULK = 2000
LONGEST_PATH = 1000
OPERATIONS = "operations"


def check_bounds(body: bytes, *, is_bulk: bool) -> None:
    """
    Whatever is no JSON is left to who reads it.

    Raises:
        PayloadTooLargeException: a list of more than 1,000 items, more than 100 changes to one resource or 2,000 in a
            bulk, or a path of more than 1,000 characters.
    """
    try:
        message = orjson.loads(body)
    except orjson.JSONDecodeError:
        return
    changes = 0
    for depth, name, value in _members(message):
        if isinstance(value, list) and len(value) > MOST_ITEMS:
            raise PayloadTooLargeException(detail=f"A list takes at most {MOST_ITEMS} items")
        if name == "path" and isinstance(value, str) and len(value) > LONGEST_PATH:
            raise PayloadTooLargeException(detail=f"A path takes at most {LONGEST_PATH} characters")
        if name == OPERATIONS and isinstance(value, list) and (depth or not is_bulk):
            changes += len(value)
            if len(value) > MOST_CHANGES or changes > MOST_CHANGES_IN_BULK:
                told = f"A resource takes at most {MOST_CHANGES} changes at once, a bulk {MOST_CHANGES_IN_BULK}"
                raise PayloadTooLargeException(detail=told)


def _members(message: Any) -> Iterator[tuple[int, str, Any]]:
    """All members of all objects: how deep, the name in lower case, the value."""
    waiting: list[tuple[int, Any]] = [(0, message)]
    while waiting:
        depth, value = waiting.pop()
        if isinstance(value, dict):
            for name, one in value.items():
                yield depth, name.lower(), one
                waiting.append((depth + 1, one))
        elif isinstance(value, list):
            waiting += [(depth + 1, one) for one in value if isinstance(one, dict | list)]
