"""Messages of outsourcing: qualifications (资格), by which social organisations may propose."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Literal

from shared.messages.declare import (
    Command,
    Event,
    ForOrganisation,
    Id,
    Line,
    Public,
    Query,
    Shape,
    Text,
    Url,
    command,
    event,
    query,
    shape,
)
from shared.messages.outsourcing.terms import Field, Rating, SocialKind
from shared.messages.paging import Limit, TimedCursor, TimedOrder
from shared.states import Machine, step

QualificationState = Literal["none", "requested", "qualified", "renewing", "refused", "expired", "revoked"]


@shape
class Qualification(Shape):
    """
    Whether an organisation may propose.

    valid_until: the last day. note: the department's, with the grant. reason: why it was refused or revoked, or why
    its renewal was. bank_changed_at: when it named another account since the department last granted it.
    """

    organisation_id: Id
    organisation_name: Line
    state: QualificationState
    requested_at: datetime | None
    decided_at: datetime | None
    valid_until: date | None
    note: Text | None
    reason: Text | None
    bank_changed_at: datetime | None
    version: int


@shape
class QualificationPage(Shape):
    items: list[Qualification]
    next: str | None


@query("qualification.show")
class ShowQualification(Query):
    organisation_id: Id


@query("qualifications.list")
class ListQualifications(Query):
    """For the department: those that were requested at least once. The soonest first are those that end first."""

    state: QualificationState | None = None
    expires_before: date | None = None
    order: TimedOrder = "newest_first"
    after: TimedCursor | None = None
    limit: Limit = 50


@command("qualification.request")
class RequestQualification(Command):
    """By the organisation, whose profile lacks nothing; while it is qualified, for a longer time."""

    organisation_id: Id


@command("qualification.grant")
class GrantQualification(Command):
    """By the department. valid_until: the last day, within five years."""

    organisation_id: Id
    valid_until: date
    note: Text | None = None


@command("qualification.refuse")
class RefuseQualification(Command):
    """By the department. Where a longer time is refused, the qualification stands until its last day."""

    organisation_id: Id
    reason: Text


@command("qualification.revoke")
class RevokeQualification(Command):
    """By the department. The reason is told to the organisation."""

    organisation_id: Id
    reason: Text


@command("qualification.remind")
class RemindOfQualification(Command):
    """Carried out by the timer alone, 30 days before it ends."""

    organisation_id: Id


@command("qualification.expire")
class ExpireQualification(Command):
    """Carried out by the timer alone: its last day is over."""

    organisation_id: Id


@event("qualification.requested", subject="social_organisation_id")
class QualificationRequested(Event):
    """An organisation asks to be qualified. is_renewal: it is, and asks for a longer time."""

    social_organisation_id: ForOrganisation[Id]
    is_renewal: ForOrganisation[bool]


@event("organisation.qualified", subject="social_organisation_id")
class OrganisationQualified(Event):
    """An organisation may propose; what the public is told of it."""

    social_organisation_id: Public[Id]
    name: Public[Line]
    kind: Public[SocialKind] | None
    fields: Public[list[Field]]
    introduction: Public[Text] | None
    website: Public[Url] | None
    rating: Public[Rating] | None
    rating_valid_until: Public[date] | None
    valid_until: Public[date]
    note: ForOrganisation[Text] | None


@event("qualification.refused", subject="social_organisation_id")
class QualificationRefused(Event):
    """It isn't qualified, or not for longer."""

    social_organisation_id: ForOrganisation[Id]
    is_renewal: ForOrganisation[bool]
    reason: ForOrganisation[Text]


@event("qualification.expiring", subject="social_organisation_id")
class QualificationExpiring(Event):
    """It ends in 30 days, unless it is granted for longer."""

    social_organisation_id: ForOrganisation[Id]
    valid_until: ForOrganisation[date]


@event("qualification.expired", subject="social_organisation_id")
class QualificationExpired(Event):
    """Its last day is over."""

    social_organisation_id: Public[Id]
    valid_until: Public[date]


@event("qualification.revoked", subject="social_organisation_id")
class QualificationRevoked(Event):
    """The department has taken it away."""

    social_organisation_id: Public[Id]
    reason: ForOrganisation[Text]


MEANINGS: Mapping[str, str] = {
    "none": "never requested",
    "requested": "waits for the department",
    "qualified": "may propose",
    "renewing": "may propose, and asks for a longer time",
    "refused": "the department has refused it",
    "expired": "its last day is over",
    "revoked": "the department has taken it away",
}
QUALIFICATION_STATES = Machine(
    "qualification",
    MEANINGS,
    begins=("none",),
    steps=(
        step(RequestQualification, "none refused expired revoked", "requested"),
        step(RequestQualification, "qualified", "renewing"),
        step(GrantQualification, "requested renewing", "qualified"),
        step(RefuseQualification, "requested", "refused"),
        step(RefuseQualification, "renewing", "qualified"),
        step(RevokeQualification, "qualified renewing", "revoked"),
        step(RemindOfQualification, "qualified", "qualified"),
        step(RemindOfQualification, "renewing", "renewing"),
        step(ExpireQualification, "qualified", "expired"),
        step(ExpireQualification, "renewing", "requested"),
    ),
)
