"""Tokens that are refused before they expire: of clients that were revoked, and of organisations that were closed."""

from collections.abc import Iterable

from shared.messages.envelope import Actor


class Revocations:
    """Who is refused, held in memory; somebody else keeps it up with the board's database, in the background."""

    def __init__(self) -> None:
        self._ids: frozenset[str] = frozenset()

    def replace(self, ids: Iterable[str]) -> None:
        """From now on it is these."""
        self._ids = frozenset(ids)

    def covers(self, actor: Actor) -> bool:
        """Whether this client was revoked, or its organisation closed; a member's unit is no matter."""
        if not self._ids:
            return False
        return actor.client_id in self._ids or (actor.role != "member" and actor.organisation_id in self._ids)
