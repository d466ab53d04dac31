"""A world for one drive of a machine: whatever it is about has its id here, under the machine's name."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from shared.ids import new_id
from shared.messages.envelope import Actor
from shared.messages.outsourcing.awards import ListAwards
from shared.messages.outsourcing.calls import CallFunding
from shared.messages.outsourcing.conclusions import AdmitProposal, ConcludeReview
from shared.messages.outsourcing.contracts import AcceptanceRule, DraftContract, ShowContract, SignContract
from shared.messages.outsourcing.milestones import JudgeMilestone, ListMilestones, SubmitMilestone
from shared.messages.outsourcing.objections import FileObjection
from shared.messages.outsourcing.proposals import ConfirmPartner, SubmitProposal
from shared.messages.outsourcing.reviews import ListOwnReviews
from tests.harness import TENANT, Harness
from tests.services.outsourcing.contracting import BY, milestones
from tests.services.outsourcing.money import open_budget
from tests.services.outsourcing.proposals import bidder, content_for, draft, file_for
from tests.services.outsourcing.reviewing import assign, costing, declare, give, member, points, staff
from tests.services.outsourcing.world import PROPOSALS_UNTIL, drafted, open_community, profile_of, project_for

WAN = 1_000_000
AMOUNT, FUNDED = 9 * WAN, 30 * WAN
NOTICE, SIGNING, LONG = timedelta(days=9), timedelta(days=20), timedelta(days=405)
RULE = AcceptanceRule(raters_min=5, satisfied_percent=80, survey_days=10)


def somebody(role: Any) -> Actor:
    """Who has to do with nothing here, and acts in this role."""
    if role in ("member", "resident"):
        return replace(member(), role=role)
    return Actor.system(TENANT) if role == "system" else staff(role)


@dataclass
class Stage:
    """
    doer: in which role somebody is going to act, where several roles may.

    call: as it was answered last. person: who reviews, or objects; a member, unless it is to be somebody else.
    """

    harness: Harness
    doer: Any = "department"
    ids: dict[str, str] = field(default_factory=dict)
    call: Any = None
    person_role: Any = None
    department: Actor = field(default_factory=lambda: staff("department"))
    community: Actor = field(init=False)
    organisation: Actor = field(init=False)
    partner: Actor = field(init=False)
    person: Actor = field(init=False)

    def __post_init__(self) -> None:
        self.community = open_community(self.harness)
        self.organisation, self.partner = bidder(self.harness), bidder(self.harness)
        self.person = somebody(self.person_role or "member")
        self.ids["organisation"] = self.ids["qualification"] = str(self.organisation.organisation_id)
        self.ids["community"] = str(self.community.organisation_id)

    @property
    def other(self) -> Actor:
        """Another person of the department."""
        return replace(self.department, client_id="second-person")

    @property
    def fundings(self) -> list[CallFunding]:
        return [CallFunding(budget_id=self.ids["budget"], amount_minor=FUNDED)]

    def side(self, role: Any) -> Actor:
        return self.organisation if role == "organisation" else self.department

    @property
    def counterpart(self) -> Actor:
        """The other side of a contract."""
        return self.side("department" if self.doer == "organisation" else "organisation")

    def send(self, command: Any, actor: Actor | None = None) -> Any:
        return self.harness.send(command, actor or self.department)

    def budget(self) -> None:
        self.ids["budget"] = open_budget(self.harness, funded=100 * WAN)

    def project(self) -> str:
        """A planned one; the first is what it is about."""
        project_id = str(self.send(project_for(self.community))["id"])
        self.ids.setdefault("project", project_id)
        return project_id

    def draft_call(self, **fields: Any) -> None:
        """One that needs a single reviewer."""
        self.budget()
        self.call = drafted(self.harness, self.department, fundings=self.fundings, reviewers_min=1, **fields)
        self.ids["call"] = self.call["id"]

    def draft_proposal(self, **fields: Any) -> str:
        """What it is about: with a file, and a partner who is in."""
        partners = [str(self.partner.organisation_id)]
        content = content_for(self.community, partner_ids=partners, **(costing(AMOUNT) | fields))
        self.ids["proposal"] = draft(self.harness, self.organisation, self.call, content)["id"]
        self.ids["file"] = self.send(file_for({"id": self.ids["proposal"]}), self.organisation)["id"]
        confirm = ConfirmPartner(proposal_id=self.ids["proposal"], organisation_id=partners[0])
        self.send(confirm, self.partner)
        return self.ids["proposal"]

    def propose(self, amount: int = AMOUNT, *, is_rival: bool = False, project_id: str | None = None) -> str:
        """A submitted one: what it is about, or one of somebody else."""
        who = bidder(self.harness) if is_rival else self.organisation
        fields = {"project_id": project_id, **costing(amount)}
        if is_rival:
            proposal_id = str(draft(self.harness, who, self.call, content_for(self.community, **fields))["id"])
        else:
            proposal_id = self.draft_proposal(**fields)
        self.send(SubmitProposal(proposal_id=proposal_id), who)
        return proposal_id

    def pass_deadline(self) -> None:
        self.harness.wait(PROPOSALS_UNTIL - self.harness.clock.now())

    def assign(self) -> None:
        """Ask somebody to review."""
        who = self.person if self.person.role != "resident" else member()
        self.person = who
        self.ids["reviewer"] = assign(self.harness, self.department, self.call, who)["id"]

    def declare(self) -> None:
        declare(self.harness, {"id": self.ids["reviewer"]}, self.person)

    def review(self, *scores: int, proposals: list[str]) -> None:
        """Admit these, have all be reviewed with so many points each, and conclude it."""
        for one in proposals:
            self.send(AdmitProposal(proposal_id=one))
        self.assign()
        self.declare()
        given = {one: points(score) for one, score in zip(proposals, scores, strict=True)}
        give(self.harness, self.person, self.call, given)

    def conclude(self) -> None:
        self.call = self.send(ConcludeReview(call_id=self.ids["call"]))
        self.find_awards()

    def find_awards(self) -> list[Any]:
        """All of the call by rank; the first is what it is about."""
        awards: list[Any] = self.send(ListAwards(call_id=self.ids["call"], order="oldest_first"))["items"]
        awards.sort(key=lambda one: one["rank"])
        if awards:
            self.ids["award"] = awards[0]["id"]
            self.ids.setdefault("project", awards[0]["project_id"])
        return awards

    def own_reviews(self) -> list[Any]:
        listed: list[Any] = self.send(ListOwnReviews(limit=200), self.person)["items"]
        return listed

    def object_to(self, actor: Actor | None = None) -> str:
        command = FileObjection(award_id=self.ids["award"], text="上年项目没有按期完成")
        return str(self.send(command, actor or self.person)["id"])

    def draft_contract(self, acceptance: AcceptanceRule | None = None) -> None:
        given = milestones(40, 60, acceptance=acceptance)
        command = DraftContract(award_id=self.ids["award"], text="按申报书执行。", milestones=given)
        self.ids["contract"] = self.send(command)["id"]

    def shown_contract(self) -> Any:
        return self.send(ShowContract(contract_id=self.ids["contract"]))

    def sign(self, actor: Actor) -> None:
        sha256 = self.shown_contract()["standing"]["sha256"]
        self.send(SignContract(contract_id=self.ids["contract"], sha256=sha256, **BY), actor)

    def put_in_force(self, acceptance: AcceptanceRule | None = None) -> None:
        """Of an organisation that has told its account; its first milestone is what it is about."""
        self.draft_contract(acceptance)
        self.send(profile_of(self.organisation, kind=None), self.organisation)
        self.sign(self.organisation)
        self.sign(self.department)
        self.ids["milestone"] = self.milestones()[0]["id"]

    def milestones(self) -> list[Any]:
        listed: list[Any] = self.send(ListMilestones(contract_id=self.ids["contract"]))["items"]
        return sorted(listed, key=lambda one: one["position"])

    def submit(self, milestone_id: str | None = None) -> None:
        command = SubmitMilestone(milestone_id=milestone_id or self.ids["milestone"], note="已完成")
        shown = self.send(command, self.organisation)
        if shown["satisfaction"]:
            self.ids["survey"] = shown["satisfaction"]["survey_id"]

    def judge(self, verdict: Any = "accepted", milestone_id: str | None = None) -> None:
        percent = 50 if verdict == "partly" else None
        reason = None if verdict == "accepted" else "有缺项"
        one = milestone_id or self.ids["milestone"]
        self.send(JudgeMilestone(milestone_id=one, verdict=verdict, percent=percent, reason=reason), self.community)

    def id_of(self, name: str) -> str:
        """Of what it is about; of nothing that there is, where there is none."""
        return self.ids.get(name) or new_id()
