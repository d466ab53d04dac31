from dataclasses import replace

import pytest

from shared.errors import Forbidden, Invalid
from shared.ids import new_id
from shared.messages import engagement as messages
from tests.services.engagement.world import World


@pytest.mark.parametrize("role", ["community", "unit", "member"])
def test_a_wish_is_shown_to_everybody_in_the_tenant_without_its_beneficiary(world: World, role: str) -> None:
    wish = world.publish()
    shown = world.harness.send(messages.ShowWish(wish_id=wish["id"]), getattr(world, role))

    assert shown == wish
    assert "beneficiary" not in shown


@pytest.mark.parametrize("role", ["community", "unit", "member"])
def test_a_claim_is_shown_to_those_whom_it_concerns(world: World, role: str) -> None:
    claim = world.commit()
    shown = world.harness.send(messages.ShowClaim(claim_id=claim["id"]), getattr(world, role))

    assert shown == claim


def test_a_claim_is_shown_to_nobody_else(world: World) -> None:
    claim = world.claim()
    strangers = [
        world.enrol(),
        replace(world.community, organisation_id=new_id()),
        replace(world.unit, organisation_id=new_id()),
    ]

    for stranger in strangers:
        with pytest.raises(Forbidden, match=r"claim\.not_yours"):
            world.harness.send(messages.ShowClaim(claim_id=claim["id"]), stranger)


def test_each_sees_the_claims_that_concern_them(world: World, elsewhere: World) -> None:
    other = world.enrol()
    mine, theirs = world.claim(), world.claim(member=other)
    elsewhere.claim()

    def listed(role_or_actor: object, **fields: object) -> list[str]:
        page = world.harness.send(messages.ListClaims(**fields), role_or_actor)  # type: ignore[arg-type]
        return [claim["id"] for claim in page["items"]]

    assert listed(world.member) == [mine["id"]]
    assert listed(other) == [theirs["id"]]
    assert listed(world.community) == listed(world.unit) == [mine["id"], theirs["id"]]
    assert listed(replace(world.community, organisation_id=new_id())) == []


def test_claims_are_listed_by_state(world: World) -> None:
    committed = world.commit()
    world.claim()
    page = world.harness.send(messages.ListClaims(state="committed"), world.community)

    assert page == {"items": [committed], "next": None}


def test_claims_come_in_pages(world: World) -> None:
    claims = [world.claim()["id"] for _ in range(5)]
    found, after = [], None
    while True:
        page = world.harness.send(messages.ListClaims(after=after, limit=2), world.unit)
        found += [[claim["id"] for claim in page["items"]]]
        after = page["next"]
        if after is None:
            break

    assert found == [claims[:2], claims[2:4], claims[4:]]


def test_a_made_up_cursor_is_refused(world: World) -> None:
    with pytest.raises(Invalid, match=r"request\.invalid"):
        world.harness.send(messages.ListClaims(after="2"), world.unit)


def test_claims_are_not_listed_to_who_has_none(world: World) -> None:
    with pytest.raises(Forbidden, match=r"access\.denied"):
        world.harness.send(messages.ListClaims(), replace(world.community, role="department"))
