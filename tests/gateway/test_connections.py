import subprocess
import sys

import pytest

from gateway.connections import MAX_CONNECTIONS, Connections

ROOM = """
import resource
from gateway.connections import room_for_connections
resource.setrlimit(resource.RLIMIT_NOFILE, ({soft}, {hard}))
print(room_for_connections(), resource.getrlimit(resource.RLIMIT_NOFILE)[0])
"""


def test_two_thousand_streams_and_more_have_room() -> None:
    assert MAX_CONNECTIONS >= 2500


@pytest.mark.parametrize(
    "soft, hard, room, raised_to",
    [(1024, 20000, 3000, 3512), (10000, 20000, 3000, 10000), (1024, 2000, 1488, 2000), (200, 200, 100, 200)],
)
def test_files_are_kept_for_the_engines_whatever_the_limit(soft: int, hard: int, room: int, raised_to: int) -> None:
    command = [sys.executable, "-c", ROOM.format(soft=soft, hard=hard)]
    result = subprocess.run(command, capture_output=True, text=True, check=True)

    assert result.stdout.split() == [str(room), str(raised_to)]


def test_no_more_are_admitted_than_there_is_room_for() -> None:
    connections = Connections(3, is_behind_proxy=True)
    admitted = [connections.admit("192.0.2.1") for _ in range(4)]
    connections.let_go("192.0.2.1")

    assert admitted == [True, True, True, False]
    assert connections.admit("192.0.2.2")
    assert not connections.admit("192.0.2.1")


@pytest.mark.parametrize(
    "first, second, other",
    [("192.0.2.1", "192.0.2.1", "192.0.2.2"), ("2001:db8::1", "2001:db8::ffff", "2001:db8:0:1::1")],
)
def test_one_address_has_a_share_and_leaves_the_rest_to_others(first: str, second: str, other: str) -> None:
    connections = Connections(12, is_behind_proxy=False)
    admitted = [connections.admit(first), connections.admit(second), connections.admit(first)]
    connections.let_go(second)

    assert admitted == [True, True, False]
    assert connections.admit(other)
    assert connections.admit(first)


@pytest.mark.parametrize(
    "address, is_behind_proxy", [("127.0.0.1", False), ("::1", False), ("10.0.0.1", True), ("fe80::1%eth0", True)]
)
def test_a_proxy_may_bring_all_connections(address: str, is_behind_proxy: bool) -> None:
    connections = Connections(12, is_behind_proxy=is_behind_proxy)

    assert [connections.admit(address) for _ in range(13)] == [True] * 12 + [False]


def test_addresses_that_are_gone_are_forgotten() -> None:
    connections = Connections(12, is_behind_proxy=False)
    for number in range(100):
        connections.admit(f"192.0.2.{number}")
        connections.let_go(f"192.0.2.{number}")

    assert not connections._by_network
