"""What tells who somebody is, hidden in text that is told or kept in the clear."""

import re

# Identity numbers and phones, also in full width and with spaces or hyphens between the digits.
LONG_NUMBER = re.compile(r"\d(?:[\s-]*\d){9,16}[\s-]*[\dXxＸｘ]")


def hide_numbers(text: str) -> str:
    """A text whose long numbers are left with their first three and last two characters."""
    return LONG_NUMBER.sub(lambda found: f"{found[0][:3]}{'*' * (len(found[0]) - 5)}{found[0][-2:]}", text)
