from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from shared.errors import Conflict
from shared.ids import new_id
from shared.inbox import find_consumed, list_parked
from shared.messages.engagement import WishEdited
from shared.messages.envelope import Envelope, write_event
from shared.messages.membership import MemberEnrolled, UnitOpened
from shared.messages.wire import Unreadable
from shared.reactor import Reactor, is_worth_retrying
from shared.unit_of_work import UnitOfWork
from tests.harness import Harness
from tests.races import at_once


def enrolled(harness: Harness) -> Envelope:
    return harness.wrap(MemberEnrolled(member_id=new_id(), unit_id=new_id(), masked_name="陈**"))


def count(event: MemberEnrolled, uow: UnitOfWork) -> None:
    """An effect that shows how often it happened."""
    uow.record(WishEdited(wish_id=event.member_id, community_id=event.unit_id, title="数一次", category="物品"))


def reactor_for(
    harness: Harness, reaction: Callable[[Any, Any], None] = count, wake: Callable[[], None] = lambda: None
) -> Reactor:
    """Has `MemberEnrolled` answered by the reaction."""
    harness.service = replace(harness.service, reactions={MemberEnrolled: reaction}, reactions_to_many={})
    return Reactor(harness.service, harness.database, harness.tools, wake)


def failing_for(guilty: Envelope) -> Callable[[Any, Any], None]:
    def fail(event: MemberEnrolled, uow: UnitOfWork) -> None:
        count(event, uow)
        if event == guilty.data:
            raise ZeroDivisionError

    return fail


def counted(harness: Harness) -> list[str]:
    return [event.wish_id for event in harness.events_of(WishEdited)]


def members(*envelopes: Envelope) -> list[str]:
    return [envelope.data.member_id for envelope in envelopes]  # type: ignore[attr-defined]


def park(reactor: Reactor, envelope: Envelope) -> None:
    reactor.park(write_event(envelope), envelope.id, envelope.type, envelope.subject, "ZeroDivisionError()", 1)


def parked(harness: Harness) -> list[Any]:
    with harness.database.reading() as session:
        return list_parked(session, 10)


def is_consumed(harness: Harness, envelope: Envelope) -> bool:
    with harness.database.reading() as session:
        return find_consumed(session, [envelope.id]) == {envelope.id}


# exactly once


def test_an_event_that_comes_again_has_no_second_effect(harness: Harness) -> None:
    reactor = reactor_for(harness)
    first, second = enrolled(harness), enrolled(harness)
    reactor.react([first, first])
    reactor.react([first, second])
    reactor.react([second, first])

    assert counted(harness) == members(first, second)


def test_an_event_that_comes_twice_at_the_same_time_has_one_effect(on_postgresql: Harness) -> None:
    reactor = reactor_for(on_postgresql)
    event = enrolled(on_postgresql)

    def react(_: int) -> bool:
        try:
            reactor.react([event])
        except IntegrityError as error:
            return is_worth_retrying(error)
        return True

    assert all(at_once(8, react))
    assert counted(on_postgresql) == members(event)


def test_events_are_applied_in_their_order(harness: Harness) -> None:
    events = [enrolled(harness) for _ in range(20)]
    reactor_for(harness).react(events)

    assert counted(harness) == members(*events)


def test_a_batch_is_applied_wholly_or_not_at_all(harness: Harness) -> None:
    good, guilty, later = (enrolled(harness) for _ in range(3))
    reactor = reactor_for(harness, failing_for(guilty))

    with pytest.raises(ZeroDivisionError):
        reactor.react([good, guilty, later])
    assert counted(harness) == []
    assert not any(is_consumed(harness, event) for event in (good, guilty, later))


def test_what_came_with_a_failing_event_is_applied_without_it(harness: Harness) -> None:
    good, guilty = enrolled(harness), enrolled(harness)
    reactor = reactor_for(harness, failing_for(guilty))
    with pytest.raises(ZeroDivisionError):
        reactor.react([good, guilty])
    reactor.react([good])

    assert counted(harness) == members(good)


def test_an_event_that_nothing_reacts_to_is_consumed(harness: Harness) -> None:
    event = harness.wrap(UnitOpened(unit_id=new_id(), name="市水务局"))
    reactor_for(harness).react([event])

    assert is_consumed(harness, event)


def test_a_reaction_acts_in_the_tenant_of_its_event_and_knows_its_cause(harness: Harness) -> None:
    seen: list[tuple[str, str, Any]] = []
    reactor = reactor_for(harness, lambda _, uow: seen.append((uow.tenant_id, uow.actor.role, uow.cause)))
    event = replace(enrolled(harness), tenant=new_id())
    reactor.react([event])

    assert seen == [(event.tenant, "system", event)]


def test_a_reaction_to_a_batch_gets_all_that_is_fresh_at_once(harness: Harness) -> None:
    batches: list[Sequence[Envelope]] = []
    service = replace(harness.service, reactions={}, reaction_to_batch=lambda events, _: batches.append(events))
    reactor = Reactor(service, harness.database, harness.tools)
    first, second, third = (enrolled(harness) for _ in range(3))
    for batch in ([first], [first, second, third], [third]):
        reactor.react(batch)

    assert batches == [[first], [second, third]]


def test_events_of_one_kind_that_follow_one_another_are_reacted_to_together_in_the_order_of_all(
    harness: Harness,
) -> None:
    seen: list[Any] = []
    service = replace(
        harness.service,
        reactions={UnitOpened: lambda event, _: seen.append(event)},
        reactions_to_many={MemberEnrolled: lambda events, _: seen.append(events)},
    )
    reactor = Reactor(service, harness.database, harness.tools)
    first, second, third = (enrolled(harness) for _ in range(3))
    opened = harness.wrap(UnitOpened(unit_id=new_id(), name="规划局"))
    reactor.react([first, second, opened, third])
    reactor.react([second, third])

    assert seen == [[first, second], opened.data, [third]]
    assert service.topics == {UnitOpened.type, MemberEnrolled.type}


def test_the_relay_is_woken_when_a_reaction_has_told_something(harness: Harness) -> None:
    woken: list[bool] = []
    reactor = reactor_for(harness, wake=lambda: woken.append(True))
    event = enrolled(harness)
    for _ in range(2):
        reactor.react([event])

    assert woken == [True]


@pytest.mark.parametrize(
    "error, expected",
    [
        (IntegrityError("", None, Exception()), True),
        (StaleDataError(), True),
        (ZeroDivisionError(), False),
        (Conflict("wish.already_claimed"), False),
    ],
)
def test_only_a_lost_race_is_worth_retrying(error: Exception, expected: bool) -> None:
    assert is_worth_retrying(error) is expected


# parked


def test_a_parked_event_is_shown_with_its_error(harness: Harness) -> None:
    event = enrolled(harness)
    park(reactor_for(harness), event)

    (row,) = parked(harness)
    assert (row.event_id, row.type, row.subject, row.error, row.tries) == (
        event.id,
        "linli.member.enrolled.v1",
        event.subject,
        "ZeroDivisionError()",
        1,
    )
    assert row.parked_at == harness.clock.now()


def test_an_event_that_comes_again_after_it_was_parked_is_parked_once(harness: Harness) -> None:
    event = enrolled(harness)
    for _ in range(2):
        park(reactor_for(harness), event)

    assert len(parked(harness)) == 1


def test_a_replayed_event_is_applied_once_and_parked_no_more(harness: Harness) -> None:
    reactor, event = reactor_for(harness), enrolled(harness)
    park(reactor, event)
    (row,) = parked(harness)
    replayed = [reactor.replay(row.id), reactor.replay(row.id)]
    reactor.react([event])

    assert replayed == [True, False]
    assert counted(harness) == members(event)
    assert parked(harness) == []


def test_a_parked_event_that_comes_again_waits_for_its_replay(harness: Harness) -> None:
    reactor, event = reactor_for(harness), enrolled(harness)
    park(reactor, event)
    reactor.react([event])
    before = counted(harness)
    reactor.replay(parked(harness)[0].id)

    assert (before, counted(harness)) == ([], members(event))


def test_an_event_that_fails_again_stays_parked(harness: Harness) -> None:
    event = enrolled(harness)
    reactor = reactor_for(harness, failing_for(event))
    park(reactor, event)

    with pytest.raises(ZeroDivisionError):
        reactor.replay(parked(harness)[0].id)
    assert len(parked(harness)) == 1
    assert counted(harness) == []


def test_what_can_not_be_read_stays_parked(harness: Harness) -> None:
    reactor = reactor_for(harness)
    reactor.park("{", "", "unreadable", "", "Unreadable", 1)

    with pytest.raises(Unreadable):
        reactor.replay(parked(harness)[0].id)
    assert len(parked(harness)) == 1


def test_different_unreadable_events_are_all_parked(harness: Harness) -> None:
    reactor = reactor_for(harness)
    for body in ("{", "["):
        reactor.park(body, "", "unreadable", "", "Unreadable", 1)

    assert sorted(row.body for row in parked(harness)) == ["[", "{"]


def test_a_dropped_event_is_gone_for_good(harness: Harness) -> None:
    reactor, event = reactor_for(harness), enrolled(harness)
    park(reactor, event)
    dropped = reactor.drop(parked(harness)[0].id)
    reactor.react([event])

    assert dropped
    assert (parked(harness), counted(harness)) == ([], [])


def test_what_is_unreadable_is_dropped_too(harness: Harness) -> None:
    reactor = reactor_for(harness)
    reactor.park("{", "", "unreadable", "", "Unreadable", 1)
    row_id = parked(harness)[0].id

    assert (reactor.drop(row_id), reactor.drop(row_id)) == (True, False)
    assert parked(harness) == []
