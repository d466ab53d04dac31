from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import URL, Connection, select

from services.engagement.model import REMINDERS, Base, Claim
from services.engagement.model.reminders import remind_at
from shared.clock import SystemClock
from shared.db import Database
from shared.deadlines import DEADLINES
from shared.ids import new_id
from shared.migrate import SHARED, SHARED_VERSIONS, _config, _create_database, upgrade
from shared.outbox import OUTBOX
from tests.harness import TENANT, Harness
from tests.services.old_databases import downgrade_to, fresh_url, insert, migrate_to
from tests.services.schema import differences

THEN = "2026-11-01T01:00:00.000000+00:00"
COMMUNITY, MEMBER, UNIT = (f"01976a00-0000-7000-8000-00000000000{digit}" for digit in range(3))


def test_the_migrations_lead_to_the_model(harness: Harness) -> None:
    assert differences(harness.database, Base.metadata) == []


@pytest.fixture
def url(backend: str, tmp_path: Path) -> Iterator[URL]:
    with fresh_url(backend, tmp_path) as found:
        yield found


def test_old_claims_are_reminded_of_and_say_why_they_are_over(url: URL) -> None:
    now, states = (
        SystemClock().now(),
        ("claimed", "committed", "committed", "delivered", "lapsed", "lapsed", "released"),
    )
    claims = [new_id() for _ in states]
    with _engagement_at("0005", url) as connection:
        _fill(connection, dict(zip(claims, states, strict=True)), promised={claims[1]: 10, claims[2]: 2, claims[4]: -1})
    upgrade("engagement", url)

    database = Database(url)
    with database.reading() as session:
        endings = {claim.id: claim.ending for claim in session.scalars(select(Claim))}
        dues = {claim.id: claim.due_at for claim in session.scalars(select(Claim).where(Claim.state == "committed"))}
        rows = session.execute(select(DEADLINES).where(DEADLINES.c.kind.in_(REMINDERS))).all()
    database.close()

    assert [endings[id_] for id_ in claims] == [None, None, None, None, "lapsed", "not_committed", "member_left"]
    expected = {
        (f"claim/{id_}", kind, at, TENANT)
        for id_, due_at in dues.items()
        for kind, one in REMINDERS.items()
        if due_at and (at := remind_at(due_at, one.days_left)) > now
    }
    assert {(row.subject, row.kind, row.due_at, row.tenant_id) for row in rows} == expected
    assert len({row for row in expected if claims[1] in row[0]}) == 3


def test_who_is_to_be_reminded_already_is_not_reminded_anew(url: URL) -> None:
    claim_id = new_id()
    with _engagement_at("0005", url) as connection:
        _fill(connection, {claim_id: "committed"}, promised={claim_id: 10})
        only = {"subject": f"claim/{claim_id}", "kind": "commitment.due_today"}
        insert(connection, "deadlines", **only, due_at=_text(SystemClock().now() + timedelta(days=9)))
    upgrade("engagement", url)

    database = Database(url)
    with database.reading() as session:
        kinds = session.scalars(select(DEADLINES.c.kind)).all()
    database.close()

    assert kinds == ["commitment.due_today"]


@contextmanager
def _engagement_at(revision: str, url: URL) -> Iterator[Connection]:
    _create_database(url)
    database = Database(url)
    with database.engine.begin() as connection:
        shared_tables = _config(SHARED)
        shared_tables.attributes.update(connection=connection, version_table=SHARED_VERSIONS)
        command.upgrade(shared_tables, "head")
        migrate_to(connection, revision, "engagement")
        yield connection
    database.close()


def _fill(connection: Connection, claims: dict[str, str], *, promised: dict[str, int]) -> None:
    """Claims by their state, each of a wish of its own. promised: in how many days from now, by those committed."""
    now = SystemClock().now()
    insert(connection, "communities", id=COMMUNITY, tenant_id=TENANT)
    insert(connection, "members", id=MEMBER, tenant_id=TENANT, unit_id=UNIT, has_left=False)
    parties = {"tenant_id": TENANT, "community_id": COMMUNITY}
    for claim_id, state in claims.items():
        wish = {"title": "一台收音机", "category": "物品", "beneficiary_kind": "独居老人", "beneficiary_encrypted": "x"}
        times = {"claimed_at": _text(now - timedelta(days=5)), "commit_by": _text(now + timedelta(days=1))}
        wish_state = {"id": claim_id, "state": "published", "published_at": times["claimed_at"]}
        insert(connection, "wishes", **parties, **wish, **wish_state, version=1)
        who = {"id": claim_id, "wish_id": claim_id, "member_id": MEMBER, "unit_id": UNIT}
        insert(connection, "claims", **parties, **who, **times, state=state, version=1)
        if days := promised.get(claim_id):
            made = {"id": claim_id, "claim_id": claim_id, "text": "五天内送到", "state": "open"}
            insert(connection, "commitments", tenant_id=TENANT, **made, due_at=_text(now + timedelta(days=days)))


def _text(instant: datetime) -> str:
    return instant.isoformat(timespec="microseconds")


def test_needs_from_before_are_told_again_to_who_listens_now(url: URL) -> None:
    steps = ("accepted", "declined", "merged", "linked", "unlinked", "resolved", "reopened", "counted", "withdrawn")
    upgrade("engagement", url)
    database = Database(url)
    with database.engine.begin() as connection:
        downgrade_to(connection, "0024", "engagement")
        for step in steps:
            told = {"event_id": new_id(), "type": f"linli.need.{step}.v1", "subject": "need/1", "body": "{}"}
            insert(connection, "outbox", **told, recorded_at=THEN, published_at=THEN)
    upgrade("engagement", url)
    with database.reading() as session:
        waiting = session.scalars(select(OUTBOX.c.type).where(OUTBOX.c.published_at.is_(None))).all()
    database.close()

    assert sorted(waiting) == sorted(f"linli.need.{step}.v1" for step in steps[:7])
