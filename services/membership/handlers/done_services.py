"""What membership keeps of what members did: heard from engagement and evaluation, in whatever order it comes."""

from datetime import datetime

from services.membership.repository import MembershipUnitOfWork
from shared.clock import day_of
from shared.messages.engagement import DeliveryConfirmed, WishDelivered, WishEdited, WishPublished
from shared.messages.engagement.service_record_events import ServiceCorrected, ServiceFinalised, ServiceVoided
from shared.messages.evaluation import RatingGiven


def learn_category(event: WishPublished, uow: MembershipUnitOfWork) -> None:
    uow.done_services.name_category(event.wish_id, event.category, is_new=True)


def relearn_category(event: WishEdited, uow: MembershipUnitOfWork) -> None:
    uow.done_services.name_category(event.wish_id, event.category, is_new=False)


def note_delivery(event: WishDelivered, uow: MembershipUnitOfWork) -> None:
    """Keep a service, which awaits the community's confirmation."""
    uow.done_services.deliver(_parties(event), _told_at(uow))


def note_confirmation(event: DeliveryConfirmed, uow: MembershipUnitOfWork) -> None:
    uow.done_services.confirm(_parties(event), _told_at(uow))


def note_final_service(event: ServiceFinalised, uow: MembershipUnitOfWork) -> None:
    """Keep how long somebody has served, once it counts."""
    uow.done_services.finalise(_record(event), event.served_on, event.minutes)


def take_back_service(event: ServiceCorrected | ServiceVoided, uow: MembershipUnitOfWork) -> None:
    """One that never counted leaves nothing."""
    if isinstance(event, ServiceCorrected) or event.was_final:
        uow.done_services.take_back(_record(event), day_of(uow.now))


def note_rating(event: RatingGiven, uow: MembershipUnitOfWork) -> None:
    """Keep that a service was rated, and the score in the sum of its lot alone."""
    names = ("member_id", "unit_id", "community_id")
    rating = {name: getattr(event, name) for name in names} | {"id": event.rating_id}
    uow.done_services.rate(rating, event.score, _told_at(uow))


def _record(event: ServiceFinalised | ServiceCorrected | ServiceVoided) -> dict[str, str]:
    names = ("member_id", "unit_id", "community_id")
    return {name: getattr(event, name) for name in names} | {"id": event.service_record_id}


def _parties(event: WishDelivered | DeliveryConfirmed) -> dict[str, str]:
    names = ("member_id", "unit_id", "community_id", "wish_id")
    return {name: getattr(event, name) for name in names} | {"id": event.claim_id}


def _told_at(uow: MembershipUnitOfWork) -> datetime:
    """When it happened, by whoever tells."""
    return uow.cause.time if uow.cause else uow.now
