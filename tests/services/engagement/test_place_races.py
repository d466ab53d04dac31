"""Sessions that really run at once, on PostgreSQL: never a place too many, nobody twice, no deadlock."""

from collections import Counter
from typing import Any

import pytest
from sqlalchemy import func, select, text

from services.engagement.model import ItemRole, PlaceClaim, PlaceHolder
from shared.messages import engagement as messages
from shared.messages.envelope import Reply
from tests.harness import Harness
from tests.races import at_once
from tests.services.engagement.menu import Menu
from tests.services.engagement.world import open_world

CLIENTS = 64
PLACES = 10


@pytest.fixture
def menu(on_postgresql: Harness) -> Menu:
    return Menu(open_world(on_postgresql))


def outcomes(replies: list[Reply]) -> Counter[str]:
    return Counter(reply.refusal["code"] if reply.refusal else "done" for reply in replies)


def deadlocks(harness: Harness) -> int:
    with harness.database.reading() as session:
        query = text("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return int(session.scalar(query) or 0)


def check_places(harness: Harness) -> None:
    """What each role counts is what is held of it."""
    with harness.database.reading() as session:
        sums = select(PlaceClaim.role_id, func.sum(PlaceClaim.places))
        query = sums.where(PlaceClaim.state.in_(("held", "offered"))).group_by(PlaceClaim.role_id)
        held = {role_id: int(total) for role_id, total in session.execute(query)}
        roles = session.execute(select(ItemRole.id, ItemRole.taken, ItemRole.max_places)).all()
    assert all(taken == held.get(role_id, 0) <= most for role_id, taken, most in roles)


@pytest.mark.parametrize("size", [1, 4], ids=["one by one", "in batches"])
def test_of_64_at_once_as_many_have_a_place_as_there_are(menu: Menu, size: int) -> None:
    harness = menu.world.harness
    before = deadlocks(harness)
    item = menu.publish(places=PLACES)
    members = [menu.world.enrol() for _ in range(CLIENTS)]
    claim = menu.claim_of(item)

    def claim_some(number: int) -> list[Reply]:
        some = members[number * size : (number + 1) * size]
        return harness.executor.execute([harness.call(claim, member) for member in some])

    replies = [reply for some in at_once(CLIENTS // size, claim_some) for reply in some]

    assert outcomes(replies) == {"done": PLACES, "menu_item.full": CLIENTS - PLACES}
    assert menu.stand(item) == (PLACES, 0)
    assert sorted(event.free for event in harness.events_of(messages.PlaceClaimed)) == list(range(PLACES))
    check_places(harness)
    assert deadlocks(harness) == before


def test_of_teams_at_once_each_has_all_its_places_or_none(menu: Menu) -> None:
    harness = menu.world.harness
    before = deadlocks(harness)
    item = menu.publish(places=PLACES)
    teams = []
    for _ in range(16):
        people = [menu.world.enrol() for _ in range(3)]
        team_id = menu.found_team(*people)
        ids = [str(person.member_id) for person in people]
        teams.append((people[0], menu.claim_of(item, team_id=team_id, member_ids=ids)))
    replies = at_once(16, lambda number: harness.reply(teams[number][1], teams[number][0]))

    assert outcomes(replies) == {"done": 3, "menu_item.full": 13}
    check_places(harness)
    assert deadlocks(harness) == before


def test_nobody_has_two_places_at_one_time_however_teams_and_members_meet(menu: Menu) -> None:
    """Two teams with the same people, named in other orders, and the people themselves, for items at one time."""
    harness = menu.world.harness
    before = deadlocks(harness)
    for _ in range(4):
        items = [menu.publish(places=PLACES, in_days=20) for _ in range(4)]
        people = [menu.world.enrol() for _ in range(6)]
        ids = [str(person.member_id) for person in people]
        first, last = menu.found_team(*people), menu.found_team(*people[::-1])
        calls: list[Any] = [
            (people[0], menu.claim_of(items[0], team_id=first, member_ids=ids)),
            (people[-1], menu.claim_of(items[1], team_id=last, member_ids=ids[::-1])),
            *((person, menu.claim_of(item)) for person, item in zip(people, items[2:] * 3, strict=True)),
        ]
        replies = at_once(len(calls), lambda number: harness.reply(calls[number][1], calls[number][0]))  # noqa: B023
        found = outcomes(replies)

        assert set(found) <= {"done", "place_claim.overlaps", "place_claim.exists"}
        with harness.database.reading() as session:
            query = select(func.count()).where(PlaceHolder.busy_from.is_not(None), PlaceHolder.member_id.in_(ids))
            assert session.scalar(query) == session.scalar(
                select(func.count(PlaceHolder.member_id.distinct())).where(
                    PlaceHolder.busy_from.is_not(None), PlaceHolder.member_id.in_(ids)
                )
            )
    check_places(harness)
    assert deadlocks(harness) == before


def test_places_that_are_given_up_while_others_claim_are_neither_lost_nor_given_twice(menu: Menu) -> None:
    harness = menu.world.harness
    before = deadlocks(harness)
    item = menu.publish(places=8)
    holders = [menu.world.enrol() for _ in range(8)]
    held = [menu.claim(item, holder) for holder in holders]
    others = [menu.world.enrol() for _ in range(16)]
    calls: list[Any] = [
        *(
            (holder, messages.WithdrawPlaceClaim(place_claim_id=claim["id"]))
            for holder, claim in zip(holders, held, strict=True)
        ),
        *((other, menu.claim_of(item, may_wait=True)) for other in others),
    ]
    at_once(len(calls), lambda number: harness.reply(calls[number][1], calls[number][0]))

    assert menu.stand(item) == (8, 8)
    check_places(harness)
    assert deadlocks(harness) == before


def test_capacity_is_lowered_or_a_place_is_claimed(menu: Menu) -> None:
    harness = menu.world.harness
    for _ in range(5):
        item = menu.publish(places=2)
        menu.claim(item, menu.world.enrol())
        role = item["roles"][0]
        lower = messages.EditMenuItem(
            menu_item_id=item["id"],
            roles=[messages.ItemRolePlan(id=role["id"], name=role["name"], max_places=1)],
        )
        calls: list[Any] = [(menu.world.community, lower), (menu.world.enrol(), menu.claim_of(item))]
        replies = at_once(2, lambda number: harness.reply(calls[number][1], calls[number][0]))  # noqa: B023

        assert outcomes(replies)["done"] == 1
        assert set(outcomes(replies)) <= {"done", "menu_item.full", "menu_item.capacity_below_claims"}
    check_places(harness)
