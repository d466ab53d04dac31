"""Who is at an activity or a post, for those at the door."""

from collections.abc import Mapping
from datetime import datetime

from services.engagement.model import Attendance, Member, MenuItem, PlaceHolder
from services.engagement.model.menu_items import MISSES_NOTED_AFTER
from services.engagement.repository import EngagementUnitOfWork
from shared.errors import Forbidden
from shared.messages.engagement import project_items as messages
from shared.paging import read_page


def list_people_at_item(query: messages.ListPeopleAtItem, uow: EngagementUnitOfWork) -> messages.PersonAtItemPage:
    """
    Who holds a place in an activity or at a post that the actor keeps, and whether they are there; oldest first. Names
    are masked, and told until nobody can say any more that somebody came.

    Raises:
        NotFound: `menu_item.unknown`.
        Forbidden: `menu_item.not_yours`.
    """
    item = uow.menu_items.get(query.menu_item_id)
    if not uow.keeps(item):
        raise Forbidden("menu_item.not_yours")
    rows = uow.place_claims.people_at(item.id)
    people, following = read_page(uow.session, rows, PlaceHolder.id, after=query.after, limit=query.limit)
    members = uow.members.find_all([one.member_id for one in people]) if _shows_names(item, uow.now) else {}
    roles = uow.place_claims.roles_of({one.place_claim_id for one in people})
    came = uow.attendances.last_of({one.place_claim_id for one in people})
    items = [_person(one, roles[one.place_claim_id], members, came) for one in people]
    return messages.PersonAtItemPage(items=items, next=following)


def _shows_names(item: MenuItem, now: datetime) -> bool:
    return item.state in ("published", "ended") and not (item.ends and item.ends + MISSES_NOTED_AFTER <= now)


def _person(
    one: PlaceHolder, role_id: str, members: Mapping[str, Member], came: Mapping[tuple[str, str], Attendance]
) -> messages.PersonAtItem:
    member, attendance = members.get(one.member_id), came.get((one.place_claim_id, one.member_id))
    return messages.PersonAtItem(
        id=one.id,
        place_claim_id=one.place_claim_id,
        role_id=role_id,
        member_id=one.member_id,
        unit_id=one.unit_id,
        masked_name=member.masked_name if member else None,
        attendance_id=attendance.id if attendance else None,
        attendance_state=attendance.state if attendance else None,
        checked_in_at=attendance.checked_in_at if attendance else None,
        checked_out_at=attendance.checked_out_at if attendance else None,
    )
