"""Service records (服务记录): what was done, when and for how long, confirmed and shown in public before it counts."""

from datetime import date, datetime
from typing import Annotated, Literal

from shared.messages.declare import (
    Command,
    Id,
    Length,
    Line,
    Name,
    Query,
    Range,
    Shape,
    Text,
    command,
    query,
    shape,
)
from shared.messages.paging import Cursor, Limit, Order

ServiceRecordState = Literal["recorded", "confirmed", "disputed", "final", "corrected", "voided"]
ServiceOrigin = Literal["attendance", "community", "organisation", "delivery"]
Attestation = Literal["code", "word", "staff"]
Quality = Literal["excellent", "good", "fair", "poor"]
ServiceStepKind = Literal["recorded", "adjusted", "confirmed", "disputed", "upheld", "corrected", "voided", "finalised"]
PeopleServed = Annotated[int, Range(0, 100_000)]


@shape
class ServiceRecord(Shape):
    """
    A piece of service.

    origin: attendance at an activity or a post; the community's own word for who came, or that of the organisation that
    runs the project; the delivery of a wish.
    attested_by: by what it is known that they were there. is_unclosed: nobody checked out, so it goes to the planned
    end. minutes: from `starts_at` to `ends_at`, without travel, as the platform has worked them out. served_on: the day
    in Asia/Shanghai on which it began. state: confirmed, by the community, is public until `notice_ends_at`, three
    working days at least, and then final; corrected is one in whose place another has come, which names it as
    `corrects_id`; voided counts no more. recorder_id: who has recorded it, shown to the community alone.
    project_id: to which it belongs.
    """

    id: Id
    community_id: Id
    member_id: Id
    unit_id: Id
    origin: ServiceOrigin
    attested_by: Attestation
    is_unclosed: bool
    menu_item_id: Id | None
    place_claim_id: Id | None
    attendance_id: Id | None
    claim_id: Id | None
    state: ServiceRecordState
    title: Line
    location: Line | None
    starts_at: datetime
    ends_at: datetime
    minutes: int
    served_on: date
    content: Text | None
    people_served: int | None
    quality: Quality | None
    person_in_charge: Name | None
    recorded_by: str
    recorder_id: str | None
    recorded_at: datetime
    confirmed_at: datetime | None
    notice_ends_at: datetime | None
    final_at: datetime | None
    corrects_id: Id | None
    voided_because: Text | None
    project_id: Id | None
    version: int


@shape
class ServiceRecordPage(Shape):
    items: list[ServiceRecord]
    next: str | None


@shape
class ServiceStep(Shape):
    """One step of a record: what happened, by whom and why. reason: null where none was given."""

    kind: ServiceStepKind
    role: str
    reason: str | None
    at: datetime


@shape
class ServiceSteps(Shape):
    items: list[ServiceStep]


@shape
class ServiceConfirmation(Shape):
    """What became of one record. code: why it couldn't be confirmed; null for one that is."""

    record_id: Id
    outcome: Literal["confirmed", "refused"]
    code: str | None


@shape
class ServiceConfirmations(Shape):
    """What became of each record, in the order of the request."""

    confirmed: int
    refused: int
    notice_ends_at: datetime
    records: list[ServiceConfirmation]


@command("service_record.record")
class RecordService(Command):
    """
    By the community, which answers for it: of who came to an activity or a post by a claim of places, or of who has
    delivered a wish, once the delivery is confirmed. By an organisation: of who came to what belongs to its project;
    the community confirms it.

    place_claim_id, claim_id: one of them. member_id: who of several came by a claim of places.
    """

    community_id: Id
    starts_at: datetime
    ends_at: datetime
    place_claim_id: Id | None = None
    claim_id: Id | None = None
    member_id: Id | None = None
    content: Text | None = None
    people_served: PeopleServed | None = None


@command("service_records.confirm")
class ConfirmServiceRecords(Command):
    """
    By the community: those that are good are confirmed, whatever becomes of the others.

    person_in_charge: who answers for the service at the place. content, people_served: left out, they stay as they are.
    """

    community_id: Id
    record_ids: Annotated[list[Id], Length(1, 200)]
    person_in_charge: Name
    quality: Quality
    content: Text | None = None
    people_served: PeopleServed | None = None


@command("service_record.dispute")
class DisputeServiceRecord(Command):
    """As long as it is public and not final: by who served, their unit, or the community, also for who has told it."""

    service_record_id: Id
    reason: Text


@command("service_record.uphold")
class UpholdServiceRecord(Command):
    """By the community: what is disputed is right, and is public once more for three working days."""

    service_record_id: Id
    reason: Text


@command("service_record.correct")
class CorrectServiceRecord(Command):
    """By the community: another record comes in its place, with its own public notice. What is left out stays."""

    service_record_id: Id
    reason: Text
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    content: Text | None = None
    people_served: PeopleServed | None = None
    quality: Quality | None = None
    person_in_charge: Name | None = None


@command("service_record.void")
class VoidServiceRecord(Command):
    """By the community: it counts no more, and is kept all the same."""

    service_record_id: Id
    reason: Text


@command("service_record.finalise")
class FinaliseServiceRecord(Command):
    """Carried out by the timer alone: its public notice is over and nobody disputes it."""

    service_record_id: Id


@query("service_record.show")
class ShowServiceRecord(Query):
    service_record_id: Id


@query("service_record_steps.list")
class ListServiceSteps(Query):
    """The oldest first; of a correction also what was before it."""

    service_record_id: Id


@query("service_records.list")
class ListServiceRecords(Query):
    """A member's own, those of a unit's members, those at a community or of an organisation's projects."""

    state: ServiceRecordState | None = None
    member_id: Id | None = None
    menu_item_id: Id | None = None
    served_from: date | None = None
    served_until: date | None = None
    order: Order = "newest_first"
    after: Cursor | None = None
    limit: Limit = 50
