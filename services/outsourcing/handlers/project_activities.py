"""What engagement tells of activities of projects: each batch is kept as sets; what belongs to no project is passed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table

from services.outsourcing.model.project_activities import ProjectActivity, ProjectAttendance, ProjectServiceRecord
from services.outsourcing.repository import OutsourcingUnitOfWork
from shared.bulk import put_rows, update_rows
from shared.clock import instant_on
from shared.messages.declare import Event
from shared.messages.engagement import (
    MenuItemCalledOff,
    MenuItemEdited,
    MenuItemEnded,
    MenuItemPublished,
    attendance,
    service_record_events as service,
)
from shared.messages.engagement.service_records import ServiceRecordState
from shared.messages.envelope import Envelope
from shared.messages.outsourcing.project_activities import ActivityState
from shared.service import BatchReaction

ACTIVITIES = cast(Table, ProjectActivity.__table__)
ATTENDANCES = cast(Table, ProjectAttendance.__table__)
RECORDS = cast(Table, ProjectServiceRecord.__table__)
SAID = ("kind", "title", "starts_at", "ends_at", "from_on", "until_on")


def keep_activities(envelopes: Sequence[Envelope], uow: OutsourcingUnitOfWork) -> None:
    """Know what stands on the menu."""
    rows = {
        event.menu_item_id: {
            "id": event.menu_item_id,
            "tenant_id": envelope.tenant,
            "project_id": event.project_id,
            "state": "published",
            "begins_at": _begins(event) or envelope.time,
            **_said(event),
        }
        for envelope, event in _of_projects(envelopes)
    }
    put_rows(uow.session, ACTIVITIES, list(rows.values()))


def reword_activities(envelopes: Sequence[Envelope], uow: OutsourcingUnitOfWork) -> None:
    """Know what the menu says now; of what begins at once it stays when it was published."""
    for _, event in _of_projects(envelopes):
        begins_at = _begins(event)
        row = {"id": event.menu_item_id, **_said(event)} | ({"begins_at": begins_at} if begins_at else {})
        update_rows(uow.session, ACTIVITIES, [row])


def put_state(state: ActivityState) -> BatchReaction:
    """Know what has become of activities."""

    def keep(envelopes: Sequence[Envelope], uow: OutsourcingUnitOfWork) -> None:
        ids = {event.menu_item_id for _, event in _of_projects(envelopes)}
        update_rows(uow.session, ACTIVITIES, [{"id": one, "state": state} for one in sorted(ids)])

    return keep


def keep_attendances(envelopes: Sequence[Envelope], uow: OutsourcingUnitOfWork) -> None:
    """Know that somebody came; again, where a code has taken the place of their word."""
    rows = {
        event.attendance_id: {
            "id": event.attendance_id,
            "project_id": event.project_id,
            "activity_id": event.menu_item_id,
            "person": _person(event.project_id, event.member_id, uow),
        }
        for _, event in _of_projects(envelopes)
    }
    put_rows(uow.session, ATTENDANCES, list(rows.values()))


def keep_records(state: ServiceRecordState) -> BatchReaction:
    """Know how long somebody has served, and how the record of it stands."""

    def keep(envelopes: Sequence[Envelope], uow: OutsourcingUnitOfWork) -> None:
        rows = {
            event.service_record_id: {
                "id": event.service_record_id,
                "project_id": event.project_id,
                "activity_id": event.menu_item_id,
                "person": _person(event.project_id, event.member_id, uow),
                "state": state,
                "minutes": event.minutes,
            }
            for _, event in _of_projects(envelopes)
        }
        put_rows(uow.session, RECORDS, list(rows.values()))

    return keep


def put_record_state(state: ServiceRecordState) -> BatchReaction:
    """Know how records stand."""

    def keep(envelopes: Sequence[Envelope], uow: OutsourcingUnitOfWork) -> None:
        ids = {event.service_record_id for _, event in _of_projects(envelopes)}
        update_rows(uow.session, RECORDS, [{"id": one, "state": state} for one in sorted(ids)])

    return keep


def _of_projects(envelopes: Sequence[Envelope]) -> list[tuple[Envelope, Any]]:
    """Those that belong to a project, each with its event."""
    told: list[tuple[Envelope, Any]] = [(envelope, envelope.data) for envelope in envelopes]
    return [(envelope, event) for envelope, event in told if event.project_id is not None]


def _begins(event: MenuItemPublished | MenuItemEdited) -> datetime | None:
    return event.starts_at or (instant_on(event.from_on) if event.from_on else None)


def _said(event: MenuItemPublished | MenuItemEdited) -> dict[str, Any]:
    places = sum(role.max_places for role in event.roles)
    return {name: getattr(event, name) for name in SAID} | {"places": places}


def _person(project_id: str, member_id: str, uow: OutsourcingUnitOfWork) -> str:
    return uow.cipher.digest(f"{project_id}/{member_id}")


REACTIONS_TO_MANY: Mapping[type[Event], BatchReaction] = {
    MenuItemPublished: keep_activities,
    MenuItemEdited: reword_activities,
    MenuItemCalledOff: put_state("called_off"),
    MenuItemEnded: put_state("ended"),
    attendance.CheckedIn: keep_attendances,
    service.ServiceRecorded: keep_records("recorded"),
    service.ServiceConfirmed: keep_records("confirmed"),
    service.ServiceDisputed: put_record_state("disputed"),
    service.ServiceUpheld: put_record_state("confirmed"),
    service.ServiceCorrected: put_record_state("corrected"),
    service.ServiceFinalised: keep_records("final"),
    service.ServiceVoided: put_record_state("voided"),
}
