"""Bare PostgreSQL under pgbench: the claim's SQL without anything around it, contested in the same way."""

import contextlib
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from shared.config import child_environment
from shared.ids import new_id
from shared.migrate import drop, upgrade
from tests.bench.contest import RIVALS, WrongOutcome
from tests.databases import POSTGRESQL

LONGEST_SECONDS = 120
RATE = re.compile(r"^tps = ([\d.]+)", re.MULTILINE)
TENANT = "01976a00-0000-7000-8000-000000000001"
KEY = "('00000000-0000-7000-8000-' || lpad(to_hex({}), 12, '0'))::uuid"
WISH = KEY.format(":wish::bigint")
EVENT = '{"specversion":"1.0","type":"linli.wish.claimed.v1","source":"/linli/engagement","data":"' + "x" * 400 + '"}'
RESULT = '{"state":"claimed","plan":"周末送到家","rest":"' + "x" * 300 + '"}'

FILL = f"""
INSERT INTO communities (id, tenant_id) VALUES ('{TENANT}', '{TENANT}');
INSERT INTO members (id, tenant_id, unit_id, has_left) VALUES ('{TENANT}', '{TENANT}', '{TENANT}', false);
INSERT INTO wishes (id, tenant_id, community_id, title, category, beneficiary_kind, beneficiary_encrypted, state,
    published_at, version)
SELECT {KEY.format("number")}, '{TENANT}', '{TENANT}', '一台收音机', '生活用品', '八旬老人', repeat('x', 200),
    'published', now(), 1 FROM generate_series(0, {{wishes}} - 1) AS number;
"""  # noqa: S608 (constants of this module)

SCRIPT = f"""
\\set wish :turn * :at_once + :client_id % :at_once
\\set turn :turn + 1
\\set won 0
BEGIN;
SELECT (state = 'published')::int AS free FROM wishes WHERE id = {WISH} AND tenant_id = '{TENANT}' \\gset
\\if :free
WITH taken AS (UPDATE wishes SET state = 'claimed', claim_id = {WISH}, version = version + 1
    WHERE id = {WISH} AND version = 1 RETURNING id)
SELECT count(*) AS won FROM taken \\gset
\\endif
\\if :won
INSERT INTO claims (id, tenant_id, wish_id, community_id, member_id, unit_id, state, plan, claimed_at, commit_by,
    due_at, times_sent_back, evidence_count, version)
    VALUES ({WISH}, '{TENANT}', {WISH}, '{TENANT}', '{TENANT}', '{TENANT}', 'claimed',
    '周末送到家', now(), now() + interval '3 days', now() + interval '3 days', 0, 0, 1);
INSERT INTO deadlines (subject, kind, due_at, tenant_id)
    VALUES ('claim/' || {WISH}, 'claim.commit_by', now() + interval '3 days', '{TENANT}');
INSERT INTO wish_steps (id, wish_id, claim_id, kind, role, due_at, at)
    VALUES (gen_random_uuid(), {WISH}, {WISH}, 'claimed', 'member', now() + interval '3 days', now());
INSERT INTO outbox (event_id, type, subject, body, recorded_at)
    VALUES (gen_random_uuid(), 'linli.wish.claimed.v1', 'wish/' || {WISH}, '{EVENT}', now());
\\endif
INSERT INTO command_log (command_id, topic, at, role, client_id, tenant_id, organisation_id, member_id, subject,
    fingerprint, outcome, result) VALUES (gen_random_uuid(), 'wish.claim', now(), 'member', '{TENANT}', '{TENANT}',
    '{TENANT}', '{TENANT}', 'wish/' || {WISH}, repeat('f', 64), 'done', '{RESULT}');
COMMIT;
"""  # noqa: S608 (constants of this module)


def find_pgbench() -> str | None:
    """The program, also where a distribution keeps it beside the server."""
    beside = sorted(Path("/usr/lib/postgresql").glob("*/bin/pgbench"))
    return shutil.which("pgbench") or (str(beside[-1]) if beside else None)


class BarePostgreSQL:
    """A database with the tables of the service that takes claims, and pgbench at its door."""

    def __init__(self, program: str, folder: Path) -> None:
        self._program = program
        self._url = make_url(POSTGRESQL).set(drivername="postgresql+psycopg", database=f"bench_{new_id()[-10:]}_bare")
        self._script = folder / "claim.sql"
        self._script.write_text(SCRIPT, encoding="utf-8")

    def contest(self, wishes: int, clients: int) -> float:
        """
        Answered claims a second, on a fresh database.

        Raises:
            WrongOutcome: not every wish has been won.
        """
        upgrade("engagement", self._url)
        engine = create_engine(self._url, isolation_level="AUTOCOMMIT")
        try:
            with engine.connect() as connection:
                connection.exec_driver_sql(FILL.format(wishes=wishes))
                connection.exec_driver_sql("VACUUM ANALYZE")
                rate = self._run(wishes, clients)
                won = connection.execute(text("SELECT count(*) FROM claims")).scalar_one()
        finally:
            engine.dispose()
            drop(self._url)
        if won != wishes:
            raise WrongOutcome(f"pgbench: {won} of {wishes} wishes are won")
        return rate

    def _run(self, wishes: int, clients: int) -> float:
        at_once = clients // RIVALS
        options = ["--no-vacuum", "--protocol=prepared", f"--client={clients}", "--jobs=2"]
        where = [f"--host={self._url.host}", f"--port={self._url.port or 5432}", f"--username={self._url.username}"]
        given = [f"--define=at_once={at_once}", "--define=turn=0", f"--transactions={wishes // at_once}"]
        command = [self._program, *options, *where, *given, f"--file={self._script}", str(self._url.database)]
        environment = child_environment({"PGPASSWORD": self._url.password or ""})
        run = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=LONGEST_SECONDS, check=False
        )
        found = RATE.search(run.stdout)
        if run.returncode or not found:
            raise WrongOutcome(f"pgbench: {run.stderr[-500:]}")
        return float(found[1])


@contextlib.contextmanager
def bare_postgresql() -> Iterator[BarePostgreSQL | None]:
    """None where pgbench isn't installed."""
    program = find_pgbench()
    if program is None:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="linli-bench-") as folder:
        yield BarePostgreSQL(program, Path(folder))
