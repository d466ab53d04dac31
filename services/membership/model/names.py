"""Forms of the names of people and users."""

from unicodedata import normalize


def masked_name(name: str) -> str:
    """The family name's first character and stars, two at most: 陈**."""
    return name[0] + "*" * max(1, min(2, len(name) - 1))


def user_key_of(user_name: str) -> str:
    """The form in which names of users are compared: letters' case doesn't count (RFC 7643, 4.1.1)."""
    return normalize("NFC", normalize("NFC", user_name).lower())
