from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import URL, inspect, select

from gateway.board.model import Base, BoardNeed
from shared.clock import SystemClock
from shared.db import Database
from shared.ids import new_id
from shared.migrate import _create_database, upgrade
from tests.harness import TENANT, Harness
from tests.services.old_databases import fresh_url, insert, migrate_to
from tests.services.schema import differences


def test_the_migrations_lead_to_the_model(harness: Harness) -> None:
    assert differences(harness.database, Base.metadata) == []


@pytest.fixture
def url(backend: str, tmp_path: Path) -> Iterator[URL]:
    with fresh_url(backend, tmp_path) as found:
        yield found


def test_needs_from_before_are_their_communities_tenants(url: URL) -> None:
    known, unknown = communities = new_id(), new_id()
    at = SystemClock().now().isoformat(timespec="microseconds")
    texts = {"category": "safety", "title": "路灯不亮", "description": "路灯不亮", "state": "accepted"}
    _create_database(url)
    database = Database(url)
    with database.engine.begin() as connection:
        migrate_to(connection, "0007", "board")
        for community_id in communities:
            columns = inspect(connection).get_columns("board_communities")
            counts = {one["name"]: 0 for one in columns if not one["nullable"]}
            insert(connection, "board_communities", **counts | {"id": community_id, "name": "", "changed_at": at})
            insert(
                connection,
                "board_needs",
                id=community_id,
                community_id=community_id,
                **texts,
                accepted_at=at,
                changed_at=at,
            )
        migrate_to(connection, "0008", "board")
        told = BoardNeed.metadata.tables["board_communities"]
        connection.execute(told.update().where(told.c.id == known).values(tenant_id=TENANT))
    upgrade("board", url)
    with database.reading() as session:
        tenants = {need.id: need.tenant_id for need in session.scalars(select(BoardNeed))}
    database.close()

    assert tenants == {known: TENANT, unknown: None}
