import json
from pathlib import Path

from sqlalchemy import text

from services.notifications.model import Base
from shared.db import Database
from shared.ids import new_id
from shared.migrate import _create_database, upgrade
from tests.harness import Harness
from tests.services.old_databases import fresh_url, insert, migrate_to
from tests.services.schema import differences


def test_the_migrations_lead_to_the_model(harness: Harness) -> None:
    assert differences(harness.database, Base.metadata) == []


def test_what_members_said_of_themselves_goes_out_of_feeds_from_before(backend: str, tmp_path: Path) -> None:
    said = {"member_id": new_id(), "unit_id": new_id(), "skills": ["编竹篮"], "interests": []}
    body = json.dumps({"id": "1", "data": said})
    with fresh_url(backend, tmp_path) as url:
        _create_database(url)
        database = Database(url)
        with database.engine.begin() as connection:
            migrate_to(connection, "0004", "notifications")
            for position, type_ in enumerate(("linli.member.profile_changed.v1", "linli.other.v1"), 1):
                told = {"event_id": new_id(), "type": type_, "subject": "member/1", "body": body}
                place = {"kind": "unit", "stream_id": said["unit_id"], "position": position}
                insert(connection, "feed_entries", **place, **told, time="2026-11-01T01:00:00.000000+00:00")
        upgrade("notifications", url)
        with database.engine.begin() as connection:
            bodies = connection.scalars(text("SELECT body FROM feed_entries ORDER BY position")).all()
        database.close()

    assert json.loads(bodies[0]) == {"id": "1", "data": {name: said[name] for name in ("member_id", "unit_id")}}
    assert bodies[1] == body
