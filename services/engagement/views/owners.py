"""What of members' doings an actor sees in lists."""

from collections.abc import Mapping
from typing import Any, TypeVar

from sqlalchemy import Select

from services.engagement.model import Attendance, Certificate, ServiceRecord
from services.engagement.repository import EngagementUnitOfWork
from shared.errors import Forbidden

R = TypeVar("R", Attendance, ServiceRecord, Certificate)
PROJECTS: Mapping[type[Any], Any] = {Attendance: Attendance.project_id, ServiceRecord: ServiceRecord.project_id}


def rows_of_actor(rows: Select[R], kind: type[R], uow: EngagementUnitOfWork) -> Select[R]:
    """
    A member's own, those of a unit's members, those at a community, or at what belongs to an organisation's projects.

    Raises:
        Forbidden: `access.denied`, of another role; certificates belong to no project.
    """
    actor = uow.actor
    if actor.role == "member" and actor.member_id:
        return rows.where(kind.member_id == actor.member_id)
    if actor.role == "unit" and actor.organisation_id:
        return rows.where(kind.unit_id == actor.organisation_id)
    if actor.role == "community" and actor.organisation_id:
        return rows.where(kind.community_id == actor.organisation_id)
    if actor.role == "organisation" and actor.organisation_id and kind in PROJECTS:
        return rows.where(PROJECTS[kind].in_(uow.projects.run_by(actor.organisation_id)))
    raise Forbidden("access.denied")
