"""What engagement and evaluation tell of members' services, as tests have it told."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from shared.ids import new_id
from shared.messages.declare import Event
from shared.messages.engagement import DeliveryConfirmed, WishDelivered, WishPublished
from shared.messages.envelope import Actor, Envelope
from shared.messages.evaluation import RatingGiven
from shared.reactor import Reactor
from tests.harness import Harness
from tests.services.membership.world import World


@dataclass
class Service:
    """One wish that a member sees to."""

    member: Actor
    community: Actor
    unit_id: str
    category: str = "维修"
    wish_id: str = field(default_factory=new_id)
    claim_id: str = field(default_factory=new_id)

    @property
    def _parties(self) -> dict[str, Any]:
        return {
            "wish_id": self.wish_id,
            "community_id": str(self.community.organisation_id),
            "member_id": str(self.member.member_id),
            "unit_id": self.unit_id,
        }

    def published(self) -> WishPublished:
        return WishPublished(
            wish_id=self.wish_id,
            community_id=str(self.community.organisation_id),
            title="修灯",
            category=self.category,
            beneficiary_kind="独居老人",
        )

    def delivered(self) -> WishDelivered:
        return WishDelivered(claim_id=self.claim_id, **self._parties)

    def confirmed(self) -> DeliveryConfirmed:
        return DeliveryConfirmed(
            claim_id=self.claim_id, commitment_id=None, title="修灯", verdict=None, **self._parties
        )

    def rated(self, score: int) -> RatingGiven:
        return RatingGiven(rating_id=new_id(), invitation_id=new_id(), score=score, outcome="resolved", **self._parties)


def service(member: Actor, community: Actor, **options: Any) -> Service:
    return Service(member, community, unit_id=str(member.organisation_id), **options)


def at(harness: Harness, world: World, event: Event, instant: datetime) -> Envelope:
    """An event that happened then."""
    return Envelope(**{**_fields(harness.wrap(event, world.tenant_id)), "time": instant})


def _fields(envelope: Envelope) -> dict[str, Any]:
    return {name: getattr(envelope, name) for name in Envelope.__dataclass_fields__}


def hear(world: World, *events: Event) -> None:
    world.harness.tell(*events, tenant_id=world.tenant_id)


def hear_at(world: World, instant: datetime, *events: Event) -> list[Envelope]:
    """Have events consumed that happened then; the same may be consumed again."""
    envelopes = [at(world.harness, world, event, instant) for event in events]
    consume(world, envelopes)
    return envelopes


def consume(world: World, envelopes: list[Envelope]) -> None:
    harness = world.harness
    Reactor(harness.service, harness.database, harness.tools).react(envelopes)
