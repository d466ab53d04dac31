"""A unit's roster as its own system searches it."""

import operator
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import Session

from services.membership.model import Member, MemberTag, is_on_roster, user_key_of
from services.membership.repository.roster_meaning import number_of
from shared.errors import Invalid
from shared.ids import is_id
from shared.messages.membership import Condition, SearchMemberRecords, SearchPosition, SortField

Comparing = Callable[[Any, Any], Any]

# What PostgreSQL and SQLite both do to the letter, whatever their settings say of letters' case.
COMPARISONS: Mapping[str, Comparing] = {
    "eq": operator.eq,
    "gt": operator.gt,
    "ge": operator.ge,
    "lt": operator.lt,
    "le": operator.le,
    "co": lambda column, value: func.replace(column, value, "") != column,
    "sw": lambda column, value: func.substr(column, 1, len(value)) == value,
}
USER_KEY: Any = func.coalesce(Member.user_key, number_of(Member.external_id))
FOLDED_NAME = func.lower(Member.name)
COLUMNS: Mapping[str, Any] = {
    "id": Member.id,
    "user_name": USER_KEY,
    "provisioning_id": Member.provisioning_id,
    "name": FOLDED_NAME,
    "state": Member.state,
    "department": Member.department,
    "residence_code": Member.residence_code,
    "created_at": Member.created_at,
    "changed_at": Member.changed_at,
}
INSTANTS = ("created_at", "changed_at")
FOLDED = ("user_name", "name")


class Directory:
    """Those on one unit's roster."""

    def __init__(self, session: Session, unit_id: str) -> None:
        self._session = session
        self._all = select(Member).where(Member.unit_id == unit_id, is_on_roster())

    def find(self, member_id: str) -> Member | None:
        return self._session.scalar(self._all.where(Member.id == member_id))

    def count(self, search: SearchMemberRecords) -> int:
        return self._session.scalar(self._matching(search).with_only_columns(func.count())) or 0

    def read(self, search: SearchMemberRecords) -> tuple[list[Member], list[str | None], bool]:
        """
        The page in the order that was asked for, what each is sorted by, and whether there are more behind it; a page
        that ends before a position is read from its end.

        Raises:
            Invalid: `request.invalid`, no value of what is sorted by.
        """
        position = search.position
        is_backward = position is not None and position.is_before
        is_falling = search.is_descending != is_backward
        key = COLUMNS[search.sort]
        rows = self._matching(search).add_columns(key)
        if position is not None:
            rows = rows.where(_is_behind(search.sort, position, is_falling=is_falling))
        order = [column.desc() if is_falling else column.asc() for column in dict.fromkeys((key, Member.id))]
        found = self._session.execute(rows.order_by(*order).offset(search.offset).limit(search.limit + 1)).all()
        page = found[: search.limit]
        if is_backward:
            page = page[::-1]
        values = [_text(search.sort, value) for _, value in page]
        return [member for member, _ in page], values, len(found) > search.limit

    def _matching(self, search: SearchMemberRecords) -> Select[Member]:
        return self._all.where(*(_holds(condition) for condition in search.conditions))


def _text(sort: SortField, value: Any) -> str | None:
    """A value that the list is sorted by, as `SearchPosition` takes it; the id stands there already."""
    if sort == "id":
        return None
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _holds(condition: Condition) -> ColumnElement[bool]:
    compare = COMPARISONS[condition.comparison]
    if condition.field in ("skill", "interest"):
        tags = select(MemberTag.member_id).where(MemberTag.member_id == Member.id, MemberTag.kind == condition.field)
        return tags.where(compare(MemberTag.value, condition.value)).exists()
    if condition.field == "id" and not is_id(condition.value):
        return false()
    found: ColumnElement[bool] = compare(COLUMNS[condition.field], _value(condition.field, condition.value))
    return found


def _is_behind(sort: SortField, position: SearchPosition, *, is_falling: bool) -> ColumnElement[bool]:
    compare: Comparing = operator.lt if is_falling else operator.gt
    if not is_id(position.id):
        raise Invalid("request.invalid")
    if sort == "id":
        found: ColumnElement[bool] = compare(Member.id, position.id)
        return found
    column, value = COLUMNS[sort], _value(sort, position.value or "")
    return or_(compare(column, value), and_(column == value, compare(Member.id, position.id)))


def _value(field: str, text: str) -> Any:
    """
    Raises:
        Invalid: `request.invalid`, no instant.
    """
    if field in FOLDED:
        return user_key_of(text)
    if field not in INSTANTS:
        return text
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise Invalid("request.invalid") from None
    if instant.tzinfo is None:
        raise Invalid("request.invalid")
    return instant
