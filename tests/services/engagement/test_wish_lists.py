"""The history of a wish, and the lists that staff and members work through."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from shared.errors import Forbidden, NotFound
from shared.ids import new_id
from shared.messages import engagement as messages
from tests.harness import START
from tests.services.engagement.world import World

DAY = timedelta(days=1)


def test_the_history_of_a_wish_tells_who_did_what_and_why(world: World) -> None:
    claim = world.deliver(world.extend(world.commit(days=5)))
    world.confirm(world.deliver(world.send_back(claim)))
    steps = world.steps(claim["wish_id"])

    assert [(step["kind"], step["role"], step["reason"]) for step in steps] == [
        ("published", "community", None),
        ("claimed", "member", None),
        ("committed", "member", None),
        ("extended", "member", "灯具要等厂家发货"),
        ("delivered", "member", None),
        ("sent_back", "community", "灯不亮"),
        ("delivered", "member", None),
        ("fulfilled", "community", None),
    ]
    dues = {step["kind"]: step["due_at"] for step in steps if step["due_at"]}
    assert dues == {
        "claimed": START + 3 * DAY,
        "committed": START + 5 * DAY,
        "extended": START + 8 * DAY,
        "sent_back": START + 8 * DAY,
    }


def test_units_and_members_see_the_steps_of_their_own_claims_alone(world: World) -> None:
    first = world.give_back(world.claim())
    other = world.enrol()
    second = world.claim({"id": first["wish_id"]}, other)

    def seen(actor: Any) -> list[tuple[str, str]]:
        return [(step["kind"], step["claim_id"]) for step in world.steps(first["wish_id"], actor)]

    assert seen(world.member) == [("claimed", first["id"]), ("given_back", first["id"])]
    assert seen(other) == [("claimed", second["id"])]
    assert seen(world.unit) == [*seen(world.member), *seen(other)]
    assert len(seen(world.community)) == 4
    for stranger in (
        world.enrol(),
        replace(world.unit, organisation_id=new_id()),
        replace(world.community, organisation_id=new_id()),
    ):
        with pytest.raises(Forbidden, match=r"wish\.not_yours"):
            seen(stranger)


def test_steps_come_in_pages_and_not_from_another_tenant(world: World, elsewhere: World) -> None:
    wish_id = world.give_back(world.claim())["wish_id"]
    first = world.harness.send(messages.ListWishSteps(wish_id=wish_id, limit=2), world.community)
    rest = world.harness.send(messages.ListWishSteps(wish_id=wish_id, after=first["next"]), world.community)

    assert [step["kind"] for page in (first, rest) for step in page["items"]] == ["published", "claimed", "given_back"]
    with pytest.raises(NotFound, match=r"wish\.unknown"):
        world.steps(wish_id, elsewhere.community)


def test_staff_list_their_wishes_newest_first_by_what_they_ask_for(world: World, elsewhere: World) -> None:
    radio = world.publish()
    world.harness.clock.advance(DAY)
    lamp = world.publish(title="一盏台灯", category="维修")
    claim = world.claim(lamp)
    elsewhere.publish()

    def listed(**asked: Any) -> list[str]:
        query = messages.ListCommunityWishes(community_id=radio["community_id"], **asked)
        return [wish["id"] for wish in world.harness.send(query, world.community)["items"]]

    assert listed() == [claim["wish_id"], radio["id"]]
    assert listed(state="published") == listed(category="物品") == listed(text="收音") == [radio["id"]]
    assert listed(published_from=START + DAY) == [lamp["id"]]
    assert listed(published_until=START + DAY) == [radio["id"]]
    assert listed(limit=1, after=lamp["id"]) == [radio["id"]]
    assert listed(text="%") == []


def test_a_community_lists_its_own_wishes_only(world: World) -> None:
    query = messages.ListCommunityWishes(community_id=str(world.community.organisation_id))

    for actor in (world.member, world.unit, replace(world.community, organisation_id=new_id())):
        with pytest.raises(Forbidden, match=r"community\.not_yours"):
            world.harness.send(query, actor)


def test_claims_are_listed_by_wish_and_by_when_they_are_due(world: World) -> None:
    soon, later, delivered = world.commit(days=2), world.commit(days=9), world.deliver()

    def listed(**asked: Any) -> list[str]:
        return [one["id"] for one in world.harness.send(messages.ListClaims(**asked), world.member)["items"]]

    assert listed() == [soon["id"], later["id"], delivered["id"]]
    assert listed(wish_id=later["wish_id"]) == [later["id"]]
    assert listed(due_before=START + 3 * DAY) == [soon["id"]]
    assert listed(due_before=START + 10 * DAY, state="committed") == [soon["id"], later["id"]]


def test_a_list_reads_as_often_however_long_it_is(world: World, statements: list[str]) -> None:
    counts = []
    for _ in range(2):
        for _ in range(3):
            world.commit()
        statements.clear()
        world.harness.send(messages.ListClaims(), world.member)
        world.harness.send(
            messages.ListCommunityWishes(community_id=str(world.community.organisation_id)), world.community
        )
        counts.append(len([one for one in statements if one.startswith("SELECT")]))

    assert counts == [2, 2]


WRITTEN = re.compile(r"(INSERT INTO|UPDATE) (wishes|claims|commitments) ")


@pytest.mark.parametrize(
    "step, written",
    [
        ("claim", ["INSERT INTO claims", "UPDATE wishes"]),
        ("commit", ["INSERT INTO commitments", "UPDATE claims"]),
        ("deliver", ["UPDATE claims", "UPDATE commitments", "UPDATE wishes"]),
        ("confirm", ["UPDATE claims", "UPDATE commitments", "UPDATE wishes"]),
    ],
)
def test_each_step_of_the_usual_way_writes_each_row_once(
    world: World, statements: list[str], step: str, written: list[str]
) -> None:
    before = {"claim": world.publish, "commit": world.claim, "deliver": world.commit, "confirm": world.deliver}[step]()
    statements.clear()
    getattr(world, step)(before)

    assert sorted(" ".join(found) for one in statements for found in WRITTEN.findall(one)) == written


def test_what_a_claimer_wrote_is_shown_with_the_claim_and_stands_encrypted_in_the_log(world: World) -> None:
    claim = world.deliver(world.commit())

    assert (claim["plan"], claim["delivery_note"]) == ("周末送到家", "已送到")
    with world.harness.database.reading() as session:
        assert "周末送到家" not in str(session.execute(text("SELECT result FROM command_log")).all())
