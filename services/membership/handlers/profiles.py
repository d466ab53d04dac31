"""What members say of themselves: when they are free, what they can do beyond what their unit knows."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import pairwise

from services.membership.model import Member
from services.membership.repository import MembershipUnitOfWork
from services.membership.schemas import member_shape
from services.membership.skills import canonical
from shared.clock import SHANGHAI
from shared.errors import Fault, Forbidden, Invalid
from shared.messages import membership as messages
from shared.weeks import joined, slot_of

SHORTEST_MINUTES = 30
LONGEST_PAUSE = timedelta(days=366)


def set_free_times(command: messages.SetFreeTimes, uow: MembershipUnitOfWork) -> messages.Member:
    """
    Put the acting member's slots in place of those before; those that touch become one.

    Raises:
        NotFound: `member.unknown`.
        Forbidden: `member.not_yours`.
        Conflict: `member.erased`.
        Invalid: `free_times.invalid`, with the place and code of all faults.

    Publishes:
        MemberProfileChanged.
    """
    member = _own(command.member_id, uow)
    if faults := list(_faults(command.free_times)):
        raise Invalid("free_times.invalid", errors=faults)
    uow.record(member.say_free_times(joined(map(slot_of, command.free_times)), uow.now))
    return member_shape(member, uow.cipher, "member")


def set_member_profile(command: messages.SetMemberProfile, uow: MembershipUnitOfWork) -> messages.Member:
    """
    Put what the acting member adds to the roster's skills and interests, and their pause, in place of those before.

    Words become canonical where they are listed.

    Raises:
        NotFound: `member.unknown`.
        Forbidden: `member.not_yours`.
        Conflict: `member.erased`.
        Invalid: `request.unfit`, a pause that has ended already, or of more than a year.

    Publishes:
        MemberProfileChanged.
    """
    uow.skills.hold_to_tag()
    member = _own(command.member_id, uow)
    today = uow.now.astimezone(SHANGHAI).date()
    if command.paused_until and not today < command.paused_until <= today + LONGEST_PAUSE:
        fault = Fault("#/paused_until", "out_of_range", "Takes a day within a year from tomorrow.")
        raise Invalid("request.unfit", errors=[fault])
    skills, _ = canonical(command.skills, uow.skills.known("skill"))
    interests, _ = canonical(command.interests, uow.skills.known("interest"))
    uow.record(member.say_profile(skills, interests, command.paused_until, uow.now))
    uow.members.write_tags([member])
    return member_shape(member, uow.cipher, "member")


def _own(member_id: str, uow: MembershipUnitOfWork) -> Member:
    """The acting member, as the caller has read them."""
    member = uow.members.get(member_id)
    if uow.actor.member_id != member.id:
        raise Forbidden("member.not_yours")
    member.check_kept()
    uow.expect(member.version)
    return member


def _faults(times: Sequence[messages.FreeTime]) -> Iterator[Fault]:
    slots = sorted((slot_of(time), index) for index, time in enumerate(times))
    for (_, from_minute, to_minute), index in slots:
        if to_minute - from_minute < SHORTEST_MINUTES:
            yield Fault(f"#/free_times/{index}/to_time", "free_times.too_short", "Less than half an hour.")
    for (one, _), (other, index) in pairwise(slots):
        if one.weekday == other.weekday and other.from_minute < one.to_minute:
            yield Fault(f"#/free_times/{index}/from_time", "free_times.overlap", "Overlaps another slot.")
