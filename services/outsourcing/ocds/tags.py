"""Which events a release tells of, and how it is tagged for them; the only place where that is said."""

from collections.abc import Iterable, Mapping
from typing import Literal

from shared.messages.declare import Event
from shared.messages.outsourcing import call_events

Tag = Literal[
    "planning",
    "planningUpdate",
    "tender",
    "tenderAmendment",
    "tenderUpdate",
    "tenderCancellation",
    "award",
    "awardUpdate",
    "awardCancellation",
    "contract",
    "contractUpdate",
    "contractAmendment",
    "implementation",
    "implementationUpdate",
    "contractTermination",
]

CALL_ID = "call_id"  # each of them has it: whose process it belongs to
RELEASED_BY: Mapping[type[Event], tuple[Tag, ...]] = {
    call_events.CallPublished: ("planning", "tender"),
    call_events.CallAmended: ("tenderAmendment",),
    call_events.EnquiryAnswered: ("tenderUpdate",),
    call_events.ProposalsOpened: ("tenderUpdate",),
    call_events.CallUnsuccessful: ("tenderUpdate",),
    call_events.CallCancelled: ("tenderCancellation",),
}
# These have one too, and change nothing of what is told.
NOT_RELEASED: frozenset[type[Event]] = frozenset()
ORDER: tuple[Tag, ...] = Tag.__args__  # type: ignore[attr-defined]


def in_order(tags: Iterable[Tag]) -> list[str]:
    """Each once, in the order of the standard's list."""
    found = set(tags)
    return [tag for tag in ORDER if tag in found]
