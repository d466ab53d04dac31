"""How often a caller may ask: sliding windows of a minute, counted in each gateway process for itself."""

import math
from dataclasses import dataclass
from ipaddress import ip_network

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from shared.clock import Clock

WINDOW_SECONDS = 60


@dataclass(frozen=True)
class Policy:
    """A named limit, as a share of what one client may do."""

    name: str
    divisor: int


CLIENT = Policy("client", 1)
ADDRESS = Policy("address", 4)
SIGN_IN = Policy("sign-in", 20)
ONE_TIME_CODE = Policy("one-time-code", 120)
PUBLIC_KEY = Policy("public-key", 20)
POLICIES = (CLIENT, ADDRESS, SIGN_IN, ONE_TIME_CODE, PUBLIC_KEY)


@dataclass(frozen=True, slots=True)
class Allowance:
    """
    What a caller has left.

    policy, remaining: as draft-ietf-httpapi-ratelimit-headers writes them.
    wait_seconds: after that there is room again.
    """

    is_within: bool
    policy: str
    remaining: str
    wait_seconds: int


class RateLimiter:
    """Counts requests; `per_minute` is what one client may do, 0 lets everything pass."""

    def __init__(self, per_minute: int, clock: Clock) -> None:
        self._clock = clock
        self._is_on = per_minute > 0
        self._strategy = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._items: dict[Policy, RateLimitItem] = {
            policy: RateLimitItemPerMinute(max(1, per_minute // policy.divisor), namespace=policy.name)
            for policy in POLICIES
        }

    def count(self, policy: Policy, caller: str) -> Allowance | None:
        """Count one request of a caller; None where limits are off."""
        if not self._is_on:
            return None
        item = self._items[policy]
        is_within = self._strategy.hit(item, caller)
        reset_at, remaining = self._strategy.get_window_stats(item, caller)
        wait_seconds = math.ceil(reset_at - self._clock.now().timestamp())
        return Allowance(
            is_within=is_within,
            policy=f'"{policy.name}";q={item.amount};w={WINDOW_SECONDS}',
            remaining=f'"{policy.name}";r={remaining}',
            wait_seconds=min(max(wait_seconds, 1), WINDOW_SECONDS),
        )


def network_of(address: str) -> str:
    """The address, or for IPv6 the /64 in which one subscriber picks addresses at will."""
    if ":" not in address:
        return address
    try:
        return str(ip_network(f"{address.partition('%')[0]}/64", strict=False))
    except ValueError:
        return address
