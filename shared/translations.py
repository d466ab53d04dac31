"""Texts in other languages: catalogues as gettext has them, read as they are written."""

from collections.abc import Mapping
from pathlib import Path

from babel.messages.pofile import read_po


def translations_in(locales: Path, language: str) -> Mapping[str, str]:
    """
    English to what it is in a language, such as `zh-CN`; what isn't translated is left out.

    Raises:
        OSError: no such language.
    """
    file = locales / language.replace("-", "_") / "LC_MESSAGES" / "linli.po"
    with file.open("rb") as content:
        catalogue = read_po(content)
    return {str(message.id): str(message.string) for message in catalogue if message.id and message.string}
