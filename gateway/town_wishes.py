"""What else becomes of wishes in the little town: extended, sent back, given back, withdrawn, expired, opened again."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from gateway import town
from shared.messages import board, engagement
from shared.messages.declare import Event

OTHER_WISH_ID, OTHER_CLAIM_ID, OTHER_COMMITMENT_ID, EVIDENCE_ID = map(town.id_of, range(0x78, 0x7C))


def _on(day: int, hour: int) -> datetime:
    return datetime(2026, 12, day, hour, tzinfo=UTC)


TEMPORARY = replace(town.WISH, expires_at=datetime(2026, 12, 31, 16, tzinfo=UTC))
WITHDRAWN = replace(town.CLAIMED_WISH, state="withdrawn", claim_id=None, version=4)
REOPENED = replace(TEMPORARY, expires_at=datetime(2027, 3, 31, 16, tzinfo=UTC), version=3)
EXTENSION = "灯具要等厂家发货，晚三天到。"
EXTENDED = replace(
    town.COMMITTED,
    due_at=_on(8, 10),
    commitment=replace(
        town.COMMITMENT, due_at=_on(8, 10), extended_from=town.COMMITMENT.due_at, extension_reason=EXTENSION
    ),
    version=3,
)
GIVEN_BACK = replace(
    town.COMMITTED,
    state="released",
    due_at=None,
    commitment=replace(town.COMMITMENT, state="released"),
    ending="given_back",
    version=3,
)
SENT_BACK_REASON = "四楼的灯还不亮，请再看一看。"
SENT_BACK = replace(town.COMMITTED, times_sent_back=1, sent_back_reason=SENT_BACK_REASON, version=4)
REMINDERS = engagement.Reminders(
    items=[
        engagement.Reminder(days_left=3, due_at=_on(5, 10), at=_on(2, 1), is_told=True),
        engagement.Reminder(days_left=1, due_at=_on(5, 10), at=_on(4, 1), is_told=False),
        engagement.Reminder(days_left=0, due_at=_on(5, 10), at=_on(5, 1), is_told=False),
    ]
)


def _step(kind: engagement.WishStepKind, role: str, at: datetime, **fields: Any) -> engagement.WishStep:
    usual = {"reason": None, "claim_id": town.CLAIM_ID, "due_at": None}
    return engagement.WishStep(kind=kind, role=role, at=at, **usual | fields)


STEPS = engagement.WishStepPage(
    items=[
        _step("published", "community", town.WISH.published_at, claim_id=None),
        _step("claimed", "member", town.CLAIM.claimed_at, due_at=town.CLAIM.commit_by),
        _step("committed", "member", town.COMMITMENT.made_at, due_at=town.COMMITMENT.due_at),
        _step("extended", "member", _on(1, 2), reason=EXTENSION, due_at=_on(8, 10)),
        _step("delivered", "member", _on(5, 2)),
        _step("sent_back", "community", _on(5, 3), reason=SENT_BACK_REASON, due_at=_on(8, 10)),
    ],
    next=None,
)

EVIDENCE = engagement.Evidence(
    id=EVIDENCE_ID, claim_id=town.CLAIM_ID, media_type="image/jpeg", size_bytes=412_870, attached_at=_on(5, 2)
)

BOARD_COMMITMENT = board.BoardCommitment(
    id=town.COMMITMENT_ID,
    kind="wish",
    target_id=town.WISH_ID,
    title=town.EDITED_WISH.title,
    text=town.COMMITMENT.text,
    made_at=town.COMMITMENT.made_at,
    due_at=town.COMMITMENT.due_at,
    extended_from=None,
    state="kept",
)

OF_OTHER: dict[str, Any] = {"wish_id": OTHER_WISH_ID, "community_id": town.COMMUNITY_ID}
OF_CLAIM: dict[str, Any] = {
    **OF_OTHER,
    "claim_id": OTHER_CLAIM_ID,
    "member_id": town.MEMBER_ID,
    "unit_id": town.UNIT_ID,
}
OF_COMMITMENT: dict[str, Any] = {**OF_CLAIM, "commitment_id": OTHER_COMMITMENT_ID}
HISTORY: tuple[tuple[datetime, Event], ...] = (
    (_on(22, 1), engagement.WishExpired(**OF_OTHER)),
    (_on(22, 2), engagement.WishReopened(**OF_OTHER, expires_at=datetime(2027, 3, 31, 16, tzinfo=UTC))),
    (_on(25, 1), engagement.CommitmentDueSoon(**OF_COMMITMENT, days_left=3, due_at=_on(28, 10))),
    (_on(26, 1), engagement.CommitmentExtended(**OF_COMMITMENT, due_at=_on(30, 10), extended_from=_on(28, 10))),
    (_on(27, 1), engagement.DeliverySentBack(**OF_COMMITMENT, due_at=_on(30, 10))),
    (_on(28, 1), engagement.WishWithdrawn(**OF_CLAIM)),
)
