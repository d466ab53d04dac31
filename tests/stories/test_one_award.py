"""The story of one award, on both run modes: reviewed blind, noticed, objected to, and passed on to the next."""

from collections.abc import Sequence
from typing import Any

import pytest

from deploy.demo.api import Api, Problem, eventually
from deploy.demo.sooner import end_notice, end_proposals
from deploy.demo.town import Town, settle
from shared.ids import new_id
from tests.residents import sign_in_resident
from tests.stories.test_one_activity import signed_in
from tests.stories.test_sealed import AMOUNT, Bidder, bidder, content, opened_of, published_call
from tests.systems import System

COMMENT = "只有评审人自己能看到的评语"


def admitted(system: System, town: Town, call: Any, bidders: Sequence[Bidder]) -> list[str]:
    """The ids of proposals that are opened and formally in order, one of each bidder."""
    home, ids = f"/v1/calls/{call['id']}", []
    for one in bidders:
        proposal = one.api.post(f"{home}/proposals", {"content": content(town.community_id)})
        one.api.post(f"/v1/proposals/{proposal['id']}/submission")
        ids.append(proposal["id"])
    end_proposals(system.settings, call["id"])
    eventually("they are opened", lambda: opened_of(town.department, f"{home}/proposals"))
    for proposal_id in ids:
        town.department.post(f"/v1/proposals/{proposal_id}/admission")
    return ids


def reviewed(reviewer: Api, points: dict[str, int]) -> list[str]:
    """Have a reviewer declare, score these proposals and submit: the ids of their reviews."""
    (asked,) = reviewer.get("/v1/reviewers")["items"]
    reviewer.post(f"/v1/reviewers/{asked['id']}/declaration", {"interests": []}, version=asked["version"])
    reviews = reviewer.get("/v1/reviews")["items"]
    for review in reviews:
        scores = [{"criterion_id": "plan", "points": points[review["proposal_id"]], "comment": COMMENT}]
        path = f"/v1/reviews/{review['id']}"
        assert reviewer.get(f"/v1/proposals/{review['proposal_id']}")["content"]["amount_minor"] == AMOUNT
        saved = reviewer.put(f"{path}/scores", {"scores": scores}, version=review["version"])
        reviewer.post(f"{path}/submission", version=saved["version"])
    return [review["id"] for review in reviews]


def state_of(api: Api, award_id: str) -> Any:
    return api.get(f"/v1/awards/{award_id}")["state"]


def review_blind(api: Api, town: Town, home: str, ids: list[str], first: Bidder) -> None:
    """Have three review a call: nobody reads what they give before all is in, and nobody changes anything after."""
    department = town.department
    reviewers = [signed_in(api, town, member_id) for member_id in town.member_ids[:3]]
    for member_id in town.member_ids[:3]:
        department.post(f"{home}/reviewers", {"member_id": member_id, "name": "王建国"})
    written = [reviewed(one, {ids[0]: 90, ids[1]: 80}) for one in reviewers[:2]]
    with pytest.raises(Problem, match=r"409 call\.reviews_missing|409 call\.not_in_step"):
        department.post(f"{home}/review-conclusion")
    for other in (reviewers[1], reviewers[2], first.api, town.community):
        with pytest.raises(Problem, match=r"403 review\.not_yours"):
            other.get(f"/v1/reviews/{written[0][0]}")
    assert COMMENT not in str(department.get(f"{home}/reviews"))
    reviewed(reviewers[2], {ids[0]: 90, ids[1]: 80})
    assert department.get(f"{home}/review-progress")["is_complete"] is True
    assert COMMENT in str(department.get(f"{home}/reviews"))
    with pytest.raises(Problem, match=r"409 call\.reviews_in"):
        department.post(f"{home}/reviewers", {"member_id": town.member_ids[3], "name": "王建国"})


@pytest.mark.slow
def test_the_best_is_awarded_and_falls_to_the_next_when_an_objection_is_right(system: System) -> None:
    api = Api(system.url)
    town = settle(api, system.settings.operator_secret, new_id())
    department = town.department
    first = bidder(api, department, "睦邻社会工作服务中心")
    second = bidder(api, department, "青禾公益发展中心", "52220100MJ8888888F")
    call = published_call(department)
    home = f"/v1/calls/{call['id']}"
    ids = admitted(system, town, call, (first, second))
    review_blind(api, town, home, ids, first)
    assert department.post(f"{home}/review-conclusion")["state"] == "reviewed"
    assert [one["score"] for one in town.community.get(f"{home}/ranking")["items"]] == [9000, 8000]

    (award,) = department.get("/v1/awards", call_id=call["id"])["items"]
    assert (award["organisation_id"], award["amount_minor"], award["state"]) == (first.id, AMOUNT, "pending")

    def board() -> list[Any]:
        path = f"/v1/board/awards?tenant_id={town.tenant['id']}&order=oldest_first"
        items: list[Any] = api.get(path)["items"]
        return items

    eventually("the board shows it", lambda: [one for one in board() if one["state"] == "pending"])
    resident = sign_in_resident(system, api, town.tenant["id"])
    objection = resident.post(f"/v1/awards/{award['id']}/objections", {"text": "上年项目没有按期完成"})
    with pytest.raises(Problem, match=r"403 objection\.own_award"):
        first.api.post(f"/v1/awards/{award['id']}/objections", {"text": "没有"})
    with pytest.raises(Problem, match=r"403 objection\.not_yours"):
        second.api.get(f"/v1/objections/{objection['id']}")
    end_notice(system.settings, award["id"])
    department.post(f"/v1/objections/{objection['id']}/answer", {"outcome": "upheld", "reason": "经核实属实"})
    assert resident.get(f"/v1/objections/{objection['id']}")["reason"] == "经核实属实"
    (read,) = first.api.get("/v1/objections", award_id=award["id"])["items"]
    assert (read["text"], read["reason"], read["objector_role"]) == ("上年项目没有按期完成", "经核实属实", None)

    _, follower = department.get("/v1/awards", call_id=call["id"], order="oldest_first")["items"]
    assert (follower["organisation_id"], follower["state"]) == (second.id, "pending")
    end_notice(system.settings, follower["id"])
    eventually("its notice is over", lambda: state_of(department, follower["id"]) == "active")
    second.api.post(f"/v1/awards/{follower['id']}/refusal", {"reason": "人手不足"})
    assert department.get(home)["state"] == "concluded"
    feed = f"/v1/organisations/{second.id}/feed"
    eventually("it was told its place", lambda: "proposal.placed" in str(second.api.feed(feed)))
    assert "proposal.placed" not in str(first.api.feed(f"/v1/organisations/{first.id}/feed"))
    eventually("the board shows both", lambda: [one["state"] for one in board()] == ["cancelled", "declined"])
    budget = department.get(f"/v1/budgets/{call['fundings'][0]['budget_id']}")["balances"]
    told = str(first.api.feed(f"/v1/organisations/{first.id}/feed")) + str(board())

    assert (budget["available_minor"], budget["reserved_minor"], budget["awarded_minor"]) == (10**11, 0, 0)
    assert "没有按期" not in told
    assert "属实" not in told
