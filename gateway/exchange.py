"""One request while it is worked on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from werkzeug.wrappers import Request

from gateway.limits import Policy, RateLimiter
from gateway.route import Route
from gateway.tools import Tools
from gateway.trace import Trace
from shared.errors import TooMany
from shared.messages.envelope import Actor

if TYPE_CHECKING:
    from gateway.docs import Pages
    from gateway.errors import Problems

PUBLIC = Actor.public()


@dataclass(slots=True, kw_only=True)
class Exchange:
    """
    parameters: what stands in the path, by the names in the route's template.
    headers: set on whatever is answered, a problem too.
    body, form: what was sent, where it had to be read to know who asks.
    """

    request: Request
    route: Route
    parameters: dict[str, str]
    trace: Trace
    tools: Tools
    limiter: RateLimiter
    pages: "Pages"
    problems: "Problems"
    actor: Actor = PUBLIC
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    form: Mapping[str, str] | None = None

    def count(self, policy: Policy, caller: str) -> None:
        """
        Count this request against a limit and tell what is left in the RateLimit headers.

        Raises:
            TooMany: `rate.exceeded`.
        """
        allowance = self.limiter.count(policy, caller)
        if allowance is None:
            return
        self.headers["RateLimit-Policy"] = allowance.policy
        self.headers["RateLimit"] = allowance.remaining
        if not allowance.is_within:
            raise TooMany("rate.exceeded", retry_after_seconds=allowance.wait_seconds)
