"""Steps of registrations and pairings, as tests take them."""

from typing import Any

from shared.messages import membership as m
from shared.messages.envelope import Actor
from tests.services.membership.world import World

REASON = "已搬离本社区"


def request(world: World, member: Actor, community: Actor, kind: m.RegistrationKind = "residence") -> Any:
    command = m.RequestRegistration(community_id=str(community.organisation_id), kind=kind)
    return world.harness.send(command, member)


def confirm(world: World, registration: Any, community: Actor, **options: Any) -> Any:
    return world.harness.send(m.ConfirmRegistration(registration_id=registration["id"]), community, **options)


def register(world: World, member: Actor, community: Actor, kind: m.RegistrationKind = "residence") -> Any:
    return confirm(world, request(world, member, community, kind), community)


def end(world: World, registration: Any, actor: Actor, **options: Any) -> Any:
    return world.harness.send(m.EndRegistration(registration_id=registration["id"], reason=REASON), actor, **options)


def transfer(world: World, registration: Any, community: Actor, actor: Actor, **options: Any) -> Any:
    command = m.TransferRegistration(registration_id=registration["id"], community_id=str(community.organisation_id))
    return world.harness.send(command, actor, **options)


def show(world: World, registration: Any, actor: Actor) -> Any:
    return world.harness.send(m.ShowRegistration(registration_id=registration["id"]), actor)


def propose(world: World, unit: Actor, community: Actor, *, by: Actor | None = None) -> Any:
    command = m.ProposePairing(unit_id=str(unit.organisation_id), community_id=str(community.organisation_id))
    return world.harness.send(command, by or unit)


def pair(world: World, unit: Actor, community: Actor) -> Any:
    command = m.AcceptPairing(pairing_id=propose(world, unit, community)["id"])
    return world.harness.send(command, community)
