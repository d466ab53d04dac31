from typing import Any

from sqlalchemy import select, text

from shared.ids import is_id, new_id
from shared.inbox import COMMAND_LOG
from shared.messages.envelope import Actor
from shared.messages.membership import CheckPhoneCode, RedeemPhoneCode, RedeemResidentCode, RequestPhoneCode
from shared.outbox import OUTBOX
from tests.services.membership.handlers.test_phone_codes import HOME, HOUR, MINUTE, PHONE, STRANGE, enrol, sent, wrong
from tests.services.membership.world import World, open_world


def ask(world: World, phone: str = STRANGE, tenant_id: str | None = None, **asked: Any) -> str:
    """The code that a phone is sent; empty where none is."""
    command = RequestPhoneCode(
        tenant_id=tenant_id or world.tenant_id, phone=phone, network=HOME, **({"sign_in_as": "resident"} | asked)
    )
    world.harness.send(command, Actor.public())
    to, code = sent(world)[-1]
    return code if to == phone else ""


def redeem(world: World, code: str, phone: str = STRANGE, tenant_id: str | None = None) -> Any:
    command = RedeemResidentCode(tenant_id=tenant_id or world.tenant_id, phone=phone, code=code, network=HOME)
    return world.harness.send(command, Actor.public())["principal"]


def choices(world: World, code: str, phone: str = STRANGE, **asked: Any) -> list[str]:
    command = CheckPhoneCode(tenant_id=world.tenant_id, phone=phone, code=code, network=HOME, **asked)
    return [item["sign_in_as"] for item in world.harness.send(command, Actor.public())["items"]]


def test_anybody_signs_in_as_a_resident_once_by_the_code_that_their_phone_got(world: World) -> None:
    code = ask(world)
    principal = redeem(world, code)

    assert (principal["role"], principal["tenant_id"]) == ("resident", world.tenant_id)
    assert principal["organisation_id"] is principal["member_id"] is None
    assert world.harness.tools.cipher.decrypt(principal["contact_encrypted"]) == STRANGE
    assert redeem(world, code) is None


def test_a_phone_is_the_same_resident_each_time_and_another_in_another_tenant(world: World) -> None:
    elsewhere = open_world(world.harness, "市")
    first = redeem(world, ask(world))["client_id"]
    world.harness.clock.advance(MINUTE)
    again = redeem(world, ask(world))["client_id"]
    other_phone = redeem(world, ask(world, PHONE), PHONE)["client_id"]
    other_tenant = redeem(world, ask(world, tenant_id=elsewhere.tenant_id), tenant_id=elsewhere.tenant_id)["client_id"]

    assert is_id(first)
    assert first == again
    assert len({first, other_phone, other_tenant}) == 3


def test_who_does_not_ask_to_be_a_resident_is_sent_a_code_only_if_they_are_known(world: World) -> None:
    assert ask(world, sign_in_as=None) == ""

    world.harness.clock.advance(HOUR)
    code = ask(world)
    command = RedeemPhoneCode(tenant_id=world.tenant_id, phone=STRANGE, code=code, network=HOME)
    assert world.harness.send(command, Actor.public()) == {"principal": None, "has_choice": False}


def test_no_code_is_sent_in_a_tenant_that_there_is_not(world: World) -> None:
    nowhere = new_id()

    assert ask(world, tenant_id=nowhere) == ""
    assert redeem(world, sent(world)[-1][1], tenant_id=nowhere) is None


def test_a_resident_is_a_choice_only_where_that_is_asked_for(world: World) -> None:
    enrol(world, world.open_unit(), 0)
    code = ask(world, PHONE)

    assert choices(world, code, PHONE) == ["member"]
    assert choices(world, code, PHONE, sign_in_as="resident") == ["member", "resident"]
    assert choices(world, wrong(code), PHONE, sign_in_as="resident") == []
    assert redeem(world, code, PHONE)["role"] == "resident"


def test_residents_have_the_same_tries_and_limits_as_others(world: World) -> None:
    code = ask(world)
    assert ask(world) == code  # too soon: none is sent

    assert [redeem(world, wrong(code)) for _ in range(5)] == [None] * 5
    assert redeem(world, code) is None


def test_a_residents_phone_is_kept_nowhere_in_the_clear(world: World) -> None:
    redeem(world, ask(world))
    with world.harness.database.reading() as session:
        written = [str(tuple(row)) for row in session.execute(select(OUTBOX))]
        log = session.execute(select(COMMAND_LOG).where(COMMAND_LOG.c.topic == "resident_code.redeem")).one()
        written += [str(tuple(row)) for row in session.execute(text("SELECT * FROM phone_codes"))]

    assert not any(STRANGE in row for row in [*written, str(tuple(log))])
    assert STRANGE not in log.result
    assert "contact_encrypted" not in log.result  # the whole answer is encrypted, and rotated with the keys
