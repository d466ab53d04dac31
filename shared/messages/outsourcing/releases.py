"""Releases and records of contracting processes, as the Open Contracting Data Standard has them; for everybody."""

from datetime import datetime
from typing import Annotated

from shared.messages.declare import Id, Line, Query, Range, Shape, query, shape

Position = Annotated[int, Range(0, 2**53)]
MostReleases = Annotated[int, Range(1, 200)]
MostRecords = Annotated[int, Range(1, 100)]


@shape
class ReleaseFilter(Shape):
    """since, until: told at this instant or later, and before that one. after: the position behind which they begin."""

    ocid: Line | None = None
    since: datetime | None = None
    until: datetime | None = None
    tenant_id: Id | None = None
    after: Position = 0
    limit: MostReleases = 50


@shape
class RecordFilter(Shape):
    tenant_id: Id | None = None
    after: Position = 0
    limit: MostRecords = 20


@shape
class BulkFilter(Shape):
    since: datetime | None = None
    until: datetime | None = None
    tenant_id: Id | None = None


@shape
class Release(Shape):
    """body: the release, as JSON text; it never changes."""

    id: str
    position: int
    released_at: datetime
    body: str


@shape
class ReleasePage(Shape):
    """next: the position behind which more are; null where there are none."""

    items: list[Release]
    next: int | None


@shape
class ReleaseNamed(Shape):
    id: str
    released_at: datetime
    tags: list[str]


@shape
class Record(Shape):
    """All releases of a process, the oldest first. compiled: what they come to, as JSON text."""

    ocid: str
    releases: list[ReleaseNamed]
    compiled: str


@shape
class RecordPage(Shape):
    items: list[Record]
    next: int | None


@query("ocds_releases.list")
class ListReleases(ReleaseFilter, Query):
    """In the order in which they were told."""


@query("ocds_release.show")
class ShowRelease(Query):
    release_id: str


@query("ocds_records.list")
class ListRecords(RecordFilter, Query):
    """In the order in which the processes began."""


@query("ocds_record.show")
class ShowRecord(Query):
    ocid: str
