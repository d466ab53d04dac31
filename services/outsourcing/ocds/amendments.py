"""Amendments of calls and contracts: each names the release that told of it, and the one before that."""

from collections.abc import Iterable
from typing import Any

from services.outsourcing.ocds.parts import instant, known
from services.outsourcing.ocds.process import Amended, Stamp


def amendments_of(amended: Iterable[Amended], section: dict[str, Any], stamp: Stamp) -> list[dict[str, Any]]:
    """section: what the release before said of that which is amended; what stands there is told as it was."""
    told = {one["id"]: one for one in section.get("amendments", [])}
    return [
        told.get(one.id)
        or known(
            id=one.id,
            date=instant(one.amended_at),
            rationale=one.reason,
            description=one.changed,
            releaseID=stamp.id,
            amendsReleaseID=stamp.previous.get("id"),
        )
        for one in amended
    ]
