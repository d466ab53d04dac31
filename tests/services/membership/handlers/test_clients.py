from typing import Any

import pytest
from sqlalchemy import select

from services.membership.model import ApiClient
from shared.errors import Forbidden, NotFound, Unauthenticated
from shared.inbox import COMMAND_LOG
from shared.messages.envelope import Actor
from shared.messages.membership import (
    AuthenticateClient,
    ConfirmRegistration,
    EnrolMembers,
    IssueClient,
    IssueSignInCode,
    ListClients,
    RequestRegistration,
    RevokeClient,
)
from tests.harness import Harness
from tests.services.membership.world import World, entry_of, open_world


def issue(world: World, organisation: Actor, actor: Actor) -> Any:
    command = IssueClient(organisation_id=str(organisation.organisation_id), label="人事系统")
    return world.harness.send(command, actor)


def authenticate(harness: Harness, client: Any) -> Any:
    query = AuthenticateClient(client_id=client["client_id"], client_secret=client["client_secret"])
    return harness.send(query, Actor.public())


def test_the_department_gives_a_unit_a_client_that_acts_for_the_unit(world: World) -> None:
    unit = world.open_unit()
    client = issue(world, unit, world.department)

    principal = authenticate(world.harness, client)
    assert principal == {
        "role": "unit",
        "client_id": client["client_id"],
        "tenant_id": world.tenant_id,
        "organisation_id": unit.organisation_id,
        "member_id": None,
        "scopes": None,
        "ends_at": None,
        "is_use_to_note": True,
        "contact_encrypted": None,
        "member_version": None,
    }


def test_an_organisation_gives_itself_a_further_client(world: World) -> None:
    community = world.open_community("SFJ")

    assert authenticate(world.harness, issue(world, community, community))["role"] == "community"


def test_the_secret_is_kept_only_as_a_digest(world: World) -> None:
    client = issue(world, world.department, world.department)
    with world.harness.database.reading() as session:
        kept = session.get_one(ApiClient, client["client_id"])
        logged = session.execute(select(COMMAND_LOG.c.result)).scalars().all()

    assert client["client_secret"] != kept.secret_digest
    assert not any(client["client_secret"] in text for text in logged if text)


def test_nobody_but_the_department_has_charge_of_others_clients(world: World) -> None:
    unit, community = world.open_unit(), world.open_community("SFJ")
    revoke = RevokeClient(client_id=issue(world, unit, unit)["client_id"])
    member = world.members(unit)[0]

    for stranger in (community, member):
        with pytest.raises(Forbidden, match=r"^organisation\.not_yours$"):
            issue(world, unit, stranger)
        with pytest.raises(Forbidden, match=r"^organisation\.not_yours$"):
            world.harness.send(revoke, stranger)


def test_organisations_and_clients_of_other_tenants_are_unknown(world: World) -> None:
    other = open_world(world.harness, "沈阳市皇姑区")
    unit = other.open_unit()
    client = issue(other, unit, unit)

    with pytest.raises(NotFound, match=r"^organisation\.unknown$"):
        issue(world, unit, world.department)
    with pytest.raises(NotFound, match=r"^client\.unknown$"):
        world.harness.send(RevokeClient(client_id=client["client_id"]), world.department)


def test_a_revoked_client_stays_out_and_revoking_again_is_the_same(world: World) -> None:
    unit = world.open_unit()
    client = issue(world, unit, unit)
    revoke = RevokeClient(client_id=client["client_id"], reason="密钥泄露")
    answers = [world.harness.send(revoke, actor) for actor in (unit, world.department)]

    assert answers == [None, None]
    with pytest.raises(Unauthenticated, match=r"^client\.credentials_invalid$"):
        authenticate(world.harness, client)


def test_why_a_client_was_revoked_stands_in_the_audit_trail(world: World) -> None:
    client_id = issue(world, world.department, world.department)["client_id"]
    world.harness.send(RevokeClient(client_id=client_id, reason="密钥泄露"), world.department)
    with world.harness.database.reading() as session:
        query = select(COMMAND_LOG.c.topic, COMMAND_LOG.c.reason).where(COMMAND_LOG.c.subject == f"client/{client_id}")
        trail = [tuple(row) for row in session.execute(query.order_by(COMMAND_LOG.c.reason.is_not(None)))]

    assert trail == [("client.issue", None), ("client.revoke", "密钥泄露")]


def test_a_revoked_client_gives_nothing_out_while_its_token_lives(world: World) -> None:
    unit, community = world.open_unit(), world.open_community("SFJ")
    member = world.members(unit)[0]
    registration = world.harness.send(RequestRegistration(community_id=str(community.organisation_id)), member)
    for client in (unit, community):
        world.harness.send(RevokeClient(client_id=client.client_id), world.department)

    for command, actor in (
        (IssueClient(organisation_id=str(unit.organisation_id), label="再来"), unit),
        (IssueSignInCode(member_id=str(member.member_id)), unit),
        (EnrolMembers(unit_id=str(unit.organisation_id), members=[entry_of(5)]), unit),
        (ConfirmRegistration(registration_id=registration["id"]), community),
    ):
        with pytest.raises(Forbidden, match=r"^client\.revoked$"):
            world.harness.send(command, actor)


def test_an_organisations_clients_are_listed_without_their_secrets(world: World) -> None:
    unit = world.open_unit()
    second = issue(world, unit, unit)
    world.harness.send(RevokeClient(client_id=second["client_id"]), unit)
    page = world.harness.send(ListClients(organisation_id=str(unit.organisation_id)), world.department)

    assert [item["client_id"] for item in page["items"]] == [unit.client_id, second["client_id"]]
    assert [item["revoked_at"] is None for item in page["items"]] == [True, False]
    assert "client_secret" not in page["items"][0]
    with pytest.raises(Forbidden, match=r"^organisation\.not_yours$"):
        world.harness.send(ListClients(organisation_id=str(unit.organisation_id)), world.open_community("SFJ"))
