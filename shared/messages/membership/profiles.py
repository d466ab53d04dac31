"""Messages of membership: what members say of themselves, beyond what their unit knows."""

from dataclasses import field
from datetime import date
from typing import Annotated

from shared.messages.declare import Command, Event, ForUnit, Id, Length, Name, command, event
from shared.messages.membership.free_times import FreeTime

Words = Annotated[list[Name], Length(0, 50)]


@command("free_times.set", secret_result=True)
class SetFreeTimes(Command):
    """In place of all slots before; slots that touch become one, those that overlap are refused."""

    member_id: Id
    free_times: Annotated[list[FreeTime], Length(0, 21)]


@command("member_profile.set", secret_result=True)
class SetMemberProfile(Command):
    """
    In place of all that the member has said before: skills and interests beside those of the roster, which no roster
    takes away, and the day from which they are to be had again; null is at once.
    """

    member_id: Id
    skills: Words = field(default_factory=list)
    interests: Words = field(default_factory=list)
    paused_until: date | None = None


@event("member.profile_changed", subject="member_id")
class MemberProfileChanged(Event):
    """
    What a member can do, cares about or has time for has changed by other means than the roster.

    It says none of it: events are kept for good, and what a member says of themselves goes with their erasure.
    """

    member_id: ForUnit[Id]
    unit_id: ForUnit[Id]
