"""Static keys of clients that can't ask for tokens: each stands for a token as long as that lasts."""

from collections import OrderedDict
from hashlib import sha256

KEPT_KEYS = 10_000


class ApiKeys:
    """Which token was made out to which key, by the key's digest alone; whether the token is still good others know."""

    def __init__(self) -> None:
        self._tokens: OrderedDict[str, str] = OrderedDict()

    def find(self, key: str) -> str | None:
        return self._tokens.get(_digest(key))

    def keep(self, key: str, token: str) -> None:
        self._tokens[_digest(key)] = token
        self._tokens.move_to_end(_digest(key))
        if len(self._tokens) > KEPT_KEYS:
            self._tokens.popitem(last=False)


def _digest(key: str) -> str:
    return sha256(key.encode()).hexdigest()
