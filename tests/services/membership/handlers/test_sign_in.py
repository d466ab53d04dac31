from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from services.membership.handlers.sign_in import ALPHABET, LENGTH, TRIES
from services.membership.model import SignInCode, SignInTry
from shared.errors import Forbidden, NotFound
from shared.inbox import COMMAND_LOG
from shared.messages.envelope import Actor
from shared.messages.membership import IssueSignInCode, RedeemSignInCode
from tests.races import at_once
from tests.services.membership.world import World, open_world

REFUSED = {"principal": None, "has_choice": False}
HOME = "192.0.2.1"


@pytest.fixture
def unit(world: World) -> Actor:
    return world.open_unit()


@pytest.fixture
def member(world: World, unit: Actor) -> Actor:
    return world.members(unit)[0]


def issue(world: World, unit: Actor, member: Actor) -> str:
    return str(world.harness.send(IssueSignInCode(member_id=str(member.member_id)), unit)["code"])


def redeem(world: World, member_id: str | None, code: str, network: str = HOME) -> Any:
    command = RedeemSignInCode(member_id=str(member_id), code=code, network=network)
    return world.harness.send(command, Actor.public())


def test_a_code_lets_its_member_in_once(world: World, unit: Actor, member: Actor) -> None:
    code = issue(world, unit, member)
    first, second = (redeem(world, member.member_id, code) for _ in range(2))

    assert first["principal"] == {
        "role": "member",
        "client_id": member.member_id,
        "tenant_id": world.tenant_id,
        "organisation_id": unit.organisation_id,
        "member_id": member.member_id,
        "scopes": None,
        "ends_at": None,
        "is_use_to_note": False,
        "contact_encrypted": None,
        "member_version": 1,
    }
    assert second == REFUSED


def test_of_several_that_redeem_a_code_at_once_one_gets_in(world: World, unit: Actor, member: Actor) -> None:
    code = issue(world, unit, member)
    answers = at_once(4, lambda _: redeem(world, member.member_id, code))

    assert sum(answer["principal"] is not None for answer in answers) == 1


def test_a_code_is_taken_as_people_type_it(world: World, unit: Actor, member: Actor) -> None:
    code = issue(world, unit, member)
    typed = f"{code[:5]}-{code[5:]}".lower()

    assert len(code) == LENGTH
    assert set(code) <= set(ALPHABET)
    assert redeem(world, member.member_id, typed)["principal"]


def test_the_code_itself_is_not_kept(world: World, unit: Actor, member: Actor) -> None:
    code = issue(world, unit, member)
    with world.harness.database.reading() as session:
        kept = session.get_one(SignInCode, member.member_id)

    assert kept.digest not in (code, world.harness.tools.cipher.digest(code))


def test_wrong_tries_are_counted_and_end_the_code(world: World, unit: Actor, member: Actor) -> None:
    code = issue(world, unit, member)
    wrong = [redeem(world, member.member_id, "2" * LENGTH) for _ in range(TRIES)]

    assert wrong == [REFUSED] * TRIES
    assert redeem(world, member.member_id, code) == REFUSED


def test_strangers_elsewhere_take_no_tries_away(world: World, unit: Actor, member: Actor) -> None:
    code = issue(world, unit, member)
    for stranger in range(4):
        for _ in range(TRIES + 1):
            assert redeem(world, member.member_id, "2" * LENGTH, f"198.51.100.{stranger}") == REFUSED

    assert redeem(world, member.member_id, code, "198.51.100.0") == REFUSED
    assert redeem(world, member.member_id, code)["principal"]
    with world.harness.database.reading() as session:
        assert session.scalars(select(SignInTry)).all() == []


def test_where_a_try_came_from_is_not_kept_in_the_clear(world: World, unit: Actor, member: Actor) -> None:
    issue(world, unit, member)
    redeem(world, member.member_id, "2" * LENGTH)
    with world.harness.database.reading() as session:
        kept = session.scalars(select(SignInTry)).one()
        written = [str(tuple(row)) for row in session.execute(select(COMMAND_LOG))]

    assert (kept.tries, len(kept.network_digest)) == (1, 64)
    assert not any(HOME in row for row in written)


def test_of_several_that_redeem_a_code_at_once_from_everywhere_one_gets_in(
    world: World, unit: Actor, member: Actor
) -> None:
    code = issue(world, unit, member)
    answers = at_once(4, lambda number: redeem(world, member.member_id, code, f"192.0.2.{number}"))

    assert sum(answer["principal"] is not None for answer in answers) == 1


def test_the_last_try_may_be_right(world: World, unit: Actor, member: Actor) -> None:
    code = issue(world, unit, member)
    for _ in range(TRIES - 1):
        redeem(world, member.member_id, "2" * LENGTH)

    assert redeem(world, member.member_id, code)["principal"]


def test_tries_at_once_are_counted_each(world: World, unit: Actor, member: Actor) -> None:
    code = issue(world, unit, member)
    at_once(TRIES, lambda _: redeem(world, member.member_id, "2" * LENGTH))

    assert redeem(world, member.member_id, code) == REFUSED


def test_a_code_is_good_for_a_day(world: World, unit: Actor, member: Actor) -> None:
    code = issue(world, unit, member)
    world.harness.clock.advance(timedelta(hours=24))

    assert redeem(world, member.member_id, code) == REFUSED


def test_a_newer_code_ends_the_older_with_its_tries(world: World, unit: Actor, member: Actor) -> None:
    older = issue(world, unit, member)
    for _ in range(TRIES):
        redeem(world, member.member_id, older[::-1])
    newer = issue(world, unit, member)

    assert redeem(world, member.member_id, older) == REFUSED
    assert redeem(world, member.member_id, newer)["principal"]


def test_a_newer_code_has_all_its_tries_within_one_batch_too(world: World, unit: Actor, member: Actor) -> None:
    harness, member_id = world.harness, str(member.member_id)
    issuing = [harness.call(IssueSignInCode(member_id=member_id), unit) for _ in range(2)]
    wrong = RedeemSignInCode(member_id=member_id, code="2" * LENGTH, network=HOME)
    tries = [harness.call(wrong, Actor.public()) for _ in range(TRIES)]
    replies = harness.executor.execute([issuing[0], *tries, issuing[1]])

    assert [reply.result for reply in replies[1:-1]] == [REFUSED] * TRIES
    assert redeem(world, member_id, replies[-1].result["code"])["principal"]


def test_of_codes_issued_at_once_one_is_good(world: World, unit: Actor, member: Actor) -> None:
    codes = at_once(4, lambda _: issue(world, unit, member))
    answers = [redeem(world, member.member_id, code) for code in codes]

    assert sum(answer["principal"] is not None for answer in answers) == 1


@pytest.mark.parametrize("member_id", ["nobody", "x" * 200, "01976a00-0000-7000-8000-00000000000c"])
def test_an_unknown_member_looks_like_a_wrong_code(world: World, member_id: str) -> None:
    assert redeem(world, member_id, "2" * LENGTH) == REFUSED


def test_one_members_code_is_of_no_use_to_another(world: World, unit: Actor) -> None:
    first, second = world.members(unit, 2)
    code = issue(world, unit, first)
    issue(world, unit, second)

    assert redeem(world, second.member_id, code) == REFUSED


def test_only_the_members_unit_gives_codes(world: World, member: Actor) -> None:
    other_unit, community = world.open_unit("市林业局"), world.open_community("SFJ")

    for stranger in (other_unit, community, world.department, member):
        with pytest.raises(Forbidden, match=r"^member\.not_yours$"):
            issue(world, stranger, member)


def test_members_of_other_tenants_are_unknown(world: World, member: Actor) -> None:
    stranger = open_world(world.harness, "沈阳市皇姑区").open_unit()

    with pytest.raises(NotFound, match=r"^member\.unknown$"):
        issue(world, stranger, member)
