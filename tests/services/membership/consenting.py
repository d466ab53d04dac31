"""What members say of themselves and consent to, as tests take it."""

from datetime import date
from typing import Any

from shared.messages.envelope import Actor
from shared.messages.membership import ConsentDecision, FreeTime, RecordConsent, SetFreeTimes, SetMemberProfile
from tests.services.membership.world import World, roster

TIME = {"weekday": 6, "from_time": "09:00", "to_time": "11:00"}
BACK_ON = date(2026, 11, 25)


def member_with_a_phone(world: World, unit: Actor) -> Actor:
    """陈华英, who lives in SFJ."""
    return world.member(unit, world.enrol(unit, roster(1))["members"][0]["member_id"])


def say_all(world: World, member: Actor) -> None:
    id_ = str(member.member_id)
    profile = SetMemberProfile(member_id=id_, skills=["下棋"], interests=["敬老"], paused_until=BACK_ON)
    world.harness.send(profile, member)
    world.harness.send(SetFreeTimes(member_id=id_, free_times=[FreeTime(**TIME)]), member)


def decide(world: World, member: Actor, purpose: Any, decision: ConsentDecision = "given") -> None:
    command = RecordConsent(member_id=str(member.member_id), purpose=purpose, decision=decision, text_version=1)
    world.harness.send(command, member)
