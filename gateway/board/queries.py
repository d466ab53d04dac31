"""Reads of the board: one statement each where there is something to show, no RPC."""

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from math import sqrt
from typing import Any, get_args

from sqlalchemy import bindparam, func, select, tuple_
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from gateway.board.awards import list_awards
from gateway.board.calls import find_call, list_calls
from gateway.board.commitments import COMMITMENT, find_commitment
from gateway.board.menu_queries import ORDER, Browsed, browse_area
from gateway.board.model import (
    BoardCommitment,
    BoardCommunity,
    BoardMenuItem,
    BoardNeed,
    BoardServiceRecord,
    BoardWish,
)
from gateway.board.organisations import list_organisations
from gateway.board.revoked import read_revoked
from gateway.board.service_requests import Wanted, communities_of, service_requests, tenants_with_communities
from gateway.revocations import Revocation
from shared.clock import Clock, day_of
from shared.db import Database, is_away
from shared.errors import Fault, Invalid, Unavailable
from shared.ids import is_id
from shared.messages.engagement import NeedState, WishState

Listed = type[BoardWish] | type[BoardCommitment] | type[BoardNeed] | type[BoardMenuItem] | type[BoardServiceRecord]
RECENT_DAYS = 30
Z = 1.96  # 95 %
# Made once, and of tables: it is read more often than all else.
COMMUNITIES, WISHES = BoardCommunity.__table__.c, BoardWish.__table__.c
DONE_LATELY = select(func.count()).where(
    WISHES.community_id == bindparam("community_id"),
    WISHES.state == "fulfilled",
    WISHES.changed_at >= bindparam("since"),
)
SUMMARY = select(BoardCommunity.__table__, DONE_LATELY.scalar_subquery().label("recent")).where(
    COMMUNITIES.id == bindparam("community_id")
)
WISH = (
    BoardWish.id,
    BoardWish.title,
    BoardWish.category,
    BoardWish.beneficiary_kind,
    BoardWish.state,
    BoardWish.published_at,
    BoardWish.expires_at,
    BoardWish.changed_at,
)
NEED = (
    BoardNeed.id,
    BoardNeed.category,
    BoardNeed.title,
    BoardNeed.description,
    BoardNeed.place,
    BoardNeed.links,
    BoardNeed.state,
    BoardNeed.accepted_at,
    BoardNeed.changed_at,
)
SERVICE_RECORD = tuple(column for column in BoardServiceRecord.__table__.columns if column.name != "community_id")


def wilson(hits: int, total: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927), as numbers from 0 to 1; `total` is more than 0."""
    share = hits / total
    spread = Z * sqrt(share * (1 - share) / total + Z * Z / (4 * total * total))
    middle, scale = share + Z * Z / (2 * total), 1 + Z * Z / total
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


class BoardQueries:
    """What the public may read of a community."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def summary(self, community_id: str) -> dict[str, Any] | None:
        """Counts, and satisfaction once enough have rated; None for a community that isn't known by its name."""
        since = self._clock.now() - timedelta(days=RECENT_DAYS)
        with self._reading() as session:
            row = session.execute(SUMMARY, {"community_id": community_id, "since": since}).first()
        if row is None or not row.name:
            return None
        return {
            "community_id": row.id,
            "name": row.name,
            "wishes": {state: getattr(row, state) for state in get_args(WishState)},
            "done_last_30_days": row.recent,
            "commitments_open": row.commitments_open,
            "commitments_kept": row.commitments_kept,
            "commitments_partly": row.commitments_partly,
            "commitments_broken": row.commitments_broken,
            "commitments_lapsed": row.commitments_lapsed,
            "needs": {state: getattr(row, f"needs_{state}") for state in get_args(NeedState)},
            "menu_items": row.menu_items,
            "ratings": _satisfaction(row),
            "as_of": row.changed_at,
        }

    def wishes(
        self,
        community_id: str,
        *,
        state: str | None,
        category: str | None,
        beneficiary_kind: str | None,
        after: str | None,
        limit: int,
    ) -> dict[str, Any] | None:
        """
        A page of wishes, newest first; None for a community that isn't known by its name.

        Raises:
            Invalid: `request.invalid`, the cursor isn't one that a page has given.
        """
        query = select(*WISH)
        if state:
            query = query.where(BoardWish.state == state)
        if category:
            query = query.where(BoardWish.category == category)
        if beneficiary_kind:
            query = query.where(BoardWish.beneficiary_kind == beneficiary_kind)
        return self._page(query, BoardWish, community_id, after=after, limit=limit)

    def commitments(
        self, community_id: str, *, state: str | None = None, kind: str | None = None, after: str | None, limit: int
    ) -> dict[str, Any] | None:
        """
        A page of public commitments, newest first; None for a community that isn't known by its name.

        Raises:
            Invalid: `request.invalid`, the cursor isn't one that a page has given.
        """
        query = select(*COMMITMENT)
        if state:
            query = query.where(BoardCommitment.state == state)
        if kind:
            query = query.where(BoardCommitment.kind == kind)
        return self._page(query, BoardCommitment, community_id, after=after, limit=limit)

    def commitment(self, commitment_id: str) -> dict[str, Any] | None:
        """One public commitment with its community's name; None where there is no such one."""
        if not is_id(commitment_id):
            return None
        with self._reading() as session:
            return find_commitment(session, commitment_id)

    def needs(
        self, community_id: str, *, state: str | None, category: str | None, after: str | None, limit: int
    ) -> dict[str, Any] | None:
        """
        A page of needs that aren't private, newest first; None for a community that isn't known by its name.

        Raises:
            Invalid: `request.invalid`, the cursor isn't one that a page has given.
        """
        query = select(*NEED)
        if state:
            query = query.where(BoardNeed.state == state)
        if category:
            query = query.where(BoardNeed.category == category)
        return self._page(query, BoardNeed, community_id, after=after, limit=limit)

    def menu(self, community_id: str, *, after: str | None, limit: int, **looked_for: Any) -> dict[str, Any] | None:
        """
        A page of the menu, what begins first comes first. None for a community that isn't known by its name.

        looked_for: as in `Browsed`.

        Raises:
            Invalid: `request.invalid`, the cursor isn't one that a page has given.
        """
        query = Browsed(**looked_for).items()
        return self._page(query, BoardMenuItem, community_id, after=after, limit=limit, order=ORDER)

    def area_menu(
        self, *, tenant_id: str, subdistrict_id: str | None, after: str | None, limit: int, **looked_for: Any
    ) -> dict[str, Any]:
        """A page of the menus of a tenant's communities, or of one of its subdistricts; looked_for: as in `Browsed`."""
        browsed = Browsed(**looked_for)
        with self._reading() as session:
            return browse_area(session, tenant_id, browsed, subdistrict_id=subdistrict_id, after=after, limit=limit)

    def service_records(
        self, community_id: str, *, state: str | None, after: str | None, limit: int
    ) -> dict[str, Any] | None:
        """
        A page of confirmed service, newest first; None for a community that isn't known by its name.

        Raises:
            Invalid: `request.invalid`, the cursor isn't one that a page has given.
        """
        query = select(*SERVICE_RECORD)
        if state:
            query = query.where(BoardServiceRecord.state == state)
        return self._page(query, BoardServiceRecord, community_id, after=after, limit=limit)

    def organisations(self, *, tenant_id: str, **looked_for: Any) -> dict[str, Any]:
        """
        A page of a tenant's social organisations that may propose or are banned; looked_for: as in
        `list_organisations`.

        Raises:
            Invalid: `request.invalid`, the cursor isn't one that a page has given.
        """
        with self._reading() as session:
            return list_organisations(session, tenant_id, day_of(self._clock.now()), **looked_for)

    def calls(self, *, tenant_id: str, **looked_for: Any) -> dict[str, Any]:
        """
        A page of a tenant's calls for proposals; looked_for: as in `list_calls`.

        Raises:
            Invalid: `request.invalid`, the cursor isn't one that a page has given.
        """
        with self._reading() as session:
            return list_calls(session, tenant_id, **looked_for)

    def awards(self, *, tenant_id: str, **looked_for: Any) -> dict[str, Any]:
        """
        A page of a tenant's awards; looked_for: as in `list_awards`.

        Raises:
            Invalid: `request.invalid`, the cursor isn't one that a page has given.
        """
        with self._reading() as session:
            return list_awards(session, tenant_id, **looked_for)

    def call(self, call_id: str) -> dict[str, Any] | None:
        """One call with what was amended and asked; None where there is no such one."""
        if not is_id(call_id):
            return None
        with self._reading() as session:
            return find_call(session, call_id)

    def tenants(self) -> list[str]:
        """The tenants that have communities; two at most."""
        with self._reading() as session:
            return tenants_with_communities(session)

    def communities(self, tenant_id: str) -> list[dict[str, str]]:
        """Id and name of a tenant's communities."""
        with self._reading() as session:
            return communities_of(session, tenant_id)

    def service_requests(self, wanted: Wanted) -> list[dict[str, Any]]:
        """Needs of a tenant that aren't private, newest first."""
        with self._reading() as session:
            return service_requests(session, wanted)

    def revoked(self) -> Mapping[str, Revocation]:
        """Whose tokens are refused, and since when."""
        with self._reading() as session:
            return read_revoked(session, self._clock.now())

    @contextlib.contextmanager
    def _reading(self) -> Iterator[Session]:
        """
        Raises:
            Unavailable: `database.unavailable`, the board's database is away.
        """
        try:
            with self._database.reading() as session:
                yield session
        except DBAPIError as error:
            if not is_away(error):
                raise
            raise Unavailable("database.unavailable", retry_after_seconds=2) from error

    def _page(
        self,
        query: Any,
        kind: Listed,
        community_id: str,
        *,
        after: str | None,
        limit: int,
        order: Sequence[Any] = (),
    ) -> dict[str, Any] | None:
        """
        Only where there is nothing to show a second statement asks whether the community is known at all.

        order: by which columns it is sorted, the id the last of them; left out, the newest come first.
        """
        query = query.where(kind.community_id == community_id)
        query = query.order_by(*order) if order else query.order_by(kind.id.desc())
        if after is not None:
            if not is_id(after):
                raise Invalid("request.invalid", errors=[Fault("#/after", "invalid", "Not a cursor of this list.")])
            here = select(*order).where(kind.id == after, kind.community_id == community_id).scalar_subquery()
            query = query.where(tuple_(*order) > here if order else kind.id < after)
        with self._reading() as session:
            rows = session.execute(query.limit(limit + 1)).mappings().all()
            if not rows and not session.scalar(select(BoardCommunity.name).where(BoardCommunity.id == community_id)):
                return None
        items = [dict(row) for row in rows[:limit]]
        return {"items": items, "next": items[-1]["id"] if len(rows) > limit else None}


def _satisfaction(row: Any) -> dict[str, Any]:
    """Of the ratings up to the last step, so that no single one can be told; the interval is of the satisfied."""
    if not row.told_ratings:
        nothing = dict.fromkeys(("average", "satisfied_low", "satisfied_high"))
        return {"count": row.ratings, "counted": 0, **nothing}
    low, high = wilson(row.told_ratings_satisfied, row.told_ratings)
    return {
        "count": row.ratings,
        "counted": row.told_ratings,
        "average": round(row.told_ratings_sum / row.told_ratings, 2),
        "satisfied_low": round(low, 3),
        "satisfied_high": round(high, 3),
    }
