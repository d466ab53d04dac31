"""The projects of the demo: signed, carried out, accepted by community and residents, paid, and evaluated."""

from collections.abc import Callable
from typing import Any

from deploy.demo import data
from deploy.demo.api import eventually
from deploy.demo.bidders import PDF, WEEK, Bid
from deploy.demo.lines import check
from deploy.demo.sooner import end_survey
from deploy.demo.stage import Stage
from shared.clock import SystemClock, day_of

FIRST_PERCENT = 40
RESIDENTS = 6
RULE = {"raters_min": 5, "satisfied_percent": 80, "survey_days": 7}
SAVED_MINOR = 100_000
PARTLY_PERCENT = 50
AMENDED_RANK = 2
SATISFIED, NOT_SATISFIED = 5, 2
CLOCK = SystemClock()


class Carrying:
    """Plays what follows the awards of these bids, and says what each must come to."""

    def __init__(self, stage: Stage, bids: list[Bid]) -> None:
        self._stage = stage
        self._bids = bids

    def play(self) -> None:
        for bid in self._bids:
            self.sign(bid)
        self._each(0, self._accept_by_community)
        amended = next(bid for bid in self._bids if bid.award["rank"] == AMENDED_RANK)
        self._amend(amended)
        surveys = {bid.organisation_id: self._rate(bid) for bid in self._bids}
        for survey_id in surveys.values():
            end_survey(self._stage.settings, survey_id)
        self._stage.note("residents", f"{RESIDENTS} rate each project; nobody learns who gave which")
        self._each(1, self._settle)
        for bid in self._bids:
            self._evaluate(bid)

    def _each(self, number: int, accept: Callable[[Bid, Any], None]) -> None:
        paid = 0
        for bid in self._bids:
            milestone = self._milestone(bid, number)
            accept(bid, milestone)
            paid += self._pay(bid, milestone["id"])
        self._stage.note("department", f"pays {data.yuan_of(paid)} yuan: one approves, another records")

    def paid_minor(self, bid: Bid) -> int:
        """What must be paid to an organisation in the end, by what is agreed and how residents have rated."""
        first, rest = self._parts(bid)
        return first + self._accepted_of(bid, rest)

    def _parts(self, bid: Bid) -> tuple[int, int]:
        first = bid.amount_minor * FIRST_PERCENT // 100
        saved = SAVED_MINOR if bid.award["rank"] == AMENDED_RANK else 0
        return first, bid.amount_minor - first - saved

    def _accepted_of(self, bid: Bid, rest: int) -> int:
        return rest if self._are_satisfied(bid) else rest * PARTLY_PERCENT // 100

    def _are_satisfied(self, bid: Bid) -> bool:
        return bool(bid.told["satisfied"] * 100 >= RULE["satisfied_percent"] * RESIDENTS)

    def sign(self, bid: Bid) -> None:
        today = day_of(CLOCK.now())
        days = {"due_on": (today + 12 * WEEK).isoformat(), "deliverables": "活动记录、签到与照片"}
        draft = {
            "text": "按申报书执行，不得转包。",
            "starts_on": today.isoformat(),
            "ends_on": (today + 20 * WEEK).isoformat(),
            "milestones": [
                {"name": "中期", "share_percent": FIRST_PERCENT, **days},
                {"name": "结项", "share_percent": 100 - FIRST_PERCENT, **days, "acceptance": RULE},
            ],
        }
        drafted = self._stage.department.post(f"/v1/awards/{bid.award['id']}/contract", draft)
        path = f"/v1/contracts/{drafted['id']}/signatures"
        sha256 = drafted["standing"]["sha256"]
        bid.api.post(path, {"sha256": sha256, "signatory_name": "理事长", "signatory_title": "法定代表人"})
        signature = {"sha256": sha256, "signatory_name": "经办人", "signatory_title": "副部长"}
        bid.contract = self._stage.department.post(path, signature)
        check(bid.contract["state"] == "active", f"with both signatures it is in force: {bid.contract['state']}")
        what = f"sign {bid.told['title']}: {data.yuan_of(bid.amount_minor)}"
        self._stage.note("both sides", what, "contract.signed", f"contract/{bid.contract['id']}")

    def _milestone(self, bid: Bid, number: int) -> Any:
        listed = self._stage.department.get("/v1/milestones", contract_id=bid.contract["id"])["items"]
        return sorted(listed, key=lambda one: int(one["position"]))[number]

    def _deliver(self, bid: Bid, milestone_id: str, note: str) -> Any:
        path = f"/v1/milestones/{milestone_id}"
        bid.api.upload(f"{path}/files", PDF, "application/pdf", name=f"{note}.pdf")
        return bid.api.post(f"{path}/submission", {"note": note})

    def _accept_by_community(self, bid: Bid, milestone: Any) -> None:
        self._deliver(bid, milestone["id"], "中期报告")
        path = f"/v1/milestones/{milestone['id']}"
        judged = self._stage.town.community.post(f"{path}/judgement", {"verdict": "accepted"})
        check(judged["accepted_minor"] == self._parts(bid)[0], f"the first part is accepted whole: {judged}")
        self._note_settled(bid, judged)

    def _amend(self, bid: Bid) -> None:
        """The rest of a contract costs less: the department proposes it, the organisation agrees."""
        rest = self._milestone(bid, 1)
        kept = {name: rest[name] for name in ("name", "due_on", "deliverables", "acceptance")}
        milestone = kept | {"milestone_id": rest["id"], "amount_minor": rest["amount_minor"] - SAVED_MINOR}
        signed = {"signatory_name": "经办人", "signatory_title": "副部长"}
        home = f"/v1/contracts/{bid.contract['id']}"
        asked = {"reason": "物资降价", "milestones": [milestone], **signed}
        proposed = self._stage.department.post(f"{home}/amendments", asked)["proposed"]
        bid.api.post(f"{home}/amendment/agreement", {"sha256": proposed["sha256"], **signed})
        what = f"agree on {data.yuan_of(SAVED_MINOR)} less for {bid.told['title']}"
        self._stage.note("both sides", what, "contract.amended", f"contract/{bid.contract['id']}")

    def _rate(self, bid: Bid) -> str:
        """Deliver the rest, and have residents rate it by invitations; the survey."""
        stage, milestone = self._stage, self._milestone(bid, 1)
        submitted = self._deliver(bid, milestone["id"], "结项报告")
        survey_id = str(submitted["satisfaction"]["survey_id"])
        path, community = f"/v1/surveys/{survey_id}", stage.town.community
        eventually("the survey is open", lambda: survey_id in {one["id"] for one in community.pages("/v1/surveys")})
        issued = community.post(f"{path}/invitations", {"count": RESIDENTS})["items"]
        for number, one in enumerate(issued):
            score = SATISFIED if number < bid.told["satisfied"] else NOT_SATISFIED
            stage.api.post(one["path"], {"score": score, "outcome": "resolved"})
        community.post(f"/v1/milestones/{milestone['id']}/judgement", {"verdict": "accepted"})
        return survey_id

    def _settle(self, bid: Bid, milestone: Any) -> None:
        """Community and residents together; where residents aren't satisfied the department decides."""
        path, department = f"/v1/milestones/{milestone['id']}", self._stage.department
        weighed = eventually("it is weighed", lambda: self._weighed(path))
        check((weighed["state"] == "accepted") is self._are_satisfied(bid), f"residents have a say: {weighed}")
        if weighed["state"] == "undecided":
            said = {"verdict": "partly", "percent": PARTLY_PERCENT, "reason": "居民满意度未达约定"}
            weighed = department.post(f"{path}/decision", said)
        check(weighed["accepted_minor"] == self._accepted_of(bid, self._parts(bid)[1]), f"so much of it: {weighed}")
        self._note_settled(bid, weighed)

    def _weighed(self, path: str) -> Any:
        found = self._stage.department.get(path)
        return found if found["state"] != "submitted" else None

    def _note_settled(self, bid: Bid, milestone: Any) -> None:
        satisfaction = milestone["satisfaction"]
        by = f", {satisfaction['satisfied']} of {satisfaction['raters']} satisfied" if satisfaction else ""
        what = f"{bid.told['title']}, {milestone['name']}: {data.yuan_of(milestone['accepted_minor'])} accepted{by}"
        self._stage.note("milestone", what, "milestone.settled", f"milestone/{milestone['id']}")

    def _pay(self, bid: Bid, milestone_id: str) -> int:
        """Ask for what is accepted of a milestone and have it be paid; how much, in fen."""
        payment = bid.api.post(f"/v1/milestones/{milestone_id}/payments")
        path = f"/v1/payments/{payment['id']}"
        self._stage.department.post(f"{path}/approval")
        record = {"reference": f"P-{payment['id'][-6:]}", "paid_on": day_of(CLOCK.now()).isoformat()}
        return int(self._stage.second.post(f"{path}/record", record)["amount_minor"])

    def _evaluate(self, bid: Bid) -> None:
        project_id = bid.project["id"]
        said = {"result": "good" if self._are_satisfied(bid) else "passed", "text": "已按协议完成。"}
        ended = self._stage.department.post(f"/v1/projects/{project_id}/final-evaluation", said)
        expected = self.paid_minor(bid)
        check(ended["paid_minor"] == ended["accepted_minor"] == expected, f"all that is accepted is paid: {ended}")
        what = f"{bid.told['title']}: {said['result']}, {data.yuan_of(expected)} paid"
        self._stage.note("evaluation", what, "project.ended", f"project/{project_id}")
