"""Puts together what several modules say in words, each thing once."""

from collections.abc import Mapping
from typing import TypeVar

W = TypeVar("W")


class SaidTwice(Exception):
    """Two parts say something under the same name, and one of them would be lost."""


def together(*parts: Mapping[str, W]) -> dict[str, W]:
    """
    All that the parts say.

    Raises:
        SaidTwice: two have the same name.
    """
    found: dict[str, W] = {}
    for part in parts:
        if repeated := found.keys() & part.keys():
            raise SaidTwice(", ".join(sorted(repeated)))
        found |= part
    return found
