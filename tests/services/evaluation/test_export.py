from typing import Any

import pytest

from shared.errors import Forbidden
from shared.ids import new_id
from shared.messages.envelope import Actor
from shared.messages.evaluation import CollectEvaluationData
from tests.harness import TENANT
from tests.services.evaluation.world import World

OTHER_TENANT = "01976a00-0000-7000-8000-000000000002"


def person(member_id: str) -> Actor:
    return Actor(role="member", client_id=member_id, tenant_id=TENANT, organisation_id=new_id(), member_id=member_id)


def department(tenant_id: str = TENANT) -> Actor:
    return Actor(role="department", client_id="office", tenant_id=tenant_id, organisation_id=new_id())


def collect(world: World, member_id: str, reader: Actor) -> Any:
    answer = world.harness.send(CollectEvaluationData(member_id=member_id), reader)
    assert {part["service"] for part in answer["parts"]} == {"evaluation"}
    return {part["name"]: part["items"] for part in answer["parts"]}


def test_a_member_gets_what_residents_were_asked_and_how_they_judged_but_not_who(world: World) -> None:
    member_id = new_id()
    invitations = [world.invite(member_id=member_id) for _ in range(3)]
    for score, invitation in zip((5, 2), invitations, strict=False):
        world.rate(invitation, world.issue(invitation), score=score, outcome="partly")
    other = world.invite()
    world.rate(other, world.issue(other), score=1)
    found = collect(world, member_id, person(member_id))

    assert [one["id"] for one in found["invitations"]] == [one["id"] for one in invitations]
    assert found["ratings"] == [{"score": 2, "outcome": "partly"}, {"score": 5, "outcome": "partly"}]
    assert "陈华英" not in str(found)
    assert found["log"] == []
    assert collect(world, member_id, department()) == found


def test_nobody_else_gets_it_and_other_tenants_get_nothing(world: World) -> None:
    member_id = new_id()
    invitation = world.invite(member_id=member_id)
    world.rate(invitation, world.issue(invitation))
    for stranger in (world.community, person(new_id())):
        with pytest.raises(Forbidden, match=r"^member\.not_yours$"):
            collect(world, member_id, stranger)

    assert collect(world, member_id, department(OTHER_TENANT)) == {"invitations": [], "ratings": [], "log": []}
