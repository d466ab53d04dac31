import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import eventlet
import pytest

from deploy.demo.play import environment_of, free_port
from deploy.exclusive import Occupied, Owner, check_address, exclusive_home, find_owner
from shared.config import BadSetting, Settings, read_settings
from tests.systems import System, need_rabbitmq, running_system, settings_of_a_system

HOLD = """
import sys, time
from pathlib import Path
from deploy.exclusive import exclusive_home

with exclusive_home(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    """Another process that has the home folder `tmp_path`."""
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


@pytest.fixture(params=["127.0.0.1", "0.0.0.0", "[::1]"])  # noqa: S104 (nothing is answered there)
def listener(request: Any) -> Iterator[tuple[str, int]]:
    """Host and port where somebody listens as the gateway does."""
    host, port = request.param, free_port()
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with eventlet.listen((host.strip("[]"), port), family):
        yield host, port


def settings_at(address: str) -> Settings:
    return read_settings({"LINLI_HTTP_ADDRESS": address})


def start(settings: Settings, *words: str) -> "subprocess.CompletedProcess[str]":
    """`linli up` of a system that is to be refused."""
    command = [sys.executable, "-m", "deploy", "up", *words]
    environment = environment_of(settings)
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)


def test_a_home_has_one_system_at_a_time(tmp_path: Path) -> None:
    with exclusive_home(tmp_path):
        owner = find_owner(tmp_path)
        with pytest.raises(Occupied) as refused, exclusive_home(tmp_path):
            pass

    assert owner == Owner(os.getpid())
    assert str(refused.value) == f"{tmp_path} is in use by process {os.getpid()}; stop it, or set another LINLI_HOME"


def test_a_home_is_free_again_when_its_system_has_ended(tmp_path: Path) -> None:
    owners = []
    for _ in range(2):
        with exclusive_home(tmp_path):
            owners.append(find_owner(tmp_path))
        owners.append(find_owner(tmp_path))

    assert owners == [Owner(os.getpid()), None] * 2


def test_a_killed_system_leaves_no_lock_behind(tmp_path: Path, holder: "subprocess.Popen[str]") -> None:
    before = find_owner(tmp_path)
    holder.kill()
    holder.wait()
    with exclusive_home(tmp_path):
        after = find_owner(tmp_path)

    assert (before, after) == (Owner(holder.pid), Owner(os.getpid()))


def test_who_has_a_home_tells_where_it_listens(tmp_path: Path) -> None:
    with exclusive_home(tmp_path, "[::1]:18260"):
        owner = find_owner(tmp_path)

    assert owner == Owner(os.getpid(), "[::1]:18260")
    assert str(owner) == f"process {os.getpid()} at [::1]:18260"


def test_to_ask_who_has_a_home_leaves_nothing_there(tmp_path: Path) -> None:
    assert find_owner(tmp_path) is None
    assert list(tmp_path.iterdir()) == []


def test_a_home_that_cannot_be_used_is_a_bad_setting(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match=r"^LINLI_HOME: .*No such file or directory$"), exclusive_home(tmp_path / "no"):
        pass


def test_where_somebody_listens_no_system_starts(listener: tuple[str, int]) -> None:
    host, port = listener
    with pytest.raises(Occupied, match=r"^somebody already listens on .*; stop it, or set another LINLI_HTTP_ADDRESS$"):
        check_address(settings_at(f"{host}:{port}"), is_shared=False)


def test_an_address_of_all_interfaces_is_taken_by_each_of_them() -> None:
    with eventlet.listen(("127.0.0.1", free_port())) as listening:
        settings = settings_at(f"0.0.0.0:{listening.getsockname()[1]}")
        with pytest.raises(Occupied):
            check_address(settings, is_shared=False)


def test_gateways_of_one_system_share_their_port(listener: tuple[str, int]) -> None:
    host, port = listener

    check_address(settings_at(f"{host}:{port}"), is_shared=True)


def test_a_port_that_somebody_does_not_share_is_refused_to_any_gateway() -> None:
    with socket.create_server(("127.0.0.1", 0)) as alone:
        settings = settings_at(f"127.0.0.1:{alone.getsockname()[1]}")
        with pytest.raises(Occupied):
            check_address(settings, is_shared=True)


def test_a_port_of_which_only_connections_are_left_is_free() -> None:
    """As after a kill: the side that closes first keeps the address for a minute."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)) as client:
            listening.accept()[0].close()
            closed = client.recv(1)

    assert closed == b""
    check_address(settings_at(f"127.0.0.1:{port}"), is_shared=False)


@pytest.mark.parametrize("host", ["192.0.2.1", "[2001:db8::1]", "no-such-host.invalid"])
def test_an_address_that_is_not_ours_is_a_bad_setting(host: str) -> None:
    with pytest.raises(BadSetting, match=r"^LINLI_HTTP_ADDRESS: .*:8000: "):
        check_address(settings_at(f"{host}:8000"), is_shared=False)


# whole systems


@pytest.mark.slow
def test_a_second_system_is_refused_in_one_line() -> None:
    with running_system("embedded") as system:
        settings, process = system.settings, system.processes["all"]
        same_home = start(replace(settings, http_address=f"127.0.0.1:{free_port()}"))
        same_port = start(replace(settings, home=settings.home / "other"))
        is_running = process.poll() is None

    assert is_running
    assert (same_home.returncode, same_home.stdout, same_home.stderr) == (
        1,
        "",
        f"linli: {settings.home} is in use by process {process.pid} at {settings.http_address}; "
        "stop it, or set another LINLI_HOME\n",
    )
    assert (same_port.returncode, same_port.stdout, same_port.stderr) == (
        1,
        "",
        f"linli: somebody already listens on {settings.http_address}; stop it, or set another LINLI_HTTP_ADDRESS\n",
    )


@pytest.mark.real
def test_a_second_supervisor_is_refused_in_one_line(tmp_path: Path, holder: "subprocess.Popen[str]") -> None:
    need_rabbitmq()
    settings = settings_of_a_system("real", tmp_path)
    same_home = start(settings)
    with eventlet.listen(settings.listens_at):
        same_port = start(replace(settings, home=tmp_path / "other"))

    assert (same_home.returncode, same_port.returncode) == (1, 1)
    assert same_home.stderr.startswith(f"linli: {tmp_path} is in use by process {holder.pid}; ")
    assert same_port.stderr.startswith(f"linli: somebody already listens on {settings.http_address}; ")
    assert same_home.stderr.count("\n") == same_port.stderr.count("\n") == 1


@pytest.mark.slow
def test_a_system_listens_on_an_ipv6_address(tmp_path: Path) -> None:

    settings = settings_of_a_system("embedded", tmp_path)
    address = f"[::1]:{free_port()}"
    system = System(replace(settings, http_address=address, public_url=f"http://{address}"))
    try:
        system.start()
        system.wait_until_ready()
    finally:
        system.stop()

    assert system.processes["all"].returncode in (0, -signal.SIGTERM)
