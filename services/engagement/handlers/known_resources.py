"""What engagement knows of what units give, by what membership tells."""

from collections.abc import Mapping

from sqlalchemy import delete

from services.engagement.model import Pairing, Resource
from services.engagement.repository import EngagementUnitOfWork
from shared.messages.declare import Event
from shared.messages.membership import (
    PairingAccepted,
    PairingEnded,
    ResourceOffered,
    ResourceReplaced,
    ResourceWithdrawn,
)
from shared.service import Handler


def keep_pairing(event: PairingAccepted, uow: EngagementUnitOfWork) -> None:
    pairing = Pairing(
        id=event.pairing_id, tenant_id=uow.tenant_id, unit_id=event.unit_id, community_id=event.community_id
    )
    uow.session.merge(pairing)


def forget_pairing(event: PairingEnded, uow: EngagementUnitOfWork) -> None:
    """There may be none: a proposal that is taken back ends so too."""
    uow.session.execute(delete(Pairing).where(Pairing.id == event.pairing_id))


def keep_resource(event: ResourceOffered | ResourceReplaced, uow: EngagementUnitOfWork) -> None:
    resource = Resource(
        id=event.resource_id,
        tenant_id=uow.tenant_id,
        unit_id=event.unit_id,
        kind=event.kind,
        title=event.title,
        available_from=event.available_from,
        available_until=event.available_until,
    )
    uow.session.merge(resource)


def forget_resource(event: ResourceWithdrawn, uow: EngagementUnitOfWork) -> None:
    uow.session.execute(delete(Resource).where(Resource.id == event.resource_id))


REACTIONS: Mapping[type[Event], Handler] = {
    PairingAccepted: keep_pairing,
    PairingEnded: forget_pairing,
    ResourceOffered: keep_resource,
    ResourceReplaced: keep_resource,
    ResourceWithdrawn: forget_resource,
}
