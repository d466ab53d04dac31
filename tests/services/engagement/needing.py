"""Residents and their needs, in the world of engagement."""

from dataclasses import dataclass
from typing import Any

from services.engagement.handlers.need_news import MOBILE
from shared.ids import new_id
from shared.messages import engagement as messages
from shared.messages.engagement import NeedNewsIssued, NeedStepKind
from shared.messages.envelope import Actor
from tests.services.engagement.world import World

PHONE = "13904310002"
TITLE, DESCRIPTION, PLACE = "三单元的灯不亮", "晚上回家看不清台阶。", "三辅街 12 号 3 单元"


def resident_of(world: World, phone: str = PHONE) -> Actor:
    encrypted = world.harness.tools.cipher.encrypt(phone)
    return Actor(role="resident", client_id=new_id(), tenant_id=world.tenant_id, contact_encrypted=encrypted)


@dataclass
class Needing:
    """A world with a resident, and short ways to what is done with needs."""

    world: World
    resident: Actor

    def submit(self, actor: Actor | None = None, **fields: Any) -> Any:
        defaults: dict[str, Any] = {
            "community_id": str(self.world.community.organisation_id),
            "category": "public_facilities",
            "title": TITLE,
            "description": DESCRIPTION,
            "place": PLACE,
            "privacy": "public",
        }
        return self.send(messages.SubmitNeed(**(defaults | fields)), actor or self.resident)

    def send(self, message: Any, actor: Actor | None = None, **options: Any) -> Any:
        return self.world.harness.send(message, actor or self.world.community, **options)

    def accept(self, need: Any = None) -> Any:
        return self.send(messages.AcceptNeed(need_id=(need or self.submit())["id"]))

    def decline(self, need: Any, reason: str = "不归社区管") -> Any:
        return self.send(messages.DeclineNeed(need_id=need["id"], reason=reason))

    def merge(self, need: Any, into: Any) -> Any:
        return self.send(messages.MergeNeed(need_id=need["id"], into_id=into["id"], reason="同一件事"))

    def link(self, need: Any, target: Any, kind: messages.LinkKind = "wish") -> Any:
        return self.send(messages.LinkNeed(need_id=need["id"], kind=kind, target_id=target["id"]))

    def unlink(self, need: Any, index: int = 0) -> Any:
        return self.send(messages.UnlinkNeed(need_id=need["id"], link_id=need["links"][index]["id"]))

    def resolve(self, need: Any, outcome: messages.NeedOutcome = "resolved", reason: str | None = "已办") -> Any:
        return self.send(messages.ResolveNeed(need_id=need["id"], outcome=outcome, reason=reason))

    def reopen(self, need: Any, actor: Actor | None = None) -> Any:
        return self.send(messages.ReopenNeed(need_id=need["id"], reason="又坏了"), actor or self.resident)

    def withdraw(self, need: Any) -> Any:
        return self.send(messages.WithdrawNeed(need_id=need["id"]), self.resident)

    def show(self, need: Any, actor: Actor | None = None) -> Any:
        return self.send(messages.ShowNeed(need_id=need["id"]), actor)

    def ticket(self, need: Any) -> Any:
        token = need["ticket_path"].rpartition("/")[2]
        return self.send(messages.ShowNeedTicket(token=token), Actor.public())

    def steps(self, need: Any) -> list[NeedStepKind]:
        page = self.send(messages.ListNeedSteps(need_id=need["id"]))
        return [step["kind"] for step in page["items"]]

    def news(self) -> list[tuple[str, str, str]]:
        """Phone, ticket and state of all that people are to be told."""
        decrypt = self.world.harness.tools.cipher.decrypt
        issued = self.world.harness.events_of(NeedNewsIssued)
        assert all(MOBILE.fullmatch(decrypt(event.address_encrypted)) for event in issued)
        return [(decrypt(event.address_encrypted), event.ticket_number, event.state) for event in issued]
