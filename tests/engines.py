"""A RabbitMQ and a PostgreSQL of a test's own, on free ports, to be stopped and killed at will."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import pytest

from deploy.demo.play import free_port

RABBITMQ_SERVER = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
POSTGRESQL_BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
START_SECONDS = 60


def need(what: str, is_there: bool) -> None:
    if not is_there:
        if os.environ.get("CI") == "true":
            pytest.fail(f"{what} isn't installed")
        pytest.skip(f"{what} isn't installed")


class Engine:
    """A server process in a process group of its own."""

    def __init__(self, folder: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix=folder))
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    def command(self) -> list[str]:
        raise NotImplementedError

    def options(self) -> dict[str, object]:
        return {}

    def start(self) -> None:
        with (self.folder / "out").open("ab") as out:
            self.process = subprocess.Popen(
                self.command(),
                stdout=out,
                stderr=out,
                start_new_session=True,
                **self.options(),  # type: ignore[call-overload]
            )
        ends_at = time.monotonic() + START_SECONDS
        while not self.answers():
            if time.monotonic() > ends_at or self.process.poll() is not None:
                raise RuntimeError((self.folder / "out").read_text(errors="replace")[-2000:])
            time.sleep(0.1)

    def answers(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), 1).close()
        except OSError:
            return False
        return True

    def kill(self) -> None:
        """kill -9 of the server with all its processes."""
        if self.process:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def remove(self) -> None:
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


class OwnRabbitMQ(Engine):
    def __init__(self) -> None:
        need("RabbitMQ", RABBITMQ_SERVER.exists())
        super().__init__("linli-rabbitmq-")

    @property
    def uri(self) -> str:
        return f"amqp://guest:guest@127.0.0.1:{self.port}//"

    def command(self) -> list[str]:
        return [str(RABBITMQ_SERVER)]

    def options(self) -> dict[str, object]:
        own = {
            "HOME": str(self.folder),
            "RABBITMQ_NODENAME": f"linli{self.port}@localhost",
            "RABBITMQ_NODE_PORT": str(self.port),
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_DIST_PORT": str(free_port()),
            "RABBITMQ_MNESIA_BASE": str(self.folder / "data"),
            "RABBITMQ_LOG_BASE": str(self.folder / "log"),
            "RABBITMQ_PID_FILE": str(self.folder / "pid"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self.folder / "plugins"),
            "RABBITMQ_CONFIG_FILE": str(self.folder / "config"),
        }
        return {"env": {**os.environ, **own}}


class OwnPostgreSQL(Engine):
    def __init__(self) -> None:
        need("PostgreSQL", bool(POSTGRESQL_BINARIES))
        super().__init__("linli-postgresql-")
        self._as_user = {"user": "postgres"} if os.geteuid() == 0 else {}
        if self._as_user:
            shutil.chown(self.folder, "postgres")
        initdb = [
            str(POSTGRESQL_BINARIES[0] / "initdb"),
            "-D",
            self._data,
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
        ]
        subprocess.run(initdb, check=True, capture_output=True, cwd="/", **self._as_user)  # type: ignore[call-overload]

    @property
    def _data(self) -> str:
        return str(self.folder / "data")

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}"

    def command(self) -> list[str]:
        options = ["-c", "listen_addresses=127.0.0.1", "-k", str(self.folder), "-c", "max_connections=200"]
        return [str(POSTGRESQL_BINARIES[0] / "postgres"), "-D", self._data, "-p", str(self.port), *options]

    def options(self) -> dict[str, object]:
        return {"cwd": "/", **self._as_user}

    def answers(self) -> bool:
        ready = [str(POSTGRESQL_BINARIES[0] / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        return subprocess.run(ready, check=False).returncode == 0
