"""
The story of one contract, on both run modes: from the need to the final evaluation.

The organisation's part is played by the program that the documentation shows, anew from its notes at each step, over
connections that lose the first answer to each change.
"""

from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from requests.adapters import HTTPAdapter

from deploy.demo.api import Api, Problem, eventually
from deploy.demo.sooner import end_notice, end_proposals, end_survey
from deploy.demo.town import Town, settle
from shared.clock import day_of
from shared.ids import new_id
from tests.pictures import PDF
from tests.shown import names_in
from tests.stories.test_one_activity import signed_in
from tests.stories.test_one_award import reviewed, state_of
from tests.stories.test_one_call import plan
from tests.stories.test_sealed import AMOUNT, Bidder, bidder, content, opened_of, published_call
from tests.systems import System

HOUR = timedelta(hours=1)
TOTAL = 10**11
FIRST = AMOUNT * 40 // 100
SECOND = AMOUNT - FIRST
SAVED = 1_000_001
BY = ("周静", "理事长")
SECRETS = ("周静", "李敏", "156203718842", "2027-1")
CHANGES = 15  # that the organisation's system has made
# By outsourcing, in this order; what others tell comes in between.
TOLD = [
    "proposal.submitted",
    "proposal.unconfirmed",
    "proposal.submitted",
    "proposal.opened",
    "proposal.admitted",
    "award.noticed",
    "award.activated",
    "contract.drafted",
    "contract.signed",
    "award.signed",
    "project.started",
    "milestone.submitted",
    "milestone.settled",
    "payment.requested",
    "payment.approved",
    "payment.recorded",
    "contract.amendment_proposed",
    "contract.amended",
    "milestone.submitted",
    "milestone.settled",
    "payment.requested",
    "payment.approved",
    "payment.recorded",
    "project.evaluated",
    "contract.completed",
    "project.ended",
]
RULE = {"raters_min": 5, "satisfied_percent": 80, "survey_days": 3}


class FirstAnswerLost(HTTPAdapter):
    """Loses the first answer to each change, after the platform has given it; the second must be that one again."""

    def __init__(self) -> None:
        super().__init__()
        self.lost: dict[str, requests.Response] = {}
        self.changes = 0

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
        response = super().send(request, *args, **options)
        _ = response.content  # read to the end, so that its connection is free again
        key = request.headers.get("Idempotency-Key")
        if key is None:
            return response
        if key not in self.lost:
            self.lost[key] = response
            raise requests.ConnectionError("the answer is lost")
        if self.lost[key].ok:  # what is refused for the moment alone may succeed now
            assert (response.headers["Idempotency-Replayed"], response.json()) == ("true", self.lost[key].json())
        self.changes += response.ok
        return response


@dataclass
class Hands:
    """What the organisation does, by the program that its documentation shows."""

    own: Bidder
    client: dict[str, str]
    url: str
    folder: Path
    shown: dict[str, Any]
    lost: FirstAnswerLost = field(default_factory=FirstAnswerLost)
    seen: list[Any] = field(default_factory=list)
    taken: Counter[str] = field(default_factory=Counter)

    @property
    def now(self) -> Any:
        """As started a moment ago."""
        notes = self.shown["Notes"](self.folder / "notes.json")
        linli = self.shown["Linli"](self.url, self.client["client_id"], self.client["client_secret"], notes)
        linli._http.mount("http://", self.lost)
        return self.shown["SocialOrganisation"](self.own.id, linli, notes)

    def until(self, topic: str) -> Any:
        """Deal with the news until there is another one of this topic; what it tells."""

        def told() -> Any:
            organisation = self.now
            for event in organisation.news():
                self.seen.append(event)
                organisation.answer(event)
            of_topic = [one["data"] for one in self.seen if one["type"] == f"linli.{topic}.v1"]
            return of_topic[self.taken[topic] :]

        found = eventually(f"{topic} is told", told)[0]
        self.taken[topic] += 1
        return found

    def file(self, name: str) -> Path:
        path = self.folder / name
        path.write_bytes(PDF)
        return path


@dataclass
class Stage:
    """All who have to do with the contract. other: another person of the department."""

    system: System
    api: Api
    town: Town
    other: Api
    hands: Hands
    project: Any
    call: Any

    @property
    def department(self) -> Api:
        return self.town.department

    @property
    def balances(self) -> dict[str, int]:
        found: dict[str, int] = self.department.get(f"/v1/budgets/{self.call['fundings'][0]['budget_id']}")["balances"]
        return {name.removesuffix("_minor"): minor for name, minor in found.items() if minor}

    def milestones(self, contract_id: str) -> list[Any]:
        listed: list[Any] = self.department.get("/v1/milestones", contract_id=contract_id)["items"]
        return sorted(listed, key=lambda one: one["position"])


def staged(system: System, folder: Path) -> Stage:
    api = Api(system.url)
    town = settle(api, system.settings.operator_secret, new_id())
    department = town.department
    home = f"/v1/organisations/{town.tenant['department']['id']}/clients"
    second = department.post(home, {"label": "第二经办人"})
    own = bidder(api, department, "睦邻社会工作服务中心")
    client = own.api.post(f"/v1/organisations/{own.id}/clients", {"label": "项目系统"})
    shown = names_in(requests.get(f"{system.url}/docs/organisations", timeout=30).text)
    project = plan(department, town.community, town.community_id)
    terms = {"project_ids": [project["id"]], "community_ids": [town.community_id]}
    return Stage(
        system=system,
        api=api,
        town=town,
        other=api.as_client(second["client_id"], second["client_secret"]),
        hands=Hands(own, client, system.url, folder, shown),
        project=project,
        call=published_call(department, **terms),
    )


def awarded(stage: Stage) -> str:
    """The id of an award whose notice is over, of a proposal that was confirmed after its call was amended."""
    department, town, call = stage.department, stage.town, stage.call
    home, hands = f"/v1/calls/{call['id']}", stage.hands
    (found,) = hands.now.find_calls("elderly")
    offer = content(town.community_id, project_id=stage.project["id"])
    with pytest.raises(hands.shown["Refused"], match=r"^proposal\.unfit"):
        hands.now.propose(found["id"], offer | {"amount_minor": AMOUNT - 1}, hands.file("方案书.pdf"))
    (drafted,) = hands.now.proposals(found["id"])
    receipt = hands.now.rewrite(drafted["id"], offer)
    department.post(f"{home}/amendments", {"reason": "延长签约时间", "signing_days": 20}, version=call["version"])
    hands.until("proposal.unconfirmed")
    read = hands.now.amended(receipt["proposal_id"])
    assert [one["changed"] for one in read["amendments"]] == [["signing_days"]]
    hands.now.confirm(receipt["proposal_id"], read["proposal"]["version"])
    assert hands.now.linli.get(f"/v1/proposals/{receipt['proposal_id']}")["state"] == "submitted"
    end_proposals(stage.system.settings, call["id"])
    eventually("it is opened", lambda: opened_of(department, f"{home}/proposals"))
    department.post(f"/v1/proposals/{receipt['proposal_id']}/admission")
    reviewers = town.member_ids[:3]
    for member_id in reviewers:
        department.post(f"{home}/reviewers", {"member_id": member_id, "name": "王建国"})
    for member_id in reviewers:
        reviewed(signed_in(stage.api, town, member_id), {receipt["proposal_id"]: 90})
    department.post(f"{home}/review-conclusion")
    (award,) = department.get("/v1/awards", call_id=call["id"])["items"]
    end_notice(stage.system.settings, award["id"])
    eventually("its notice is over", lambda: state_of(department, award["id"]) == "active")
    return str(award["id"])


def contracted(stage: Stage, award_id: str) -> Any:
    """A contract of two milestones that both have signed; residents rate the second one."""
    today = day_of(datetime.now(UTC))
    due = {"due_on": (today + timedelta(days=60)).isoformat(), "deliverables": "活动记录与照片"}
    terms = {
        "text": "按申报书执行。",
        "starts_on": today.isoformat(),
        "ends_on": (today + timedelta(days=90)).isoformat(),
        "milestones": [
            {"name": "中期", "share_percent": 40, **due},
            {"name": "结项", "share_percent": 60, **due, "acceptance": RULE},
        ],
    }
    drafted = stage.department.post(f"/v1/awards/{award_id}/contract", terms)
    told = stage.hands.until("contract.drafted")
    assert stage.hands.now.sign(told["contract_id"], *BY)["state"] == "half_signed"
    signature = {"sha256": drafted["standing"]["sha256"], "signatory_name": "李敏", "signatory_title": "副部长"}
    signed = stage.department.post(f"/v1/contracts/{drafted['id']}/signatures", signature)
    assert (signed["state"], [one["side"] for one in signed["standing"]["signatures"]]) == (
        "active",
        ["organisation", "department"],
    )
    assert stage.balances == {"funded": TOTAL, "available": TOTAL - AMOUNT, "committed": AMOUNT}
    assert stage.department.get(f"/v1/calls/{stage.call['id']}")["state"] == "concluded"
    return signed


def held_activity(stage: Stage) -> None:
    """An activity to which a member comes; the hour that they serve comes back to the project."""
    home, own, town = f"/v1/projects/{stage.project['id']}", stage.hands.own.api, stage.town
    stage.hands.until("project.started")
    starts_at = datetime.now(UTC) + timedelta(minutes=20)
    item = stage.hands.now.hold_activity(
        stage.project["id"],
        {
            "title": "为独居老人做一顿饭",
            "category": "elderly",
            "description": "一起买菜、做饭。",
            "starts_at": starts_at.isoformat(),
            "ends_at": (starts_at + HOUR).isoformat(),
            "roles": [{"name": "帮厨", "max_places": 2}],
        },
    )
    member = signed_in(stage.api, town, town.member_ids[5])
    claim = member.post(f"/v1/menu-items/{item['id']}/claims", {"role_id": item["roles"][0]["id"]})
    own.post(f"/v1/menu-items/{item['id']}/attendance-code")
    own.post(f"/v1/place-claims/{claim['id']}/check-in")
    now = datetime.now(UTC).replace(microsecond=0)
    served = {"starts_at": (now - HOUR).isoformat(), "ends_at": now.isoformat(), "place_claim_id": claim["id"]}
    records = f"/v1/communities/{town.community_id}/service-records"
    record = own.post(records, served)
    sure = {"record_ids": [record["id"]], "person_in_charge": "王建国", "quality": "good"}
    town.community.post(f"{records}/confirmations", sure)
    sums = eventually(
        "the project hears of it",
        lambda: (found := own.get(f"{home}/activities")["sums"])["people_confirmed"] and found,
    )
    assert sums["minutes"] == {"final": 0, "waiting": 60, "voided": 0}


def paid(stage: Stage, number: int) -> Any:
    """What the organisation has asked for by itself, as soon as it was told that it is accepted, approved and paid."""
    department, asked = stage.department, stage.hands.until("payment.requested")
    assert refusal_of(lambda: stage.hands.own.api.post(f"/v1/payments/{asked['payment_id']}/approval")) == (
        "access.denied"
    )
    path = f"/v1/payments/{asked['payment_id']}"
    approved = department.post(f"{path}/approval")
    record = {"reference": f"2027-{number}", "paid_on": day_of(datetime.now(UTC)).isoformat()}
    assert refusal_of(lambda: department.post(f"{path}/record", record)) == "payment.same_person"
    stage.other.post(f"{path}/record", record, version=approved["version"])
    return stage.hands.until("payment.recorded")


def refusal_of(ask: Callable[[], Any]) -> str:
    with pytest.raises(Problem) as refused:
        ask()
    return refused.value.code


def delivered_to_community(stage: Stage, milestone_id: str) -> None:
    stage.hands.now.deliver(milestone_id, "已完成", stage.hands.file("中期报告.pdf"))
    (file,) = stage.town.community.get(f"/v1/milestones/{milestone_id}/files")["items"]
    assert stage.town.community.download(f"/v1/files/{file['id']}", "application/pdf") == PDF
    judged = stage.town.community.post(f"/v1/milestones/{milestone_id}/judgement", {"verdict": "accepted"})
    assert judged["state"] == "accepted"


def amended(stage: Stage, contract: Any, milestone: Any) -> None:
    """The rest costs a little less, as the department proposes and the organisation agrees."""
    kept = {name: milestone[name] for name in ("name", "due_on", "deliverables", "acceptance")}
    rest = kept | {"milestone_id": milestone["id"], "amount_minor": milestone["amount_minor"] - SAVED}
    proposed = {
        "reason": "食材降价",
        "milestones": [rest],
        "signatory_name": "李敏",
        "signatory_title": "副部长",
    }
    stage.department.post(f"/v1/contracts/{contract['id']}/amendments", proposed)
    told = stage.hands.until("contract.amendment_proposed")
    assert stage.hands.now.agree(told["contract_id"], *BY)["amount_minor"] == AMOUNT - SAVED
    assert stage.balances == {
        "funded": TOTAL,
        "available": TOTAL - AMOUNT + SAVED,
        "committed": SECOND - SAVED,
        "paid": FIRST,
    }


def delivered_to_residents(stage: Stage, milestone_id: str) -> None:
    """Both the community and the residents are for it; either alone doesn't settle it."""
    community, path = stage.town.community, f"/v1/milestones/{milestone_id}"
    submitted = stage.hands.now.deliver(milestone_id, "全部完成", stage.hands.file("结项报告.pdf"))
    survey_id = submitted["satisfaction"]["survey_id"]
    eventually("the survey is open", lambda: community.get("/v1/surveys")["items"])
    issued = community.post(f"/v1/surveys/{survey_id}/invitations", {"count": 8})["items"]
    for score, one in zip((5, 5, 4, 4, 5, 1), issued, strict=False):
        stage.api.post(one["path"], {"score": score, "outcome": "resolved"})
    assert community.post(f"{path}/judgement", {"verdict": "accepted"})["state"] == "submitted"
    end_survey(stage.system.settings, survey_id)
    found = eventually("it is settled", lambda: (one := community.get(path))["state"] == "accepted" and one)
    assert (found["satisfaction"]["raters"], found["satisfaction"]["satisfied"]) == (6, 5)


@pytest.mark.slow
def test_a_need_becomes_a_contract_that_is_carried_out_paid_and_evaluated(system: System, tmp_path: Path) -> None:
    stage = staged(system, tmp_path)
    with closing(stage.hands.lost):
        carry_through(stage)


def carry_through(stage: Stage) -> None:
    """From the award to the final evaluation, and what is told of it in the end."""
    contract = contracted(stage, awarded(stage))
    held_activity(stage)
    first, second = stage.milestones(contract["id"])
    assert (first["amount_minor"], second["amount_minor"]) == (FIRST, SECOND)
    delivered_to_community(stage, first["id"])
    assert paid(stage, 1)["amount_minor"] == FIRST
    amended(stage, contract, second)
    home = f"/v1/projects/{stage.project['id']}"
    evaluation = {"result": "excellent", "text": "老人每天都吃上了热饭。"}
    assert refusal_of(lambda: stage.department.post(f"{home}/final-evaluation", evaluation)) == (
        "project.milestones_open"
    )
    delivered_to_residents(stage, second["id"])
    assert refusal_of(lambda: stage.department.post(f"{home}/final-evaluation", evaluation)) == (
        "project.payments_open"
    )
    assert paid(stage, 2)["amount_minor"] == SECOND - SAVED
    ended = stage.department.post(f"{home}/final-evaluation", evaluation)

    assert (ended["paid_minor"], ended["accepted_minor"]) == (AMOUNT - SAVED, AMOUNT - SAVED)
    assert (ended["raters"], ended["satisfied"]) == (6, 5)
    assert stage.balances == {"funded": TOTAL, "available": TOTAL - AMOUNT + SAVED, "paid": AMOUNT - SAVED}
    assert stage.department.get(home)["state"] == "completed"
    assert stage.department.get(f"/v1/contracts/{contract['id']}")["state"] == "completed"
    stage.hands.until("project.ended")
    (record,) = stage.api.get("/ocds/records", tenant_id=stage.town.tenant["id"])["records"]
    public = stage.api.feed(f"{home}/feed")
    hands = stage.hands

    compiled = record["compiledRelease"]
    (told_of,), tender = compiled["contracts"], compiled["tender"]
    assert (tender["id"], tender["status"], tender["numberOfTenderers"]) == (stage.call["id"], "complete", 1)
    assert (told_of["id"], told_of["status"]) == (contract["id"], "terminated")
    assert [one["status"] for one in told_of["implementation"]["milestones"]] == ["met", "met"]
    assert [one["value"]["amount"] for one in told_of["implementation"]["transactions"]] == [
        FIRST / 100,
        (SECOND - SAVED) / 100,
    ]
    assert hands.lost.changes == CHANGES
    assert [one["position"] for one in hands.seen] == list(range(1, len(hands.seen) + 1))
    told = [one["type"].removeprefix("linli.").removesuffix(".v1") for one in hands.seen]
    assert [one for one in told if one in TOLD] == TOLD
    assert {"menu_item.published", "survey.tallied"} < set(told)
    assert [word for word in SECRETS if word in str([public, record])] == []
