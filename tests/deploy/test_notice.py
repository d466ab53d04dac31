import contextlib
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from deploy.demo.api import Api, Problem, eventually
from deploy.demo.play import environment_of
from deploy.demo.welcome import for_demo
from deploy.notice import where_kept
from deploy.system import remove_all
from shared.config import Settings, read_settings
from tests.deploy.installations import installation
from tests.systems import need_rabbitmq, settings_of_a_system

STARTING = "Linli is starting …\n"
STOPPING = "Linli stops; what is under way is finished first.\n"
REAL = pytest.param("real", marks=pytest.mark.real)


@dataclass
class Watched:
    """A system as somebody sees it who has typed `linli up`."""

    settings: Settings
    process: "subprocess.Popen[bytes]"
    folder: Path

    @property
    def said(self) -> str:
        return (self.folder / "out").read_text()

    @property
    def logged(self) -> str:
        return (self.folder / "err").read_text()

    def wait_for(self, text: str) -> None:
        eventually(f"«{text}» is said", lambda: text in self.said)

    def stop(self, number: int) -> None:
        self.process.send_signal(number)
        self.process.wait(40)


@contextlib.contextmanager
def watched(mode: str, home: Path, *words: str, **given: str) -> Iterator[Watched]:
    """`linli up` as somebody types it who has set nothing but where it works."""
    if mode == "real":
        need_rabbitmq()
    settings = settings_of_a_system(mode, home)
    environment = environment_of(settings) | {"LINLI_WEBHOOK_ALLOW": "", "LINLI_OPERATOR_SECRET": ""} | given
    with (home / "out").open("wb") as out, (home / "err").open("wb") as err:
        command = [sys.executable, "-m", "deploy", "up", *words]
        process = subprocess.Popen(command, env=environment, stdout=out, stderr=err)
    try:
        yield Watched(settings, process, home)
    finally:
        process.terminate()
        process.wait(40)
        if mode == "real":
            remove_all(settings)


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_who_starts_a_system_is_told_what_to_open_and_that_it_stops(tmp_path: Path, number: int) -> None:
    with watched("embedded", tmp_path) as system:
        system.wait_for("Ctrl-C stops it")
        before = system.said
        system.stop(number)

    assert before.startswith(STARTING)
    assert f" {system.settings.public_url}/docs " in before
    assert f"  sign in  client id operator, secret in {tmp_path / 'keys.env'}\n" in before
    assert f"  kept     data and secrets under {tmp_path}\n" in before
    assert system.settings.operator_secret not in before
    assert system.said == before + STOPPING
    assert "deprecated" not in system.logged


@pytest.mark.slow
@pytest.mark.real
def test_so_is_who_starts_its_processes_apart(tmp_path: Path) -> None:
    with watched("real", tmp_path, LINLI_OPERATOR_SECRET="secret") as system:
        system.wait_for("Ctrl-C stops it")
        system.stop(signal.SIGINT)

    assert system.said.startswith(STARTING)
    assert "  sign in  client id operator, secret as LINLI_OPERATOR_SECRET gives it\n" in system.said
    assert f"  kept     data in PostgreSQL at 127.0.0.1:5432, secrets under {tmp_path}\n" in system.said
    assert system.said.endswith(STOPPING)
    assert "deprecated" not in system.logged


@pytest.mark.parametrize("mode", ["embedded", REAL])
def test_a_single_service_says_nothing_but_what_it_logs(tmp_path: Path, mode: str) -> None:
    """It is started by a program, and nothing of another's age comes between its lines."""
    with installation(mode, tmp_path) as settings:
        environment = environment_of(settings) | {"PYTHONWARNINGS": "always"}
        command = [sys.executable, "-W", "always", "-m", "deploy", "up", "evaluation"]
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            eventually("it runs", lambda: is_running(process.pid))
            process.terminate()
            out, err = process.communicate(timeout=40)

    assert out == b""
    assert b"Eventlet is deprecated" not in err


def is_running(process_id: int) -> bool:
    """Whether it has come so far that it catches SIGTERM, as the last step of its start does."""
    status = Path(f"/proc/{process_id}/status").read_text()
    (caught,) = re.findall(r"^SigCgt:\s+(\w+)$", status, re.MULTILINE)
    return bool(int(caught, 16) & 1 << (signal.SIGTERM - 1))


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["embedded", REAL])
def test_in_the_demo_webhooks_reach_this_machine(tmp_path: Path, mode: str) -> None:
    with watched(mode, tmp_path, "--demo") as system:
        system.wait_for("Ctrl-C stops it")
        assert "  webhooks reach public addresses and 127.0.0.0/8; LINLI_WEBHOOK_ALLOW names others\n" in system.said
        subscribe(system, "http://127.0.0.1:9/events")
        with pytest.raises(Problem, match=r"webhook\."):
            subscribe(system, "http://10.0.0.1:9/events")


def subscribe(system: Watched, url: str) -> None:
    (client,) = re.findall(r"^ +community +(\S+)  (\S+)$", system.said, re.MULTILINE)
    (community_id,) = re.findall(r"^  ids +community +(\S+)$", system.said, re.MULTILINE)
    api = Api(system.settings.public_url).as_client(*client)
    api.post("/v1/webhooks", {"stream": "community", "stream_id": community_id, "url": url})


def test_what_the_operator_lists_is_kept_in_the_demo() -> None:
    allowed = [for_demo(read_settings(given)).webhook_allow for given in ({}, {"LINLI_WEBHOOK_ALLOW": "10.20.0.0/16"})]

    assert [[str(network) for network in networks] for networks in allowed] == [["127.0.0.0/8"], ["10.20.0.0/16"]]
    assert read_settings({}).webhook_allow == ()


def test_where_things_are_kept_is_told_without_a_password(tmp_path: Path) -> None:
    settings = replace(read_settings({}), home=tmp_path, database_url="postgresql://linli:geheim@db.example:5433")

    assert where_kept(settings) == f"data in PostgreSQL at db.example:5433, secrets under {tmp_path}"
