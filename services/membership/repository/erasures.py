"""Whom erasures have reached; across tenants, for whoever repeats a request needn't be of one."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import exists, or_, select, update
from sqlalchemy.orm import Session

from services.membership.model import Member, Team, TeamMembership
from shared.bulk import is_one_of


class Erasures:
    """People who were erased, and the teams that they were in or had founded."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def reach_teams(self, member_id: str, now: datetime) -> None:
        """Have the teams know that told of somebody, or may have."""
        was_in = select(TeamMembership.team_id).where(TeamMembership.member_id == member_id)
        theirs = update(Team).where(or_(Team.id.in_(was_in), Team.founder_id == member_id))
        self._session.execute(theirs.values(last_erasure_at=now).execution_options(synchronize_session=False))

    def have_reached(self, ids: Collection[str], *, since: datetime) -> bool:
        """Whether one of these is somebody, or a team, whom an erasure has reached since."""
        conditions = (
            exists().where(is_one_of(self._session, Member.id, ids), Member.erased_at > since),
            exists().where(is_one_of(self._session, Team.id, ids), Team.last_erasure_at > since),
        )
        return bool(self._session.scalar(select(or_(*conditions))))
