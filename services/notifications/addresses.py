"""Which addresses webhooks may reach, checked at the moment of connecting, on the very address that is connected to."""

import socket
import sys
from collections.abc import Sequence
from functools import partial
from http.cookiejar import DefaultCookiePolicy
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError
from urllib3.util.connection import create_connection

from services.notifications.patience import PatientResponse

ADDRESS_REFUSED = "webhook.address_refused"
ADDRESSES_TRIED = 3
HOSTS_KEPT = 200
CONNECTIONS_PER_HOST = 16

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# What `ipaddress` calls global in this Python and isn't for us: IETF assignments (a cloud's metadata among them),
# another cloud's metadata, 6to4 with its relays, site-local, documentation.
NEVER = tuple(
    ip_network(text)
    for text in ("192.0.0.0/24", "168.63.129.16/32", "192.88.99.0/24", "2002::/16", "fec0::/10", "3fff::/20")
)


class AddressRefused(Exception):
    """The host has an address that webhooks may not reach."""


def is_refused(address: Address, allowed: Sequence[Network]) -> bool:
    """Whether an address isn't a public one of a single machine, nor in a network that the operator lists."""
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if any(address in network for network in allowed):
        return False
    return (
        not address.is_global
        or address.is_multicast
        or address.is_reserved
        or address.is_link_local
        or any(address in network for network in NEVER)
    )


def find_literal(host: str) -> Address | None:
    """The address that a host spells out itself, in any form that a resolver takes: `127.1`, `0x7f000001`, `::1`."""
    try:
        return ip_address(host)
    except ValueError:
        pass
    try:
        return IPv4Address(socket.inet_aton(host.rstrip(".")))
    except (OSError, ValueError):
        return None


def resolve(host: str, port: int, allowed: Sequence[Network]) -> list[str]:
    """
    The addresses of a host, in the order to be tried.

    Raises:
        AddressRefused: one of them may not be reached.
        gaierror: the host has none.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:
        raise socket.gaierror(socket.EAI_NONAME, str(error)) from None
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if any(is_refused(ip_address(address), allowed) for address in addresses):
        raise AddressRefused(host)
    return addresses[:ADDRESSES_TRIED]


class CheckedHTTPConnection(HTTPConnection):
    """Resolves its host once, checks every address and connects to those alone, so that no name can change between."""

    response_class = PatientResponse

    def __init__(self, *args: Any, allowed: Sequence[Network], **options: Any) -> None:
        super().__init__(*args, **options)
        self._allowed = allowed

    def _new_conn(self) -> socket.socket:
        try:
            addresses = resolve(self._dns_host, self.port, self._allowed)
        except socket.gaierror as error:
            raise NameResolutionError(self.host, self, error) from error
        failure: OSError | None = None
        for address in addresses:
            try:
                connected = create_connection((address, self.port), self.timeout, socket_options=self.socket_options)
            except OSError as error:
                failure = error
            else:
                sys.audit("http.client.connect", self, self.host, self.port)
                return connected
        if isinstance(failure, TimeoutError):
            raise ConnectTimeoutError(self, "the connection timed out") from failure
        raise NewConnectionError(self, "no connection") from failure


class CheckedHTTPSConnection(CheckedHTTPConnection, HTTPSConnection):
    """The same under TLS; the certificate is held against the host's name, not its address."""


class CheckedHTTPPool(HTTPConnectionPool):
    """Connections to one host."""

    ConnectionCls = CheckedHTTPConnection


class CheckedHTTPSPool(HTTPSConnectionPool):
    """Connections to one host under TLS."""

    ConnectionCls = CheckedHTTPSConnection


class CheckedAdapter(HTTPAdapter):
    """Has requests use checked connections only."""

    def __init__(self, allowed: Sequence[Network]) -> None:
        self._allowed = allowed
        super().__init__(pool_connections=HOSTS_KEPT, pool_maxsize=CONNECTIONS_PER_HOST)

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = {
            "http": partial(CheckedHTTPPool, allowed=self._allowed),
            "https": partial(CheckedHTTPSPool, allowed=self._allowed),
        }


class CheckedSession(requests.Session):
    """
    HTTP to endpoints that others have named: checked addresses, no redirects, no proxy, no cookies.

    One session may serve many deliveries at once; whoever opens it closes it.
    """

    def __init__(self, allowed: Sequence[Network]) -> None:
        super().__init__()
        self.trust_env = False
        self.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self.mount("http://", CheckedAdapter(allowed))
        self.mount("https://", CheckedAdapter(allowed))

    def get_redirect_target(self, resp: requests.Response) -> None:
        """Nothing: otherwise requests reads a redirect's whole body, even where it doesn't follow."""
