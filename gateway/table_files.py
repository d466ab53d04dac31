"""Tables as answers that are kept as files: CSV or a workbook."""

from collections.abc import Iterable
from datetime import datetime
from urllib.parse import quote

from werkzeug.wrappers import Response

from gateway.tables import CSV, WORKBOOK
from shared.clock import SHANGHAI

SUFFIX = {CSV: "csv", WORKBOOK: "xlsx"}


def answer_table(
    pieces: Iterable[bytes], media_type: str, *, name: str, language: str, title: str | None = None
) -> Response:
    """
    name: of the file, in ASCII and without what says its type. title: the same in any letters, for whoever understands
    `filename*` (RFC 6266).
    """
    suffix = SUFFIX[media_type]
    in_any_letters = f"; filename*=UTF-8''{quote(f'{title}.{suffix}', safe='')}" if title else ""
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": f'attachment; filename="{name}.{suffix}"{in_any_letters}',
        "Content-Language": language,
    }
    content_type = f"{CSV}; charset=utf-8" if media_type == CSV else media_type
    return Response(pieces, headers=headers, content_type=content_type)


def in_shanghai(instant: datetime) -> str:
    """An instant as files tell it: the time that it is in Shanghai."""
    return instant.astimezone(SHANGHAI).isoformat(sep=" ", timespec="minutes")
