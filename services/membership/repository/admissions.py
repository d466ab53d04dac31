"""Invitations to teams and requests to be taken in as they are kept."""

from collections.abc import Collection

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from services.membership.model import Admission
from shared.bulk import is_one_of
from shared.errors import NotFound


class Admissions:
    """Invitations to the tenant's teams, and requests."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._all = select(Admission).where(Admission.tenant_id == tenant_id)
        self._open = self._all.where(Admission.state == "open")

    def get_team_id(self, admission_id: str) -> str:
        """
        The team to lock before an admission is read: its closing and the team's growing go together.

        Raises:
            NotFound: `admission.unknown`.
        """
        found = self._session.scalar(self._all.with_only_columns(Admission.team_id).where(Admission.id == admission_id))
        if found is None:
            raise NotFound("admission.unknown")
        return str(found)

    def get(self, admission_id: str) -> Admission:
        """
        Raises:
            NotFound: `admission.unknown`.
        """
        found = self._session.scalar(self._all.where(Admission.id == admission_id))
        if found is None:
            raise NotFound("admission.unknown")
        return found

    def find_open(self, team_id: str, member_ids: Collection[str]) -> list[Admission]:
        query = self._open.where(
            Admission.team_id == team_id, is_one_of(self._session, Admission.member_id, member_ids)
        )
        return list(self._session.scalars(query))

    def open_of_team(self, team_id: str) -> list[Admission]:
        return list(self._session.scalars(self._open.where(Admission.team_id == team_id)))

    def open_of_member(self, member_id: str) -> list[Admission]:
        return list(self._session.scalars(self._open.where(Admission.member_id == member_id)))

    def of_team(self, team_id: str) -> Select[Admission]:
        return self._all.where(Admission.team_id == team_id)

    def of_member(self, member_id: str) -> Select[Admission]:
        return self._all.where(Admission.member_id == member_id)
