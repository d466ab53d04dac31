"""Texts that are signed or sealed: the same content is always the same text, and its digest anybody works out again."""

import hashlib

import orjson


def canonical(plain: object) -> str:
    """As the JSON Canonicalization Scheme (RFC 8785) has it; there are no fractions in it."""
    return orjson.dumps(plain, option=orjson.OPT_SORT_KEYS).decode()


def digest_of(text: str) -> str:
    """SHA-256 of the text in UTF-8, hexadecimal: whoever has the text works it out again with any tool."""
    return hashlib.sha256(text.encode()).hexdigest()
