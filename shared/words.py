"""How words that people write are compared."""

import functools
import unicodedata


@functools.lru_cache(maxsize=10_000)
def folded(word: str) -> str:
    """What words are compared by: width, case and white space don't matter."""
    return "".join(unicodedata.normalize("NFKC", word).casefold().split())
