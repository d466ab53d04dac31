"""Somebody whom the rosters of two of the little town's units name, and what becomes of it."""

from dataclasses import replace
from datetime import UTC, datetime

from gateway import town
from shared.messages import membership
from shared.messages.declare import Event

CONFLICT_ID, CLAIMING_UNIT_ID, CLAIMED_ID = map(town.id_of, range(0x60, 0x63))
OPENED_AT = datetime(2026, 12, 18, 1, tzinfo=UTC)
DECIDED_AT = datetime(2026, 12, 18, 6, tzinfo=UTC)
REASON = "已于十二月调入市卫生健康委员会。"
PARTIES = {
    "conflict_id": CONFLICT_ID,
    "unit_id": CLAIMING_UNIT_ID,
    "holding_unit_id": town.UNIT_ID,
    "member_id": CLAIMED_ID,
}

CONFLICT = membership.RosterConflict(
    id=CONFLICT_ID,
    member_id=CLAIMED_ID,
    unit_id=CLAIMING_UNIT_ID,
    unit_name="临江市卫生健康委员会",
    holding_unit_id=town.UNIT_ID,
    holding_unit_name=town.UNIT.name,
    state="open",
    claimed=membership.ClaimedEntry(external_id="W-031", name="李建国", department="医政科", phone="139****0139"),
    held=membership.ClaimedEntry(external_id="A-1031", name="李建国", department="外科", phone="139****0139"),
    opened_at=OPENED_AT,
    decided_at=None,
    decided_by=None,
    reason=None,
    allowed=["decide"],
    version=1,
)
MOVED = replace(
    CONFLICT,
    state="moved",
    claimed=None,
    held=None,
    decided_at=DECIDED_AT,
    decided_by="department",
    reason=REASON,
    allowed=[],
    version=2,
)
RELEASED = replace(MOVED, decided_by="holder")
WITHDRAWN = replace(MOVED, state="lapsed", decided_by="claimer", reason="名册有误。")
REOPENED = replace(CONFLICT, version=3)
TRANSFER = membership.MemberTransfer(
    member_id=town.MEMBER_ID,
    from_unit_id=town.UNIT_ID,
    unit_id=CLAIMING_UNIT_ID,
    transferred_at=DECIDED_AT,
    version=2,
)
HISTORY: tuple[tuple[datetime, Event], ...] = (
    (OPENED_AT, membership.RosterConflictOpened(**PARTIES)),
    (
        DECIDED_AT,
        membership.MemberMoved(
            member_id=CLAIMED_ID, unit_id=CLAIMING_UNIT_ID, from_unit_id=town.UNIT_ID, masked_name="李**"
        ),
    ),
    (DECIDED_AT, membership.RosterConflictDecided(**PARTIES, outcome="moved", decided_by="department")),
)
