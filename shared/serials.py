"""Serials of a community by the year, without gaps and without doubles."""

from datetime import datetime
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from shared.clock import SHANGHAI


def take_serials(
    session: Session, counter: type[Any], community_id: str, now: datetime, *, count: int = 1, **others: Any
) -> tuple[int, range]:
    """
    The community's next serials, with the year in Shanghai to which they belong. The counter's row is locked until the
    commit; asked for none, that is all.

    counter: rows by `community_id` and `year`, with `last_serial`. others: what its first row has besides.
    """
    year = now.astimezone(SHANGHAI).year
    is_theirs = (counter.community_id == community_id, counter.year == year)
    step = update(counter).where(*is_theirs).values(last_serial=counter.last_serial + count)
    last = session.scalar(step.returning(counter.last_serial))
    if last is None:
        # Of two that come here at once, the primary key lets one pass; the other is carried out anew.
        first = {"community_id": community_id, "year": year, "last_serial": count, **others}
        session.execute(insert(counter), [first])
        last = count
    return year, range(last - count + 1, last + 1)
