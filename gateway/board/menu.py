"""What events of activities and posts change on the board."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Table, delete
from sqlalchemy.orm import Session

from gateway.board.model import BoardMenuSkill
from shared.bulk import insert_rows, is_one_of
from shared.clock import instant_on
from shared.messages import engagement
from shared.messages.declare import Event
from shared.messages.engagement import OfferedRole
from shared.messages.wire import to_plain

if TYPE_CHECKING:
    from gateway.board.projection import Sheet

SKILLS = cast(Table, BoardMenuSkill.__table__)
SAID = ("kind", "title", "category", "description", "location", "project_id", "social_organisation_id")
TIMES = ("starts_at", "ends_at", "from_on", "until_on", "sign_up_opens_at", "sign_up_closes_at")
Told = engagement.MenuItemPublished | engagement.MenuItemEdited
OfPlace = engagement.PlaceClaimed | engagement.PlaceWaitedFor | engagement.PlaceOffered | engagement.PlaceGivenUp


class WantedSkills:
    """The skills that a batch says of items; written in place of those that stand."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._wanted: dict[str, set[str]] = {}

    def put(self, menu_item_id: str, roles: Iterable[OfferedRole]) -> None:
        self._wanted[menu_item_id] = {skill for role in roles for skill in role.skills}

    def write(self) -> None:
        if not self._wanted:
            return
        self._session.execute(delete(SKILLS).where(is_one_of(self._session, SKILLS.c.menu_item_id, self._wanted)))
        rows = [
            {"skill": skill, "menu_item_id": menu_item_id}
            for menu_item_id, skills in sorted(self._wanted.items())
            for skill in sorted(skills)
        ]
        insert_rows(self._session, SKILLS, rows)


def put_on_menu(event: engagement.MenuItemPublished, sheet: "Sheet", at: datetime) -> None:
    sheet.communities.add(event.community_id, at, menu_items=1)
    sheet.menu_items.add(
        {
            "id": event.menu_item_id,
            "community_id": event.community_id,
            "state": "published",
            "is_settled": False,
            "called_off_because": None,
            "published_at": at,
            **_said(event, at),
        }
    )
    sheet.skills.put(event.menu_item_id, event.roles)


def reword_item(event: engagement.MenuItemEdited, sheet: "Sheet", at: datetime) -> None:
    row = sheet.menu_items.get(event.menu_item_id, "published")
    sheet.communities.add(event.community_id, at)
    is_settled = row["is_settled"] and all(row[name] == getattr(event, name) for name in TIMES)
    said = _said(event, row["published_at"]) | {"changed_at": at, "is_settled": is_settled}
    sheet.menu_items.change(event.menu_item_id, **said)
    sheet.skills.put(event.menu_item_id, event.roles)


def extend_sign_up(event: engagement.SignUpExtended, sheet: "Sheet", at: datetime) -> None:
    sheet.menu_items.get(event.menu_item_id, "published")
    sheet.menu_items.change(event.menu_item_id, sign_up_closes_at=event.sign_up_closes_at, changed_at=at)


def settle_item(event: engagement.MenuItemSettled, sheet: "Sheet", at: datetime) -> None:
    sheet.menu_items.get(event.menu_item_id, "published")
    sheet.menu_items.change(event.menu_item_id, is_settled=True, changed_at=at)


def call_off_item(event: engagement.MenuItemCalledOff, sheet: "Sheet", at: datetime) -> None:
    sheet.communities.add(event.community_id, at, menu_items=-1)
    sheet.menu_items.get(event.menu_item_id, "published")
    sheet.menu_items.change(event.menu_item_id, state="called_off", called_off_because=event.reason, changed_at=at)


def end_item(event: engagement.MenuItemEnded, sheet: "Sheet", at: datetime) -> None:
    sheet.communities.add(event.community_id, at, menu_items=-1)
    sheet.menu_items.get(event.menu_item_id, "published")
    sheet.menu_items.change(event.menu_item_id, state="ended", changed_at=at)


def count_places(event: OfPlace, sheet: "Sheet", at: datetime) -> None:
    """As many of the role are free and waited for from now on as the event says."""
    row = sheet.menu_items.get(event.menu_item_id)
    stand = {"free": event.free, "waiting": event.waiting}
    roles = [role | stand if role["role_id"] == event.role_id else role for role in row["roles"]]
    free = sum(role["free"] for role in roles)
    sheet.menu_items.change(event.menu_item_id, roles=roles, free=free, changed_at=at)


def _said(event: Told, published_at: datetime) -> dict[str, Any]:
    begins_at = event.starts_at or published_at
    if event.from_on:
        begins_at = instant_on(event.from_on)
    return {
        **{name: getattr(event, name) for name in (*SAID, *TIMES)},
        "roles": [to_plain(role) for role in event.roles],
        "free": sum(role.free for role in event.roles),
        "begins_at": begins_at,
        "changed_at": published_at,
    }


EFFECTS: dict[type[Event], Callable[[Any, "Sheet", datetime], None]] = {
    engagement.MenuItemPublished: put_on_menu,
    engagement.MenuItemEdited: reword_item,
    engagement.SignUpExtended: extend_sign_up,
    engagement.MenuItemSettled: settle_item,
    engagement.MenuItemCalledOff: call_off_item,
    engagement.MenuItemEnded: end_item,
    engagement.PlaceClaimed: count_places,
    engagement.PlaceWaitedFor: count_places,
    engagement.PlaceOffered: count_places,
    engagement.PlaceGivenUp: count_places,
}
