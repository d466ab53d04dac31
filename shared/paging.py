"""Keyset pages: the rows behind a cursor, in an order that an index serves."""

from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import Date, Select, literal, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from shared.errors import Fault, Invalid
from shared.ids import is_id
from shared.messages.paging import TimedOrder

R = TypeVar("R")


def read_page(
    session: Session,
    query: Select[R],
    key: InstrumentedAttribute[str],
    *,
    after: str | None,
    limit: int,
    order: TimedOrder = "oldest_first",
    soonest: InstrumentedAttribute[Any] | None = None,
) -> tuple[list[R], str | None]:
    """
    One page of `query`, and the cursor of the next page, None at the end.

    key: an id, whose order is that of time. soonest: what is never null, by which the soonest come first.

    Raises:
        Invalid: `request.invalid`, the cursor isn't one that a page of such a list has given.
    """
    if order == "soonest_first" and soonest is not None:
        return _read_soonest(session, query, key, soonest, after=after, limit=limit)
    is_newest_first = order == "newest_first"
    if after is not None:
        if not is_id(after):
            raise _no_cursor()
        query = query.where(key < after if is_newest_first else key > after)
    rows = list(session.scalars(query.order_by(key.desc() if is_newest_first else key).limit(limit + 1)))
    page = rows[:limit]
    return page, str(getattr(page[-1], key.key)) if len(rows) > limit else None


def _read_soonest(
    session: Session,
    query: Select[R],
    key: InstrumentedAttribute[str],
    soonest: InstrumentedAttribute[Any],
    *,
    after: str | None,
    limit: int,
) -> tuple[list[R], str | None]:
    """The cursor holds the time, so that a row whose time changes meanwhile takes no others out of the list."""
    if after is not None:
        at, _, id_ = after.rpartition("~")
        if not is_id(id_):
            raise _no_cursor()
        try:
            begins = _read(at, soonest)
        except ValueError:
            raise _no_cursor() from None
        here = tuple_(literal(begins, soonest.type), literal(id_, key.type))
        query = query.where(tuple_(soonest, key) > here)
    rows = list(session.scalars(query.order_by(soonest, key).limit(limit + 1)))
    page = rows[:limit]
    if len(rows) <= limit:
        return page, None
    last = page[-1]
    at = getattr(last, soonest.key).isoformat().replace("+00:00", "Z")  # a plus sign is a space in a query
    return page, f"{at}~{getattr(last, key.key)}"


def _read(text: str, column: InstrumentedAttribute[Any]) -> date | datetime:
    """
    Raises:
        ValueError: not a day, or an instant, as the column has them.
    """
    if isinstance(column.type, Date):
        return date.fromisoformat(text)
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return found


def _no_cursor() -> Invalid:
    return Invalid("request.invalid", errors=[Fault("#/after", "invalid", "Not a cursor of this list.")])
