"""What is promised for a post of the little town, and what becomes of it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from gateway import town, town_menu, town_wishes
from shared.messages import board, engagement
from shared.messages.declare import Event

COMMITMENT_ID, POST_CLAIM_ID = map(town.id_of, range(0x9C, 0x9E))


def _on(day: int, hour: int, month: int = 12, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)


EXTENSION = "年底值班多，推迟一周。"
REPORT = "每晚巡查一次，发现两处隐患，都已报给社区。"
WORD = "有几晚没有巡查。"
APPEAL = "那几晚因单位抢修值班，已托邻居代为巡查。"
MADE = engagement.PublicCommitment(
    id=COMMITMENT_ID,
    kind="post",
    target_id=town_menu.POST_ID,
    title=town_menu.POST.title,
    claim_id=None,
    place_claim_id=POST_CLAIM_ID,
    community_id=town.COMMUNITY_ID,
    member_id=town.MEMBER_ID,
    unit_id=town.UNIT_ID,
    text="春节前每晚巡查一次楼道，看看消防通道和楼道灯。",
    made_at=_on(19, 1),
    due_at=_on(24, 10),
    state="open",
    extended_from=None,
    extension_reason=None,
    reported_at=None,
    report=None,
    rulings=[],
    appealable_until=None,
    appeal=None,
    last_nudged_on=None,
    version=1,
)
NUDGED = replace(MADE, last_nudged_on=date(2026, 12, 20))
EXTENDED = replace(NUDGED, due_at=_on(31, 10), extended_from=MADE.due_at, extension_reason=EXTENSION, version=2)
REPORTED = replace(EXTENDED, reported_at=_on(31, 2), report=REPORT, version=3)
RULING = engagement.CommitmentRuling(ruling="partly", word=WORD, role="community", at=_on(31, 8))
JUDGED = replace(REPORTED, state="partly", rulings=[RULING], appealable_until=_on(15, 8, 1, 2027), version=4)
PENDING = engagement.CommitmentAppeal(
    against="partly", reason=APPEAL, made_at=_on(1, 1, 1, 2027), state="pending", word=None, decided_at=None
)
APPEALED = replace(JUDGED, appealable_until=None, appeal=PENDING, version=5)
DECISION = "值班记录属实，邻居也证实了。"
DECIDED = replace(
    APPEALED,
    state="kept",
    rulings=[
        RULING,
        engagement.CommitmentRuling(ruling="kept", word=DECISION, role="department", at=_on(4, 1, 1, 2027)),
    ],
    appeal=replace(PENDING, state="changed", word=DECISION, decided_at=_on(4, 1, 1, 2027)),
    version=6,
)
BOARD_COMMITMENT = board.BoardCommitment(
    id=COMMITMENT_ID,
    kind="post",
    target_id=town_menu.POST_ID,
    title=MADE.title,
    text=MADE.text,
    made_at=MADE.made_at,
    due_at=MADE.due_at,
    extended_from=None,
    state="open",
)
SHOWN = board.ShownCommitment(
    id=town.COMMITMENT_ID,
    community_id=town.COMMUNITY_ID,
    community_name=town.COMMUNITY.name,
    kind="wish",
    target_id=town.WISH_ID,
    title=town_wishes.BOARD_COMMITMENT.title,
    text=town.COMMITMENT.text,
    made_at=town.COMMITMENT.made_at,
    due_at=town.COMMITMENT.due_at,
    extended_from=None,
    state="kept",
)

OF_MEMBER: dict[str, Any] = {
    "commitment_id": COMMITMENT_ID,
    "community_id": town.COMMUNITY_ID,
    "member_id": town.MEMBER_ID,
    "unit_id": town.UNIT_ID,
}
OF_PLACE: dict[str, Any] = {**OF_MEMBER, "menu_item_id": town_menu.POST_ID, "place_claim_id": POST_CLAIM_ID}
HISTORY: tuple[tuple[datetime, Event], ...] = (
    (
        MADE.made_at,
        engagement.PlaceCommitmentMade(**OF_PLACE, kind="post", title=MADE.title, text=MADE.text, due_at=MADE.due_at),
    ),
    (_on(20, 3), engagement.CommitmentNudged(**OF_MEMBER, by="community", due_at=MADE.due_at)),
    (_on(21, 1), engagement.PlaceCommitmentDueSoon(**OF_PLACE, days_left=3, due_at=MADE.due_at)),
    (
        _on(22, 3),
        engagement.PlaceCommitmentExtended(**OF_PLACE, due_at=EXTENDED.due_at, extended_from=MADE.due_at),
    ),
    (_on(31, 2), engagement.PlaceCommitmentReported(**OF_PLACE)),
    (RULING.at, engagement.PlaceCommitmentJudged(**OF_PLACE, verdict="partly")),
    (PENDING.made_at, engagement.CommitmentAppealed(**OF_MEMBER)),
    (
        _on(4, 1, 1, 2027),
        engagement.CommitmentAppealDecided(**OF_MEMBER, before="partly", verdict="kept"),
    ),
    (_on(5, 1, 1, 2027), engagement.PlaceCommitmentLapsed(**OF_PLACE)),
    (_on(5, 2, 1, 2027), engagement.PlaceCommitmentReleased(**OF_PLACE)),
)
