"""Public commitments of those who hold a place, in the world of engagement."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from shared.messages import engagement as messages
from shared.messages.envelope import Actor
from tests.services.engagement.menu import DAY, Menu


@dataclass
class Promising:
    """A menu whose posts people promise things for."""

    menu: Menu

    @property
    def member(self) -> Actor:
        return self.menu.world.member

    @property
    def department(self) -> Actor:
        return Actor(role="department", client_id="department", tenant_id=self.menu.world.tenant_id)

    def hold(self, item: Any = None, member: Actor | None = None) -> Any:
        """A place at a post."""
        return self.menu.claim(item or self.menu.publish(self.menu.plan_post(places=3)), member)

    def make(self, claim: Any = None, *, days: float = 5, member: Actor | None = None) -> Any:
        claim = claim or self.hold(member=member)
        due_at = self.menu.now + days * DAY
        command = messages.MakePlaceCommitment(place_claim_id=claim["id"], text="每晚巡查一次楼道", due_at=due_at)
        return self.menu.send(command, member or self.member)

    def extend(self, commitment: Any, *, days: float = 8) -> Any:
        due_at = self.menu.now + days * DAY
        command = messages.ExtendPlaceCommitment(commitment_id=commitment["id"], due_at=due_at, reason="要出差")
        return self.menu.send(command, self.member)

    def report(self, commitment: Any = None, **options: Any) -> Any:
        commitment = commitment or self.make()
        command = messages.ReportPlaceCommitment(commitment_id=commitment["id"], note="都巡查了")
        return self.menu.send(command, self.member, **options)

    def judge(
        self,
        commitment: Any = None,
        verdict: messages.Verdict = "broken",
        word: str | None = "没见过人",
        **options: Any,
    ) -> Any:
        commitment = commitment or self.report()
        command = messages.JudgePlaceCommitment(commitment_id=commitment["id"], verdict=verdict, word=word)
        return self.menu.send(command, self.menu.world.community)

    def lapse(self) -> Any:
        commitment = self.make(days=5)
        self.menu.world.harness.wait(timedelta(days=5))
        return self.show(commitment)

    def appeal(self, commitment: Any, member: Actor | None = None) -> Any:
        command = messages.AppealCommitment(commitment_id=commitment["id"], reason="我有巡查记录")
        return self.menu.send(command, member or self.member)

    def decide(self, commitment: Any, verdict: messages.Verdict | None = None, actor: Actor | None = None) -> Any:
        command = messages.DecideCommitmentAppeal(commitment_id=commitment["id"], verdict=verdict, word="查看了记录")
        return self.menu.send(command, actor or self.department)

    def nudge(self, commitment: Any, actor: Actor | None = None) -> Any:
        return self.menu.send(messages.NudgeCommitment(commitment_id=commitment["id"]), actor or self.menu.world.unit)

    def show(self, commitment: Any, actor: Actor | None = None) -> Any:
        query = messages.ShowCommitment(commitment_id=commitment["id"])
        return self.menu.send(query, actor or self.menu.world.community)

    def listed(self, actor: Actor, **wanted: Any) -> list[str]:
        return [one["id"] for one in self.menu.send(messages.ListCommitments(**wanted), actor)["items"]]

    def topics(self, commitment: Any) -> list[str]:
        """What was told of it, in order."""
        events = [
            event for event in self.menu.world.harness.events if event.subject == f"commitment/{commitment['id']}"
        ]
        return [type(event).type.removeprefix("linli.").removesuffix(".v1") for event in events]
