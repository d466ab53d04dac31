"""Texts in files that a spreadsheet opens: whatever they begin with, they stay texts."""

# What a spreadsheet may take for the beginning of a formula (OWASP, CSV injection), also in full width.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def is_like_formula(text: str) -> bool:
    return text.startswith(FORMULA)


def harmless(text: str) -> str:
    """A text for a file without types, as CSV is: an apostrophe goes before what might be taken for a formula."""
    return f"'{text}" if is_like_formula(text) else text
