"""What engagement holds on a member, part by part; a part more is a row more in `PARTS`."""

from sqlalchemy import or_, select

from services.engagement.model import (
    Attendance,
    Certificate,
    Claim,
    Commitment,
    Evidence,
    MenuItem,
    PlaceClaim,
    PlaceHolder,
    ServiceRecord,
    Wish,
    WishStep,
)
from services.engagement.repository import EngagementUnitOfWork
from services.engagement.schemas import (
    attendance_shape,
    certificate_shape,
    claim_shape,
    evidence_shape,
    public_commitment_shape,
    service_record_shape,
    wish_step_shape,
)
from shared.messages.engagement import CollectEngagementData
from shared.messages.personal_data import HeldData
from shared.messages.wire import to_plain
from shared.personal_data import Collected, Items, held_by

OF_PLACES = ("id", "menu_item_id", "community_id", "kind", "state", "places", "team_id", "claimed_at", "reason")


def collect_engagement_data(query: CollectEngagementData, uow: EngagementUnitOfWork) -> HeldData:
    """
    All that is kept of a member; of a wish that they claimed its title, not whom it is for.

    Raises:
        Forbidden: `member.not_yours`, neither the member nor the department.
    """
    return held_by("engagement", query.member_id, uow, PARTS)


def _copy(member_id: str, uow: EngagementUnitOfWork) -> Items:
    """What membership has told of them."""
    member = uow.members.find(member_id)
    return [{"unit_id": member.unit_id, "masked_name": member.masked_name}] if member else []


def _claims(member_id: str, uow: EngagementUnitOfWork) -> Items:
    """Each with what was promised in public, and with the notes on it."""
    query = select(Claim, Wish.title).join(Wish, Wish.id == Claim.wish_id)
    query = query.where(Claim.member_id == member_id, Claim.tenant_id == uow.tenant_id).order_by(Claim.id)
    return [{"title": title, **to_plain(claim_shape(claim))} for claim, title in uow.session.execute(query)]


def _evidence(member_id: str, uow: EngagementUnitOfWork) -> Items:
    """What they have shown of deliveries; the files themselves are had by `RevealEvidence`."""
    query = select(Evidence).join(Claim, Claim.id == Evidence.claim_id).where(Claim.member_id == member_id)
    query = query.where(Evidence.tenant_id == uow.tenant_id).order_by(Evidence.id)
    return [to_plain(evidence_shape(one)) for one in uow.session.scalars(query)]


def _wish_steps(member_id: str, uow: EngagementUnitOfWork) -> Items:
    """What was done about their claims, by them and by others, and why."""
    query = select(WishStep).join(Claim, Claim.id == WishStep.claim_id).where(Claim.member_id == member_id)
    query = query.where(Claim.tenant_id == uow.tenant_id).order_by(WishStep.id)
    return [to_plain(wish_step_shape(step)) for step in uow.session.scalars(query)]


def _place_claims(member_id: str, uow: EngagementUnitOfWork) -> Items:
    """Each with what it is a place in; of others who come by the same claim only how many they are."""
    query = select(PlaceClaim, MenuItem.title, MenuItem.starts_at)
    query = query.join(MenuItem, MenuItem.id == PlaceClaim.menu_item_id)
    in_which_they_come = select(PlaceHolder.place_claim_id).where(PlaceHolder.member_id == member_id)
    is_theirs = or_(PlaceClaim.member_id == member_id, PlaceClaim.id.in_(in_which_they_come))
    query = query.where(is_theirs, PlaceClaim.tenant_id == uow.tenant_id)
    return [
        {
            "title": title,
            "starts_at": to_plain(starts_at),
            **{name: to_plain(getattr(claim, name)) for name in OF_PLACES},
            "has_claimed": claim.member_id == member_id,
            "has_missed": member_id in claim.missed_ids,
        }
        for claim, title, starts_at in uow.session.execute(query.order_by(PlaceClaim.id))
    ]


def _commitments(member_id: str, uow: EngagementUnitOfWork) -> Items:
    """What they have promised in public, what was said of it, and their appeals."""
    query = uow.commitments.all.where(Commitment.member_id == member_id).order_by(Commitment.id)
    commitments = list(uow.session.scalars(query))
    beside = uow.commitments.beside(commitments)
    return [to_plain(public_commitment_shape(one, beside[one.id])) for one in commitments]


def _attendances(member_id: str, uow: EngagementUnitOfWork) -> Items:
    query = uow.attendances.all.where(Attendance.member_id == member_id).order_by(Attendance.id)
    return [to_plain(attendance_shape(one)) for one in uow.session.scalars(query)]


def _service_records(member_id: str, uow: EngagementUnitOfWork) -> Items:
    """All that there were, also those that count no more."""
    query = uow.service_records.all.where(ServiceRecord.member_id == member_id).order_by(ServiceRecord.id)
    return [to_plain(service_record_shape(one, is_own_community=False)) for one in uow.session.scalars(query)]


def _certificates(member_id: str, uow: EngagementUnitOfWork) -> Items:
    query = uow.certificates.all.where(Certificate.member_id == member_id).order_by(Certificate.id)
    found = list(uow.session.scalars(query))
    communities = uow.communities.find_all({one.community_id for one in found})
    return [to_plain(certificate_shape(one, communities[one.community_id])) for one in found]


PARTS = (
    Collected("member", _copy),
    Collected("claims", _claims),
    Collected("evidence", _evidence),
    Collected("wish_steps", _wish_steps),
    Collected("place_claims", _place_claims),
    Collected("commitments", _commitments),
    Collected("attendances", _attendances),
    Collected("service_records", _service_records),
    Collected("certificates", _certificates),
)
