"""Very many members, written past the service."""

from sqlalchemy import text

from shared.db import Database

FILL = """
INSERT INTO organisations (id, tenant_id, kind, name, opened_at, version)
SELECT gen_random_uuid(), '{tenant}', 'unit', 'unit ' || i, now(), 1 FROM generate_series(1, 99) i;
INSERT INTO members (id, tenant_id, unit_id, external_id, state, name, skills, interests, own_skills, own_interests,
                     residence_code, entry_digest, created_at, changed_at, placed_at, version)
SELECT gen_random_uuid(), '{tenant}', unit.id, 'X' || i, 'active', chr(19968 + i % 3000) || i, '[]', '[]', '[]', '[]',
       'C' || i % 50, '', now(), now(), now(), 1
FROM generate_series(1, {members}) i
JOIN (SELECT id, row_number() OVER () AS n FROM organisations WHERE kind = 'unit') unit ON unit.n = i % 99 + 1;
INSERT INTO member_tags (member_id, kind, value, tenant_id)
SELECT id, 'skill', 'skill ' || k, tenant_id FROM members, generate_series(1, 18) k WHERE random() < 0.1;
INSERT INTO member_tags (member_id, kind, value, tenant_id)
SELECT id, 'skill', 'rare', tenant_id FROM members WHERE random() < 0.005;
INSERT INTO member_free_times (member_id, weekday, from_minute, to_minute, tenant_id)
SELECT id, 1 + (random() * 6)::int, 540, 660, tenant_id FROM members;
INSERT INTO registrations (id, tenant_id, community_id, member_id, unit_id, kind, state, receipt_number, receipt_token,
                           requested_at, confirmed_at, decided_by, decided_at, version)
SELECT gen_random_uuid(), '{tenant}', '{community}', id, unit_id, 'residence', 'confirmed', id, id,
       now(), now(), 'community', now(), 1
FROM members WHERE random() < 0.02;
INSERT INTO consents (id, tenant_id, member_id, purpose, number, decision, text_version, decided_at, source)
SELECT gen_random_uuid(), tenant_id, id, 'data_sharing_with_community', 1, 'given', 1, now(), 'member' FROM members;
ANALYZE;
"""


def fill(database: Database, tenant_id: str, community_id: str, members: int) -> None:
    """PostgreSQL alone: members of 99 units with skills, free times and consents, some registered with a community."""
    with database.engine.begin() as connection:
        for statement in FILL.format(tenant=tenant_id, community=community_id, members=members).split(";"):
            if statement.strip():
                connection.execute(text(statement))
