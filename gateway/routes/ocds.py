"""Routes of the Open Contracting Data Standard; its own description stands in `gateway/ocds/about.py`."""

from gateway import ocds
from gateway.route import Route
from shared.messages.outsourcing import releases as m

ROUTES = (
    Route(
        "GET",
        "/ocds/releases",
        m.ReleaseFilter,
        summary="Read releases.",
        carry_out=ocds.list_releases,
        permission="ocds.read",
    ),
    Route(
        "GET",
        "/ocds/releases.jsonl",
        m.BulkFilter,
        summary="Read all releases at once.",
        carry_out=ocds.stream_releases,
        permission="ocds.read",
    ),
    Route(
        "GET",
        "/ocds/releases/{release}",
        summary="Read one release.",
        carry_out=ocds.show_release,
        permission="ocds.read",
    ),
    Route(
        "GET",
        "/ocds/records",
        m.RecordFilter,
        summary="Read records.",
        carry_out=ocds.list_records,
        permission="ocds.read",
    ),
    Route(
        "GET",
        "/ocds/records/{ocid}",
        summary="Read one record.",
        carry_out=ocds.show_record,
        permission="ocds.read",
    ),
)
