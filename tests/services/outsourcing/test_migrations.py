from pathlib import Path

from sqlalchemy import select

from services.outsourcing.model import Base
from shared.db import Database
from shared.ids import new_id
from shared.migrate import upgrade
from shared.outbox import OUTBOX
from tests.harness import Harness
from tests.services.old_databases import downgrade_to, fresh_url, insert
from tests.services.schema import differences

THEN = "2026-11-01T01:00:00.000000+00:00"


def test_the_migrations_lead_to_the_model(harness: Harness) -> None:
    assert differences(harness.database, Base.metadata) == []


def test_projects_from_before_are_told_again_to_who_listens_now(backend: str, tmp_path: Path) -> None:
    with fresh_url(backend, tmp_path) as url:
        upgrade("outsourcing", url)
        database = Database(url)
        with database.engine.begin() as connection:
            downgrade_to(connection, "0002", "outsourcing")
            for type_ in ("linli.project.registered.v1", "linli.other.v1"):
                told = {"event_id": new_id(), "type": type_, "subject": "project/1", "body": "{}"}
                insert(connection, "outbox", **told, recorded_at=THEN, published_at=THEN)
        upgrade("outsourcing", url)
        with database.reading() as session:
            waiting = session.scalars(select(OUTBOX.c.type).where(OUTBOX.c.published_at.is_(None))).all()
        database.close()

    assert waiting == ["linli.project.registered.v1"]
