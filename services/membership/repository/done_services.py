"""What members did and how it was rated, as it is heard of; whatever is told again or late leads to the same."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import Table, case, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from services.membership.model import RATINGS_IN_A_LOT, DoneService, FinalService, GivenRating, RatingLot, ServedWish
from shared.bulk import insert_new_rows
from shared.ids import new_id

DONE, FINAL, WISHES, RATINGS = (
    cast(Table, kind.__table__) for kind in (DoneService, FinalService, ServedWish, GivenRating)
)


class DoneServices:
    """The tenant's copies of services, and of the ratings that they got."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def deliver(self, parties: Mapping[str, str], at: datetime) -> None:
        """Note a service as delivered; one that is confirmed already stays so, and is known to the day now."""
        self._put(DONE, {**parties, "served_at": at, "confirmed_at": None}, ["served_at"])

    def confirm(self, parties: Mapping[str, str], at: datetime) -> None:
        self._put(DONE, {**parties, "served_at": at, "confirmed_at": at}, ["confirmed_at"])

    def finalise(self, record: Mapping[str, Any], served_on: date, minutes: int) -> None:
        """Note service that counts; one that is taken back already stays so."""
        self._put(FINAL, {**record, "served_on": served_on, "minutes": minutes}, [])

    def take_back(self, record: Mapping[str, Any], on: date) -> None:
        """Service that counts no more, or won't, should it be heard of late: no minutes are left of it."""
        self._put(FINAL, {**record, "served_on": on, "minutes": 0}, ["minutes"])

    def final_of_member(self, member_id: str) -> list[FinalService]:
        query = select(FinalService).where(FinalService.member_id == member_id, FinalService.minutes > 0)
        return list(self._session.scalars(query.order_by(FinalService.served_on, FinalService.id)))

    def name_category(self, wish_id: str, category: str, *, is_new: bool) -> None:
        """is_new: of a wish that has just been published; what is said of a wish later stands."""
        self._put(WISHES, {"id": wish_id, "category": category}, [] if is_new else ["category"])

    def rate(self, rating: Mapping[str, str], score: int, at: datetime) -> None:
        """Put a rating into the open lot of the unit's members in the community; one that is known changes nothing."""
        row = {**rating, "tenant_id": self._tenant_id, "given_at": at}
        if not insert_new_rows(self._session, RATINGS, [row]):
            return
        place = {name: rating[name] for name in ("unit_id", "community_id")}
        is_last = RatingLot.ratings == RATINGS_IN_A_LOT - 1
        grown = update(RatingLot).where(*(getattr(RatingLot, name) == one for name, one in place.items()))
        grown = grown.where(RatingLot.closed_at.is_(None)).values(
            ratings=RatingLot.ratings + 1,
            scores=RatingLot.scores + score,
            closed_at=case((is_last, at), else_=None),
        )
        done: Any = self._session.execute(grown.execution_options(synchronize_session=False))
        if not done.rowcount:
            # Of two that come here at once, the index lets one pass; the other event is taken anew.
            lot = {**place, "id": new_id(), "tenant_id": self._tenant_id, "ratings": 1, "scores": score}
            self._session.execute(insert(RatingLot), [lot | {"closed_at": None}])

    def of_member(self, member_id: str) -> list[DoneService]:
        query = select(DoneService).where(DoneService.member_id == member_id)
        return list(self._session.scalars(query.order_by(DoneService.served_at, DoneService.id)))

    def ratings_of_member(self, member_id: str) -> list[GivenRating]:
        query = select(GivenRating).where(GivenRating.member_id == member_id)
        return list(self._session.scalars(query.order_by(GivenRating.given_at, GivenRating.id)))

    def _put(self, table: Table, row: Mapping[str, Any], changed: Sequence[str]) -> None:
        """Insert a row, or set these columns of the one that is there."""
        dialect = sqlite if self._session.get_bind().dialect.name == "sqlite" else postgresql
        statement = dialect.insert(table).values(tenant_id=self._tenant_id, **row)
        changes = {name: statement.excluded[name] for name in changed}
        statement = (
            statement.on_conflict_do_update(index_elements=["id"], set_=changes)
            if changes
            else statement.on_conflict_do_nothing()
        )
        self._session.execute(statement)
