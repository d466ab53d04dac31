"""A phone's code has five tries, and nobody elsewhere takes them, or the codes, from whoever has asked."""

from services.membership.repository.phone_codes import CODES_PER_HOUR, CODES_PER_PHONE, TRIES, TRIES_FROM_ELSEWHERE
from shared.messages.envelope import Actor
from tests.races import at_once
from tests.services.membership.handlers.test_phone_codes import (
    ELSEWHERE,
    HOUR,
    MINUTE,
    PHONE,
    code,
    enrol,
    redeem,
    request,
    sent,
    wrong,
)
from tests.services.membership.world import World


def member_of(world: World) -> Actor:
    return enrol(world, world.open_unit(), 0)


def test_a_codes_tries_are_five_wherever_they_come_from(world: World) -> None:
    member_of(world)
    given = code(world)
    for number in range(10):
        redeem(world, wrong(given), network=f"198.51.100.{number}")
    for _ in range(TRIES - TRIES_FROM_ELSEWHERE):
        redeem(world, wrong(given))

    assert redeem(world, given) is None


def test_strangers_elsewhere_do_not_end_a_code(world: World) -> None:
    member = member_of(world)
    given = code(world)
    at_once(4, lambda number: redeem(world, wrong(given), network=f"198.51.100.{number}"))
    for _ in range(TRIES - TRIES_FROM_ELSEWHERE - 1):
        redeem(world, wrong(given))

    assert redeem(world, given, network=ELSEWHERE) is None
    assert redeem(world, given)["member_id"] == member.member_id


def test_who_has_moved_to_another_network_signs_in_from_there(world: World) -> None:
    member = member_of(world)
    given = code(world)
    redeem(world, wrong(given), network=ELSEWHERE)

    assert redeem(world, given, network=ELSEWHERE)["member_id"] == member.member_id
    assert redeem(world, given) is None


def test_a_strangers_request_replaces_and_delays_nothing(world: World) -> None:
    member = member_of(world)
    given = code(world)
    for _ in range(CODES_PER_HOUR + 1):
        world.harness.clock.advance(MINUTE / 2)
        request(world, network=ELSEWHERE)

    assert redeem(world, given)["member_id"] == member.member_id
    assert redeem(world, code(world))["member_id"] == member.member_id


def test_a_stranger_who_asks_all_the_time_does_not_use_up_what_others_may_ask_for(world: World) -> None:
    member = member_of(world)
    for _ in range(2 * CODES_PER_PHONE):
        world.harness.clock.advance(MINUTE)
        request(world, network=ELSEWHERE)
    assert len(sent(world)) == CODES_PER_HOUR

    assert redeem(world, code(world))["member_id"] == member.member_id


def test_a_code_whose_tries_are_used_up_is_replaced_at_once(world: World) -> None:
    member = member_of(world)
    given = code(world)
    for _ in range(TRIES):
        redeem(world, wrong(given))

    newer = code(world)
    assert len(sent(world)) == 2
    assert redeem(world, newer)["member_id"] == member.member_id


def test_a_phone_gets_ten_codes_an_hour_from_everywhere(world: World) -> None:
    member_of(world)
    at_once(CODES_PER_PHONE + 2, lambda number: request(world, network=f"198.51.100.{number}"))
    assert [phone for phone, _ in sent(world)] == [PHONE] * CODES_PER_PHONE

    world.harness.clock.advance(HOUR)
    request(world)
    assert len(sent(world)) == CODES_PER_PHONE + 1
