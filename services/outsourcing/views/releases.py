"""Releases and records, as everybody may read them, of all tenants."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from services.outsourcing.model.releases import Release
from services.outsourcing.ocds.merging import compiled
from services.outsourcing.repository import OutsourcingUnitOfWork
from shared.errors import NotFound
from shared.messages.declare import Query
from shared.messages.outsourcing import releases as messages
from shared.messages.wire import decode, encode
from shared.service import Handler


def list_releases(query: messages.ListReleases, uow: OutsourcingUnitOfWork) -> messages.ReleasePage:
    """Behind a position, so many; those that are told meanwhile come behind all that there are."""
    rows = select(Release).where(Release.position > query.after)
    if query.ocid is not None:
        rows = rows.where(Release.ocid == query.ocid)
    if query.since is not None:
        rows = rows.where(Release.released_at >= query.since)
    if query.until is not None:
        rows = rows.where(Release.released_at < query.until)
    if query.tenant_id is not None:
        rows = rows.where(Release.tenant_id == query.tenant_id)
    found = uow.session.scalars(rows.order_by(Release.position).limit(query.limit + 1)).all()
    page = found[: query.limit]
    return messages.ReleasePage(
        items=[_release(one) for one in page], next=page[-1].position if len(found) > len(page) else None
    )


def show_release(query: messages.ShowRelease, uow: OutsourcingUnitOfWork) -> messages.Release:
    """
    Raises:
        NotFound: `release.unknown`.
    """
    found = uow.session.get(Release, query.release_id)
    if found is None:
        raise NotFound("release.unknown")
    return _release(found)


def list_records(query: messages.ListRecords, uow: OutsourcingUnitOfWork) -> messages.RecordPage:
    """By their first releases, behind a position, so many."""
    rows = select(Release).where(Release.sequence == 1, Release.position > query.after)
    if query.tenant_id is not None:
        rows = rows.where(Release.tenant_id == query.tenant_id)
    found = uow.session.scalars(rows.order_by(Release.position).limit(query.limit + 1)).all()
    page = found[: query.limit]
    return messages.RecordPage(
        items=_records([one.call_id for one in page], uow),
        next=page[-1].position if len(found) > len(page) else None,
    )


def show_record(query: messages.ShowRecord, uow: OutsourcingUnitOfWork) -> messages.Record:
    """
    Raises:
        NotFound: `record.unknown`.
    """
    first = uow.session.scalar(select(Release).where(Release.ocid == query.ocid, Release.sequence == 1))
    if first is None:
        raise NotFound("record.unknown")
    return _records([first.call_id], uow)[0]


def _records(call_ids: Sequence[str], uow: OutsourcingUnitOfWork) -> list[messages.Record]:
    """Each is compiled from the last of the very releases that it names, whatever is told meanwhile."""
    columns = (Release.id, Release.call_id, Release.ocid, Release.released_at, Release.tags)
    rows = uow.session.execute(select(*columns).where(Release.call_id.in_(call_ids)).order_by(Release.sequence)).all()
    named = {call_id: [row for row in rows if row.call_id == call_id] for call_id in call_ids}
    newest = select(Release.id, Release.body).where(Release.id.in_([found[-1].id for found in named.values()]))
    bodies = {row.id: row.body for row in uow.session.execute(newest)}
    return [
        messages.Record(
            ocid=found[0].ocid,
            releases=[messages.ReleaseNamed(id=row.id, released_at=row.released_at, tags=row.tags) for row in found],
            compiled=encode(compiled(decode(bodies[found[-1].id]))).decode(),
        )
        for found in named.values()
    ]


def _release(row: Release) -> messages.Release:
    return messages.Release(id=row.id, position=row.position, released_at=row.released_at, body=row.body)


QUERIES: Mapping[type[Query], Handler] = {
    messages.ListReleases: list_releases,
    messages.ShowRelease: show_release,
    messages.ListRecords: list_records,
    messages.ShowRecord: show_record,
}
