"""Messages of membership: what is held on a person, handed out and taken away."""

from datetime import datetime

from shared.messages.declare import Command, Event, ForUnit, Id, Shape, Text, command, event, shape
from shared.messages.personal_data import ExportPart


@shape
class MemberExport(Shape):
    """All that every service holds on a person; a new kind of part is no new schema_version, another form of one is."""

    schema_version: int
    member_id: Id
    exported_at: datetime
    parts: list[ExportPart]


@shape
class Erasure(Shape):
    """erased_at: when the person's data were taken out, the first time."""

    member_id: Id
    erased_at: datetime


@command("member.export", is_repeatable=True)
class ExportMember(Command):
    """All that is held on you, with your identity number and phone in full. That it was asked for is logged."""

    member_id: Id


@command("member.export_on_request", is_repeatable=True)
class ExportMemberOnRequest(Command):
    """
    All that is held on a person who has asked the department for it; their identity number isn't in it, their phone is
    masked. That it was asked for, and why, is logged.
    """

    member_id: Id
    reason: Text


@command("member.erase")
class EraseMember(Command):
    """
    Take a person's data out for good: name, numbers, phone, birth, skills, free times, notes, codes. What must be kept,
    such as registrations and consents, stays with the member's id alone. Once more changes nothing.
    """

    member_id: Id
    reason: Text


@event("member.erased", subject="member_id")
class MemberErased(Event):
    """
    A former member's data have been taken out; what is kept of them names nobody any more.

    member_version: the member's from then on.
    """

    member_id: ForUnit[Id]
    unit_id: ForUnit[Id]
    member_version: int | None = None
