"""Communities and confirmed deliveries to rate."""

from dataclasses import dataclass, field
from typing import Any

from shared.ids import new_id
from shared.messages import evaluation as messages
from shared.messages.engagement import DeliveryConfirmed
from shared.messages.envelope import Actor
from tests.harness import TENANT, Harness

RESIDENT = Actor.public()


def community_actor(tenant_id: str = TENANT) -> Actor:
    return Actor(role="community", client_id="community", tenant_id=tenant_id, organisation_id=new_id())


@dataclass
class World:
    """One community and what was delivered to its residents."""

    harness: Harness
    community: Actor = field(default_factory=community_actor)

    def confirmed(self, **fields: Any) -> DeliveryConfirmed:
        defaults: dict[str, Any] = {
            "wish_id": new_id(),
            "community_id": str(self.community.organisation_id),
            "claim_id": new_id(),
            "commitment_id": new_id(),
            "title": "一台收音机",
            "verdict": "kept",
            "member_id": new_id(),
            "unit_id": new_id(),
        }
        return DeliveryConfirmed(**(defaults | fields))

    def invite(self, **fields: Any) -> Any:
        """The invitation to rate a delivery that was just confirmed."""
        confirmed = self.confirmed(**fields)
        self.harness.tell(confirmed, tenant_id=str(self.community.tenant_id))
        return self.list(wish_id=confirmed.wish_id)["items"][0]

    def list(self, **fields: Any) -> Any:
        query = messages.ListInvitations(community_id=str(self.community.organisation_id), **fields)
        return self.harness.send(query, self.community)

    def issue(self, invitation: Any) -> str:
        command = messages.IssueInvitationToken(invitation_id=invitation["id"])
        return str(self.harness.send(command, self.community)["token"])

    def rating_for(self, invitation: Any, token: str, **fields: Any) -> messages.GiveRating:
        defaults: dict[str, Any] = {"score": 5, "outcome": "resolved", "comment": "陈华英送来的,非常满意"}
        return messages.GiveRating(invitation_id=invitation["id"], token=token, **(defaults | fields))

    def rate(self, invitation: Any, token: str, **fields: Any) -> Any:
        return self.harness.send(self.rating_for(invitation, token, **fields), RESIDENT)
