"""What the member of the little town has said, and that at last nothing is held on them any more."""

from datetime import UTC, datetime

from gateway import town, town_members
from shared.messages import membership
from shared.messages.declare import Event

EARLIER: tuple[tuple[datetime, Event], ...] = ((datetime(2026, 11, 5, 2, tzinfo=UTC), town_members.PROFILE),)
LATER: tuple[tuple[datetime, Event], ...] = (
    (
        town_members.ERASURE.erased_at,
        membership.MemberErased(member_id=town.MEMBER_ID, unit_id=town.UNIT_ID),
    ),
)
