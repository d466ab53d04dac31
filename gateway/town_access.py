"""Who signs in by their phone in the little town of the examples."""

from dataclasses import replace
from datetime import date

from gateway import town
from shared.messages import membership

STAFF_APPOINTMENT_ID = town.id_of(0x60)
STAFF_APPOINTMENT = replace(
    town.APPOINTMENT,
    id=STAFF_APPOINTMENT_ID,
    office="staff",
    phone="138****8000",
    since=date(2026, 11, 2),
    until=None,
    version=2,
)
CODE_REQUESTED = membership.CodeRequested(valid_seconds=300, again_after_seconds=60)
AS_MEMBER = membership.SignInChoice(
    sign_in_as="member",
    organisation_id=town.UNIT_ID,
    organisation_kind="unit",
    organisation_name=town.UNIT.name,
    masked_name="陈**",
    masked_number="***024",
    member_id=town.MEMBER_ID,
    appointment_id=None,
)
AS_STAFF = membership.SignInChoice(
    sign_in_as="organisation",
    organisation_id=town.COMMUNITY_ID,
    organisation_kind="community",
    organisation_name=town.COMMUNITY.name,
    masked_name="陈**",
    masked_number=None,
    member_id=None,
    appointment_id=STAFF_APPOINTMENT_ID,
)
AS_RESIDENT = membership.SignInChoice(
    sign_in_as="resident",
    organisation_id=None,
    organisation_kind=None,
    organisation_name=None,
    masked_name=None,
    masked_number=None,
    member_id=None,
    appointment_id=None,
)
