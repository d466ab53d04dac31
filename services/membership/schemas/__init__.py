"""Rows as the shapes that callers get."""

from services.membership.schemas.access import (
    client_shape,
    credentials_shape,
)
from services.membership.schemas.appointments import (
    appointment_shape,
    contact_shape,
)
from services.membership.schemas.members import member_shape
from services.membership.schemas.organisations import (
    organisation_shape,
    tenant_shape,
)
from services.membership.schemas.pairings import (
    pairing_shape,
    resource_shape,
)
from services.membership.schemas.registrations import (
    receipt_shape,
    registration_shape,
    verification_shape,
)
from services.membership.schemas.rosters import (
    finding_shape,
    roster_sync_shape,
)

__all__ = [
    "appointment_shape",
    "client_shape",
    "contact_shape",
    "credentials_shape",
    "finding_shape",
    "member_shape",
    "organisation_shape",
    "pairing_shape",
    "receipt_shape",
    "registration_shape",
    "resource_shape",
    "roster_sync_shape",
    "tenant_shape",
    "verification_shape",
]
