"""What stands on the little town's menu, and who claims places of it."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime
from typing import Any

from gateway import town
from shared.messages import board, engagement
from shared.messages.declare import Event

ACTIVITY_ID, ROLE_ID, OTHER_ROLE_ID, POST_ID, POST_ROLE_ID, PLACE_CLAIM_ID = map(town.id_of, range(0x80, 0x86))
MENU_ID, SERIES_ID, NEXT_ACTIVITY_ID = map(town.id_of, range(0x86, 0x89))


def _on(day: int, hour: int) -> datetime:
    return datetime(2026, 12, day, hour, tzinfo=UTC)


ROLES = [
    engagement.ItemRole(id=ROLE_ID, name="清扫", min_places=4, max_places=10, skills=[], taken=0, waiting=0),
    engagement.ItemRole(
        id=OTHER_ROLE_ID, name="电路检查", min_places=1, max_places=2, skills=["电工"], taken=0, waiting=0
    ),
]
DRAFT = engagement.MenuItem(
    id=ACTIVITY_ID,
    community_id=town.COMMUNITY_ID,
    kind="activity",
    state="draft",
    title="清洁楼道，检查楼道灯",
    category="environment",
    description="一起把三幢的楼道清扫干净，顺便检查楼道里的灯。请自备手套。",
    location="梧桐里3幢楼下集合",
    starts_at=_on(26, 1),
    ends_at=_on(26, 3),
    from_on=None,
    until_on=None,
    sign_up_opens_at=None,
    sign_up_closes_at=_on(24, 10),
    extends_until=_on(25, 4),
    withdrawal_hours=24,
    is_settled=False,
    called_off_because=None,
    roles=ROLES,
    published_at=None,
    series_id=None,
    project_id=None,
    social_organisation_id=None,
    version=1,
)
PUBLISHED = replace(DRAFT, state="published", published_at=_on(17, 6), version=2)
EDITED = replace(PUBLISHED, location="梧桐里3幢东门集合", version=3)
CALLED_OFF = replace(EDITED, state="called_off", called_off_because="预报有大雪，改期另行通知。", version=4)
POST = engagement.MenuItem(
    id=POST_ID,
    community_id=town.COMMUNITY_ID,
    kind="post",
    state="draft",
    title="三单元楼道长",
    category="property",
    description="照看一个单元：楼道里有什么不对，告诉社区。",
    location=None,
    starts_at=None,
    ends_at=None,
    from_on=None,
    until_on=None,
    sign_up_opens_at=None,
    sign_up_closes_at=None,
    extends_until=None,
    withdrawal_hours=0,
    is_settled=False,
    called_off_because=None,
    roles=[
        engagement.ItemRole(id=POST_ROLE_ID, name="楼道长", min_places=0, max_places=1, skills=[], taken=0, waiting=0)
    ],
    published_at=None,
    series_id=None,
    project_id=None,
    social_organisation_id=None,
    version=1,
)
MENU = engagement.Menu(
    id=MENU_ID,
    community_id=town.COMMUNITY_ID,
    title="十二月菜单",
    from_on=date(2026, 12, 1),
    until_on=date(2026, 12, 31),
    state="planned",
    drafts=5,
    items=1,
    published_at=None,
    version=1,
)
EDITED_MENU = replace(MENU, title="岁末菜单", version=2)
PUBLISHED_MENU = replace(EDITED_MENU, state="published", drafts=0, items=6, published_at=_on(17, 6), version=3)
SERIES = engagement.ActivitySeries(
    id=SERIES_ID,
    community_id=town.COMMUNITY_ID,
    title="周六清扫",
    recurrence="FREQ=WEEKLY;BYDAY=SA;COUNT=2",
    planned_at=_on(17, 5),
    menu_item_ids=[ACTIVITY_ID, NEXT_ACTIVITY_ID],
)
CEILING = engagement.DailyCeiling(community_id=town.COMMUNITY_ID, on=None, ceiling=60)
DAYS = engagement.CommunityDays(
    items=[
        engagement.CommunityDay(on=date(2026, 12, 26), ceiling=60, places=12, taken=1, suggested=48),
        engagement.CommunityDay(on=date(2026, 12, 27), ceiling=60, places=0, taken=0, suggested=52),
    ],
    left_over=0,
)
HELD = engagement.PlaceClaim(
    id=PLACE_CLAIM_ID,
    menu_item_id=ACTIVITY_ID,
    role_id=ROLE_ID,
    community_id=town.COMMUNITY_ID,
    kind="activity",
    state="held",
    places=1,
    member_id=town.MEMBER_ID,
    unit_id=town.UNIT_ID,
    team_id=None,
    member_ids=[town.MEMBER_ID],
    missed_ids=[],
    claimed_at=_on(17, 7),
    offered_until=None,
    withdrawable_until=_on(25, 1),
    reason=None,
    version=1,
)
ACCEPTED = replace(HELD, version=3)
WITHDRAWN = replace(HELD, state="withdrawn", withdrawable_until=None, reason="临时加班。", version=2)
DECLINED = replace(HELD, state="declined", withdrawable_until=None, version=3)
RELEASED = replace(HELD, state="released", withdrawable_until=None, reason="电路检查改由物业完成。", version=2)
MISSED = replace(HELD, state="missed", withdrawable_until=None, missed_ids=[town.MEMBER_ID], version=2)
TOLD_ROLES = [
    engagement.OfferedRole(
        role_id=role.id,
        name=role.name,
        min_places=role.min_places,
        max_places=role.max_places,
        free=role.max_places,
        waiting=0,
        skills=role.skills,
    )
    for role in ROLES
]
TIMES = ("starts_at", "ends_at", "from_on", "until_on", "sign_up_opens_at", "sign_up_closes_at")
SAID: dict[str, Any] = {
    name: getattr(PUBLISHED, name) for name in ("kind", "title", "category", "description", "location", *TIMES)
}
BOARD_ITEM = board.BoardMenuItem(
    id=ACTIVITY_ID,
    state="published",
    **SAID,
    is_settled=False,
    called_off_because=None,
    roles=[replace(TOLD_ROLES[0], free=9), TOLD_ROLES[1]],
    free=11,
    project_id=None,
    social_organisation_id=None,
    published_at=_on(17, 6),
    changed_at=_on(17, 7),
)

OF_ITEM: dict[str, Any] = {"menu_item_id": ACTIVITY_ID, "community_id": town.COMMUNITY_ID}
OF_CLAIM: dict[str, Any] = {
    **OF_ITEM,
    "role_id": ROLE_ID,
    "place_claim_id": PLACE_CLAIM_ID,
    "places": 1,
    "member_ids": [town.MEMBER_ID],
    "unit_id": town.UNIT_ID,
}
HISTORY: tuple[tuple[datetime, Event], ...] = (
    (
        _on(17, 6),
        engagement.MenuPublished(
            menu_id=MENU_ID,
            community_id=town.COMMUNITY_ID,
            title=PUBLISHED_MENU.title,
            from_on=MENU.from_on,
            until_on=MENU.until_on,
            items=PUBLISHED_MENU.items,
        ),
    ),
    (_on(17, 6), engagement.MenuItemPublished(**OF_ITEM, **SAID, roles=TOLD_ROLES)),
    (_on(17, 7), engagement.PlaceClaimed(**OF_CLAIM, free=9, waiting=0, team_id=None)),
    (_on(18, 3), engagement.PlaceGivenUp(**OF_CLAIM, cause="withdrawn", free=10, waiting=0)),
    (_on(18, 4), engagement.PlaceWaitedFor(**OF_CLAIM, free=0, waiting=1, team_id=None)),
    (
        _on(18, 5),
        engagement.PlaceOffered(**OF_CLAIM, offered_until=_on(19, 5), free=0, waiting=0),
    ),
    (
        _on(18, 6),
        engagement.MenuItemEdited(**OF_ITEM, **SAID | {"location": EDITED.location}, roles=TOLD_ROLES),
    ),
    (_on(23, 10), engagement.MenuItemFellShort(**OF_ITEM, sign_up_closes_at=_on(24, 10), missing=2)),
    (_on(24, 10), engagement.SignUpExtended(**OF_ITEM, sign_up_closes_at=_on(25, 4), missing=1)),
    (_on(25, 4), engagement.MenuItemSettled(**OF_ITEM)),
    (
        _on(25, 5),
        engagement.MenuItemCalledOff(**OF_ITEM, cause="by_community", reason=CALLED_OFF.called_off_because),
    ),
    (_on(26, 3), engagement.MenuItemEnded(**OF_ITEM)),
)
AREA_ITEM = board.AreaMenuItem(
    **{field.name: getattr(BOARD_ITEM, field.name) for field in fields(BOARD_ITEM)},
    community_id=town.COMMUNITY_ID,
    community_name=town.COMMUNITY.name,
)
