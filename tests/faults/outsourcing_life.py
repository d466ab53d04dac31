"""One contract's whole life by HTTP: each step is a POST that outsourcing answers, so that each can be interrupted."""

from datetime import UTC, datetime, timedelta
from typing import Any

from deploy.demo.api import Api, eventually
from deploy.demo.sooner import end_notice, end_proposals, end_survey
from deploy.demo.town import Town
from shared.clock import day_of
from shared.config import Settings
from shared.ids import new_id
from tests.pictures import PDF
from tests.stories.test_one_activity import signed_in
from tests.stories.test_one_award import reviewed, state_of
from tests.stories.test_one_call import plan
from tests.stories.test_sealed import AMOUNT, Bidder, bidder, content, opened_of, published_call

SIGNED = {"signatory_name": "周静", "signatory_title": "理事长"}
SAVED, RATERS = 1_000_001, 5


class Life:
    """The organisation's and the department's doings, in the order of the field."""

    def __init__(self, api: Api, town: Town, settings: Settings) -> None:
        self.api, self.town, self.settings = api, town, settings
        self.department = town.department
        client = self.department.post(
            f"/v1/organisations/{town.tenant['department']['id']}/clients", {"label": "第二经办人"}
        )
        self.second = api.as_client(client["client_id"], client["client_secret"])
        self.own: Bidder
        self.call: Any
        self.project: Any

    def live(self) -> None:
        """From a need to the final evaluation; the budget is closed in the end."""
        self.project = plan(self.department, self.town.community, self.town.community_id)
        self.own = bidder(self.api, self.department, "睦邻社会工作服务中心")
        terms = {"project_ids": [self.project["id"]], "reviewers_min": 1}
        self.call = published_call(self.department, **terms)
        award_id = self._award()
        contract = self._contract(award_id)
        first, second = self._milestones(contract)
        self._carry_out(first)
        self._amend(contract, second)
        self._carry_out(second)
        self._end()

    @property
    def budget_path(self) -> str:
        return f"/v1/budgets/{self.call['fundings'][0]['budget_id']}"

    def balances(self) -> dict[str, int]:
        found: dict[str, int] = self.department.get(self.budget_path)["balances"]
        return found

    def _award(self) -> str:
        home, department, own = f"/v1/calls/{self.call['id']}", self.department, self.own.api
        enquiry = own.post(f"{home}/enquiries", {"question": "由谁签约？"})
        department.post(f"/v1/enquiries/{enquiry['id']}/answer", {"answer": "牵头单位。"})
        offer = {"content": content(self.town.community_id, project_id=self.project["id"])}
        proposal = own.post(f"{home}/proposals", offer)
        path = f"/v1/proposals/{proposal['id']}"
        own.upload(f"{path}/files", PDF, "application/pdf", name="方案书.pdf")
        own.post(f"{path}/submission")
        department.post(f"{home}/amendments", {"reason": "延长", "signing_days": 20}, version=self.call["version"])
        own.post(f"{path}/confirmation")
        end_proposals(self.settings, self.call["id"])
        eventually("it is opened", lambda: opened_of(department, f"{home}/proposals"))
        department.post(f"{path}/admission")
        member_id = self.town.member_ids[0]
        department.post(f"{home}/reviewers", {"member_id": member_id, "name": "王建国"})
        reviewed(signed_in(self.api, self.town, member_id), {proposal["id"]: 90})
        department.post(f"{home}/review-conclusion")
        (award,) = department.get("/v1/awards", call_id=self.call["id"])["items"]
        end_notice(self.settings, award["id"])
        eventually("its notice is over", lambda: state_of(department, award["id"]) == "active")
        return str(award["id"])

    def _contract(self, award_id: str) -> Any:
        today = day_of(datetime.now(UTC))
        due = {"due_on": (today + timedelta(days=60)).isoformat(), "deliverables": "活动记录"}
        terms = {
            "text": "按申报书执行。",
            "starts_on": today.isoformat(),
            "ends_on": (today + timedelta(days=90)).isoformat(),
            "milestones": [{"name": "中期", "share_percent": 40, **due}, {"name": "结项", "share_percent": 60, **due}],
        }
        contract = self.department.post(f"/v1/awards/{award_id}/contract", terms)
        path = f"/v1/contracts/{contract['id']}/signatures"
        signature = {"sha256": contract["standing"]["sha256"], **SIGNED}
        self.own.api.post(path, signature)
        return self.department.post(path, signature)

    def _milestones(self, contract: Any) -> list[Any]:
        listed: list[Any] = self.department.get("/v1/milestones", contract_id=contract["id"])["items"]
        return sorted(listed, key=lambda one: one["position"])

    def _carry_out(self, milestone: Any) -> None:
        path, own = f"/v1/milestones/{milestone['id']}", self.own.api
        own.upload(f"{path}/files", PDF, "application/pdf", name="报告.pdf")
        submitted = own.post(f"{path}/submission", {"note": "已完成"})
        if asked := submitted["satisfaction"]:
            self._rate(asked["survey_id"])
        self.town.community.post(f"{path}/judgement", {"verdict": "accepted"})
        eventually("it is settled", lambda: self.department.get(path)["state"] == "accepted")
        payment = own.post(f"{path}/payments")
        self.department.post(f"/v1/payments/{payment['id']}/approval")
        record = {"reference": new_id(), "paid_on": day_of(datetime.now(UTC)).isoformat()}
        self.second.post(f"/v1/payments/{payment['id']}/record", record)

    def _rate(self, survey_id: str) -> None:
        """As many residents as are needed, before the survey ends."""
        path, community = f"/v1/surveys/{survey_id}", self.town.community
        eventually("the survey is open", lambda: survey_id in {one["id"] for one in community.pages("/v1/surveys")})
        for one in community.post(f"{path}/invitations", {"count": RATERS})["items"]:
            self.api.post(one["path"], {"score": 5, "outcome": "resolved"})
        end_survey(self.settings, survey_id)

    def _amend(self, contract: Any, milestone: Any) -> None:
        home = f"/v1/contracts/{contract['id']}"
        kept = {name: milestone[name] for name in ("name", "due_on", "deliverables")}
        rest = kept | {"milestone_id": milestone["id"], "amount_minor": milestone["amount_minor"] - SAVED}
        proposed = self.department.post(f"{home}/amendments", {"reason": "降价", "milestones": [rest], **SIGNED})
        self.own.api.post(f"{home}/amendment/agreement", {"sha256": proposed["proposed"]["sha256"], **SIGNED})

    def _end(self) -> None:
        evaluation = {"result": "excellent", "text": "办得好。"}
        ended = self.department.post(f"/v1/projects/{self.project['id']}/final-evaluation", evaluation)
        assert ended["paid_minor"] == AMOUNT - SAVED
        given_back = {"amount_minor": self.balances()["available_minor"], "reason": "结余上缴"}
        self.department.post(f"{self.budget_path}/withdrawals", given_back)
        self.department.post(f"{self.budget_path}/closing", {"reason": "结清"})
