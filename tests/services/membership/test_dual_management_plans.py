"""How PostgreSQL reads a page of members and what they did, among many."""

from typing import Any

import pytest
from sqlalchemy import event, text

from shared.messages.membership.dual_management import (
    ListCommunityService,
    ListUnitService,
    ShowCommunityReport,
    ShowUnitReport,
)
from tests.services.membership.world import World

# A unit of 20,000 among 100,000 members; half of all have served, one in ten is registered with the community.
FILL = """
INSERT INTO organisations (id, tenant_id, kind, name, opened_at, version)
SELECT gen_random_uuid(), '{tenant}', 'unit', 'unit ' || i, now(), 1 FROM generate_series(1, 80) i;
INSERT INTO members (id, tenant_id, unit_id, external_id, state, name, skills, interests, own_skills, own_interests,
                     residence_code, entry_digest, created_at, changed_at, placed_at, version)
SELECT gen_random_uuid(), '{tenant}', CASE WHEN i % 5 = 0 THEN '{unit}' ELSE unit.id END, 'X' || i, 'active',
       chr(19968 + i % 3000) || i, '[]', '[]', '[]', '[]', 'C' || i % 50, '', now(), now(), now(), 1
FROM generate_series(1, 100000) i
JOIN (SELECT id, row_number() OVER () AS n FROM organisations WHERE name LIKE 'unit %') unit ON unit.n = i % 80 + 1;
INSERT INTO done_services (id, tenant_id, member_id, unit_id, community_id, wish_id, served_at, confirmed_at)
SELECT gen_random_uuid(), tenant_id, id, unit_id, '{community}', gen_random_uuid(), timestamptz '2026-11-02', now()
FROM members, generate_series(1, 2) WHERE random() < 0.5;
INSERT INTO given_ratings (id, tenant_id, member_id, unit_id, community_id, given_at)
SELECT gen_random_uuid(), tenant_id, member_id, unit_id, community_id, served_at FROM done_services;
INSERT INTO registrations (id, tenant_id, community_id, member_id, unit_id, kind, state, receipt_number, receipt_token,
                           requested_at, confirmed_at, decided_by, decided_at, version)
SELECT gen_random_uuid(), '{tenant}', '{community}', id, unit_id, 'residence', 'confirmed', id, id,
       now(), now(), 'community', now(), 1
FROM members WHERE random() < 0.1;
ANALYZE
"""
MOST_ROWS = 400  # read for a page of 50, whatever there is


def test_a_page_among_100_000_members_is_read_off_the_indexes(world: World) -> None:
    database = world.harness.database
    if database.is_sqlite:
        pytest.skip("PostgreSQL chooses by what it has counted; SQLite doesn't")
    unit, community = world.open_unit(), world.open_community("SFJ")
    unit_id, community_id = str(unit.organisation_id), str(community.organisation_id)
    with database.engine.begin() as connection:
        for statement in FILL.format(tenant=world.tenant_id, unit=unit_id, community=community_id).split(";"):
            connection.execute(text(statement))
        middle = str(connection.scalar(text("SELECT id FROM members ORDER BY id OFFSET 50000 LIMIT 1")))
    asked = {
        "unit": (ListUnitService(unit_id=unit_id, after=middle), unit),
        "unit, served": (ListUnitService(unit_id=unit_id, has_served=True, after=middle), unit),
        "unit, not served": (ListUnitService(unit_id=unit_id, has_served=False, after=middle), unit),
        "unit, not registered": (ListUnitService(unit_id=unit_id, is_registered=False, after=middle), unit),
        "community": (ListCommunityService(community_id=community_id, after=middle), community),
        "community, served": (ListCommunityService(community_id=community_id, has_served=True), community),
    }
    found = {name: _rows_read(world, query, actor) for name, (query, actor) in asked.items()}

    assert {name: rows for name, rows in found.items() if rows > MOST_ROWS} == {}
    for query, actor in (
        (ShowUnitReport(unit_id=unit_id, quarter="2026-Q4"), unit),
        (ShowCommunityReport(community_id=community_id, quarter="2026-Q4"), community),
    ):
        assert world.harness.send(query, actor)["confirmed"] > 0


def _rows_read(world: World, query: Any, actor: Any) -> int:
    """The most rows that any step of any statement of an answer reads, by PostgreSQL's own count."""
    asked: list[tuple[str, Any]] = []

    def note(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
        if statement.startswith(("SELECT", "WITH")):
            asked.append((statement, parameters))

    engine = world.harness.database.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        assert len(world.harness.send(query, actor)["items"]) == 50
    finally:
        event.remove(engine, "before_cursor_execute", note)
    with engine.connect() as connection:
        plans = [
            connection.exec_driver_sql(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", parameters).scalar()
            for statement, parameters in asked
        ]
    return max(_most(plan[0]["Plan"]) for plan in plans if plan)


def _most(plan: Any) -> int:
    own = plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0)
    return max([own * max(1, plan["Actual Loops"]), *map(_most, plan.get("Plans", ()))])
