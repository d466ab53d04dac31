"""Rows as the shapes that callers get."""

from services.membership.schemas.access import (
    client_shape,
    credentials_shape,
)
from services.membership.schemas.appointments import (
    appointment_shape,
    contact_shape,
)
from services.membership.schemas.consents import (
    consent_shape,
    standing_shape,
    text_shape,
)
from services.membership.schemas.members import (
    free_times,
    masked_number,
    masked_phone,
    member_record,
    member_shape,
)
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
from services.membership.schemas.roster_conflicts import (
    roster_conflict_shape,
)
from services.membership.schemas.rosters import (
    finding_shape,
    roster_sync_shape,
)
from services.membership.schemas.skills import (
    built_in_shape,
    skill_shape,
)

__all__ = [
    "appointment_shape",
    "built_in_shape",
    "client_shape",
    "consent_shape",
    "contact_shape",
    "credentials_shape",
    "finding_shape",
    "free_times",
    "masked_number",
    "masked_phone",
    "member_record",
    "member_shape",
    "organisation_shape",
    "pairing_shape",
    "receipt_shape",
    "registration_shape",
    "resource_shape",
    "roster_conflict_shape",
    "roster_sync_shape",
    "skill_shape",
    "standing_shape",
    "tenant_shape",
    "text_shape",
    "verification_shape",
]
