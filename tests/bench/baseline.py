"""The plain baseline as a running system: its processes, its database, its queues, all gone afterwards."""

import contextlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from kombu import Exchange, Queue
from sqlalchemy import Engine, create_engine, func, insert, select
from sqlalchemy.engine import make_url

from deploy.demo.api import eventually
from deploy.demo.play import free_port
from shared.broker import BROKER_ERRORS, connect
from shared.ids import new_id
from shared.migrate import drop
from tests.bench.load import LoadFailed, Plan, carry_out, request
from tests.bench.plain_model import BOARDS, CLAIMS, COUNTS, METADATA, SEEN, publish_wishes
from tests.databases import POSTGRESQL
from tests.systems import RABBITMQ

CLAIMERS = ("wishes", "gateway")
GRACE_SECONDS = 20


class Baseline:
    """The plain system: a gateway and a service, and for the time of one measure a listener."""

    label = "plain nameko"

    def __init__(self, folder: Path, clients: int) -> None:
        self.address = ("127.0.0.1", free_port())
        self.log = folder / "plain.log"
        self.community_id = new_id()
        self._name = f"bench_{new_id()[-10:]}"
        self._url = make_url(POSTGRESQL).set(drivername="postgresql+psycopg", database=self._name)
        self._members = [new_id() for _ in range(clients)]
        self._slots = max(32, clients)
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self.engine: Engine = create_engine(self._url, isolation_level="AUTOCOMMIT")

    def start(self) -> None:
        """Create the database, start gateway and service, wait until a claim is answered."""
        server = create_engine(self._url.set(database="postgres"), isolation_level="AUTOCOMMIT")
        with server.connect() as connection:
            connection.exec_driver_sql(f'CREATE DATABASE "{self._name}"')
        server.dispose()
        METADATA.create_all(self.engine)
        board = {"community_id": self.community_id, "name": "三辅街社区", "as_of": datetime.now(UTC)}
        with self.engine.connect() as connection:
            connection.execute(insert(BOARDS), board | dict.fromkeys(COUNTS, 12))
        for role in CLAIMERS:
            self._start(role)
        eventually("the baseline answers", self._answers)

    @contextlib.contextmanager
    def listening(self) -> Iterator[None]:
        """Have a listener consume the events while the block runs."""
        self._start("listener")
        try:
            eventually("the listener listens", self._is_listened_to)
            yield
        finally:
            self._end("listener")

    def stop(self) -> None:
        """End the processes, remove queues and database."""
        for role in list(self._processes):
            self._end(role)
        self.engine.dispose()
        with contextlib.suppress(*BROKER_ERRORS):
            self._remove_queues()
        drop(self._url)

    def publish(self, count: int) -> list[str]:
        ids = [new_id() for _ in range(count)]
        with self.engine.connect() as connection:
            publish_wishes(connection, ids)
        return ids

    def claim(self, client: int, wish_id: str) -> bytes:
        body = {"member_id": self._members[client], "plan": "周末送到家"}
        return request("POST", f"/wishes/{wish_id}/claims", body=json.dumps(body).encode())

    def board(self) -> bytes:
        return request("GET", f"/communities/{self.community_id}/board")

    def begin(self) -> None:
        """Nothing to remember: it has no consumer to wait for."""

    def has_caught_up(self) -> bool:
        """Always: an answered claim is committed and dispatched."""
        return True

    def check(self, wish_ids: Sequence[str]) -> list[str]:
        """What is wrong after a contest; nothing, if each wish has one claim."""
        counted = select(CLAIMS.c.wish_id, func.count()).group_by(CLAIMS.c.wish_id)
        with self.engine.connect() as connection:
            claims = {row[0]: row[1] for row in connection.execute(counted.where(CLAIMS.c.wish_id.in_(wish_ids)))}
        return [f"wish {one} has {claims.get(one, 0)} claims" for one in wish_ids if claims.get(one) != 1]

    def latencies_ms(self, wish_ids: Sequence[str]) -> list[float]:
        """From the claim's instant to the listener's, for the events seen so far."""
        of_these = select(CLAIMS.c.id).where(CLAIMS.c.wish_id.in_(wish_ids))
        query = select(SEEN.c.claimed_at, SEEN.c.seen_at).where(SEEN.c.claim_id.in_(of_these))
        with self.engine.connect() as connection:
            rows = connection.execute(query).all()
        return [(row.seen_at - row.claimed_at).total_seconds() * 1000 for row in rows]

    def _start(self, role: str) -> None:
        settings = {
            "name": self._name,
            "amqp_uri": RABBITMQ,
            "database_url": self._url.render_as_string(hide_password=False),
            "http_address": f"127.0.0.1:{self.address[1]}",
            "max_workers": self._slots,
        }
        command = [sys.executable, "-m", "tests.bench.plain", role, json.dumps(settings)]
        with self.log.open("ab") as log:
            self._processes[role] = subprocess.Popen(command, stdout=log, stderr=log)

    def _end(self, role: str) -> None:
        process = self._processes.pop(role)
        process.terminate()
        try:
            process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _answers(self) -> bool:
        for role, process in self._processes.items():
            if process.poll() is not None:
                raise LoadFailed(f"the baseline's {role} has ended: {self.log.read_text()[-2000:]}")
        return self._try(self.claim(0, new_id())) == 404

    def _is_listened_to(self) -> bool:
        [wish_id] = self.publish(1)
        self._try(self.claim(0, wish_id))
        return bool(self.latencies_ms([wish_id]))

    def _try(self, one: bytes) -> int | None:
        """The status of one request, None while nothing answers."""
        try:
            [[answer]] = carry_out(Plan(self.address, [[one]], longest_seconds=2))
        except LoadFailed:
            return None
        return answer.status

    def _remove_queues(self) -> None:
        names = (f"rpc-{self._name}_wishes", f"evt-{self._name}_wishes-wish.claimed--{self._name}_listener.see")
        with connect(RABBITMQ) as connection, connection.channel() as channel:
            for name in names:
                Queue(name)(channel).delete()
            for name in (f"{self._name}.rpc", f"{self._name}_wishes.events"):
                Exchange(name, "topic")(channel).delete()


@contextlib.contextmanager
def running_baseline(clients: int) -> Iterator[Baseline]:
    """The baseline, ready, and gone afterwards with all that it kept."""
    with tempfile.TemporaryDirectory(prefix="linli-bench-") as folder:
        baseline = Baseline(Path(folder), clients)
        try:
            baseline.start()
            yield baseline
        finally:
            baseline.stop()
