"""Tells overlaps that a database has refused from all else, and has them allowed again."""

from typing import Any

from sqlalchemy.exc import IntegrityError

from shared.db import constraint_of
from shared.no_overlap import SIGN


def is_overlap(error: BaseException, name: str) -> bool:
    """Whether a statement was refused for this overlap, and for nothing else."""
    if not isinstance(error, IntegrityError):
        return False
    return constraint_of(error) == name or str(error.orig) == f"{SIGN} {name}"


def allow_overlap(op: Any, table: str, name: str) -> None:
    """The other way round than `forbid_overlap`."""
    if op.get_bind().dialect.name == "sqlite":
        for event in ("insert", "update"):
            op.execute(f"DROP TRIGGER {name}_{event}")
    else:
        op.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
