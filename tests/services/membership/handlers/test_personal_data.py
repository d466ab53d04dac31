from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from services.membership.model import Member, MemberFreeTime, MemberTag, SignInCode
from services.membership.repository import MembershipUnitOfWork
from shared.errors import Conflict, Forbidden, NotFound
from shared.inbox import COMMAND_LOG
from shared.messages.envelope import Actor
from shared.messages.membership import (
    ConfirmRegistration,
    EraseMember,
    ExportMember,
    ExportMemberOnRequest,
    FoundTeam,
    FreeTime,
    IssueSignInCode,
    JoinTeam,
    ListConsents,
    MakeAppointment,
    MemberErased,
    PhoneCodeIssued,
    RecordConsent,
    RedeemPhoneCode,
    RedeemSignInCode,
    RequestPhoneCode,
    RequestRegistration,
    SearchMembers,
    SetFreeTimes,
    SetMemberProfile,
    ShowMember,
    ShowRegistration,
    ShowTeam,
    TeamEdited,
)
from shared.unit_of_work import transaction
from tests.races import at_once
from tests.services.membership.world import World, open_world, roster

PHONE = "19900001519"
TELLING = {"kind": "skill", "theme": "陈华英带队", "description": f"电话{PHONE}", "joining": "open"}


@pytest.fixture
def community(world: World) -> Actor:
    return world.open_roster_communities()


@pytest.fixture
def unit(world: World, community: Actor) -> Actor:
    return world.open_unit()


@pytest.fixture
def member(world: World, unit: Actor, community: Actor) -> Actor:
    """Somebody of whom everything is held that can be."""
    send, id_ = world.harness.send, world.enrol(unit, roster(1))["members"][0]["member_id"]
    member = world.member(unit, id_)
    code = send(IssueSignInCode(member_id=id_), unit)["code"]
    send(RedeemSignInCode(member_id=id_, code=code), Actor.public())
    send(SetFreeTimes(member_id=id_, free_times=[FreeTime(weekday=6, from_time="09:00", to_time="11:00")]), member)
    send(SetMemberProfile(member_id=id_, skills=["下棋"]), member)
    consent = RecordConsent(member_id=id_, purpose="photo", decision="given", text_version=1, note="陈华英亲笔签名")
    send(consent, unit)
    registration = send(RequestRegistration(community_id=str(community.organisation_id)), member)
    send(ConfirmRegistration(registration_id=registration["id"]), community)
    seat = {"organisation_id": str(community.organisation_id), "office": "part_time_committee_member"}
    send(MakeAppointment(member_id=id_, **seat), world.department)
    return member


def let_go(world: World, *members: Actor) -> None:
    """Take members off their roster."""
    with transaction(world.harness.database, "membership", world.harness.tools) as within:
        uow = MembershipUnitOfWork(within, Actor.system(world.tenant_id))
        for member in members:
            uow.record(uow.session.get_one(Member, member.member_id).leave(world.harness.clock.now()))
        uow.hand_over()
        within.commit()


def erase(world: World, member: Actor, actor: Actor, **options: Any) -> Any:
    return world.harness.send(EraseMember(member_id=str(member.member_id), reason="已退休"), actor, **options)


def parts(export: Any) -> dict[str, Any]:
    return {part["name"]: part["items"] for part in export["parts"]}


def test_a_person_gets_all_that_is_held_on_them(world: World, community: Actor, unit: Actor, member: Actor) -> None:
    export = world.harness.send(ExportMember(member_id=str(member.member_id)), member)
    found = parts(export)
    entry = found["roster"][0]

    assert (export["schema_version"], export["member_id"]) == (1, member.member_id)
    assert (entry["identity_number"], entry["phone"]) == ("999101198309274399", "19900001519")
    assert (entry["name"], entry["unit"], entry["birth_month"]) == ("陈华英", "市水务局", "1983-09")
    assert found["profile"][0]["skills"] == ["下棋"]
    assert found["free_times"] == [{"weekday": 6, "from_time": "09:00", "to_time": "11:00"}]
    assert (found["teams"], found["admissions"]) == ([], [])
    assert [one["receipt_number"] for one in found["registrations"]] == ["BD-SFJ-2026-000001"]
    assert [one["office"] for one in found["appointments"]] == ["part_time_committee_member"]
    assert [one["note"] for one in found["consents"]] == ["陈华英亲笔签名"]
    assert found["sign_ins"] == [
        {"at": world.harness.clock.now(), "by": "unit_code", "subject": f"member/{member.member_id}"}
    ]
    assert sorted(one["topic"] for one in found["log"]) == [
        "appointment.make",
        "consent.record",
        "free_times.set",
        "member_profile.set",
        "registration.confirm",
        "registration.request",
        "sign_in_code.issue",
    ]
    assert {one["organisation_id"] for one in found["log"]} == {
        unit.organisation_id,
        community.organisation_id,
        world.department.organisation_id,
    }


def test_sign_ins_by_phone_stand_in_the_export_beside_the_others(world: World, member: Actor) -> None:
    request = RequestPhoneCode(tenant_id=world.tenant_id, phone=PHONE)
    world.harness.send(request, Actor.public())
    code = world.harness.tools.cipher.decrypt(world.harness.events_of(PhoneCodeIssued)[0].code_encrypted)
    world.harness.send(RedeemPhoneCode(tenant_id=world.tenant_id, phone=PHONE, code=code), Actor.public())
    items = parts(world.harness.send(ExportMember(member_id=str(member.member_id)), member))

    assert [(one["by"], one["subject"]) for one in items["sign_ins"]] == [
        ("unit_code", f"member/{member.member_id}"),
        ("phone_code", f"member/{member.member_id}"),
    ]
    assert "phone_code.redeem" not in [one["topic"] for one in items["log"]]


def test_what_somebody_tried_in_vain_stands_in_the_export_too(world: World, community: Actor, member: Actor) -> None:
    again = RequestRegistration(community_id=str(community.organisation_id))
    world.harness.reply(again, member, fingerprint="f" * 64)
    log = parts(world.harness.send(ExportMember(member_id=str(member.member_id)), member))["log"]

    assert [one["outcome"] for one in log if one["subject"] is None] == ["registration.exists"]


def test_the_department_gets_it_on_request_without_the_numbers_and_the_reason_is_kept(
    world: World, member: Actor
) -> None:
    command = ExportMemberOnRequest(member_id=str(member.member_id), reason="本人书面申请")
    entry = parts(world.harness.send(command, world.department))["roster"][0]
    later = parts(world.harness.send(ExportMember(member_id=str(member.member_id)), member))["log"]

    assert (entry["identity_number"], entry["phone"]) == (None, "199****1519")
    assert [(one["role"], one["reason"]) for one in later if one["topic"] == "member.export_on_request"] == [
        ("department", "本人书面申请")
    ]


def test_an_export_is_never_kept_as_an_answer(world: World, member: Actor) -> None:
    world.harness.send(ExportMember(member_id=str(member.member_id)), member)
    with world.harness.database.reading() as session:
        query = select(COMMAND_LOG.c.result).where(COMMAND_LOG.c.topic == "member.export")

        assert list(session.scalars(query)) == [None]


def test_others_get_no_export(world: World, unit: Actor, community: Actor, member: Actor) -> None:
    id_ = str(member.member_id)
    for stranger in (unit, community, world.department):
        with pytest.raises(Forbidden, match=r"^member\.not_yours$"):
            world.harness.send(ExportMember(member_id=id_), stranger)
    for stranger in (unit, community, member):
        with pytest.raises(Forbidden, match=r"^(access\.denied)$"):
            world.harness.send(ExportMemberOnRequest(member_id=id_, reason="想看"), stranger)
    elsewhere = open_world(world.harness, "沈阳市皇姑区").department
    with pytest.raises(NotFound, match=r"^member\.unknown$"):
        world.harness.send(ExportMemberOnRequest(member_id=id_, reason="想看"), elsewhere)


def test_who_is_on_a_roster_is_not_erased(world: World, member: Actor) -> None:
    for actor in (member, world.department):
        with pytest.raises(Conflict, match=r"^member\.on_roster$"):
            erase(world, member, actor)
    assert world.harness.events_of(MemberErased) == []


def test_an_erasure_takes_the_person_out_and_leaves_what_must_be_kept(
    world: World, community: Actor, unit: Actor, member: Actor
) -> None:
    registration = parts(world.harness.send(ExportMember(member_id=str(member.member_id)), member))["registrations"][0]
    let_go(world, member)
    answer = erase(world, member, world.department)
    shown = world.harness.send(ShowMember(member_id=str(member.member_id)), world.department)

    assert answer == {"member_id": member.member_id, "erased_at": world.harness.clock.now()}
    assert {name: value for name, value in shown.items() if value} == {
        "id": member.member_id,
        "unit_id": unit.organisation_id,
        "external_id": "-",
        "state": "erased",
        "name": "已注销",
        "created_at": world.harness.clock.now(),
        "changed_at": world.harness.clock.now(),
        "version": shown["version"],
    }
    with world.harness.database.reading() as session:
        kept = session.get_one(Member, member.member_id)
        assert (kept.identity_encrypted, kept.identity_digest) == (None, None)
        assert (kept.phone_encrypted, kept.phone_digest) == (None, None)
        assert (kept.gender, kept.birth_month, kept.entry_digest) == (None, None, "")
        for table in (MemberTag, MemberFreeTime, SignInCode):
            assert session.scalars(select(table)).all() == []
    later = world.harness.send(ShowRegistration(registration_id=registration["id"]), community)
    assert (later["receipt_number"], later["member_name"]) == (registration["receipt_number"], "已注销")
    consents = world.harness.send(ListConsents(member_id=str(member.member_id)), world.department)["items"]
    assert [(one["purpose"], one["decision"], one["note"]) for one in consents] == [("photo", "given", None)]
    assert world.harness.events_of(MemberErased) == [
        MemberErased(
            member_id=str(member.member_id), unit_id=str(unit.organisation_id), member_version=shown["version"]
        )
    ]
    found = world.harness.send(SearchMembers(state="erased"), world.department)["items"]
    assert [item["id"] for item in found] == [member.member_id]


def test_an_erasure_once_more_changes_nothing(world: World, member: Actor) -> None:
    let_go(world, member)
    replies = at_once(3, lambda _: erase(world, member, world.department))
    world.harness.clock.advance(timedelta(days=30))

    assert replies == [erase(world, member, member)] * 3
    assert len(world.harness.events_of(MemberErased)) == 1


def test_who_is_erased_neither_signs_in_nor_says_anything(world: World, unit: Actor, member: Actor) -> None:
    id_ = str(member.member_id)
    code = world.harness.send(IssueSignInCode(member_id=id_), unit)["code"]
    let_go(world, member)
    erase(world, member, member)

    assert world.harness.send(RedeemSignInCode(member_id=id_, code=code), Actor.public())["principal"] is None
    for command, actor in (
        (IssueSignInCode(member_id=id_), unit),
        (SetFreeTimes(member_id=id_, free_times=[]), member),
        (SetMemberProfile(member_id=id_), member),
        (RecordConsent(member_id=id_, purpose="photo", decision="withdrawn", text_version=1), member),
    ):
        with pytest.raises(Conflict, match=r"^member\.erased$"):
            world.harness.send(command, actor)


def test_a_person_who_was_erased_comes_back_as_somebody_new(world: World, unit: Actor, member: Actor) -> None:
    let_go(world, member)
    erase(world, member, member)
    line = world.enrol(unit, roster(1))["members"][0]

    assert (line["outcome"], line["member_id"] == member.member_id) == ("created", False)


def test_nothing_that_is_written_while_somebody_is_erased_outlives_them(
    world: World, unit: Actor, member: Actor
) -> None:
    let_go(world, member)
    id_ = str(member.member_id)
    commands: list[tuple[Any, Actor]] = [
        (EraseMember(member_id=id_, reason="已退休"), world.department),
        (RecordConsent(member_id=id_, purpose="photo", decision="withdrawn", text_version=1, note="陈华英来电"), unit),
        (IssueSignInCode(member_id=id_), unit),
        (SetMemberProfile(member_id=id_, skills=["摄影"]), member),
    ]
    at_once(len(commands), lambda number: world.harness.reply(*commands[number]))

    with world.harness.database.reading() as session:
        assert session.get_one(Member, id_).own_skills == []
        for table in (MemberTag, SignInCode):
            assert session.scalars(select(table)).all() == []
    consents = world.harness.send(ListConsents(member_id=id_), world.department)["items"]
    assert {one["note"] for one in consents} == {None}


def test_only_the_department_and_the_person_erase(world: World, unit: Actor, community: Actor, member: Actor) -> None:
    let_go(world, member)
    for stranger in (unit, community):
        with pytest.raises(Forbidden, match=r"^member\.not_yours$"):
            erase(world, member, stranger)
    with pytest.raises(NotFound, match=r"^member\.unknown$"):
        erase(world, member, open_world(world.harness, "沈阳市皇姑区").department)


def test_teams_keep_their_texts_without_the_name_and_the_phone_of_who_is_erased(
    world: World, unit: Actor, member: Actor
) -> None:
    send, colleague = world.harness.send, world.member(unit, world.enrol(unit, roster(2))["members"][1]["member_id"])
    other = send(FoundTeam(name="陈**义诊队", kind="skill", theme="医疗", joining="open"), colleague)
    team = send(FoundTeam(name="陈华英义诊队", **TELLING), member)
    send(JoinTeam(team_id=team["id"]), colleague)
    let_go(world, member)
    send(EraseMember(member_id=str(member.member_id), reason="本人申请"), world.department)
    shown = send(ShowTeam(team_id=team["id"]), colleague)

    assert shown["name"] == f"陈**义诊队 {team['id'][-6:]}"
    assert (shown["theme"], shown["description"]) == ("陈**带队", "电话199****1519")
    assert send(ShowTeam(team_id=other["id"]), colleague)["version"] == other["version"]
    assert world.harness.events_of(TeamEdited)[-1].theme == "陈**带队"
