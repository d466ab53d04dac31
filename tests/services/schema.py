"""Holds a migrated database against the model that it is for."""

from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import MetaData

from shared.db import Database


def differences(database: Database, metadata: MetaData) -> list[Any]:
    """What a service's own migrations leave different from its model, constraints' names included."""

    def is_own(_: Any, name: str | None, kind: str, is_reflected: bool, __: Any) -> bool:
        return kind != "table" or not is_reflected or name in metadata.tables

    with database.engine.connect() as connection:
        options = {"include_object": is_own, "target_metadata": metadata}
        found: list[Any] = compare_metadata(MigrationContext.configure(connection, opts=options), metadata)
    return found
