"""What a resident of the little town needs, and what becomes of it."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from gateway import town
from shared.messages import board, engagement
from shared.messages.declare import Event

NEED_ID, OTHER_NEED_ID, LINK_ID = map(town.id_of, range(0x70, 0x73))
REASON = "物业只换了一盏灯，另一盏下周到货。"


def _on(day: int, hour: int) -> datetime:
    return datetime(2026, 12, day, hour, tzinfo=UTC)


NEED = engagement.Need(
    id=NEED_ID,
    community_id=town.COMMUNITY_ID,
    ticket_number="XQ-LJ-0102-2026-000001",
    ticket_path="/v1/need-tickets/" + town.RECEIPT_TOKEN,
    category="public_facilities",
    title="三单元楼道的灯不亮",
    description="二楼到四楼的灯都不亮，晚上回家看不清台阶。",
    place="梧桐里3幢3单元",
    latitude=None,
    longitude=None,
    privacy="public",
    origin="resident",
    state="submitted",
    has_contact=True,
    is_resolvable=False,
    merged_into_id=None,
    links=[],
    submitted_at=_on(17, 1),
    changed_at=_on(17, 1),
    version=1,
)
ACCEPTED = replace(NEED, state="accepted", changed_at=_on(17, 2), version=2)
LINK = engagement.NeedLink(
    id=LINK_ID, kind="wish", target_id=town.WISH_ID, linked_at=_on(18, 1), is_done=True, is_given_up=False
)
IN_HAND = replace(ACCEPTED, state="in_hand", is_resolvable=True, links=[LINK], changed_at=_on(18, 1), version=3)
RESOLVED = replace(IN_HAND, state="partly", is_resolvable=False, changed_at=_on(20, 1), version=4)
REOPENED = replace(ACCEPTED, state="reopened", changed_at=_on(21, 1), version=5)
DECLINED = replace(NEED, state="declined", changed_at=_on(17, 2), version=2)
MERGED = replace(NEED, state="merged", merged_into_id=OTHER_NEED_ID, changed_at=_on(17, 2), version=2)
WITHDRAWN = replace(
    NEED,
    title="",
    description="",
    place=None,
    state="withdrawn",
    has_contact=False,
    changed_at=_on(17, 2),
    version=2,
)
NAMELESS = replace(ACCEPTED, has_contact=False, version=3)
OVERSEEN = engagement.need_overviews.OverseenNeed(
    id=NEED_ID,
    community_id=town.COMMUNITY_ID,
    ticket_number=IN_HAND.ticket_number,
    category=IN_HAND.category,
    title=IN_HAND.title,
    privacy=IN_HAND.privacy,
    origin=IN_HAND.origin,
    state=IN_HAND.state,
    submitted_at=IN_HAND.submitted_at,
    changed_at=IN_HAND.changed_at,
    closed_at=None,
)
OVERSEEN_COUNT = engagement.need_overviews.CommunityNeedCount(
    community_id=town.COMMUNITY_ID,
    total=24,
    by_state=[
        engagement.need_overviews.NeedStateCount(state="in_hand", count=3),
        engagement.need_overviews.NeedStateCount(state="resolved", count=21),
    ],
)
CONTACT = engagement.NeedPerson(name="王秀兰", phone="13900000002")
STEPS = [
    engagement.NeedStep(kind="submitted", reason=None, role="resident", at=_on(17, 1)),
    engagement.NeedStep(kind="accepted", reason=None, role="community", at=_on(17, 2)),
    engagement.NeedStep(kind="in_hand", reason=None, role="community", at=_on(18, 1)),
    engagement.NeedStep(kind="partly", reason=REASON, role="community", at=_on(20, 1)),
]
TICKET = engagement.NeedTicket(
    ticket_number=NEED.ticket_number,
    community_id=town.COMMUNITY_ID,
    category=NEED.category,
    state="partly",
    is_merged=False,
    board_need_id=NEED_ID,
    submitted_at=NEED.submitted_at,
    changed_at=RESOLVED.changed_at,
    steps=STEPS,
)
CATEGORIES = engagement.NeedCategories(
    items=[
        engagement.NeedCategory(code="public_facilities", name="公共设施", english_name="Public facilities"),
        engagement.NeedCategory(code="elderly", name="助老服务", english_name="Help for the elderly"),
    ]
)
BOARD_NEED = board.BoardNeed(
    id=NEED_ID,
    category=NEED.category,
    title=NEED.title,
    description=NEED.description,
    place=NEED.place,
    links=[board.BoardNeedLink(kind="wish", target_id=town.WISH_ID, title=town.EDITED_WISH.title)],
    state="partly",
    accepted_at=ACCEPTED.changed_at,
    changed_at=RESOLVED.changed_at,
)
COUNTS = board.NeedCounts(
    submitted=2,
    accepted=1,
    in_hand=3,
    resolved=21,
    partly=4,
    unresolved=1,
    declined=2,
    merged=5,
    reopened=0,
    withdrawn=1,
)
BOARD = board.BoardSummary(
    community_id=town.COMMUNITY_ID,
    name=town.COMMUNITY.name,
    wishes=board.WishCounts(published=3, claimed=1, delivered=0, fulfilled=9, withdrawn=1, expired=2),
    done_last_30_days=4,
    commitments_open=1,
    commitments_kept=8,
    commitments_partly=1,
    commitments_broken=0,
    commitments_lapsed=1,
    needs=COUNTS,
    menu_items=6,
    ratings=board.RatingSummary(count=7, counted=5, average=4.6, satisfied_low=0.566, satisfied_high=1.0),
    as_of=town.RATING.rated_at,
)

OF_NEED: dict[str, Any] = {"need_id": NEED_ID, "community_id": town.COMMUNITY_ID}
OF_OTHER: dict[str, Any] = {"need_id": OTHER_NEED_ID, "community_id": town.COMMUNITY_ID}
SAID: dict[str, Any] = {
    name: getattr(NEED, name)
    for name in ("category", "title", "description", "place", "latitude", "longitude", "submitted_at")
}
OF_LINK: dict[str, Any] = {"link_kind": "wish", "target_id": town.WISH_ID}
HISTORY: tuple[tuple[datetime, Event], ...] = (
    (_on(17, 1), engagement.NeedSubmitted(**OF_NEED, category=NEED.category)),
    (_on(17, 2), engagement.NeedAccepted(**OF_NEED, **SAID, before="submitted")),
    (_on(17, 3), engagement.NeedLinked(**OF_NEED, **OF_LINK, title=town.EDITED_WISH.title)),
    (_on(17, 4), engagement.NeedUnlinked(**OF_NEED, **OF_LINK, is_in_hand=False)),
    (_on(20, 1), engagement.NeedResolved(**OF_NEED, outcome="partly")),
    (_on(21, 1), engagement.NeedReopened(**OF_NEED, **SAID, before="partly")),
    (_on(21, 2), engagement.NeedDeclined(**OF_NEED, before="reopened")),
    (_on(21, 3), engagement.NeedMerged(**OF_OTHER, into_need_id=NEED_ID, before="accepted")),
    (_on(21, 4), engagement.NeedWithdrawn(**OF_OTHER)),
)
