"""
An erasure is held against every database of the system.

What is left of a person by design: their id; names masked to the first character in events that were told before, in
outboxes and feeds; answers of commands in the log, encrypted where they hold anything personal; the reasons in
that log, in whose words others answer for what they did. Rows of a roster file are kept until it is taken over.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings, strategies
from sqlalchemy import inspect, select, text
from stdnum.cn import ric

from deploy.system import DATABASES, definition
from shared.messages.engagement import ClaimWish, DeliverWish
from shared.messages.envelope import Actor, read_event
from shared.messages.membership import (
    ROSTER_COLUMNS,
    AcceptAdmission,
    ConfirmRegistration,
    DecideRosterConflict,
    EditMember,
    EndRegistration,
    EraseMember,
    ExportMember,
    ExportMemberOnRequest,
    FoundTeam,
    FreeTime,
    IssueSignInCode,
    NameParts,
    RecordConsent,
    RedeemSignInCode,
    RemoveTeamMembers,
    RequestAdmission,
    RequestRegistration,
    RosterEntry,
    SetFreeTimes,
    SetMemberProfile,
)
from shared.outbox import OUTBOX
from shared.reactor import Reactor
from tests.harness import Harness, harness_for
from tests.services.engagement.world import World as Engagement
from tests.services.membership.claims import bring, conflicts
from tests.services.membership.handlers.test_personal_data import let_go
from tests.services.membership.world import World, open_world, roster

OWN_SKILL = "编竹篮"  # which no list and no roster has


@dataclass
class System:
    """All services, whose events reach each other when `settle` is called."""

    harnesses: dict[str, Harness]
    world: World
    community: Actor
    unit: Actor

    def settle(self) -> None:
        """Have every service consume what the others have told; what was consumed before is passed over."""
        for _ in range(2):
            envelopes = [envelope for one in self.harnesses.values() for envelope in self._told(one)]
            for harness in self.harnesses.values():
                reactor = Reactor(harness.service, harness.database, harness.tools)
                reactor.react([one for one in envelopes if one.type in harness.service.topics])

    def _told(self, harness: Harness) -> list[Any]:
        with harness.database.reading() as session:
            bodies = session.scalars(select(OUTBOX.c.body).order_by(OUTBOX.c.number))
            return [envelope for body in bodies if (envelope := read_event(body))]

    def everything(self) -> str:
        """All rows of all tables of all databases as one text."""
        return "\n".join(row for one in self.harnesses.values() for row in _rows(one))


def _rows(harness: Harness) -> Iterator[str]:
    with harness.database.engine.connect() as connection:
        for name in inspect(connection).get_table_names():
            for row in connection.execute(text(f'SELECT * FROM "{name}"')):  # noqa: S608 (names of our own tables)
                yield str(tuple(row))


@contextmanager
def opened(folder: Path) -> Iterator[System]:
    """Every service on a database of its own."""
    with ExitStack() as stack:
        harnesses = {
            name: stack.enter_context(contextmanager(harness_for)(definition(name), "sqlite", folder))
            for name in DATABASES
        }
        world = open_world(harnesses["membership"])
        yield System(harnesses, world, world.open_community("SFJ"), world.open_unit())


@pytest.fixture
def system(tmp_path: Path) -> Iterator[System]:
    with opened(tmp_path) as system:
        yield system


@strategies.composite
def people(draw: Any) -> RosterEntry:
    """Somebody whose name, number and phone appear nowhere by chance."""
    hanzi = strategies.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)
    digits = "999101" + draw(strategies.dates(date(1950, 1, 1), date(2005, 1, 1))).strftime("%Y%m%d")
    digits += f"{draw(strategies.integers(0, 999)):03d}"
    return RosterEntry(
        external_id=f"P{draw(strategies.integers(10**8, 10**9))}",
        name=draw(strategies.text(hanzi, min_size=3, max_size=8)),
        identity_number=digits + ric.calc_check_digit(f"{digits}0"),
        phone=f"1{draw(strategies.integers(10**9, 10**10 - 1))}",
        department=f"科室{draw(strategies.integers(10**5, 10**6))}",
        skills=draw(strategies.lists(strategies.sampled_from(["理发", "拍照", "推拿"]), max_size=3)),
        residence_code="SFJ",
    )


def live(system: System, entry: RosterEntry, steps: list[str]) -> Actor:
    """Let somebody be enrolled and do these things, all that tells who they are included."""
    id_ = system.world.enrol(system.unit, [entry])["members"][0]["member_id"]
    member = system.world.member(system.unit, id_)
    for step in steps:
        DEEDS[step](system, entry, member)
    return member


def sign_in(system: System, _: RosterEntry, member: Actor) -> None:
    send, id_ = system.world.harness.send, str(member.member_id)
    code = send(IssueSignInCode(member_id=id_), system.unit)["code"]
    send(RedeemSignInCode(member_id=id_, code=code), Actor.public())


def register(system: System, entry: RosterEntry, member: Actor) -> None:
    send = system.world.harness.send
    asked = send(RequestRegistration(community_id=str(system.community.organisation_id)), member)
    send(ConfirmRegistration(registration_id=asked["id"]), system.community)
    send(EndRegistration(registration_id=asked["id"], reason=f"{entry.name}已搬离"), system.community)


def say(system: System, _: RosterEntry, member: Actor) -> None:
    send, id_ = system.world.harness.send, str(member.member_id)
    send(SetFreeTimes(member_id=id_, free_times=[FreeTime(weekday=6, from_time="09:00", to_time="11:00")]), member)
    send(SetMemberProfile(member_id=id_, skills=[OWN_SKILL], interests=[OWN_SKILL]), member)


def consent(system: System, entry: RosterEntry, member: Actor) -> None:
    command = RecordConsent(
        member_id=str(member.member_id),
        purpose="photo",
        decision="given",
        text_version=1,
        note=f"{entry.name}签字，电话{entry.phone}",
    )
    system.world.harness.send(command, system.unit)


def export(system: System, _: RosterEntry, member: Actor) -> None:
    send, id_ = system.world.harness.send, str(member.member_id)
    send(ExportMember(member_id=id_), member)
    send(ExportMemberOnRequest(member_id=id_, reason="本人申请"), system.world.department)


def change(system: System, entry: RosterEntry, _: Actor) -> None:
    system.world.enrol(system.unit, [replace(entry, interests=["助老"])])


def provision(system: System, entry: RosterEntry, member: Actor) -> None:
    """What the unit's own system says of the person, under names of its own."""
    command = EditMember(
        member_id=str(member.member_id),
        user_name=f"{entry.name}@water.example",
        provisioning_id=f"uid={entry.name}",
        name=entry.name,
        name_parts=NameParts(family_name=entry.name[:1], given_name=f"阿{entry.name}"),
        identity_number=entry.identity_number,
        phone=entry.phone,
        department=entry.department,
    )
    system.world.harness.send(command, system.unit)


def take_part_in_teams(system: System, entry: RosterEntry, member: Actor) -> None:
    send, colleague = system.world.harness.send, system.world.members(system.unit)[0]
    send(FoundTeam(name="红马甲义诊队", kind="skill", theme="医疗护理", joining="open"), member)
    team = send(FoundTeam(name="和事佬", kind="interest", theme="矛盾调解", joining="approval"), colleague)
    asked = send(RequestAdmission(team_id=team["id"], message=f"我是{entry.name}"), member)
    send(AcceptAdmission(admission_id=asked["id"]), colleague)
    removal = RemoveTeamMembers(team_id=team["id"], member_ids=[str(member.member_id)], reason="岗位变动")
    send(removal, colleague)


def be_claimed(system: System, entry: RosterEntry, _: Actor) -> None:
    """Another unit's roster names the person too, and the department has them stay."""
    cells = [getattr(entry, name, "") or "" for name in ROSTER_COLUMNS]
    cells[ROSTER_COLUMNS.index("skills")] = cells[ROSTER_COLUMNS.index("interests")] = ""
    bring(system.world, system.world.open_unit("市林业局"), [2, [str(cell) for cell in cells], None])
    (conflict,) = conflicts(system.world, system.world.department)
    reason = f"{entry.name}仍在市水务局"
    decision = DecideRosterConflict(conflict_id=conflict["id"], verdict="dismiss", reason=reason)
    system.world.harness.send(decision, system.world.department)


def serve(system: System, _: RosterEntry, member: Actor) -> None:
    system.settle()
    engagement = Engagement(
        system.harnesses["engagement"], system.world.tenant_id, system.community, system.unit, member
    )
    claim = engagement.harness.send(ClaimWish(wish_id=engagement.publish()["id"], plan="周末送到家"), member)
    engagement.commit(claim)
    engagement.harness.send(DeliverWish(claim_id=claim["id"], note="已送到"), member)
    engagement.confirm(claim)


DEEDS: dict[str, Callable[[System, RosterEntry, Actor], None]] = {
    "change": change,
    "provision": provision,
    "sign_in": sign_in,
    "register": register,
    "teams": take_part_in_teams,
    "say": say,
    "claimed": be_claimed,
    "consent": consent,
    "export": export,
    "serve": serve,
}


def traces(entry: RosterEntry, everything: str) -> list[str]:
    """What tells who somebody is and is still found, spelt out or as JSON escapes it."""
    told = (OWN_SKILL, entry.name, entry.identity_number, str(entry.phone), entry.external_id, str(entry.department))
    return [one for one in told if one in everything or json.dumps(one)[1:-1] in everything]


@given(entry=people(), steps=strategies.lists(strategies.sampled_from([*DEEDS]), unique=True))
@settings(
    max_examples=12,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_after_an_erasure_nothing_in_any_database_tells_who_it_was(
    tmp_path_factory: pytest.TempPathFactory, entry: RosterEntry, steps: list[str]
) -> None:
    with opened(tmp_path_factory.mktemp("system")) as system:
        member = live(system, entry, steps)
        let_go(system.world, member)
        command = EraseMember(member_id=str(member.member_id), reason="本人申请注销")
        system.world.harness.send(command, system.world.department)
        system.settle()

        assert traces(entry, system.everything()) == []


def test_before_the_erasure_the_person_is_found_so_that_the_search_finds_what_there_is(system: System) -> None:
    entry = RosterEntry(
        external_id="P1", name="欧阳婉清", identity_number=roster(2)[1].identity_number, department="特别科室"
    )
    live(system, entry, list(DEEDS))
    system.settle()
    everything = system.everything()

    assert {"欧阳婉清", "特别科室", OWN_SKILL} <= set(traces(entry, everything))
    assert entry.identity_number not in everything
