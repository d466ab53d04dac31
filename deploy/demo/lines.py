"""What a story of the demo tells: lines with their places in a feed, and the checks on which it ends."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any


class Wrong(Exception):
    """The story did not end as it must."""


def check(holds: bool, what: str) -> None:
    if not holds:
        raise Wrong(what)


@dataclass
class Line:
    """One line of the timeline."""

    who: str
    what: str
    at: datetime
    topic: str | None = None
    subject: str | None = None
    position: int | None = None

    def is_told_by(self, event: Mapping[str, Any]) -> bool:
        return topic_of(event) == self.topic and self.subject in (None, event["subject"])


def topic_of(event: Mapping[str, Any]) -> str:
    return str(event["type"]).removeprefix("linli.").removesuffix(".v1")


def place(lines: Iterable[Line], events: Sequence[Mapping[str, Any]]) -> None:
    """Give lines their positions in a feed, those of the first events that tell them."""
    for line in lines:
        line.position = next((int(one["position"]) for one in events if line.is_told_by(one)), None)


def unmentioned(lines: Iterable[Line], events: Iterable[Mapping[str, Any]]) -> dict[str, list[int]]:
    """Positions in the feed of what no line names, by topic."""
    mentioned, found = {line.position for line in lines}, dict[str, list[int]]()
    for event in events:
        if event["position"] not in mentioned:
            found.setdefault(topic_of(event), []).append(int(event["position"]))
    return found
