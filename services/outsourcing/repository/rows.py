"""Single rows, confined to one tenant."""

from collections.abc import Collection
from typing import Any, ClassVar, Generic, TypeVar

from sqlalchemy import Select, inspect, select
from sqlalchemy.orm import Session

from shared.errors import NotFound

R = TypeVar("R")


class Rows(Generic[R]):
    """
    The tenant's rows of one kind, by their ids; within one batch each is read once.

    unknown: the code of a refusal where there is no such row.
    """

    kind: ClassVar[type[Any]]
    unknown: ClassVar[str]

    def __init__(self, session: Session, tenant_id: str) -> None:
        self.session = session
        self.tenant_id = tenant_id

    @property
    def all(self) -> Select[R]:
        rows: Select[R] = select(self.kind).where(self.kind.tenant_id == self.tenant_id)
        return rows

    def find(self, key: str) -> R | None:
        found: Any = self.session.get(self.kind, key)
        return found if found is not None and found.tenant_id == self.tenant_id else None

    def get(self, key: str) -> R:
        """
        Raises:
            NotFound: `unknown` of the kind.
        """
        found = self.find(key)
        if found is None:
            raise NotFound(self.unknown)
        return found

    def find_all(self, keys: Collection[str]) -> dict[str, R]:
        """Those that there are, by their keys, in one statement."""
        mapper = inspect(self.kind)
        (column,) = mapper.primary_key
        query = select(self.kind).where(column.in_(sorted(set(keys))), self.kind.tenant_id == self.tenant_id)
        return {mapper.primary_key_from_instance(row)[0]: row for row in self.session.scalars(query)}
