"""The story of one call, on both run modes: from the need that it is for to its end, through HTTP alone."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from deploy.demo.api import Api, Problem, eventually
from deploy.demo.sooner import end_proposals
from deploy.demo.town import settle
from shared.ids import new_id
from tests.systems import System

NEED = {
    "category": "elderly",
    "title": "独居老人没人做饭",
    "description": "中午想吃一口热的。",
    "privacy": "public",
}
PROJECT = {
    "title": "长者餐桌",
    "starts_on": "2027-03-01",
    "ends_on": "2027-06-30",
    "budget": [{"name": "食材", "source": "fiscal", "amount_minor": 2_000_000}],
}
BUDGET = {"name": "2027年福彩公益金", "year": 2027, "source": "welfare_lottery", "funder": "市民政局"}


def heard(unknown: str, ask: Callable[[], Any]) -> Any:
    """None as long as the service that is asked hasn't heard of something."""
    try:
        return ask()
    except Problem as problem:
        if unknown not in str(problem):
            raise
        return None


def code_of(ask: Callable[[], Any]) -> str:
    with pytest.raises(Problem) as refused:
        ask()
    return refused.value.code


def written(budget_id: str, project: dict[str, Any], days: int) -> dict[str, Any]:
    now = datetime.now(UTC)
    return {
        "title": "为老服务项目征集",
        "about": "面向独居老人。",
        "fields": ["elderly"],
        "fundings": [{"budget_id": budget_id, "amount_minor": 3_000_000}],
        "enquiries_until": (now + timedelta(days=days - 1)).isoformat(),
        "proposals_until": (now + timedelta(days=days)).isoformat(),
        "criteria": [{"id": "plan", "name": "方案", "weight": 100}],
        "project_ids": [project["id"]],
        "community_ids": [project["community_id"]],
    }


def money_of(department: Api, budget_id: str) -> tuple[int, int]:
    """What is available and what is reserved."""
    balances = department.get(f"/v1/budgets/{budget_id}")["balances"]
    return balances["available_minor"], balances["reserved_minor"]


def plan(department: Api, community: Api, community_id: str) -> dict[str, Any]:
    """A project for a need, which it takes in hand."""
    needs = f"/v1/communities/{community_id}/needs"
    need = eventually(
        "engagement knows the community", lambda: heard("community.unknown", lambda: community.post(needs, NEED))
    )
    community.post(f"/v1/needs/{need['id']}/acceptance", {}, version=need["version"])
    body = {"community_id": community_id, "need_ids": [need["id"]], **PROJECT}
    project: dict[str, Any] = eventually(
        "outsourcing knows the community and the need",
        lambda: heard(
            "community.unknown", lambda: heard("need.unknown", lambda: department.post("/v1/projects", body))
        ),
    )

    def links() -> Any:
        return community.get(f"/v1/needs/{need['id']}")["links"]

    (link,) = eventually("the need is in hand by the project", links)
    assert (link["kind"], link["target_id"]) == ("project", project["id"])
    return project


@pytest.mark.slow
def test_a_call_is_published_asked_about_amended_and_comes_to_nothing(system: System) -> None:
    api = Api(system.url)
    town = settle(api, system.settings.operator_secret, new_id())
    department = town.department
    opening = {"name": "睦邻社工服务中心", "code": "52220100MJ7777777X"}
    organisation_id = department.post("/v1/social-organisations", opening)["id"]
    client = department.post(f"/v1/organisations/{organisation_id}/clients", {"label": "项目系统"})
    organisation = api.as_client(client["client_id"], client["client_secret"])
    project = plan(department, town.community, town.community_id)
    budget = department.post("/v1/budgets", BUDGET)
    department.post(f"/v1/budgets/{budget['id']}/fundings", {"amount_minor": 2_999_999, "reason": "拨入"})

    call = department.post("/v1/calls", written(budget["id"], project, days=20))
    path = f"/v1/calls/{call['id']}"
    assert code_of(lambda: organisation.get(path)) == "call.unknown"
    assert code_of(lambda: department.post(f"{path}/publication", {})) == "budget.not_enough"
    department.post(f"/v1/budgets/{budget['id']}/fundings", {"amount_minor": 1_000_001, "reason": "追加"})
    key = new_id()
    published = department.post(f"{path}/publication", {}, key=key, version=call["version"])
    assert department.post(f"{path}/publication", {}, key=key, version=call["version"]) == published
    assert money_of(department, budget["id"]) == (1_000_000, 3_000_000)
    assert organisation.get(f"/v1/projects/{project['id']}")["state"] == "called"

    question = {"question": "由谁签约？"}
    enquiry = eventually(
        "outsourcing knows the organisation",
        lambda: heard("organisation.unknown", lambda: organisation.post(f"{path}/enquiries", question)),
    )
    department.post(f"/v1/enquiries/{enquiry['id']}/answer", {"answer": "牵头单位。"})
    later = (datetime.now(UTC) + timedelta(days=30)).isoformat()
    change = {"reason": "节假日顺延", "proposals_until": later}
    amended = department.post(f"{path}/amendments", change, version=published["version"])
    stale = {"reason": "再顺延", "signing_days": 20}
    assert code_of(lambda: department.post(f"{path}/amendments", stale, version=published["version"])) == (
        "precondition.failed"
    )
    assert [one["is_past"] for one in organisation.get(f"{path}/schedule")["items"]] == [False, False]

    def on_board() -> Any:
        found = heard("call.unknown", lambda: api.get(f"/v1/board/calls/{call['id']}"))
        return found if found and found["enquiries"] and found["amendment_notes"] else None

    shown = eventually("the board tells what was asked and amended", on_board)
    assert [one["answer"] for one in shown["enquiries"]] == ["牵头单位。"]
    assert [one["reason"] for one in shown["amendment_notes"]] == ["节假日顺延"]
    assert shown["proposals_until"] == amended["proposals_until"]
    assert (organisation_id in str(shown), budget["id"] in str(shown)) == (False, False)

    end_proposals(system.settings, call["id"])
    assert code_of(lambda: department.post(f"{path}/amendments", stale, version=amended["version"])) in (
        "call.proposals_over",
        "call.not_in_step",
        "precondition.failed",
    )
    eventually("the timer closes the call", lambda: department.get(path)["state"] == "unsuccessful")
    assert money_of(department, budget["id"]) == (4_000_000, 0)
    assert department.get(f"/v1/projects/{project['id']}")["state"] == "planned"
    query = f"/v1/board/calls?tenant_id={town.tenant['id']}&state=unsuccessful&field=elderly&order=soonest_first"
    eventually("the board tells what became of it", lambda: api.get(query)["items"])
    again = department.post(f"{path}/repetition", {})
    assert (again["state"], again["first_call_id"]) == ("draft", call["id"])
    assert code_of(lambda: department.post(f"/v1/calls/{again['id']}/publication", {})) == "call.unfit"

    def told() -> bool:
        steps = [event["type"] for event in api.get(f"/v1/projects/{project['id']}/feed")]
        return steps == [f"linli.project.{step}.v1" for step in ("registered", "called", "freed")]

    eventually("the project's feed tells it all, in order", told)
