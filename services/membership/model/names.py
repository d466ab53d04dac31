"""Forms of the names of people and users."""

from unicodedata import normalize

ERASED_NAME = "已注销"


def masked_name(name: str) -> str:
    """The family name's first character and stars, two at most: 陈**. What stands in place of an erased name stays."""
    if name == ERASED_NAME:
        return name
    return name[0] + "*" * max(1, min(2, len(name) - 1))


def user_key_of(user_name: str) -> str:
    """The form in which names of users are compared: letters' case doesn't count (RFC 7643, 4.1.1)."""
    return normalize("NFC", normalize("NFC", user_name).lower())
