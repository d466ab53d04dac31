"""Keyset pages: the rows behind a cursor, in the order of an identifier that an index serves."""

from typing import TypeVar

from sqlalchemy import Select
from sqlalchemy.orm import InstrumentedAttribute, Session

from shared.errors import Fault, Invalid
from shared.ids import is_id

R = TypeVar("R")


def read_page(
    session: Session,
    query: Select[R],
    key: InstrumentedAttribute[str],
    *,
    after: str | None,
    limit: int,
    is_newest_first: bool = False,
) -> tuple[list[R], str | None]:
    """
    One page of `query` in the order of `key`, or against it, and the cursor of the next page, None at the end.

    Raises:
        Invalid: `request.invalid`, the cursor isn't one that a page of such a list has given.
    """
    if after is not None:
        if not is_id(after):
            raise Invalid("request.invalid", errors=[Fault("#/after", "invalid", "Not a cursor of this list.")])
        query = query.where(key < after if is_newest_first else key > after)
    rows = list(session.scalars(query.order_by(key.desc() if is_newest_first else key).limit(limit + 1)))
    page = rows[:limit]
    return page, str(getattr(page[-1], key.key)) if len(rows) > limit else None
