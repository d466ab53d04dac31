"""Tokens refused before they expire: of revoked clients, closed organisations, ended staff, members who have left."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from gateway.tokens import Verified

LEEWAY_SECONDS = 5  # by which the clocks of those who tell and of those who sign may differ


class Revocation(NamedTuple):
    """Since when somebody is refused; member_version: a member's from then on, where it was told."""

    at: datetime
    member_version: int | None = None


class Revocations:
    """Who is refused since when, held in memory; somebody else keeps it up with the board's database."""

    def __init__(self) -> None:
        self._since: Mapping[str, Revocation] = {}

    def replace(self, since: Mapping[str, Revocation]) -> None:
        """From now on it is these."""
        self._since = since

    def covers(self, token: Verified) -> bool:
        """
        Whether a token is refused: its client was revoked, or its organisation closed, or it is from before its member
        has left or moved. That is told by the member's version, which no clock sets: who is back, or with another unit,
        has a newer one at once. The time tells it of tokens and events without one, of an earlier version of ours.
        """
        if not self._since:
            return False
        actor = token.actor
        if actor.role != "member":
            return actor.client_id in self._since or actor.organisation_id in self._since
        since = self._since.get(actor.member_id or actor.client_id)
        if since is None:
            return False
        if since.member_version is None or token.member_version is None:
            return token.issued_at <= since.at.timestamp() + LEEWAY_SECONDS
        return token.member_version < since.member_version
