"""Track records of social organisations."""

from typing import cast

from sqlalchemy import Select, Table, func, select

from services.outsourcing.model.track_records import TrackRecord
from shared.ids import new_id
from shared.messages.outsourcing.track_records import TrackKind
from shared.unit_of_work import UnitOfWork


class TrackRecords:
    """What the tenant's organisations did and what happened to them; entries are added and never changed."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow

    def add(
        self,
        organisation_id: str,
        kind: TrackKind,
        *,
        call_id: str | None = None,
        project_id: str | None = None,
        note: str | None = None,
        value: int | None = None,
    ) -> None:
        """Add an entry of this moment."""
        row: dict[str, object] = {
            "id": new_id(),
            "tenant_id": self._uow.tenant_id,
            "organisation_id": organisation_id,
            "kind": kind,
            "call_id": call_id,
            "project_id": project_id,
            "at": self._uow.now,
            "note": note,
            "value": value,
        }
        self._uow.write_along(cast(Table, TrackRecord.__table__), row)

    def of(self, organisation_id: str) -> Select[TrackRecord]:
        query = select(TrackRecord).where(TrackRecord.organisation_id == organisation_id)
        return query.where(TrackRecord.tenant_id == self._uow.tenant_id)

    def counts(self, organisation_id: str) -> dict[TrackKind, int]:
        """By kind, how many entries there are."""
        query = select(TrackRecord.kind, func.count()).where(TrackRecord.organisation_id == organisation_id)
        query = query.where(TrackRecord.tenant_id == self._uow.tenant_id)
        rows = self._uow.session.execute(query.group_by(TrackRecord.kind).order_by(TrackRecord.kind))
        return {kind: count for kind, count in rows}  # noqa: C416 (the rows are typed so)
