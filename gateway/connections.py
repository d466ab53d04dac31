"""How many connections one process holds at a time: no caller takes them all, and files are left for the engines."""

import resource
from collections import Counter
from ipaddress import ip_address

from gateway.limits import network_of

MAX_CONNECTIONS = 3000  # 2,000 open streams, and as many again as usual callers need beside them
RESERVED_FILES = 512  # databases, broker, logs
SHARE = 6


def room_for_connections() -> int:
    """
    How many connections this process can hold; its limit on open files is raised as far as they need it.

    Where even the hard limit is too low for the usual reserve, half of it is kept.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MAX_CONNECTIONS + RESERVED_FILES
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    limit = wanted if soft == resource.RLIM_INFINITY else soft
    return min(MAX_CONNECTIONS, max(limit // 2, limit - RESERVED_FILES))


class Connections:
    """
    Counts open connections, in total and by address, or by /64 for IPv6.

    is_behind_proxy: all come from the proxies then, so that addresses tell nothing; nor do those of this machine.
    """

    def __init__(self, most: int, *, is_behind_proxy: bool) -> None:
        self._most = most
        self._share = max(1, most // SHARE)
        self._is_behind_proxy = is_behind_proxy
        self._total = 0
        self._by_network: Counter[str] = Counter()

    def admit(self, address: str) -> bool:
        """Count one more, unless there are enough; each that is admitted has to be let go."""
        network = network_of(address)
        if self._total >= self._most or (self._is_capped(address) and self._by_network[network] >= self._share):
            return False
        self._total += 1
        self._by_network[network] += 1
        return True

    def let_go(self, address: str) -> None:
        network = network_of(address)
        self._total -= 1
        self._by_network[network] -= 1
        if not self._by_network[network]:
            del self._by_network[network]

    def _is_capped(self, address: str) -> bool:
        return not self._is_behind_proxy and not ip_address(address.partition("%")[0]).is_loopback
