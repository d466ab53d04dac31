from typing import Any

import pytest

from deploy.demo import data
from deploy.demo.bidding import expected_awards

CALL = {
    "total_yuan": "100.00",
    "projects_sought": 2,
    "criteria": [{"id": "plan", "weight": 60}, {"id": "team", "weight": 40}],
}


def told(name: str, yuan: str, plan: int, team: int) -> dict[str, Any]:
    return {"name": name, "yuan": yuan, "plan": plan, "team": team}


@pytest.mark.parametrize(
    "proposals, names",
    [
        ([told("a", "10.00", 80, 80), told("b", "10.00", 90, 90), told("c", "10.00", 85, 85)], ["b", "c"]),
        ([told("same score", "10.00", 85, 85), told("better plan", "20.00", 87, 82)], ["better plan", "same score"]),
        ([told("dearer", "10.01", 85, 85), told("cheaper", "10.00", 85, 85)], ["cheaper", "dearer"]),
        ([told("a", "60.00", 90, 90), told("too dear", "40.01", 85, 85), told("b", "40.00", 80, 80)], ["a", "b"]),
    ],
)
def test_who_must_be_awarded_follows_the_published_rules(proposals: list[dict[str, Any]], names: list[str]) -> None:
    assert expected_awards(proposals, CALL) == names


def test_the_call_has_the_figures_of_the_published_one() -> None:
    call = data.call()

    assert (call["total_yuan"], call["projects_sought"], call["cap_yuan"]) == ("100000.00", 5, "30000.00")
    assert "奉新县民政局" in call["source"]


def test_six_propose_within_the_cap_for_more_than_there_is_and_two_of_them_score_the_same() -> None:
    proposals, call = data.proposals(), data.call()
    scores = [sum(one["weight"] * told[one["id"]] for one in call["criteria"]) for told in proposals]

    assert len(proposals) == 6
    assert max(data.fen_of(one["yuan"]) for one in proposals) <= data.fen_of(call["cap_yuan"])
    assert sum(data.fen_of(one["yuan"]) for one in proposals) > data.fen_of(call["total_yuan"])
    assert len(set(scores)) == len(scores) - 1


@pytest.mark.parametrize("yuan, fen", [("0.01", 1), ("30000.00", 3_000_000), ("19.99", 1999)])
def test_yuan_are_fen_to_the_last_one(yuan: str, fen: int) -> None:
    assert data.fen_of(yuan) == fen
    assert data.yuan_of(fen).replace(",", "") == yuan
