import sqlite3
from collections.abc import Iterator

import pytest
from sqlalchemy import insert, inspect, select, text
from sqlalchemy.exc import DBAPIError

from shared.db import Database
from shared.ids import new_id
from shared.inbox import COMMAND_LOG
from shared.migrate import pending, upgrade
from shared.outbox import INFRASTRUCTURE
from tests.databases import fresh_database
from tests.harness import START
from tests.races import at_once
from tests.services.schema import differences

SERVICE = "outsourcing"


@pytest.fixture
def database(backend: str) -> Iterator[Database]:
    yield from fresh_database(SERVICE, backend)


def log_a_command(database: Database) -> str:
    row = {
        "command_id": new_id(),
        "topic": "project.register",
        "at": START,
        "role": "department",
        "client_id": "department",
        "subject": "project/1",
        "outcome": "done",
        "result": '{"secret": "x"}',
    }
    with database.writing() as session:
        session.execute(insert(COMMAND_LOG), [row])
        session.commit()
    return str(row["command_id"])


def test_the_shared_migrations_lead_to_the_tables_that_are_declared(database: Database) -> None:
    assert differences(database, INFRASTRUCTURE) == []


def test_migrating_again_changes_nothing(database: Database) -> None:
    command_id = log_a_command(database)
    before = inspect(database.engine).get_table_names()
    upgrade(SERVICE, database.url)
    with database.reading() as session:
        kept = session.execute(select(COMMAND_LOG.c.command_id)).scalars().all()

    assert inspect(database.engine).get_table_names() == before
    assert kept == [command_id]


def test_processes_that_migrate_at_once_do_not_disturb_each_other(database: Database) -> None:
    at_once(3, lambda _: upgrade(SERVICE, database.url))

    with database.engine.connect() as connection:
        assert pending(SERVICE, connection) == []


@pytest.mark.parametrize(
    "table, behind", [(None, []), ("alembic_version", [SERVICE]), ("alembic_version_shared", ["shared"])]
)
def test_a_history_that_is_behind_is_named(database: Database, table: str | None, behind: list[str]) -> None:
    with database.engine.connect() as connection:
        if table:
            connection.execute(text(f"UPDATE {table} SET version_num = '0000'"))  # noqa: S608 (the names stand here)
        found = pending(SERVICE, connection)
        connection.rollback()

    assert found == behind


def test_an_empty_database_is_behind_in_everything(database: Database) -> None:
    with database.engine.begin() as connection:
        for table in ("alembic_version", "alembic_version_shared"):
            connection.execute(text(f"DROP TABLE {table}"))

    with database.engine.connect() as connection:
        assert pending(SERVICE, connection) == ["shared", SERVICE]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE command_log SET reason = 'nachgetragen'",
        "UPDATE command_log SET outcome = 'wish.unknown'",
        "UPDATE command_log SET subject = NULL, result = NULL",
        "DELETE FROM command_log",
    ],
)
def test_the_command_log_takes_no_changes(database: Database, statement: str) -> None:
    log_a_command(database)

    with pytest.raises(DBAPIError, match="command_log takes no changes"), database.engine.begin() as connection:
        connection.execute(text(statement))


@pytest.mark.parametrize("backend", ["postgresql"])
def test_the_command_log_is_not_emptied_either(database: Database) -> None:
    with pytest.raises(DBAPIError, match="command_log takes no changes"), database.engine.begin() as connection:
        connection.execute(text("TRUNCATE command_log"))


def test_a_stored_answer_may_be_cleared(database: Database) -> None:
    command_id = log_a_command(database)
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE command_log SET result = NULL"))
        row = connection.execute(select(COMMAND_LOG)).one()

    assert (row.command_id, row.result, row.outcome) == (command_id, None, "done")


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_migration_that_leaves_references_to_nothing_is_not_kept(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.execute(text("CREATE TABLE child (parent_id INTEGER REFERENCES parent (id))"))
    raw = sqlite3.connect(str(database.url.database))  # which doesn't look at references
    raw.execute("INSERT INTO child VALUES (1)")
    raw.commit()
    raw.close()

    with pytest.raises(RuntimeError, match="child refers to rows of parent that aren't there"):
        upgrade(SERVICE, database.url)
