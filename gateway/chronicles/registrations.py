"""What has happened in the little town to registrations, pairings and what units give."""

from datetime import UTC, datetime
from typing import Any

from gateway import town
from shared.messages import membership
from shared.messages.declare import Event

OF_MEMBER = {"member_id": town.MEMBER_ID, "unit_id": town.UNIT_ID}
OF_REGISTRATION: dict[str, Any] = {
    "registration_id": town.REGISTRATION_ID,
    "community_id": town.COMMUNITY_ID,
    "kind": "residence",
    **OF_MEMBER,
}
OF_NEXT: dict[str, Any] = {
    **OF_REGISTRATION,
    "registration_id": town.NEXT_REGISTRATION_ID,
    "community_id": town.NEXT_COMMUNITY_ID,
}
OF_PAIR = {"pairing_id": town.PAIRING_ID, "unit_id": town.UNIT_ID, "community_id": town.COMMUNITY_ID}
OF_RESOURCE: dict[str, Any] = {"resource_id": town.RESOURCE_ID, "unit_id": town.UNIT_ID}


def _on(day: int, hour: int) -> datetime:
    return datetime(2026, 12, day, hour, tzinfo=UTC)


HISTORY: tuple[tuple[datetime, Event], ...] = (
    (_on(10, 3), membership.RegistrationRefused(**OF_NEXT)),
    (_on(10, 4), membership.RegistrationWithdrawn(**OF_NEXT)),
    (
        _on(10, 5),
        membership.RegistrationTransferred(**OF_REGISTRATION, followed_by_id=town.NEXT_REGISTRATION_ID),
    ),
    (_on(10, 6), membership.RegistrationEnded(**OF_NEXT, cause="by_member")),
    (_on(11, 1), membership.PairingProposed(**OF_PAIR, proposed_by="unit")),
    (_on(11, 2), membership.PairingDeclined(**OF_PAIR)),
    (_on(12, 1), membership.PairingAccepted(**OF_PAIR)),
    (
        _on(13, 1),
        membership.ResourceOffered(**OF_RESOURCE, kind=town.RESOURCE.kind, title=town.RESOURCE.title),
    ),
    (
        _on(14, 1),
        membership.ResourceReplaced(**OF_RESOURCE, kind=town.RESOURCE.kind, title=town.RESOURCE.title),
    ),
    (_on(15, 1), membership.ResourceWithdrawn(**OF_RESOURCE)),
    (_on(16, 1), membership.PairingEnded(**OF_PAIR, ended_by="community")),
)
