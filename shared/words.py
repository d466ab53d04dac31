"""How words that people write are compared."""

import functools
import unicodedata
from collections.abc import Iterable

SHORTEST_MENTION = 2  # characters; a single one stands in too many words


@functools.lru_cache(maxsize=10_000)
def folded(word: str) -> str:
    """What words are compared by: width, case and white space don't matter."""
    return "".join(unicodedata.normalize("NFKC", word).casefold().split())


def is_mentioned(words: Iterable[str], text: str) -> bool:
    """Whether any of these words, folded, stands in a text that is folded too."""
    return any(len(word) >= SHORTEST_MENTION and word in text for word in words)
