"""Files that organisations attach, whatever they belong to."""

from gateway.attachments import MEDIA_TYPES, download_file
from gateway.route import Route
from shared.messages.outsourcing import files as m

FILES = "Files"
# What each route that takes a file may answer beside its own; to be joined with `|`, code by code.
TOO_LARGE = ("file.too_large",)
UNFIT = ("file.unreadable", "file.holds_macros", "file.infected")
AWAY = ("file.scan_unavailable",)

ROUTES = (
    Route(
        "GET",
        "/v1/files/{file_id}",
        m.RevealFile,
        summary="See a file.",
        carry_out=download_file,
        files=tuple(MEDIA_TYPES),
        errors={403: ("file.not_yours",), 404: ("file.unknown",)},
        tag=FILES,
    ),
    Route(
        "DELETE",
        "/v1/files/{file_id}",
        m.RemoveFile,
        summary="Remove a file.",
        status=204,
        errors={403: ("file.not_yours",), 404: ("file.unknown",), 409: ("file.needed",)},
        tag=FILES,
    ),
)
