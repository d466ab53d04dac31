"""Pairings, and what units give, as the shapes that callers get."""

from services.membership.model import Pairing, Resource
from shared.messages import membership as messages


def pairing_shape(pairing: Pairing) -> messages.Pairing:
    return messages.Pairing(
        id=pairing.id,
        unit_id=pairing.unit_id,
        unit_name=pairing.unit.name,
        community_id=pairing.community_id,
        community_name=pairing.community.name,
        state=pairing.state,
        proposed_by=pairing.proposed_by,
        note=pairing.note,
        reason=pairing.reason,
        proposed_at=pairing.proposed_at,
        accepted_at=pairing.accepted_at,
        decided_by=pairing.decided_by,
        decided_at=pairing.decided_at,
        version=pairing.version,
    )


def resource_shape(resource: Resource) -> messages.Resource:
    return messages.Resource(
        id=resource.id,
        unit_id=resource.unit_id,
        kind=resource.kind,
        title=resource.title,
        quantity=resource.quantity,
        unit_of_measure=resource.unit_of_measure,
        amount_minor=resource.amount_minor,
        note=resource.note,
        available_from=resource.available_from,
        available_until=resource.available_until,
        version=resource.version,
    )
