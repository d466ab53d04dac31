"""What is told of service records; in public nothing of whose they are."""

from datetime import date, datetime

from shared.messages.declare import Event, ForUnit, Id, Line, Public, Text, event
from shared.messages.engagement.service_records import ServiceOrigin


@event("service_record.recorded", subject="service_record_id")
class ServiceRecorded(Event):
    """A piece of service waits for the community to confirm it."""

    service_record_id: Public[Id]
    community_id: Public[Id]
    member_id: ForUnit[Id]
    unit_id: ForUnit[Id]
    origin: ForUnit[ServiceOrigin]
    title: ForUnit[Line]
    served_on: ForUnit[date]
    minutes: ForUnit[int]
    menu_item_id: Public[Id] | None = None
    project_id: Public[Id] | None = None


@event("service_record.confirmed", subject="service_record_id")
class ServiceConfirmed(Event):
    """The community has confirmed it; it is public until `notice_ends_at`, and counts then."""

    service_record_id: Public[Id]
    community_id: Public[Id]
    title: Public[Line]
    location: Public[Line] | None
    served_on: Public[date]
    minutes: Public[int]
    notice_ends_at: Public[datetime]
    corrects_id: Public[Id] | None
    member_id: ForUnit[Id]
    unit_id: ForUnit[Id]
    menu_item_id: Public[Id] | None = None
    project_id: Public[Id] | None = None


@event("service_record.disputed", subject="service_record_id")
class ServiceDisputed(Event):
    """Somebody whom it concerns says that it isn't right."""

    service_record_id: Public[Id]
    community_id: Public[Id]
    member_id: ForUnit[Id]
    unit_id: ForUnit[Id]
    menu_item_id: Public[Id] | None = None
    project_id: Public[Id] | None = None


@event("service_record.upheld", subject="service_record_id")
class ServiceUpheld(Event):
    """The community has found that it is right; it is public once more."""

    service_record_id: Public[Id]
    community_id: Public[Id]
    notice_ends_at: Public[datetime]
    member_id: ForUnit[Id]
    unit_id: ForUnit[Id]
    menu_item_id: Public[Id] | None = None
    project_id: Public[Id] | None = None


@event("service_record.corrected", subject="service_record_id")
class ServiceCorrected(Event):
    """Another record has come in its place."""

    service_record_id: Public[Id]
    community_id: Public[Id]
    corrected_by_id: Public[Id]
    member_id: ForUnit[Id]
    unit_id: ForUnit[Id]
    menu_item_id: Public[Id] | None = None
    project_id: Public[Id] | None = None


@event("service_record.finalised", subject="service_record_id")
class ServiceFinalised(Event):
    """Its public notice is over: it counts."""

    service_record_id: Public[Id]
    community_id: Public[Id]
    served_on: Public[date]
    minutes: Public[int]
    member_id: ForUnit[Id]
    unit_id: ForUnit[Id]
    menu_item_id: Public[Id] | None = None
    project_id: Public[Id] | None = None


@event("service_record.voided", subject="service_record_id")
class ServiceVoided(Event):
    """It counts no more."""

    service_record_id: Public[Id]
    community_id: Public[Id]
    was_public: Public[bool]
    was_final: ForUnit[bool]
    reason: ForUnit[Text]
    member_id: ForUnit[Id]
    unit_id: ForUnit[Id]
    menu_item_id: Public[Id] | None = None
    project_id: Public[Id] | None = None
