"""Organisations as the shapes that callers get."""

from services.membership.model import Organisation
from shared.messages import membership as messages


def organisation_shape(organisation: Organisation) -> messages.Organisation:
    return messages.Organisation(
        id=organisation.id,
        kind=organisation.kind,
        name=organisation.name,
        code=organisation.code,
        tenant_id=organisation.tenant_id,
        version=organisation.version,
    )
