"""Release packages and record packages: who publishes, when, under which licence, and what is in them."""

from datetime import datetime
from typing import Any

from shared.config import Settings
from shared.messages.outsourcing.releases import Record
from shared.messages.wire import decode

VERSION = "1.1"


def release_package(
    settings: Settings, address: str, published_at: datetime, releases: list[Any], following: str | None
) -> dict[str, Any]:
    """address: where it was asked for. following: where the next one is."""
    return _package(settings, address, published_at, following) | {"releases": releases}


def record_package(
    settings: Settings, address: str, published_at: datetime, records: list[Record], following: str | None
) -> dict[str, Any]:
    told = [
        {
            "ocid": record.ocid,
            "releases": [
                {"url": release_url(settings, one.id), "date": _stamp(one.released_at), "tag": one.tags}
                for one in record.releases
            ],
            "compiledRelease": decode(record.compiled),
        }
        for record in records
    ]
    return _package(settings, address, published_at, following) | {"records": told}


def release_url(settings: Settings, release_id: str) -> str:
    return f"{settings.public_url}/ocds/releases/{release_id}"


def _package(settings: Settings, address: str, published_at: datetime, following: str | None) -> dict[str, Any]:
    publisher = {"name": settings.ocds_publisher}
    if settings.ocds_publisher_url:
        publisher["uri"] = settings.ocds_publisher_url
    package: dict[str, Any] = {
        "uri": address,
        "version": VERSION,
        "publishedDate": _stamp(published_at),
        "publisher": publisher,
    }
    if settings.ocds_licence_url:
        package["license"] = settings.ocds_licence_url
    if following:
        package["links"] = {"next": following}
    return package


def _stamp(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
