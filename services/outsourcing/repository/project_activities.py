"""Activities of projects, who came to them, and what they served."""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

from services.outsourcing.model.project_activities import (
    CONFIRMED,
    WAITING,
    ProjectActivity,
    ProjectAttendance,
    ProjectServiceRecord as Record,
)
from shared.bulk import is_one_of


class Served(NamedTuple):
    """Of one activity, or of a whole project. confirmed: people of whom the community has confirmed a record."""

    came: int = 0
    confirmed: int = 0
    final: int = 0
    waiting: int = 0
    voided: int = 0


class Counted(NamedTuple):
    """How many there are of a kind in a state, and their places."""

    kind: str
    state: str
    items: int
    places: int


class ProjectActivities:
    """The activities of the tenant's projects."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def of_project(self, project_id: str) -> Select[ProjectActivity]:
        query = select(ProjectActivity).where(ProjectActivity.project_id == project_id)
        return query.where(ProjectActivity.tenant_id == self._tenant_id)

    def counts(self, project_id: str) -> list[Counted]:
        """Of a project, by kind and state."""
        kind, state = ProjectActivity.kind, ProjectActivity.state
        query = select(kind, state, func.count(), func.sum(ProjectActivity.places))
        rows = self._session.execute(query.where(ProjectActivity.project_id == project_id).group_by(kind, state))
        return [Counted(*row) for row in rows]

    def served_in(self, project_id: str) -> Served:
        """By all activities of a project; each person once."""
        came = self._session.scalar(_came().where(ProjectAttendance.project_id == project_id)) or 0
        row = self._session.execute(select(*_minutes()).where(Record.project_id == project_id)).one()
        return Served(came, *(int(count or 0) for count in row))

    def served_at(self, project_id: str, activity_ids: Collection[str]) -> Mapping[str, Served]:
        """By activity; those to which nobody came are left out."""
        at = ProjectAttendance.activity_id
        arrivals = _came(at).where(ProjectAttendance.project_id == project_id)
        arrivals = arrivals.where(is_one_of(self._session, at, activity_ids)).group_by(at)
        came: dict[str, int] = {row[0]: row[1] for row in self._session.execute(arrivals)}
        records = select(Record.activity_id, *_minutes()).where(Record.project_id == project_id)
        records = records.where(is_one_of(self._session, Record.activity_id, activity_ids))
        found = {one: Served(people) for one, people in came.items()}
        for activity_id, *counts in self._session.execute(records.group_by(Record.activity_id)):
            found[activity_id] = Served(came.get(activity_id, 0), *(int(count or 0) for count in counts))
        return found


def _came(*columns: Any) -> Select[Any]:
    return select(*columns, func.count(ProjectAttendance.person.distinct()))


def _minutes() -> tuple[Any, ...]:
    """As in `Served`, behind `came`."""
    confirmed = case((Record.state.in_(CONFIRMED), Record.person))
    minutes = [
        func.sum(case((Record.state.in_(states), Record.minutes), else_=0))
        for states in (("final",), WAITING, ("voided",))
    ]
    return (func.count(confirmed.distinct()), *minutes)
