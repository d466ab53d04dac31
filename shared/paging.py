"""Keyset pages: the rows behind a cursor, in an order that an index serves."""

from typing import Any, TypeVar

from sqlalchemy import Select, select, tuple_
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
    is_newest_first = order == "newest_first"
    by = (soonest, key) if order == "soonest_first" and soonest is not None else (key,)
    if after is not None:
        if not is_id(after):
            raise Invalid("request.invalid", errors=[Fault("#/after", "invalid", "Not a cursor of this list.")])
        here = select(*by).where(key == after).scalar_subquery() if len(by) > 1 else after
        behind = tuple_(*by) if len(by) > 1 else key
        query = query.where(behind < here if is_newest_first else behind > here)
    ordered = query.order_by(*(one.desc() if is_newest_first else one for one in by))
    rows = list(session.scalars(ordered.limit(limit + 1)))
    page = rows[:limit]
    return page, str(getattr(page[-1], key.key)) if len(rows) > limit else None
