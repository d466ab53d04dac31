"""When service can have been: near what it was planned or claimed for."""

from datetime import datetime, timedelta

from services.engagement.model import LONGEST_SERVICE, Claim, MenuItem, PlaceClaim, Span
from services.engagement.model.service_records import is_too_short
from services.engagement.repository import EngagementUnitOfWork
from shared.clock import day_of, end_of_day
from shared.errors import Fault, Invalid

# Who prepares an activity comes before it begins, and who clears up goes after its end.
PREPARED_FOR, CLEARED_UP_FOR = timedelta(hours=2), timedelta(hours=6)


def check_times(span: Span, place_claim_id: str | None, claim_id: str | None, uow: EngagementUnitOfWork) -> None:
    """
    Hold the time of a record against what it is of: an activity, from two hours before its beginning until six hours
    after its end; a post, its days since it was claimed; a delivery, from the claim until the end of the day on which
    it was confirmed.

    Raises:
        Invalid: `service_record.times_unfit`, also shorter than a minute or longer than 24 hours, or not over.
    """
    if is_too_short(span):
        raise _unfit("#/ends_at", "Takes an instant a minute at least behind the beginning.")
    if span.ends_at > span.starts_at + LONGEST_SERVICE:
        raise _unfit("#/ends_at", "Takes an instant behind the beginning, 24 hours at most.")
    if span.ends_at > uow.now:
        raise _unfit("#/ends_at", "Takes an instant that is over.")
    since, until = _bounds(place_claim_id, claim_id, uow)
    within = f"Takes an instant from {since.isoformat()}" + (f" until {until.isoformat()}." if until else " on.")
    if span.starts_at < since:
        raise _unfit("#/starts_at", within)
    if until and span.ends_at > until:
        raise _unfit("#/ends_at", within)


def _bounds(
    place_claim_id: str | None, claim_id: str | None, uow: EngagementUnitOfWork
) -> tuple[datetime, datetime | None]:
    if place_claim_id is None:
        return _of_delivery(uow.claims.get(str(claim_id)))
    claim = uow.place_claims.get(place_claim_id)
    return _of_places(claim, uow.menu_items.get(claim.menu_item_id))


def _of_places(claim: PlaceClaim, item: MenuItem) -> tuple[datetime, datetime | None]:
    if item.starts_at and item.ends_at:
        return item.starts_at - PREPARED_FOR, item.ends_at + CLEARED_UP_FOR
    return max(item.begins_at, claim.claimed_at), item.ends


def _of_delivery(claim: Claim) -> tuple[datetime, datetime | None]:
    return claim.claimed_at, end_of_day(day_of(claim.ended_at)) if claim.ended_at else None


def _unfit(pointer: str, detail: str) -> Invalid:
    return Invalid("service_record.times_unfit", errors=[Fault(pointer, "out_of_range", detail)])
