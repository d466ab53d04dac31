from pathlib import Path

from sqlalchemy import select

from services.outsourcing.model import Base
from services.outsourcing.model.profiles import Profile
from services.outsourcing.model.qualifications import Qualification
from shared.db import Database
from shared.ids import new_id
from shared.migrate import upgrade
from shared.outbox import OUTBOX
from tests.harness import TENANT, Harness
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


def test_organisations_from_before_begin_with_a_profile_and_without_a_qualification(
    backend: str, tmp_path: Path
) -> None:
    ids = {kind: new_id() for kind in ("organisation", "subdistrict")}
    with fresh_url(backend, tmp_path) as url:
        upgrade("outsourcing", url)
        database = Database(url)
        with database.engine.begin() as connection:
            downgrade_to(connection, "0004", "outsourcing")
            for kind, row_id in ids.items():
                known = {"id": row_id, "tenant_id": TENANT, "kind": kind, "name": "睦邻", "is_open": True}
                insert(connection, "organisations", **known)
        upgrade("outsourcing", url)
        with database.reading() as session:
            profiles, qualifications = (
                session.scalars(select(Profile)).all(),
                session.scalars(select(Qualification)).all(),
            )
            found = [(one.organisation_id, one.fields, one.version) for one in profiles]
            states = [(one.organisation_id, one.state, one.is_reminded) for one in qualifications]
        database.close()

    assert found == [(ids["organisation"], [], 1)]
    assert states == [(ids["organisation"], "none", False)]
