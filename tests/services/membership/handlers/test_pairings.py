from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from shared.errors import Conflict, Forbidden, Invalid, NotFound, PreconditionFailed
from shared.messages import membership as m
from shared.messages.envelope import Actor
from tests.races import at_once
from tests.services.membership.registered import pair, propose
from tests.services.membership.world import World, open_world

REASON = "本年度名额已满"


@pytest.fixture
def community(world: World) -> Actor:
    return world.open_community("SFJ")


@pytest.fixture
def unit(world: World) -> Actor:
    return world.open_unit()


STEPS: dict[str, Any] = {
    "accept": lambda id_: m.AcceptPairing(pairing_id=id_),
    "decline": lambda id_: m.DeclinePairing(pairing_id=id_, reason=REASON),
    "end": lambda id_: m.EndPairing(pairing_id=id_, reason=REASON),
}


def offer(unit: Actor, **changes: Any) -> m.OfferResource:
    values: dict[str, Any] = {"kind": "venue", "title": "三楼多功能厅", "quantity": 1, "unit_of_measure": "间"}
    return m.OfferResource(unit_id=str(unit.organisation_id), **(values | changes))


@pytest.mark.parametrize("side", ["unit", "community"])
def test_one_side_proposes_and_the_other_accepts(world: World, unit: Actor, community: Actor, side: str) -> None:
    mine, others = (unit, community) if side == "unit" else (community, unit)
    pairing = propose(world, unit, community, by=mine)
    accepted = world.harness.send(STEPS["accept"](pairing["id"]), others)

    assert (pairing["state"], pairing["proposed_by"], pairing["community_name"]) == ("proposed", side, "三辅街社区")
    assert (accepted["state"], accepted["accepted_at"]) == ("accepted", world.harness.clock.now())
    ids = {"pairing_id": pairing["id"], "unit_id": unit.organisation_id, "community_id": community.organisation_id}
    assert world.harness.events_of(m.PairingProposed) == [m.PairingProposed(**ids, proposed_by=side)]  # type: ignore[arg-type]
    assert world.harness.events_of(m.PairingAccepted) == [m.PairingAccepted(**ids)]  # type: ignore[arg-type]


def test_whoever_proposes_does_not_answer(world: World, unit: Actor, community: Actor) -> None:
    pairing = propose(world, unit, community)

    for step in ("accept", "decline"):
        with pytest.raises(Forbidden, match=r"^pairing\.own_proposal$"):
            world.harness.send(STEPS[step](pairing["id"]), unit)
    with pytest.raises(Conflict, match=r"^pairing\.not_live$"):
        world.harness.send(STEPS["end"](pairing["id"]), community)


def test_a_pair_is_proposed_anew_after_it_is_declined_or_over(world: World, unit: Actor, community: Actor) -> None:
    for step, actor in (("decline", community), ("end", unit)):
        pairing = propose(world, unit, community)
        over = world.harness.send(STEPS[step](pairing["id"]), actor)
        assert (over["reason"], over["decided_at"]) == (REASON, world.harness.clock.now())

    assert pair(world, unit, community)["state"] == "accepted"
    with pytest.raises(Conflict, match=r"^pairing\.exists$"):
        propose(world, unit, community, by=community)
    assert [event.ended_by for event in world.harness.events_of(m.PairingEnded)] == ["unit"]
    assert len(world.harness.events_of(m.PairingDeclined)) == 1


@pytest.mark.parametrize(
    "steps, step, code",
    [
        (["accept"], "accept", "pairing.not_proposed"),
        (["accept"], "decline", "pairing.not_proposed"),
        (["decline"], "accept", "pairing.not_proposed"),
        (["decline"], "end", "pairing.not_live"),
        (["accept", "end"], "end", "pairing.not_live"),
        (["accept", "end"], "accept", "pairing.not_proposed"),
    ],
)
def test_a_step_that_the_state_does_not_allow_is_refused(
    world: World, unit: Actor, community: Actor, steps: list[str], step: str, code: str
) -> None:
    pairing = propose(world, unit, community)
    for one in steps:
        world.harness.send(STEPS[one](pairing["id"]), community)

    with pytest.raises(Conflict, match=f"^{code}$"):
        world.harness.send(STEPS[step](pairing["id"]), community)


def test_nobody_else_has_a_say(world: World, unit: Actor, community: Actor) -> None:
    pairing = propose(world, unit, community)
    strangers = (world.open_unit("市林业局"), world.open_community("BL"), world.department, world.members(unit)[0])
    elsewhere = open_world(world.harness, "沈阳市皇姑区")
    foreign, foreign_unit = elsewhere.open_community("SFJ"), elsewhere.open_unit("市林业局")

    for stranger in strangers:
        with pytest.raises(Forbidden, match=r"^pairing\.not_yours$"):
            propose(world, unit, community, by=stranger)
        for step in STEPS.values():
            with pytest.raises(Forbidden, match=r"^pairing\.not_yours$"):
                world.harness.send(step(pairing["id"]), stranger)
    for step in STEPS.values():
        with pytest.raises(NotFound, match=r"^pairing\.unknown$"):
            world.harness.send(step(pairing["id"]), foreign_unit)
    with pytest.raises(NotFound, match=r"^community\.unknown$"):
        propose(world, unit, foreign)
    with pytest.raises(NotFound, match=r"^unit\.unknown$"):
        propose(world, community, community, by=community)


def test_a_step_from_an_older_version_is_refused(world: World, unit: Actor, community: Actor) -> None:
    pairing = propose(world, unit, community)

    for step in STEPS.values():
        with pytest.raises(PreconditionFailed, match=r"^precondition\.failed$"):
            world.harness.send(step(pairing["id"]), community, expected_version=7)


def test_of_proposals_from_both_sides_at_once_one_is_kept(world: World, unit: Actor, community: Actor) -> None:
    command = m.ProposePairing(unit_id=str(unit.organisation_id), community_id=str(community.organisation_id))
    replies = at_once(4, lambda number: world.harness.reply(command, (unit, community)[number % 2]))

    assert [reply.refusal["code"] for reply in replies if reply.refusal] == ["pairing.exists"] * 3
    assert len(world.harness.events_of(m.PairingProposed)) == 1


def test_of_answers_at_once_one_stands(world: World, unit: Actor, community: Actor) -> None:
    pairing = propose(world, unit, community)
    steps = [STEPS["accept"], STEPS["decline"]] * 2
    replies = at_once(4, lambda number: world.harness.reply(steps[number](pairing["id"]), community))

    assert [reply.refusal["code"] for reply in replies if reply.refusal] == ["pairing.not_proposed"] * 3


def test_pairings_are_listed_for_both_sides_and_the_department(world: World, unit: Actor, community: Actor) -> None:
    other = world.open_community("BL")
    first, second = pair(world, unit, community)["id"], propose(world, unit, other)["id"]
    third = propose(world, world.open_unit("市林业局"), community)["id"]

    def listed(actor: Actor, **filters: Any) -> list[str]:
        return [item["id"] for item in world.harness.send(m.ListPairings(**filters), actor)["items"]]

    assert listed(unit) == [first, second]
    assert listed(community) == [first, third]
    assert listed(world.department) == [first, second, third]
    assert listed(community, state="accepted") == [first]
    assert listed(world.department, community_id=str(other.organisation_id)) == [second]
    assert listed(community, unit_id=str(unit.organisation_id)) == [first]
    assert listed(open_world(world.harness, "沈阳市皇姑区").department) == []
    with pytest.raises(Forbidden, match=r"^access\.denied$"):
        listed(world.members(unit)[0])


def test_a_pairing_is_shown_to_its_sides_and_the_department(world: World, unit: Actor, community: Actor) -> None:
    query = m.ShowPairing(pairing_id=propose(world, unit, community)["id"])

    for actor in (unit, community, world.department):
        assert world.harness.send(query, actor)["unit_name"] == "市水务局"
    for stranger in (world.open_unit("市林业局"), world.open_community("BL")):
        with pytest.raises(Forbidden, match=r"^pairing\.not_yours$"):
            world.harness.send(query, stranger)


def test_a_unit_keeps_a_list_of_what_it_gives(world: World, unit: Actor) -> None:
    resource = world.harness.send(offer(unit, available_from=date(2027, 1, 1)), unit)
    changes = m.ReplaceResource(resource_id=resource["id"], kind="funds", title="慰问金", amount_minor=500_000)
    replaced = world.harness.send(changes, unit, expected_version=1)
    world.harness.send(m.WithdrawResource(resource_id=resource["id"]), unit, expected_version=2)

    assert (replaced["quantity"], replaced["amount_minor"], replaced["available_from"]) == (None, 500_000, None)
    assert world.harness.send(m.ListResources(unit_id=str(unit.organisation_id)), unit)["items"] == []
    assert [type(event).__name__ for event in world.harness.events[-3:]] == [
        "ResourceOffered",
        "ResourceReplaced",
        "ResourceWithdrawn",
    ]
    with pytest.raises(NotFound, match=r"^resource\.unknown$"):
        world.harness.send(changes, unit)


def test_a_description_that_differs_in_nothing_is_no_change(world: World, unit: Actor) -> None:
    resource = world.harness.send(offer(unit), unit)
    same = m.ReplaceResource(
        resource_id=resource["id"], kind="venue", title="三楼多功能厅", quantity=1, unit_of_measure="间"
    )

    assert world.harness.send(same, unit)["version"] == 1
    assert world.harness.events_of(m.ResourceReplaced) == []


@pytest.mark.parametrize(
    "changes, pointer",
    [
        ({"kind": "funds"}, "#/amount_minor"),
        ({"kind": "funds", "amount_minor": 1}, "#/quantity"),
        ({"amount_minor": 1}, "#/amount_minor"),
        ({"quantity": None}, "#/unit_of_measure"),
        ({"unit_of_measure": None}, "#/unit_of_measure"),
    ],
)
def test_fields_that_do_not_go_together_are_refused(
    world: World, unit: Actor, changes: dict[str, Any], pointer: str
) -> None:
    with pytest.raises(Invalid, match=r"^request\.unfit$") as refused:
        world.harness.send(offer(unit, **changes), unit)

    assert pointer in [fault.pointer for fault in refused.value.errors]


def test_nothing_is_available_until_before_it_begins_to_be(world: World, unit: Actor) -> None:
    day = date(2027, 1, 1)
    one_day = world.harness.send(offer(unit, available_from=day, available_until=day), unit)

    assert one_day["available_until"] == day
    with pytest.raises(Invalid, match=r"^resource\.dates$"):
        world.harness.send(offer(unit, available_from=day, available_until=date(2026, 12, 31)), unit)


def test_only_the_unit_changes_what_it_gives_and_only_what_it_has_read(
    world: World, unit: Actor, community: Actor
) -> None:
    pair(world, unit, community)
    resource = world.harness.send(offer(unit), unit)
    replace_ = m.ReplaceResource(resource_id=resource["id"], kind="other", title="茶具")
    withdraw = m.WithdrawResource(resource_id=resource["id"])

    for command in (replace_, withdraw):
        for stranger in (community, world.department, world.open_unit(f"市林业局{command.topic}")):
            with pytest.raises(Forbidden, match=r"^resource\.not_yours$"):
                world.harness.send(command, stranger)
        with pytest.raises(PreconditionFailed, match=r"^precondition\.failed$"):
            world.harness.send(command, unit, expected_version=7)
    with pytest.raises(Forbidden, match=r"^unit\.not_yours$"):
        world.harness.send(offer(unit), community)


def test_what_a_unit_gives_is_read_by_the_communities_paired_with_it(
    world: World, unit: Actor, community: Actor
) -> None:
    other = world.open_community("BL")
    pairing = pair(world, unit, community)
    propose(world, unit, other)
    resource = world.harness.send(offer(unit), unit)
    by_unit = m.ListResources(unit_id=str(unit.organisation_id))
    by_community = m.ListResourcesForCommunity(community_id=str(community.organisation_id))
    one = m.ShowResource(resource_id=resource["id"])

    for actor in (unit, community, world.department):
        assert [item["id"] for item in world.harness.send(by_unit, actor)["items"]] == [resource["id"]]
        assert world.harness.send(one, actor)["title"] == "三楼多功能厅"
    for actor in (community, world.department):
        assert [item["id"] for item in world.harness.send(by_community, actor)["items"]] == [resource["id"]]
    assert world.harness.send(replace(by_community, kind="funds"), community)["items"] == []

    world.harness.send(STEPS["end"](pairing["id"]), community)
    assert world.harness.send(by_community, community)["items"] == []
    for stranger in (community, other, world.open_unit("市林业局")):
        with pytest.raises(Forbidden, match=r"^unit\.not_yours$"):
            world.harness.send(by_unit, stranger)
        with pytest.raises(Forbidden, match=r"^resource\.not_yours$"):
            world.harness.send(one, stranger)
    with pytest.raises(Forbidden, match=r"^community\.not_yours$"):
        world.harness.send(by_community, other)
