"""Tokens refused before they expire: of revoked clients, closed organisations, ended staff, members who have left."""

from collections.abc import Mapping
from datetime import datetime

from shared.messages.envelope import Actor

LEEWAY_SECONDS = 5  # by which the clocks of those who tell and of those who sign may differ


class Revocations:
    """Who is refused since when, held in memory; somebody else keeps it up with the board's database."""

    def __init__(self) -> None:
        self._since: Mapping[str, datetime] = {}

    def replace(self, since: Mapping[str, datetime]) -> None:
        """From now on it is these."""
        self._since = since

    def covers(self, actor: Actor, issued_at: float) -> bool:
        """
        Whether a token issued at that second is refused: its client was revoked, or its organisation closed, or it is
        from before its member has left. Who is back has a newer one; a member's unit is no matter.
        """
        if not self._since:
            return False
        if actor.role == "member":
            since = self._since.get(actor.member_id or actor.client_id)
            return since is not None and issued_at <= since.timestamp() + LEEWAY_SECONDS
        return actor.client_id in self._since or actor.organisation_id in self._since
