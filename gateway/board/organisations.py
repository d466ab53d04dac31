"""Social organisations on the board: what events change of them, and how they are listed."""

from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from gateway.board.model import BoardOrganisation
from shared.errors import Fault, Invalid
from shared.ids import is_id
from shared.messages.declare import Event
from shared.messages.outsourcing import bans, profiles, qualifications

if TYPE_CHECKING:
    from gateway.board.projection import Sheet

SAID = ("kind", "fields", "introduction", "website")
RATED = ("rating", "rating_valid_until")
NO_BAN = dict.fromkeys(("ban_id", "banned_from", "banned_until", "ban_reason", "ban_basis"))
NOTHING: dict[str, Any] = {
    **dict.fromkeys((*SAID, *RATED, "qualified_until")),
    **NO_BAN,
    "fields": [],
    "is_open": True,
}


def list_organisations(
    session: Session,
    tenant_id: str,
    today: date,
    *,
    kind: str | None,
    standing: str | None,
    after: str | None,
    limit: int,
) -> dict[str, Any]:
    """
    A page of those that may propose or are banned, newest first.

    Raises:
        Invalid: `request.invalid`, the cursor isn't one that a page has given.
    """
    row = BoardOrganisation
    is_qualified = row.qualified_until >= today
    is_banned = and_(row.ban_id.is_not(None), or_(row.banned_until.is_(None), row.banned_until >= today))
    wanted = {"qualified": is_qualified, "banned": is_banned, None: or_(is_qualified, is_banned)}[standing]
    query = select(row).where(row.tenant_id == tenant_id, row.is_open, wanted)
    if kind is not None:
        query = query.where(row.kind == kind)
    if after is not None:
        if not is_id(after):
            raise Invalid("request.invalid", errors=[Fault("#/after", "invalid", "Not a cursor of this list.")])
        query = query.where(row.id < after)
    rows = session.scalars(query.order_by(row.id.desc()).limit(limit + 1)).all()
    items = [_shown(one, today) for one in rows[:limit]]
    return {"items": items, "next": items[-1]["id"] if len(rows) > limit else None}


def _shown(row: BoardOrganisation, today: date) -> dict[str, Any]:
    """As it is today, whether or not the timer has come by."""
    is_rated = row.rating_valid_until is not None and row.rating_valid_until >= today
    is_qualified = row.qualified_until is not None and row.qualified_until >= today
    is_banned = row.ban_id is not None and (row.banned_until is None or row.banned_until >= today)
    ban = {
        "from_on": row.banned_from,
        "until_on": row.banned_until,
        "reason": row.ban_reason,
        "legal_basis": row.ban_basis,
    }
    return {
        "id": row.id,
        "name": row.name,
        **{name: getattr(row, name) for name in SAID},
        "rating": row.rating if is_rated else None,
        "qualified_until": row.qualified_until if is_qualified else None,
        "ban": ban if is_banned else None,
        "changed_at": row.changed_at,
    }


def _put(sheet: "Sheet", organisation_id: str, at: datetime, **values: Any) -> None:
    """Change a row, or begin it with this."""
    if sheet.organisations.find(organisation_id) is None:
        begun = {"id": organisation_id, "tenant_id": sheet.tenant_id, "name": "", **NOTHING}
        sheet.organisations.add(begun | values | {"changed_at": at})
    else:
        sheet.organisations.change(organisation_id, **values, changed_at=at)


def show_qualified(event: qualifications.OrganisationQualified, sheet: "Sheet", at: datetime) -> None:
    said = {name: getattr(event, name) for name in ("name", *SAID, *RATED)}
    _put(sheet, event.social_organisation_id, at, **said, qualified_until=event.valid_until)


def end_qualification(event: qualifications.QualificationExpired, sheet: "Sheet", at: datetime) -> None:
    row = sheet.organisations.get(event.social_organisation_id)
    if row["qualified_until"] == event.valid_until:
        sheet.organisations.change(event.social_organisation_id, qualified_until=None, changed_at=at)


def revoke_qualification(event: qualifications.QualificationRevoked, sheet: "Sheet", at: datetime) -> None:
    sheet.organisations.get(event.social_organisation_id)
    sheet.organisations.change(event.social_organisation_id, qualified_until=None, changed_at=at)


def show_ban(event: bans.OrganisationBanned, sheet: "Sheet", at: datetime) -> None:
    _put(
        sheet,
        event.social_organisation_id,
        at,
        name=event.name,
        kind=event.kind,
        ban_id=event.ban_id,
        banned_from=event.from_on,
        banned_until=event.until_on,
        ban_reason=event.reason,
        ban_basis=event.legal_basis,
    )


def end_ban(event: bans.BanEnded, sheet: "Sheet", at: datetime) -> None:
    row = sheet.organisations.get(event.social_organisation_id)
    if row["ban_id"] == event.ban_id:
        sheet.organisations.change(event.social_organisation_id, **NO_BAN, changed_at=at)


def _follow(*names: str) -> Callable[[Any, "Sheet", datetime], None]:
    """What is said of one that stands on the board; of others it is told again once they come onto it."""

    def follow(event: Any, sheet: "Sheet", at: datetime) -> None:
        change(sheet, event.social_organisation_id, at, **{name: getattr(event, name) for name in names})

    return follow


def change(sheet: "Sheet", organisation_id: str, at: datetime, **values: Any) -> None:
    """Change what stands of an organisation, if it stands on the board."""
    if sheet.organisations.find(organisation_id) is not None:
        sheet.organisations.change(organisation_id, **values, changed_at=at)


EFFECTS: dict[type[Event], Callable[[Any, "Sheet", datetime], None]] = {
    qualifications.OrganisationQualified: show_qualified,
    qualifications.QualificationExpired: end_qualification,
    qualifications.QualificationRevoked: revoke_qualification,
    bans.OrganisationBanned: show_ban,
    bans.BanEnded: end_ban,
    profiles.OrganisationProfileEdited: _follow(*SAID),
    profiles.OrganisationRated: _follow(*RATED),
}
