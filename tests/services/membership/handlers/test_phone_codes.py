from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, text

from services.membership.model import PhoneCode
from services.membership.repository.phone_codes import TRIES
from shared.errors import Forbidden
from shared.ids import new_id
from shared.inbox import COMMAND_LOG
from shared.messages.envelope import Actor
from shared.messages.membership import (
    AddContact,
    CheckPhoneCode,
    CloseOrganisation,
    EndAppointment,
    EnrolMembers,
    MakeAppointment,
    PhoneCodeIssued,
    RedeemPhoneCode,
    RequestPhoneCode,
)
from shared.outbox import OUTBOX
from tests.races import at_once
from tests.services.membership.world import World, entry_of, open_world

PHONE, STRANGE = "19912341234", "18800000000"
REFUSED = {"principal": None, "has_choice": False}
HOME, ELSEWHERE = "192.0.2.1", "198.51.100.1"
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def unit(world: World) -> Actor:
    return world.open_unit()


@pytest.fixture
def member(world: World, unit: Actor) -> Actor:
    return enrol(world, unit, 0)


def enrol(world: World, unit: Actor, index: int, phone: str = PHONE) -> Actor:
    command = EnrolMembers(unit_id=str(unit.organisation_id), members=[replace(entry_of(index), phone=phone)])
    return world.member(unit, world.harness.send(command, unit)["members"][0]["member_id"])


def appoint(world: World, organisation: Actor, **fields: Any) -> Any:
    person = fields if "member_id" in fields else {"name": "李强", "phone": PHONE, **fields}
    command = MakeAppointment(organisation_id=str(organisation.organisation_id), office="staff", **person)
    return world.harness.send(command, organisation)


def request(world: World, phone: str = PHONE, tenant_id: str | None = None, network: str = HOME) -> Any:
    command = RequestPhoneCode(tenant_id=tenant_id or world.tenant_id, phone=phone, network=network)
    return world.harness.send(command, Actor.public())


def sent(world: World) -> list[tuple[str, str]]:
    """Phone and code of what is to be sent, as notifications decrypts it."""
    decrypt = world.harness.tools.cipher.decrypt
    issued = world.harness.events_of(PhoneCodeIssued)
    return [(decrypt(event.address_encrypted), decrypt(event.code_encrypted)) for event in issued]


def code(world: World, phone: str = PHONE, network: str = HOME) -> str:
    request(world, phone, network=network)
    return sent(world)[-1][1]


def redeem(world: World, given: str, phone: str = PHONE, network: str = HOME, **chosen: Any) -> Any:
    return answer_of(world, given, phone, network, **chosen)["principal"]


def answer_of(world: World, given: str, phone: str = PHONE, network: str = HOME, **chosen: Any) -> Any:
    command = RedeemPhoneCode(tenant_id=world.tenant_id, phone=phone, code=given, network=network, **chosen)
    return world.harness.send(command, Actor.public())


def has_choice(world: World, given: str, **chosen: Any) -> bool:
    return bool(answer_of(world, given, **chosen) == REFUSED | {"has_choice": True})


def offered(world: World, given: str) -> Any:
    command = CheckPhoneCode(tenant_id=world.tenant_id, phone=PHONE, code=given, network=HOME)
    return world.harness.send(command, Actor.public())["items"]


def choices(world: World, given: str) -> list[tuple[str, str]]:
    return [(item["sign_in_as"], item["organisation_id"]) for item in offered(world, given)]


def wrong(given: str) -> str:
    return f"{(int(given) + 1) % 10**6:06d}"


def test_a_member_signs_in_once_by_the_code_that_their_phone_got(world: World, member: Actor) -> None:
    given = code(world)

    assert sent(world) == [(PHONE, given)]
    principal = redeem(world, given)
    assert (principal["role"], principal["member_id"]) == ("member", member.member_id)
    assert redeem(world, given) is None


def test_staff_sign_in_for_their_organisation_until_their_term_is_over(world: World) -> None:
    community = world.open_community("SFJ")
    appointment = appoint(world, community, until=date(2026, 11, 24))
    principal = redeem(world, code(world))

    assert (principal["role"], principal["client_id"]) == ("community", appointment["id"])
    assert principal["organisation_id"] == community.organisation_id
    assert principal["ends_at"] == datetime(2026, 11, 24, 16, tzinfo=UTC)

    world.harness.clock.advance(timedelta(hours=15))
    assert redeem(world, code(world)) is None


def test_staff_act_as_a_client_does_as_long_as_they_serve(world: World) -> None:
    community = world.open_community("SFJ")
    appointment = appoint(world, community)
    staff = replace(community, client_id=appointment["id"])
    command = AddContact(organisation_id=str(community.organisation_id), name="周敏")

    assert world.harness.send(command, staff)
    world.harness.send(EndAppointment(appointment_id=appointment["id"], reason="调动"), community)
    with pytest.raises(Forbidden, match=r"^client\.revoked$"):
        world.harness.send(command, staff)


def test_who_is_both_chooses_and_is_a_member_by_default(world: World, unit: Actor, member: Actor) -> None:
    community = world.open_community("SFJ")
    appoint(world, community, member_id=member.member_id, phone=PHONE)
    appoint(world, unit)
    given = code(world)

    assert choices(world, given) == [
        ("member", unit.organisation_id),
        ("organisation", community.organisation_id),
        ("organisation", unit.organisation_id),
    ]
    assert redeem(world, given, sign_in_as="organisation") is None  # of two; the code is still good
    chosen = redeem(world, given, sign_in_as="organisation", organisation_id=community.organisation_id)
    assert (chosen["role"], chosen["organisation_id"]) == ("community", community.organisation_id)

    world.harness.clock.advance(MINUTE)
    assert redeem(world, code(world))["role"] == "member"


def test_two_members_with_one_phone_are_told_apart_by_their_units(world: World, unit: Actor, member: Actor) -> None:
    other = world.open_unit("市林业局")
    enrol(world, other, 1)
    given = code(world)

    assert has_choice(world, given)
    assert redeem(world, given, organisation_id=other.organisation_id)["organisation_id"] == other.organisation_id


def test_two_members_of_a_unit_with_one_phone_are_told_apart(world: World, unit: Actor, member: Actor) -> None:
    other = enrol(world, unit, 1)
    given = code(world)
    told = [(item["member_id"], item["masked_name"], item["masked_number"]) for item in offered(world, given)]

    assert told == [(member.member_id, "陈**", f"*****{entry_of(0).external_id[-3:]}"), told[1]]
    assert told[1][0] == other.member_id
    assert len(set(told)) == len({one[1:] for one in told}) == 2
    assert has_choice(world, given, organisation_id=unit.organisation_id)
    assert redeem(world, given, member_id=other.member_id)["member_id"] == other.member_id


def test_two_appointments_at_an_organisation_with_one_phone_are_told_apart(world: World, member: Actor) -> None:
    community = world.open_community("SFJ")
    first = appoint(world, community)
    appoint(world, community, member_id=member.member_id, phone=PHONE)
    given = code(world)

    names = [item["masked_name"] for item in offered(world, given) if item["appointment_id"]]
    assert names == ["李*", "陈**"]
    assert redeem(world, given, sign_in_as="organisation") is None
    chosen = redeem(world, given, sign_in_as="organisation", appointment_id=first["id"])
    assert chosen["client_id"] == first["id"]


def test_that_a_choice_is_left_is_told_to_who_has_the_code_alone_and_costs_no_try(
    world: World, unit: Actor, member: Actor
) -> None:
    enrol(world, world.open_unit("市林业局"), 1)
    given = code(world)
    strangers = [answer_of(world, wrong(given)) for _ in range(TRIES - 1)]
    holders = [answer_of(world, given) for _ in range(TRIES)]

    assert strangers == [REFUSED] * (TRIES - 1)
    assert holders == [REFUSED | {"has_choice": True}] * TRIES
    assert redeem(world, given, organisation_id=unit.organisation_id)["member_id"] == member.member_id
    assert answer_of(world, given) == REFUSED  # it is used up


def test_an_expired_or_exhausted_code_tells_of_no_choice(world: World, unit: Actor, member: Actor) -> None:
    enrol(world, world.open_unit("市林业局"), 1)
    given = code(world)
    for _ in range(TRIES):
        answer_of(world, wrong(given))
    exhausted = answer_of(world, given)
    world.harness.clock.advance(MINUTE)
    later = code(world)
    world.harness.clock.advance(5 * MINUTE)

    assert (exhausted, answer_of(world, later)) == (REFUSED, REFUSED)
    assert answer_of(world, "000000", STRANGE) == REFUSED


@pytest.mark.parametrize(
    "chosen",
    [
        {"sign_in_as": "king"},
        {"organisation_id": "nobody"},
        {"organisation_id": new_id()},
        {"member_id": new_id()},
        {"appointment_id": new_id()},
    ],
)
def test_a_choice_that_is_nobody_lets_nobody_in(world: World, member: Actor, chosen: dict[str, str]) -> None:
    assert redeem(world, code(world), **chosen) is None


def test_without_a_channel_a_code_is_refused_to_every_phone_alike_and_none_is_kept(world: World, member: Actor) -> None:
    settings = replace(world.harness.tools.settings, amqp_uri="amqp://guest@127.0.0.1//")
    world.harness.tools = replace(world.harness.tools, settings=settings)
    refusals = [
        world.harness.reply(RequestPhoneCode(tenant_id=world.tenant_id, phone=phone), Actor.public()).refusal
        for phone in (PHONE, STRANGE)
    ]

    assert refusals == [{"status": 503, "code": "sign_in.no_channel"}] * 2
    assert world.harness.events_of(PhoneCodeIssued) == []
    with world.harness.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(PhoneCode)) == 0

    settings = replace(settings, code_channel="twilio://account:token@from/{phone}")
    world.harness.tools = replace(world.harness.tools, settings=settings)
    assert redeem(world, code(world))["member_id"] == member.member_id


def test_known_and_unknown_phones_are_answered_and_kept_alike(world: World, member: Actor) -> None:
    answers = [request(world, phone) for phone in (PHONE, STRANGE)]
    with world.harness.database.reading() as session:
        kept = session.scalar(select(func.count()).select_from(PhoneCode))

    assert answers[0] == answers[1] == {"valid_seconds": 300, "again_after_seconds": 60}
    assert (kept, [phone for phone, _ in sent(world)]) == (2, [PHONE, ""])
    assert redeem(world, sent(world)[1][1], STRANGE) is None
    assert request(world, tenant_id=new_id()) == answers[0]


def test_neither_phone_nor_code_is_kept_or_told_in_the_clear(world: World, member: Actor) -> None:
    given = code(world)
    redeem(world, wrong(given))
    with world.harness.database.reading() as session:
        written = [str(tuple(row)) for row in session.execute(select(OUTBOX))]
        written += [str(tuple(row)) for row in session.execute(select(COMMAND_LOG))]
        written += [str(tuple(row)) for row in session.execute(text("SELECT * FROM phone_codes"))]
        written += [str(tuple(row)) for row in session.execute(text("SELECT * FROM members"))]

    assert len(written) > 4
    assert not any(PHONE in row or f"'{given}'" in row or f'"{given}"' in row for row in written)


def test_a_code_is_good_for_five_minutes(world: World, member: Actor) -> None:
    given = code(world)
    world.harness.clock.advance(timedelta(minutes=5))

    assert redeem(world, given) is None


def test_wrong_tries_end_a_code_also_at_once(world: World, member: Actor) -> None:
    given = code(world)
    at_once(4, lambda _: redeem(world, wrong(given)))

    assert choices(world, given) != []  # the fifth try
    assert redeem(world, given) is None


def test_of_several_that_redeem_a_code_at_once_one_gets_in(world: World, member: Actor) -> None:
    given = code(world)
    principals = at_once(4, lambda _: redeem(world, given))

    assert sum(principal is not None for principal in principals) == 1


def test_a_phone_gets_one_code_a_minute_and_five_an_hour(world: World, member: Actor) -> None:
    at_once(4, lambda _: request(world))
    assert len(sent(world)) == 1

    for _ in range(10):
        world.harness.clock.advance(MINUTE)
        request(world)
    assert len(sent(world)) == 5

    world.harness.clock.advance(HOUR)
    request(world)
    assert len(sent(world)) == 6


def test_a_newer_code_ends_the_older(world: World, member: Actor) -> None:
    older = code(world)
    world.harness.clock.advance(MINUTE)
    newer = code(world)

    assert older == newer or redeem(world, older) is None
    assert redeem(world, newer) is not None


def test_phones_that_asked_long_ago_are_forgotten(world: World) -> None:
    request(world, STRANGE)
    world.harness.clock.advance(HOUR + MINUTE)
    request(world)
    with world.harness.database.reading() as session:
        digests = session.scalars(select(PhoneCode.phone_digest)).all()

    assert digests == [world.harness.tools.cipher.digest(PHONE)]


def test_who_has_left_or_serves_at_a_closed_organisation_is_nobody(world: World, unit: Actor, member: Actor) -> None:
    community = world.open_community("SFJ")
    appoint(world, community, member_id=member.member_id, phone=PHONE)
    with world.harness.database.engine.begin() as connection:
        connection.execute(text("UPDATE members SET state = 'left', left_at = '2026-11-24 00:00:00+00:00'"))
    assert redeem(world, code(world)) is None

    appoint(world, community)
    world.harness.send(
        CloseOrganisation(organisation_id=str(community.organisation_id), reason="撤并"), world.department
    )
    world.harness.clock.advance(MINUTE)
    assert redeem(world, code(world)) is None


def test_a_phone_is_somebody_within_its_tenant_alone(world: World, member: Actor) -> None:
    elsewhere = open_world(world.harness, "沈阳市皇姑区")
    request(world, tenant_id=elsewhere.tenant_id)

    assert sent(world)[0][0] == ""
    assert redeem(elsewhere, sent(world)[0][1]) is None
