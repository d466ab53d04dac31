"""A whole running system for tests, in either mode: started as `linli up` starts it, ended by its process ids."""

import contextlib
import dataclasses
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.demo.play import environment_of, free_port, wait_until_ready
from deploy.keys import with_keys
from deploy.system import declare_all, migrate_all, remove_all
from shared.broker import BROKER_ERRORS, connect
from shared.config import PROCESSES, TO_FILE, Settings, read_settings
from shared.ids import new_id
from tests.databases import POSTGRESQL, need_postgresql

RABBITMQ = os.environ.get("TEST_AMQP_URI", "amqp://guest:guest@127.0.0.1:5672//")
GRACE_SECONDS = 30


def need_rabbitmq() -> None:
    """Skip where there is no RabbitMQ; in CI that is a failure."""
    try:
        with connect(RABBITMQ) as connection:
            connection.connect()
    except BROKER_ERRORS:
        if os.environ.get("CI") == "true":
            pytest.fail("RabbitMQ can't be reached")
        pytest.skip("RabbitMQ can't be reached; set TEST_AMQP_URI")


def settings_of_a_system(mode: str, home: Path, amqp_uri: str = RABBITMQ, database_url: str = POSTGRESQL) -> Settings:
    """Settings with fresh secrets and a free port; in real mode with a namespace of its own."""
    address = f"127.0.0.1:{free_port()}"
    base = dataclasses.replace(
        read_settings({}),
        home=home,
        http_address=address,
        public_url=f"http://{address}",
        signing_keys=home / "signing-keys.json",
        rate_limit_per_minute=0,
        code_channel=TO_FILE,
    )
    if mode == "real":
        base = dataclasses.replace(
            base, namespace=f"test_{new_id()[-10:]}", database_url=database_url, amqp_uri=amqp_uri
        )
    return with_keys(base)


class System:
    """The processes of one system; each can be killed and is not started again unless asked for."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.names: tuple[str, ...] = ("all",) if settings.is_embedded else PROCESSES
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.log = settings.home / "system.log"

    @property
    def url(self) -> str:
        return self.settings.public_url

    def start(self, *names: str) -> None:
        """Start these processes, all if none is named."""
        for name in names or self.names:
            self.processes[name] = self._open(name)

    def start_another(self, name: str) -> None:
        """One more process of a service."""
        self.processes[f"another {name}"] = self._open(name)

    def _open(self, name: str) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "deploy.run", *([] if name == "all" else [name])]
        with self.log.open("ab") as log:
            return subprocess.Popen(command, env=environment_of(self.settings), stderr=log, stdout=log)

    def wait_until_ready(self) -> None:
        wait_until_ready(self.url, self.processes[self.names[-1]])

    def kill(self, name: str) -> None:
        """kill -9."""
        self.processes[name].kill()
        self.processes[name].wait()

    def stop(self) -> None:
        running = [process for process in self.processes.values() if process.poll() is None]
        for process in running:
            process.send_signal(signal.SIGTERM)
        for process in running:
            try:
                process.wait(GRACE_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextlib.contextmanager
def running_system(
    mode: str, amqp_uri: str = RABBITMQ, database_url: str = POSTGRESQL, *, scan_command: tuple[str, ...] = ()
) -> Iterator[System]:
    """A system that is ready, and gone afterwards with all that it kept."""
    if mode == "real":
        if database_url == POSTGRESQL:
            need_postgresql()
        if amqp_uri == RABBITMQ:
            need_rabbitmq()
    with tempfile.TemporaryDirectory(prefix="linli-test-") as folder:
        settings = settings_of_a_system(mode, Path(folder), amqp_uri, database_url)
        system = System(dataclasses.replace(settings, scan_command=scan_command))
        try:
            if mode == "real":
                migrate_all(system.settings)
                declare_all(system.settings)
            system.start()
            system.wait_until_ready()
            yield system
        finally:
            system.stop()
            if mode == "real":
                with contextlib.suppress(*BROKER_ERRORS):
                    remove_all(system.settings)
