from datetime import timedelta
from typing import Any

import pytest

from shared.clock import day_of, end_of_day
from shared.errors import Conflict, Forbidden
from shared.messages.envelope import Actor
from shared.messages.notifications import AUDIENCES, stream_ids_of
from shared.messages.outsourcing.award_events import (
    AwardActivated,
    AwardLapsed,
    AwardNoticed,
    CallConcluded,
    CallReviewed,
    ProposalPlaced,
)
from shared.messages.outsourcing.awards import CancelAward, DeclineAward, EndNotice, LapseAward, ShowAward
from shared.messages.outsourcing.calls import CancelCall, ShowCall
from shared.messages.outsourcing.projects import ShowProject
from shared.messages.outsourcing.proposals import ShowProposal
from tests.harness import Harness
from tests.services.outsourcing.money import findings, standing
from tests.services.outsourcing.reviewing import DAY, awards_of, reviewed
from tests.services.outsourcing.world import project_for

YUAN = 100
WAN = 10_000 * YUAN


def states(harness: Harness, department: Actor, call: Any) -> list[tuple[int, str]]:
    return [(one["rank"], one["state"]) for one in awards_of(harness, department, call)]


def money(harness: Harness, call: Any) -> dict[str, int]:
    assert findings(harness) == []
    return standing(harness, call["fundings"][0]["budget_id"])


def state_of(harness: Harness, department: Actor, call: Any) -> str:
    return str(harness.send(ShowCall(call_id=call["id"]), department)["state"])


def state_of_proposal(harness: Harness, department: Actor, proposal: Any) -> str:
    return str(harness.send(ShowProposal(proposal_id=proposal["id"]), department)["state"])


def test_where_none_of_the_good_ones_can_be_paid_the_call_comes_to_nothing(
    harness: Harness, department: Actor, community: Actor
) -> None:
    call, proposals = reviewed(harness, department, community, [(31 * WAN, 95), (1 * WAN, 59)])

    assert state_of(harness, department, call) == "unsuccessful"
    assert [state_of_proposal(harness, department, one) for one in proposals] == ["not_chosen", "not_chosen"]
    assert awards_of(harness, department, call) == []
    assert set(money(harness, call)) == {"outside", "available"}


def test_who_gets_no_award_is_told_their_place_and_a_reserve_when_it_is_out(
    harness: Harness, department: Actor, community: Actor
) -> None:
    bids = [(10 * WAN, 95), (9 * WAN, 90), (8 * WAN, 80), (7 * WAN, 10)]
    call, proposals = reviewed(harness, department, community, bids)
    names = {one["id"]: number for number, one in enumerate(proposals)}

    def told() -> list[tuple[int, str, int]]:
        return [(names[one.proposal_id], one.outcome, one.rank) for one in harness.events_of(ProposalPlaced)]

    at_first = [(1, "reserve", 2), (2, "reserve", 3), (3, "not_chosen", 4)]
    assert told() == at_first
    for one in harness.events_of(ProposalPlaced):
        assert one.social_organisation_id == proposals[names[one.proposal_id]]["organisation_id"]
        assert {kind: stream_ids_of(one, kind) for kind in AUDIENCES if stream_ids_of(one, kind)} == {
            "organisation": [one.social_organisation_id]
        }
    [award] = awards_of(harness, department, call)
    harness.send(CancelAward(award_id=award["id"], reason="材料不实"), department)
    assert told() == at_first
    _, following = awards_of(harness, department, call)
    harness.send(DeclineAward(award_id=following["id"], reason="无法执行"), proposals[1]["actor"])
    last = awards_of(harness, department, call)[-1]
    assert told() == at_first
    assert last["proposal_id"] == proposals[2]["id"]


def test_a_reserve_is_told_that_it_is_out_when_the_call_is_concluded(
    harness: Harness, department: Actor, community: Actor
) -> None:
    call, proposals = reviewed(harness, department, community, [(10 * WAN, 95), (31 * WAN, 90)])
    [award] = awards_of(harness, department, call)
    harness.send(CancelAward(award_id=award["id"], reason="材料不实"), department)

    assert state_of(harness, department, call) == "concluded"
    told = [(one.proposal_id, one.outcome) for one in harness.events_of(ProposalPlaced)]
    assert told == [(proposals[1]["id"], "reserve"), (proposals[1]["id"], "not_chosen")]


def test_the_best_are_awarded_as_many_as_are_sought_and_paid_for(
    harness: Harness, department: Actor, community: Actor
) -> None:
    bids = [(10 * WAN, 70), (16 * WAN, 95), (12 * WAN, 90), (14 * WAN, 80), (1 * WAN, 59)]
    call, proposals = reviewed(harness, department, community, bids, projects_sought=2)
    first, second = awards_of(harness, department, call)

    assert (first["proposal_id"], first["rank"], first["score"], first["state"]) == (
        proposals[1]["id"],
        1,
        9500,
        "pending",
    )
    assert (second["proposal_id"], second["rank"], second["amount_minor"]) == (proposals[2]["id"], 2, 12 * WAN)
    assert money(harness, call) == {
        "outside": -100 * WAN,
        "available": 70 * WAN,
        "reserved": 2 * WAN,
        "awarded": 28 * WAN,
    }
    found = [harness.send(ShowProposal(proposal_id=one["id"]), department)["state"] for one in proposals]
    assert found == ["reserve", "awarded", "awarded", "reserve", "not_chosen"]
    [told] = harness.events_of(CallReviewed)
    assert [(one.rank, one.score, one.is_passing) for one in told.ranking] == [
        (1, 9500, True),
        (2, 9000, True),
        (3, 8000, True),
        (4, 7000, True),
        (5, 5900, False),
    ]
    assert first["notice_ends_at"] == end_of_day(day_of(harness.clock.now()) + timedelta(days=7))


def test_what_is_too_dear_for_what_is_left_is_passed_over(
    harness: Harness, department: Actor, community: Actor
) -> None:
    bids = [(20 * WAN, 90), (11 * WAN, 80), (10 * WAN, 70)]
    call, _ = reviewed(harness, department, community, bids, projects_sought=3)

    assert states(harness, department, call) == [(1, "pending"), (3, "pending")]
    assert money(harness, call)["awarded"] == 30 * WAN


def test_a_planned_project_is_awarded_once_and_waits_for_the_next(
    harness: Harness, department: Actor, community: Actor
) -> None:
    project = harness.send(project_for(community), department)
    call, _ = reviewed(
        harness,
        department,
        community,
        [(10 * WAN, 90), (9 * WAN, 80)],
        projects_sought=2,
        project_ids=[project["id"]],
        projects=[project["id"], project["id"]],
    )
    [award] = awards_of(harness, department, call)

    def shown() -> tuple[str, str | None]:
        found = harness.send(ShowProject(project_id=project["id"]), department)
        return found["state"], found["call_id"]

    assert award["project_id"] == project["id"]
    assert shown() == ("awarded", call["id"])
    harness.send(CancelAward(award_id=award["id"], reason="材料不实"), department)
    assert states(harness, department, call) == [(1, "cancelled"), (2, "pending")]
    assert shown() == ("awarded", call["id"])
    second = awards_of(harness, department, call)[1]
    harness.send(CancelAward(award_id=second["id"], reason="材料不实"), department)
    assert shown() == ("planned", None)
    assert state_of(harness, department, call) == "concluded"
    assert money(harness, call) == {"outside": -100 * WAN, "available": 100 * WAN}


def test_a_project_that_a_proposal_brings_begins_with_its_award_and_ends_with_it(
    harness: Harness, department: Actor, community: Actor
) -> None:
    call, _ = reviewed(harness, department, community, [(8 * WAN, 90)])
    [award] = awards_of(harness, department, call)
    project = harness.send(ShowProject(project_id=award["project_id"]), department)

    assert (project["state"], project["call_id"], project["budget_minor"]) == ("awarded", call["id"], 8 * WAN)
    assert [(one["source"], one["amount_minor"]) for one in project["budget"]] == [("welfare_lottery", 8 * WAN)]
    harness.send(CancelAward(award_id=award["id"], reason="材料不实"), department)
    ended = harness.send(ShowProject(project_id=award["project_id"]), department)
    assert (ended["state"], ended["reason"], ended["call_id"]) == ("cancelled", "材料不实", None)


def test_after_its_notice_an_award_is_active_and_lapses_unless_it_is_signed(
    harness: Harness, department: Actor, community: Actor
) -> None:
    call, _ = reviewed(harness, department, community, [(10 * WAN, 90), (9 * WAN, 80)], signing_days=5)
    [award] = awards_of(harness, department, call)
    assert harness.wait(award["notice_ends_at"] - harness.clock.now() - timedelta(seconds=1)) == 0
    assert harness.wait(timedelta(seconds=1)) == 1
    active = harness.send(ShowAward(award_id=award["id"]), department)

    assert active["state"] == "active"
    assert active["sign_by"] == end_of_day(day_of(harness.clock.now()) + timedelta(days=5))
    assert len(harness.events_of(AwardActivated)) == 1
    assert harness.wait(active["sign_by"] - harness.clock.now()) == 1
    assert states(harness, department, call) == [(1, "lapsed"), (2, "pending")]
    assert len(harness.events_of(AwardLapsed)) == 1
    assert [one.rank for one in harness.events_of(AwardNoticed)] == [1, 2]
    assert money(harness, call)["awarded"] == 9 * WAN
    assert harness.wait(DAY * 30) == 1
    second = awards_of(harness, department, call)[1]
    assert harness.wait(second["sign_by"] - harness.clock.now()) == 1
    assert states(harness, department, call) == [(1, "lapsed"), (2, "lapsed")]
    assert state_of(harness, department, call) == "concluded"
    [concluded] = harness.events_of(CallConcluded)
    assert (concluded.awarded_minor, concluded.released_minor) == (0, 30 * WAN)
    assert money(harness, call) == {"outside": -100 * WAN, "available": 100 * WAN}


def test_the_organisation_alone_declines_its_award(harness: Harness, department: Actor, community: Actor) -> None:
    call, proposals = reviewed(harness, department, community, [(10 * WAN, 90), (9 * WAN, 80)])
    [award] = awards_of(harness, department, call)
    decline = DeclineAward(award_id=award["id"], reason="人手不足")
    for other in (department, community, proposals[1]["actor"]):
        with pytest.raises(Forbidden, match=r"^award\.not_yours$"):
            harness.send(decline, other)
    declined = harness.send(decline, proposals[0]["actor"])

    assert (declined["state"], declined["reason"]) == ("declined", "人手不足")
    assert states(harness, department, call) == [(1, "declined"), (2, "pending")]
    assert harness.send(ShowProposal(proposal_id=proposals[0]["id"]), department)["state"] == "dropped"
    with pytest.raises(Conflict, match=r"^award\.not_in_step$"):
        harness.send(decline, proposals[0]["actor"])


def test_a_cancelled_call_takes_its_awards_back(harness: Harness, department: Actor, community: Actor) -> None:
    one, other = (harness.send(project_for(community), department)["id"] for _ in range(2))
    call, proposals = reviewed(
        harness,
        department,
        community,
        [(10 * WAN, 90), (9 * WAN, 80), (8 * WAN, 70)],
        projects_sought=2,
        project_ids=[one, other],
        projects=[one, other, one],
    )
    harness.send(CancelCall(call_id=call["id"], reason="预算调整"), department)

    assert states(harness, department, call) == [(1, "cancelled"), (2, "cancelled")]
    assert money(harness, call) == {"outside": -100 * WAN, "available": 100 * WAN}
    found = [harness.send(ShowProject(project_id=id_), department)["state"] for id_ in (one, other)]
    assert found == ["planned", "planned"]
    assert [state_of_proposal(harness, department, each) for each in proposals] == ["void"] * 3
    assert harness.wait(DAY * 60) == 0


def test_what_the_timer_does_is_done_by_nobody_else(harness: Harness, department: Actor, community: Actor) -> None:
    call, _ = reviewed(harness, department, community, [(10 * WAN, 90)])
    [award] = awards_of(harness, department, call)
    for command in (EndNotice(award_id=award["id"]), LapseAward(award_id=award["id"])):
        with pytest.raises(Forbidden, match=r"^access\.denied$"):
            harness.send(command, department)
    system = Actor.system(department.tenant_id)
    with pytest.raises(Conflict, match=r"^award\.not_due$"):
        harness.send(EndNotice(award_id=award["id"]), system)
    with pytest.raises(Conflict, match=r"^award\.not_in_step$"):
        harness.send(LapseAward(award_id=award["id"]), system)
