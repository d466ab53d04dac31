"""Milestones that are submitted, and residents who rate them."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from shared.ids import new_id
from shared.messages.envelope import Actor
from shared.messages.evaluation import surveys as messages
from shared.messages.outsourcing.milestone_events import MilestoneSettled, MilestoneSubmitted, MilestoneSurveyExtended
from tests.harness import START, TENANT, Harness
from tests.services.evaluation.world import RESIDENT, community_actor

DAY = timedelta(days=1)
ENDS_AT = START + 10 * DAY


def office(role: Any, tenant_id: str = TENANT, organisation_id: str | None = None) -> Actor:
    return Actor(role=role, client_id=role, tenant_id=tenant_id, organisation_id=organisation_id or new_id())


@dataclass
class Poll:
    """One survey, with the tokens that its community has handed out and nobody has used."""

    harness: Harness
    community: Actor = field(default_factory=community_actor)
    survey_id: str = field(default_factory=new_id)
    milestone_id: str = field(default_factory=new_id)
    project_id: str = field(default_factory=new_id)
    call_id: str = field(default_factory=new_id)
    organisation_id: str = field(default_factory=new_id)
    tokens: list[str] = field(default_factory=list)

    @property
    def names(self) -> dict[str, str]:
        return {
            "milestone_id": self.milestone_id,
            "project_id": self.project_id,
            "community_id": str(self.community.organisation_id),
            "social_organisation_id": self.organisation_id,
            "survey_id": self.survey_id,
        }

    @property
    def of_process(self) -> dict[str, str]:
        """What outsourcing's events name."""
        return self.names | {"call_id": self.call_id}

    @property
    def organisation(self) -> Actor:
        return office("organisation", organisation_id=self.organisation_id)

    def submitted(self, **fields: Any) -> MilestoneSubmitted:
        more: dict[str, Any] = {"title": "邻里节", "name": "三场活动", "survey_ends_at": ENDS_AT, "raters_min": 5}
        return MilestoneSubmitted(**(self.of_process | more | fields))

    def open(self, **fields: Any) -> "Poll":
        self.harness.tell(self.submitted(**fields))
        return self

    def extend(self, until: datetime) -> None:
        self.harness.tell(MilestoneSurveyExtended(**self.of_process, survey_ends_at=until))

    def settle(self, outcome: Any = "accepted") -> None:
        self.harness.tell(MilestoneSettled(**self.of_process, outcome=outcome, accepted_minor=0, amount_minor=1))

    def issue(self, count: int = 1, actor: Actor | None = None, **options: Any) -> Any:
        command = messages.IssueSurveyInvitations(survey_id=self.survey_id, count=count)
        return self.harness.send(command, actor or self.community, **options)

    def rate(self, *scores: int, **fields: Any) -> None:
        """One resident more for each score."""
        for score in scores:
            self.give(self.token(), score=score, **fields)

    def token(self) -> str:
        """One that is good."""
        if not self.tokens:
            self.tokens = [one["token"] for one in self.issue(20)["items"]]
        return self.tokens.pop(0)

    def rating(self, token: str, **fields: Any) -> messages.RateSurvey:
        defaults: dict[str, Any] = {"score": 5, "outcome": "resolved"}
        return messages.RateSurvey(token=token, **(defaults | fields))

    def give(self, token: str, **fields: Any) -> Any:
        return self.harness.send(self.rating(token, **fields), RESIDENT)

    def show(self, actor: Actor | None = None) -> Any:
        return self.harness.send(messages.ShowSurvey(survey_id=self.survey_id), actor or self.community)

    def tally(self, raters: int, satisfied: int | None, *, is_final: bool = False) -> messages.SurveyTallied:
        return messages.SurveyTallied(**self.names, raters=raters, satisfied=satisfied, is_final=is_final)

    @property
    def tallies(self) -> list[Any]:
        return self.harness.events_of(messages.SurveyTallied)
