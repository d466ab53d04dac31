"""What of members' doings an actor sees in lists."""

from typing import TypeVar

from sqlalchemy import Select

from services.engagement.model import Attendance, Certificate, ServiceRecord
from services.engagement.repository import EngagementUnitOfWork
from shared.errors import Forbidden

R = TypeVar("R", Attendance, ServiceRecord, Certificate)


def rows_of_actor(rows: Select[R], kind: type[R], uow: EngagementUnitOfWork) -> Select[R]:
    """
    A member's own, those of a unit's members, or those at a community.

    Raises:
        Forbidden: `access.denied`, neither a member nor a community nor a unit.
    """
    actor = uow.actor
    if actor.role == "member" and actor.member_id:
        return rows.where(kind.member_id == actor.member_id)
    if actor.role == "unit" and actor.organisation_id:
        return rows.where(kind.unit_id == actor.organisation_id)
    if actor.role == "community" and actor.organisation_id:
        return rows.where(kind.community_id == actor.organisation_id)
    raise Forbidden("access.denied")
