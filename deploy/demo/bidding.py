"""The call of the demo: from needs to awards, with six organisations that propose."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from deploy.demo import data
from deploy.demo.api import Problem, eventually, post_when_known
from deploy.demo.bidders import PDF, WEEK, Bid, qualified
from deploy.demo.lines import check
from deploy.demo.sooner import end_notice, end_proposals
from deploy.demo.stage import Stage
from shared.clock import SystemClock, day_of

REVIEWERS = 3
APART = (-2, 0, 2)  # what reviewers give more than their mean
CLOCK = SystemClock()


def expected_awards(told: Sequence[dict[str, Any]], call: dict[str, Any]) -> list[str]:
    """
    Who must be awarded by the published rules, by name: the best score first, of equal ones who has the better plan,
    then who asks for less; as many as are sought, each that the money still pays.
    """

    def merits(one: dict[str, Any]) -> tuple[int, int, int]:
        score = sum(criterion["weight"] * one[criterion["id"]] for criterion in call["criteria"])
        return (-score, -one["plan"], data.fen_of(one["yuan"]))

    names, left = list[str](), data.fen_of(call["total_yuan"])
    for one in sorted(told, key=merits):
        if len(names) < call["projects_sought"] and data.fen_of(one["yuan"]) <= left:
            names.append(one["name"])
            left -= data.fen_of(one["yuan"])
    return names


class Bidding:
    """Plays the call on a stage; the awards are in the order of their rank."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._told = data.call()
        self.bids: list[Bid] = []
        self.call: dict[str, Any] = {}

    @property
    def budget_id(self) -> str:
        return str(self.call["fundings"][0]["budget_id"])

    @property
    def home(self) -> str:
        return f"/v1/calls/{self.call['id']}"

    @property
    def awarded(self) -> list[Bid]:
        return sorted((one for one in self.bids if one.award), key=lambda one: int(one.award["rank"]))

    def play(self) -> None:
        for told in data.proposals():
            self.bids.append(self._prepare(told))
        self._stage.note("community", f"has {len(self.bids)} needs, for which projects are planned")
        self._publish()
        for bid in self.bids:
            self._propose(bid)
        asked = sum(bid.amount_minor for bid in self.bids)
        self._stage.note("bidders", f"{len(self.bids)} propose, {data.yuan_of(asked)} yuan in all; sealed until then")
        self._open()
        self._review()
        self._award()

    def _prepare(self, told: dict[str, Any]) -> Bid:
        """A need with a planned project, and the organisation that will propose for it."""
        stage, town = self._stage, self._stage.town
        need = {"category": told["need_category"], "title": told["need_title"], "privacy": "public"}
        need["description"] = told["need_description"]
        found = post_when_known(town.community, f"/v1/communities/{town.community_id}/needs", need)
        town.community.post(f"/v1/needs/{found['id']}/acceptance", version=found["version"])
        starts_on = day_of(CLOCK.now()) + WEEK
        line = {"name": "项目资金", "source": "welfare_lottery", "amount_minor": data.fen_of(told["yuan"])}
        project = {
            "community_id": town.community_id,
            "title": told["title"],
            "starts_on": starts_on.isoformat(),
            "ends_on": (starts_on + 20 * WEEK).isoformat(),
            "budget": [line],
            "need_ids": [found["id"]],
        }
        registered = post_when_known(stage.department, "/v1/projects", project)
        api, organisation_id = qualified(stage, told)
        return Bid(told, api, organisation_id, registered)

    def _publish(self) -> None:
        """All that the published call says, with the money that it has."""
        department, told = self._stage.department, self._told
        total = data.fen_of(told["total_yuan"])
        budget = {"name": "社会组织公益项目资金", "year": day_of(CLOCK.now()).year, "source": "welfare_lottery"}
        opened = department.post("/v1/budgets", {**budget, "funder": told["funder"]})
        department.post(f"/v1/budgets/{opened['id']}/fundings", {"amount_minor": total, "reason": told["title"]})
        now = CLOCK.now()
        draft = {
            "title": told["title"],
            "about": "为社区居民的需求征集公益项目。",
            "fields": told["fields"],
            "fundings": [{"budget_id": opened["id"], "amount_minor": total}],
            "amount_cap_minor": data.fen_of(told["cap_yuan"]),
            "projects_sought": told["projects_sought"],
            "duration_max_months": told["months"],
            "enquiries_until": (now + timedelta(days=3)).isoformat(),
            "proposals_until": (now + timedelta(days=5)).isoformat(),
            "criteria": told["criteria"],
            "budget_lines": [{"name": name} for name in told["budget_lines"]],
            "eligibility": {"kinds": told["kinds"], "inspections_passed": told["inspections_passed"]},
            "project_ids": [bid.project["id"] for bid in self.bids],
        }
        drafted = department.post("/v1/calls", draft)
        self.call = department.post(f"/v1/calls/{drafted['id']}/publication", version=drafted["version"])
        self._stage.note(
            "department",
            f"calls for {told['projects_sought']} projects: {data.yuan_of(total)} yuan, "
            f"{data.yuan_of(self.call['amount_cap_minor'])} each at most",
        )

    def _propose(self, bid: Bid) -> None:
        proposal = bid.api.post(f"{self.home}/proposals", {"content": self._content(bid)})
        bid.proposal_id = proposal["id"]
        path = f"/v1/proposals/{bid.proposal_id}"
        bid.api.upload(f"{path}/files", PDF, "application/pdf", name="方案书.pdf")
        bid.api.post(f"{path}/submission")

    def _content(self, bid: Bid) -> dict[str, Any]:
        names, amount = self._told["budget_lines"], bid.amount_minor
        tenth = amount // 10
        sums = [4 * tenth, 3 * tenth, 2 * tenth, tenth // 2, amount - 9 * tenth - tenth // 2]
        ends_on = bid.project["ends_on"]
        return {
            "project_id": bid.project["id"],
            "community_id": self._stage.town.community_id,
            "title": bid.told["title"],
            "summary": bid.told["need_description"],
            "starts_on": bid.project["starts_on"],
            "ends_on": ends_on,
            "amount_minor": amount,
            "budget": [
                {"name": name, "amount_minor": amount} for name, amount in zip(names, sums, strict=True) if amount
            ],
            "milestones": [{"name": "结项", "share_percent": 100, "due_on": ends_on, "deliverables": "总结报告"}],
        }

    def _open(self) -> None:
        department = self._stage.department
        check(self._code_of_proposals() == "call.sealed", "nobody reads a proposal before the deadline")
        end_proposals(self._stage.settings, self.call["id"])
        opened = eventually("they are opened", lambda: self._code_of_proposals() is None)
        check(opened, "all proposals are opened at the deadline")
        for bid in self.bids:
            department.post(f"/v1/proposals/{bid.proposal_id}/admission")
        self._stage.note("timer", f"opens all {len(self.bids)} at the deadline")

    def _code_of_proposals(self) -> str | None:
        try:
            self._stage.department.get(f"{self.home}/proposals")
        except Problem as problem:
            return problem.code
        return None

    def _review(self) -> None:
        department, town = self._stage.department, self._stage.town
        for member_id in town.member_ids[:REVIEWERS]:
            department.post(f"{self.home}/reviewers", {"member_id": member_id, "name": "评审专家"})
        points = {bid.proposal_id: bid.points for bid in self.bids}
        for reviewer, more in zip(self._stage.members[:REVIEWERS], APART, strict=True):
            (asked,) = reviewer.get("/v1/reviewers", state="asked")["items"]
            reviewer.post(f"/v1/reviewers/{asked['id']}/declaration", {"interests": []}, version=asked["version"])
            for review in reviewer.get("/v1/reviews")["items"]:
                given = points[review["proposal_id"]].items()
                scores = [{"criterion_id": id_, "points": mean + more} for id_, mean in given]
                path = f"/v1/reviews/{review['id']}"
                saved = reviewer.put(f"{path}/scores", {"scores": scores}, version=review["version"])
                reviewer.post(f"{path}/submission", version=saved["version"])
        department.post(f"{self.home}/review-conclusion")
        self._stage.note("reviewers", f"{REVIEWERS} have scored each, blind to one another")

    def _award(self) -> None:
        department = self._stage.department
        for award in department.pages("/v1/awards", call_id=self.call["id"]):
            next(bid for bid in self.bids if bid.organisation_id == award["organisation_id"]).award = award
        names = [bid.told["name"] for bid in self.awarded]
        expected = expected_awards(data.proposals(), self._told)
        check(names == expected, f"awards follow the published rules: {names}, not {expected}")
        for bid in self.awarded:
            award, yuan = bid.award, data.yuan_of(bid.award["amount_minor"])
            what = f"{award['rank']}. {award['title']}: {award['score'] / 100:.2f} points, {yuan}"
            self._stage.note("award", what, "award.noticed", f"award/{award['id']}")
        for bid in self.bids:
            if not bid.award:
                self._stage.note(
                    "reserve", f"{bid.told['title']}: {data.yuan_of(bid.amount_minor)} is more than is left"
                )
        for bid in self.awarded:
            end_notice(self._stage.settings, bid.award["id"])
        eventually("all notices are over", self._all_active)
        self._stage.note("timer", f"ends {len(names)} public notices without an objection")

    def _all_active(self) -> bool:
        awards = self._stage.department.pages("/v1/awards", call_id=self.call["id"])
        return all(award["state"] == "active" for award in awards)
