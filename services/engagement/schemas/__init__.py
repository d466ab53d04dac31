"""Rows as the shapes that callers get."""

from services.engagement.schemas.certificates import (
    certificate_shape,
    certificate_verification_shape,
)
from services.engagement.schemas.commitments import (
    commitment_shape,
    public_commitment_shape,
)
from services.engagement.schemas.meetings import (
    meeting_shape,
    minutes_shape,
    resolution_shape,
)
from services.engagement.schemas.menu import (
    menu_item_shape,
    menu_shape,
    place_claim_shape,
    role_shape,
    series_shape,
)
from services.engagement.schemas.needs import (
    need_shape,
    overseen_shape,
    step_shape,
    ticket_shape,
)
from services.engagement.schemas.service import (
    attendance_code_shape,
    attendance_shape,
    service_record_shape,
    service_step_shape,
)
from services.engagement.schemas.venues import (
    booking_shape,
    slot_shape,
    venue_shape,
)
from services.engagement.schemas.wishes import (
    claim_shape,
    evidence_shape,
    wish_shape,
    wish_step_shape,
)

__all__ = [
    "attendance_code_shape",
    "attendance_shape",
    "booking_shape",
    "certificate_shape",
    "certificate_verification_shape",
    "claim_shape",
    "commitment_shape",
    "evidence_shape",
    "meeting_shape",
    "menu_item_shape",
    "menu_shape",
    "minutes_shape",
    "need_shape",
    "overseen_shape",
    "place_claim_shape",
    "public_commitment_shape",
    "resolution_shape",
    "role_shape",
    "series_shape",
    "service_record_shape",
    "service_step_shape",
    "slot_shape",
    "step_shape",
    "ticket_shape",
    "venue_shape",
    "wish_shape",
    "wish_step_shape",
]
