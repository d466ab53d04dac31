"""What was answered under an Idempotency-Key tells nothing of people who were erased since."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from shared.messages import membership as m
from shared.messages.envelope import Actor, Call, Reply
from shared.messages.wire import decode, encode
from tests.services.membership.handlers.test_personal_data import let_go
from tests.services.membership.registered import REASON
from tests.services.membership.world import World, entry_of, roster

NAME, PHONE = roster(1)[0].name, str(roster(1)[0].phone)
ERASED = "idempotency.answer_erased"
HOUR = timedelta(hours=1)


class Asked:
    """Requests with a key each, as they were sent."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.calls: dict[str, Call] = {}

    def send(self, message: Any, actor: Actor) -> Any:
        call = self._world.harness.call(message, actor, fingerprint="a" * 64)
        (reply,) = self._world.harness.executor.execute([call])
        assert reply.refusal is None, reply.refusal
        self.calls[f"{type(message).__name__} {len(self.calls)}"] = call
        return decode(encode(reply.result))

    def again(self) -> dict[str, Reply]:
        """What each is answered when it comes once more, all of them in one batch."""
        calls = {name: replace(call, expires_at=call.expires_at + 10**6) for name, call in self.calls.items()}
        return dict(zip(calls, self._world.harness.executor.execute([*calls.values()]), strict=True))


@pytest.fixture
def community(world: World) -> Actor:
    return world.open_roster_communities()


@pytest.fixture
def unit(world: World, community: Actor) -> Actor:
    return world.open_unit()


@pytest.fixture
def asked(world: World) -> Asked:
    return Asked(world)


def erase(world: World, member: Actor) -> None:
    let_go(world, member)
    world.harness.send(m.EraseMember(member_id=str(member.member_id), reason="本人申请"), world.department)


def tell_of(world: World, asked: Asked, unit: Actor, community: Actor) -> tuple[Actor, Actor]:
    """Have all kinds of answers tell of somebody, who is returned with a colleague."""
    entries = [roster(1)[0], entry_of(1)]
    enrolled = asked.send(m.EnrolMembers(unit_id=str(unit.organisation_id), members=entries), unit)["members"]
    member, colleague = (world.member(unit, one["member_id"]) for one in enrolled)
    id_, place = str(member.member_id), str(community.organisation_id)
    asked.send(m.SetMemberState(member_id=id_, state="inactive", reason="病休"), unit)
    asked.send(m.SetMemberState(member_id=id_, state="active"), unit)
    asked.send(m.SetMemberProfile(member_id=id_, skills=["下棋"]), member)
    asked.send(m.RecordConsent(member_id=id_, purpose="photo", decision="given", text_version=1, note=NAME), unit)
    refused = asked.send(m.RequestRegistration(community_id=place), member)["id"]
    asked.send(m.RefuseRegistration(registration_id=refused, reason=REASON), community)
    registered = asked.send(m.RequestRegistration(community_id=place), member)["id"]
    asked.send(m.ConfirmRegistration(registration_id=registered), community)
    asked.send(m.EndRegistration(registration_id=registered, reason=REASON), community)
    seat = {"organisation_id": place, "member_id": id_}
    appointed = asked.send(m.MakeAppointment(office="part_time_committee_member", **seat), world.department)["id"]
    asked.send(m.EndAppointment(appointment_id=appointed, reason="调动"), community)
    team = asked.send(m.FoundTeam(name=f"{NAME}的队", kind="skill", theme="义诊", joining="open"), colleague)["id"]
    asked.send(m.JoinTeam(team_id=team), member)
    asked.send(m.EditTeam(team_id=team, name="义诊队", description=f"电话{PHONE}"), colleague)
    asked.send(m.EditTeam(team_id=team, description="周末"), colleague)
    asked.send(m.RequestStationing(team_id=team, community_id=place), colleague)
    return member, colleague


def test_no_answer_from_before_tells_of_who_was_erased_since_and_nothing_is_carried_out_again(
    world: World, asked: Asked, unit: Actor, community: Actor
) -> None:
    member, _ = tell_of(world, asked, unit, community)
    before = asked.again()
    assert all(reply.is_repeat for reply in before.values())
    assert NAME in str(before)

    world.harness.clock.advance(HOUR)
    erase(world, member)
    world.harness.clock.advance(HOUR)
    events = world.harness.events
    after = asked.again()

    codes = {name: (reply.refusal or {}).get("code") for name, reply in after.items()}
    assert codes == dict.fromkeys(codes, ERASED)
    assert {(reply.refusal or {})["status"] for reply in after.values()} == {410}
    assert world.harness.events == events


@pytest.mark.parametrize("wait", [timedelta(), HOUR])
def test_answers_about_others_are_told_as_before(
    world: World, asked: Asked, unit: Actor, community: Actor, wait: timedelta
) -> None:
    member, colleague = world.members(unit, 2)
    answer = asked.send(m.SetMemberState(member_id=str(colleague.member_id), state="inactive"), unit)
    opened = asked.send(m.OpenUnit(name="市林业局"), world.department)
    world.harness.clock.advance(wait)
    erase(world, member)

    assert [(reply.result, reply.is_repeat) for reply in asked.again().values()] == [(answer, True), (opened, True)]


def test_the_erasure_itself_may_be_repeated(world: World, asked: Asked, unit: Actor) -> None:
    (member,) = world.members(unit)
    let_go(world, member)
    answer = asked.send(m.EraseMember(member_id=str(member.member_id), reason="本人申请"), world.department)
    (again,) = asked.again().values()

    assert (again.result, again.is_repeat) == (answer, True)


def test_what_was_answered_after_the_erasure_is_told_again(
    world: World, asked: Asked, unit: Actor, community: Actor
) -> None:
    member, colleague = tell_of(world, Asked(world), unit, community)
    place = str(community.organisation_id)
    seat = {"organisation_id": place, "office": "part_time_committee_member", "member_id": str(member.member_id)}
    appointed = world.harness.send(m.MakeAppointment(**seat), world.department)["id"]
    (team,) = world.harness.send(m.ListTeams(), colleague)["items"]
    erase(world, member)
    world.harness.clock.advance(HOUR)
    ended = asked.send(m.EndAppointment(appointment_id=appointed, reason="已注销"), community)
    edited = asked.send(m.EditTeam(team_id=team["id"], description="周末义诊"), colleague)

    assert NAME not in str((ended, edited))
    assert [reply.result for reply in asked.again().values()] == [ended, edited]
