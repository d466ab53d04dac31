"""How clients are limited, get new secrets, and end."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from shared.errors import Conflict, Forbidden, Invalid, NotFound, Unauthenticated
from shared.messages.envelope import Actor
from shared.messages.membership import (
    AuthenticateClient,
    ClientRevoked,
    IssueClient,
    ListClients,
    NoteClientUse,
    RevokeClient,
    RotateClient,
)
from tests.races import at_once
from tests.services.membership.world import World, open_world


@pytest.fixture
def unit(world: World) -> Actor:
    return world.open_unit()


def issue(world: World, organisation: Actor, actor: Actor | None = None, **fields: Any) -> Any:
    command = IssueClient(organisation_id=str(organisation.organisation_id), label="人事系统", **fields)
    return world.harness.send(command, actor or world.department)


def rotate(world: World, client: Any, hours: int = 24, actor: Actor | None = None) -> Any:
    command = RotateClient(client_id=client["client_id"], overlap_hours=hours)
    return world.harness.send(command, actor or world.department)


def authenticate(world: World, client: Any) -> Any:
    query = AuthenticateClient(client_id=client["client_id"], client_secret=client["client_secret"])
    return world.harness.send(query, Actor.public())


def is_let_in(world: World, client: Any) -> bool:
    try:
        return bool(authenticate(world, client))
    except Unauthenticated:
        return False


def shown(world: World, organisation: Actor) -> Any:
    query = ListClients(organisation_id=str(organisation.organisation_id))
    return world.harness.send(query, world.department)["items"][-1]


def test_both_secrets_work_while_they_overlap(world: World, unit: Actor) -> None:
    older = issue(world, unit)
    newer = rotate(world, older, 24, unit)

    assert newer["client_id"] == older["client_id"]
    assert newer["previous_secret_until"] == world.harness.clock.now() + timedelta(hours=24)
    assert (is_let_in(world, older), is_let_in(world, newer)) == (True, True)

    world.harness.clock.advance(timedelta(hours=24))
    assert (is_let_in(world, older), is_let_in(world, newer)) == (False, True)


def test_without_overlap_the_older_secret_ends_at_once(world: World, unit: Actor) -> None:
    older = issue(world, unit)
    newer = rotate(world, older, 0)

    assert newer["previous_secret_until"] is None
    assert (is_let_in(world, older), is_let_in(world, newer)) == (False, True)


def test_a_second_rotation_ends_the_oldest_secret(world: World, unit: Actor) -> None:
    first = issue(world, unit)
    second = rotate(world, first)
    third = rotate(world, first)

    assert [is_let_in(world, client) for client in (first, second, third)] == [False, True, True]


def test_of_secrets_that_are_asked_for_at_once_the_last_two_work(world: World, unit: Actor) -> None:
    client = issue(world, unit)
    secrets = at_once(3, lambda _: rotate(world, client))

    assert sum(is_let_in(world, secret) for secret in secrets) == 2
    assert not is_let_in(world, client)


def test_a_revoked_client_gets_no_new_secret(world: World, unit: Actor) -> None:
    client = issue(world, unit)
    rotated = rotate(world, client)
    world.harness.send(RevokeClient(client_id=client["client_id"]), unit)

    assert [is_let_in(world, one) for one in (client, rotated)] == [False, False]
    with pytest.raises(Conflict, match=r"^client\.already_revoked$"):
        rotate(world, client)


def test_only_those_in_charge_rotate(world: World, unit: Actor) -> None:
    client = issue(world, unit)

    with pytest.raises(Forbidden, match=r"^organisation\.not_yours$"):
        rotate(world, client, actor=world.open_community("SFJ"))
    with pytest.raises(NotFound, match=r"^client\.unknown$"):
        rotate(world, client, actor=open_world(world.harness, "沈阳市皇姑区").department)


def test_a_client_is_limited_to_the_scopes_that_it_was_issued_with(world: World, unit: Actor) -> None:
    client = issue(world, unit, scopes=["rosters", "read", "rosters"])

    assert client["scopes"] == authenticate(world, client)["scopes"] == ["read", "rosters"]
    assert shown(world, unit)["scopes"] == ["read", "rosters"]
    assert issue(world, unit)["scopes"] is None
    assert issue(world, unit, scopes=[])["scopes"] == []


def test_who_is_limited_gives_out_no_more_than_they_have(world: World, unit: Actor) -> None:
    limited = replace(unit, scope="clients read")
    whole, narrow = issue(world, unit), issue(world, unit, scopes=["read"])

    assert issue(world, unit, limited)["scopes"] == ["clients", "read"]
    assert issue(world, unit, limited, scopes=["read"])["scopes"] == ["read"]
    assert rotate(world, narrow, actor=limited)["scopes"] == ["read"]
    with pytest.raises(Forbidden, match=r"^client\.scope_exceeded$"):
        issue(world, unit, limited, scopes=["read", "rosters"])
    with pytest.raises(Forbidden, match=r"^client\.scope_exceeded$"):
        rotate(world, whole, actor=limited)


def test_a_client_ends_when_it_is_meant_to(world: World, unit: Actor) -> None:
    expires_at = world.harness.clock.now() + timedelta(days=1)
    client = issue(world, unit, expires_at=expires_at)
    acting = replace(unit, client_id=client["client_id"])

    assert authenticate(world, client)["ends_at"] == expires_at
    assert issue(world, unit, acting)

    world.harness.clock.advance(timedelta(days=1))
    assert not is_let_in(world, client)
    with pytest.raises(Forbidden, match=r"^client\.revoked$"):
        issue(world, unit, acting)


def test_a_client_that_would_have_ended_already_is_refused(world: World, unit: Actor) -> None:
    with pytest.raises(Invalid, match=r"^request\.unfit$") as refused:
        issue(world, unit, expires_at=world.harness.clock.now())

    assert [fault.pointer for fault in refused.value.errors] == ["#/expires_at"]


def test_the_day_of_the_last_use_is_kept_and_told_once_a_day(world: World, unit: Actor) -> None:
    client = issue(world, unit)
    note = NoteClientUse(client_id=client["client_id"])

    assert authenticate(world, client)["is_use_to_note"] is True
    at_once(2, lambda _: world.harness.send(note, Actor.public()))
    assert authenticate(world, client)["is_use_to_note"] is False
    assert str(shown(world, unit)["last_used_on"]) == "2026-11-24"

    world.harness.clock.advance(timedelta(hours=15))  # the next day in Shanghai
    assert authenticate(world, client)["is_use_to_note"] is True


def test_a_revocation_is_told_once(world: World, unit: Actor) -> None:
    client = issue(world, unit)
    now = world.harness.clock.now()
    for _ in range(2):
        world.harness.send(RevokeClient(client_id=client["client_id"]), unit)

    assert world.harness.events_of(ClientRevoked) == [ClientRevoked(client_id=client["client_id"], revoked_at=now)]
