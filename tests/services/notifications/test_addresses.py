"""Which addresses are reached, and that no name leads around the check."""

import socket
from ipaddress import ip_address, ip_network
from typing import Any

import pytest
import requests

from services.notifications.addresses import AddressRefused, CheckedSession, find_literal, is_refused, resolve
from tests.services.notifications.receiver import Planned, Receiver

REFUSED = [
    "0.0.0.0",  # noqa: S104 (refused, not bound)
    "10.0.0.1",
    "100.64.0.1",
    "100.100.100.200",
    "127.0.0.1",
    "127.255.255.254",
    "168.63.129.16",
    "169.254.169.254",
    "172.16.0.1",
    "192.0.0.192",
    "192.168.1.1",
    "198.18.0.1",
    "203.0.113.7",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::7f00:1",
    "2001:db8::1",
    "2002:7f00:1::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
]


@pytest.mark.parametrize("address", REFUSED)
def test_an_address_that_is_not_public_is_refused(address: str) -> None:
    assert is_refused(ip_address(address), ())


@pytest.mark.parametrize("address", ["8.8.8.8", "114.114.114.114", "2400:3200::1", "::ffff:8.8.8.8"])
def test_a_public_address_is_not(address: str) -> None:
    assert not is_refused(ip_address(address), ())


@pytest.mark.parametrize("address", ["10.1.2.3", "::ffff:10.1.2.3", "fd12::1"])
def test_the_operator_opens_networks(address: str) -> None:
    allowed = (ip_network("10.1.0.0/16"), ip_network("fd12::/16"))

    assert not is_refused(ip_address(address), allowed)
    assert is_refused(ip_address("10.2.0.1"), allowed)


@pytest.mark.parametrize(
    "host, address",
    [
        ("127.0.0.1", "127.0.0.1"),
        ("127.0.0.1.", "127.0.0.1"),
        ("127.1", "127.0.0.1"),
        ("2130706433", "127.0.0.1"),
        ("0x7f000001", "127.0.0.1"),
        ("0177.0.0.1", "127.0.0.1"),
        ("0xa9.0xfe.0xa9.0xfe", "169.254.169.254"),
        ("::ffff:7f00:1", "::ffff:7f00:1"),
        ("hooks.example.org", None),
        ("社区.中国", None),
        ("", None),
    ],
)
def test_an_address_is_found_in_every_spelling(host: str, address: str | None) -> None:
    assert find_literal(host) == (ip_address(address) if address else None)


@pytest.mark.parametrize(
    "host", ["localhost", "127.0.0.1", "127.1", "2130706433", "0x7f000001", "[::1]", "[::ffff:127.0.0.1]"]
)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_name_or_number_that_leads_home_is_refused_at_connecting(receiver: Receiver, scheme: str, host: str) -> None:
    with CheckedSession(()) as session, pytest.raises(AddressRefused):
        session.post(f"{scheme}://{host}:{receiver.port}/hook", timeout=2)

    assert receiver.connections == 0


def test_one_bad_address_among_good_ones_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", _names({"mixed.example": ["8.8.8.8", "10.0.0.1"]}))

    with pytest.raises(AddressRefused):
        resolve("mixed.example", 443, ())


def test_a_name_that_changes_its_address_is_asked_once(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first answer is allowed, the second leads to a refused address: who asks twice connects there."""
    answers = [["127.0.0.1"], ["127.0.0.2"]]
    asked: list[str] = []
    real = socket.getaddrinfo

    def rebinding(host: str, *args: Any, **options: Any) -> Any:
        if host != "rebind.example":
            return real(host, *args, **options)
        asked.append(host)
        return _names({host: answers.pop(0)})(host, *args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    with CheckedSession((ip_network("127.0.0.1/32"),)) as session:
        answer = session.post(f"http://rebind.example:{receiver.port}/hook", data=b"", headers={"linli-position": "1"})

    assert answer.status_code == 200
    assert asked == ["rebind.example"]
    assert receiver.received[0].headers["host"] == f"rebind.example:{receiver.port}"


def _names(known: dict[str, list[str]]) -> Any:
    def getaddrinfo(host: str, port: int, *_: Any, **__: Any) -> Any:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in known[host]]

    return getaddrinfo


def test_the_environments_proxy_is_not_asked(receiver: Receiver, http: CheckedSession, monkeypatch: Any) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")

    assert http.post(receiver.url, data=b"").status_code == 200


def test_one_receivers_cookie_is_not_carried_on(receiver: Receiver, http: CheckedSession) -> None:
    receiver.plan = [Planned(headers={"Set-Cookie": "token=1; Path=/"})]
    for _ in range(2):
        http.post(receiver.url, data=b"")

    assert "cookie" not in receiver.received[1].headers


def test_a_host_without_an_address_and_a_port_without_a_server_are_plain_failures(http: CheckedSession) -> None:
    for url in ("http://nowhere.invalid/", f"http://{'a' * 70}.example/", "http://127.0.0.1:1/"):
        with pytest.raises(requests.RequestException):
            http.post(url, timeout=2)
