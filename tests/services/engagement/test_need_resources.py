"""What units give that helps with a need."""

from datetime import timedelta
from typing import Any

import pytest

from services.engagement.fitting import FITTING
from shared.errors import Conflict, Forbidden
from shared.ids import new_id
from shared.messages import engagement as messages
from shared.messages.engagement.categories import BY_CODE
from shared.messages.membership import (
    PairingAccepted,
    PairingEnded,
    ResourceKind,
    ResourceOffered,
    ResourceReplaced,
    ResourceWithdrawn,
)
from tests.services.engagement.needing import Needing
from tests.services.engagement.world import World


def pair(world: World, unit_id: str | None = None) -> dict[str, str]:
    """The pairing's parties."""
    parties = {"unit_id": unit_id or new_id(), "community_id": str(world.community.organisation_id)}
    paired = PairingAccepted(pairing_id=new_id(), **parties)
    world.harness.tell(paired, tenant_id=world.tenant_id)
    return {"pairing_id": paired.pairing_id, **parties}


def offer(world: World, unit_id: str, kind: ResourceKind = "equipment", **fields: Any) -> str:
    """The resource's id."""
    told = ResourceOffered(resource_id=new_id(), unit_id=unit_id, kind=kind, title="升降梯", **fields)
    world.harness.tell(told, tenant_id=world.tenant_id)
    return told.resource_id


def listed(needing: Needing, need: Any, **fields: Any) -> list[str]:
    query = messages.ListNeedResources(need_id=need["id"], **fields)
    return [one["id"] for one in needing.send(query)["items"]]


def test_every_kind_of_need_has_kinds_of_resources() -> None:
    assert FITTING.keys() == BY_CODE.keys()
    assert all(FITTING.values())


def test_what_paired_units_give_of_fitting_kinds_is_listed(needing: Needing) -> None:
    unit_id = pair(needing.world)["unit_id"]
    ladder, money = offer(needing.world, unit_id), offer(needing.world, unit_id, "funds")
    offer(needing.world, unit_id, "venue")
    offer(needing.world, new_id())  # of a unit that isn't paired
    need = needing.accept()

    assert listed(needing, need) == [ladder, money]
    assert listed(needing, need, limit=1, after=ladder) == [money]
    (shown, _) = needing.send(messages.ListNeedResources(need_id=need["id"]))["items"]
    assert (shown["unit_id"], shown["kind"], shown["title"]) == (unit_id, "equipment", "升降梯")


def test_what_is_withdrawn_replaced_or_over_is_listed_no_more(needing: Needing) -> None:
    world, today = needing.world, needing.world.harness.clock.now().date()
    pairing = pair(world)
    unit_id = pairing["unit_id"]
    gone, replaced, kept = (offer(world, unit_id) for _ in range(3))
    offer(world, unit_id, available_until=today - timedelta(days=1))
    last_day = offer(world, unit_id, available_until=today)
    need = needing.accept()
    world.harness.tell(
        ResourceWithdrawn(resource_id=gone, unit_id=unit_id),
        ResourceReplaced(resource_id=replaced, unit_id=unit_id, kind="venue", title="会议室"),
        tenant_id=world.tenant_id,
    )

    assert listed(needing, need) == [kept, last_day]
    world.harness.tell(PairingEnded(**pairing, ended_by="unit"), tenant_id=world.tenant_id)
    assert listed(needing, need) == []


def test_the_list_is_for_needs_that_the_community_sees_to_and_for_it_alone(needing: Needing, elsewhere: World) -> None:
    need = needing.submit()

    with pytest.raises(Conflict, match=r"need\.not_in_step"):
        listed(needing, need)
    needing.accept(need)
    for actor in (needing.resident, needing.world.unit):
        with pytest.raises(Forbidden, match=r"need\.not_yours"):
            needing.send(messages.ListNeedResources(need_id=need["id"]), actor)
    offer(elsewhere, pair(elsewhere)["unit_id"])
    assert listed(needing, need) == []
