"""Surveys, their invitations and the sums of their ratings."""

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import Select, Table, case, func, select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from services.evaluation.model.surveys import SATISFIED_FROM, Survey, SurveyInvitation, SurveyRating, Tally
from shared.bulk import insert_rows
from shared.encryption import secret_digest
from shared.errors import NotFound


def survey_ids_of_tokens(tokens: Sequence[str]) -> Select[Any]:
    """Of which surveys these tokens are."""
    digests = [secret_digest(token) for token in tokens]
    return select(SurveyInvitation.survey_id).where(SurveyInvitation.token_digest.in_(digests))


class Surveys:
    """The tenant's surveys."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self.all = select(Survey).where(Survey.tenant_id == tenant_id)

    def find(self, survey_id: str) -> Survey | None:
        return self._session.scalar(self.all.where(Survey.id == survey_id))

    def get(self, survey_id: str) -> Survey:
        """
        Raises:
            NotFound: `survey.unknown`.
        """
        found = self.find(survey_id)
        if found is None:
            raise NotFound("survey.unknown")
        return found

    def hold(self, survey_id: str) -> Survey | None:
        """As it is now; nobody else changes it before the commit."""
        query = self.all.where(Survey.id == survey_id).with_for_update(of=Survey, key_share=True)
        return self._session.scalar(query.execution_options(populate_existing=True))


class SurveyInvitations:
    """Invitations by their survey, and by their tokens across tenants: who holds one belongs to none."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def find(self, token: str) -> tuple[SurveyInvitation, Survey] | None:
        query = select(SurveyInvitation, Survey).join(Survey, Survey.id == SurveyInvitation.survey_id)
        row = self._session.execute(query.where(SurveyInvitation.token_digest == secret_digest(token))).first()
        return (row[0], row[1]) if row else None

    def use(self, invitation_id: str) -> bool:
        """Mark it as used; tells whether it wasn't before."""
        change = update(SurveyInvitation).where(SurveyInvitation.id == invitation_id, ~SurveyInvitation.is_used)
        return cast(CursorResult[Any], self._session.execute(change.values(is_used=True))).rowcount == 1

    def add(self, rows: list[dict[str, Any]]) -> None:
        insert_rows(self._session, cast(Table, SurveyInvitation.__table__), rows)


class SurveyRatings:
    """The sums of ratings; of single ones nothing is read."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def sum_of(self, survey_id: str, first: int, last: int) -> Tally:
        """Of the survey's ratings from one number to another."""
        sums = (
            func.count(case((condition, 1)))
            for condition in (
                SurveyRating.score >= SATISFIED_FROM,
                SurveyRating.outcome == "resolved",
                SurveyRating.outcome == "partly",
            )
        )
        query = select(func.count(SurveyRating.id), *sums).where(SurveyRating.survey_id == survey_id)
        found = self._session.execute(query.where(SurveyRating.number.between(first, last))).one()
        return Tally._make(found)
