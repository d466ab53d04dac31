from datetime import timedelta
from typing import Any

import pytest

from shared.errors import Conflict, Forbidden
from shared.ids import new_id
from shared.messages.envelope import Actor
from shared.messages.outsourcing.award_events import AwardActivated, AwardCancelled, ObjectionDecided, ObjectionFiled
from shared.messages.outsourcing.awards import CancelAward, ShowAward
from shared.messages.outsourcing.objections import (
    AnswerObjection,
    FileObjection,
    ListObjections,
    ShowObjection,
    WithdrawObjection,
)
from shared.messages.wire import encode
from tests.harness import TENANT, Harness
from tests.services.outsourcing.money import findings, standing
from tests.services.outsourcing.reviewing import DAY, awards_of, member, reviewed

WAN = 1_000_000


def resident() -> Actor:
    return Actor(role="resident", client_id=new_id(), tenant_id=TENANT)


def noticed(harness: Harness, department: Actor, community: Actor) -> tuple[Any, Any, list[Any]]:
    """A call with an award in its notice and a reserve behind it."""
    call, proposals = reviewed(harness, department, community, [(10 * WAN, 90), (9 * WAN, 80)])
    [award] = awards_of(harness, department, call)
    return call, award, proposals


def object_to(harness: Harness, award: Any, who: Actor) -> Any:
    return harness.send(FileObjection(award_id=award["id"], text="上年项目没有按期完成"), who)


def answer(harness: Harness, department: Actor, objection: Any, outcome: Any) -> Any:
    command = AnswerObjection(objection_id=objection["id"], outcome=outcome, reason="经核实")
    return harness.send(command, department)


def test_residents_object_and_only_they_and_the_department_know(
    harness: Harness, department: Actor, community: Actor
) -> None:
    _, award, proposals = noticed(harness, department, community)
    who = resident()
    objection = object_to(harness, award, who)

    assert (objection["state"], objection["is_yours"], objection["objector_role"]) == ("open", True, "resident")
    for other in (proposals[1]["actor"], community, resident()):
        with pytest.raises(Forbidden, match=r"^objection\.not_yours$"):
            harness.send(ShowObjection(objection_id=objection["id"]), other)
        assert harness.send(ListObjections(award_id=award["id"]), other)["items"] == []
        assert harness.send(ShowAward(award_id=award["id"]), other)["objections"]["open"] == 1
    assert harness.send(ListObjections(), department)["items"] == [objection | {"is_yours": False}]
    assert objection["objector_id"] == who.client_id
    [told] = harness.events_of(ObjectionFiled)
    assert who.client_id not in encode(told).decode()
    assert "上年" not in encode(told).decode()
    with pytest.raises(Conflict, match=r"^objection\.exists$"):
        object_to(harness, award, who)
    answered = answer(harness, department, objection, "dismissed")
    assert harness.send(ShowObjection(objection_id=objection["id"]), who)["reason"] == answered["reason"] == "经核实"
    assert "经核实" not in encode(harness.events_of(ObjectionDecided)[0]).decode()
    assert object_to(harness, award, who)["state"] == "open"


def test_who_has_the_award_reads_objections_and_answers_without_who_has_objected(
    harness: Harness, department: Actor, community: Actor
) -> None:
    _, award, proposals = noticed(harness, department, community)
    winner, rival = proposals[0]["actor"], proposals[1]["actor"]
    of_resident, of_rival = (object_to(harness, award, who) for who in (resident(), rival))
    answer(harness, department, of_resident, "dismissed")
    answer(harness, department, of_rival, "upheld")

    seen = [harness.send(ShowObjection(objection_id=one["id"]), winner) for one in (of_resident, of_rival)]
    assert harness.send(ListObjections(award_id=award["id"]), winner)["items"] == seen
    assert [(one["state"], one["text"], one["reason"]) for one in seen] == [
        ("dismissed", "上年项目没有按期完成", "经核实"),
        ("upheld", "上年项目没有按期完成", "经核实"),
    ]
    assert {(one["is_yours"], one["objector_role"], one["objector_id"]) for one in seen} == {(False, None, None)}
    assert [one["id"] for one in harness.send(ListObjections(), rival)["items"]] == [of_rival["id"]]


def test_who_has_the_award_does_not_object_to_it(harness: Harness, department: Actor, community: Actor) -> None:
    _, award, proposals = noticed(harness, department, community)
    with pytest.raises(Forbidden, match=r"^objection\.own_award$"):
        object_to(harness, award, proposals[0]["actor"])
    with pytest.raises(Forbidden, match=r"^access\.denied$"):
        object_to(harness, award, department)

    objection = object_to(harness, award, proposals[1]["actor"])
    assert (objection["objector_role"], objection["objector_id"]) == (
        "organisation",
        proposals[1]["actor"].organisation_id,
    )


def test_an_objection_that_is_upheld_passes_the_award_on_to_the_next(
    harness: Harness, department: Actor, community: Actor
) -> None:
    call, award, _ = noticed(harness, department, community)
    first, second = object_to(harness, award, resident()), object_to(harness, award, member())
    answer(harness, department, first, "upheld")
    found = awards_of(harness, department, call)

    assert [(one["rank"], one["state"]) for one in found] == [(1, "cancelled"), (2, "pending")]
    assert found[0]["objections"] == {"open": 0, "upheld": 1, "dismissed": 0, "withdrawn": 0, "dropped": 1}
    assert len(harness.events_of(AwardCancelled)) == 1
    assert standing(harness, call["fundings"][0]["budget_id"])["awarded"] == 9 * WAN
    assert findings(harness) == []
    with pytest.raises(Conflict, match=r"^objection\.not_in_step$"):
        answer(harness, department, second, "dismissed")
    assert harness.wait(DAY * 8) == 1
    assert [one["state"] for one in awards_of(harness, department, call)] == ["cancelled", "active"]


def test_an_open_objection_keeps_the_award_pending_until_the_last_answer(
    harness: Harness, department: Actor, community: Actor
) -> None:
    call, award, _ = noticed(harness, department, community)
    who = resident()
    first, second = object_to(harness, award, who), object_to(harness, award, member())
    harness.wait(award["notice_ends_at"] - harness.clock.now())

    def state() -> str:
        return str(awards_of(harness, department, call)[0]["state"])

    assert state() == "pending"
    answer(harness, department, second, "dismissed")
    assert (state(), harness.events_of(AwardActivated)) == ("pending", [])
    with pytest.raises(Forbidden, match=r"^objection\.not_yours$"):
        harness.send(WithdrawObjection(objection_id=first["id"]), resident())
    harness.send(WithdrawObjection(objection_id=first["id"]), who)
    assert state() == "active"
    active = awards_of(harness, department, call)[0]
    assert active["sign_by"] > harness.clock.now() + DAY * 15


def test_after_the_notice_nobody_objects_even_where_the_timer_is_late(
    harness: Harness, department: Actor, community: Actor
) -> None:
    _, award, _ = noticed(harness, department, community)
    harness.clock.advance(award["notice_ends_at"] - harness.clock.now() - timedelta(seconds=1))
    object_to(harness, award, resident())
    harness.clock.advance(timedelta(seconds=1))
    with pytest.raises(Conflict, match=r"^award\.notice_over$"):
        object_to(harness, award, resident())


def test_an_answer_before_the_notice_ends_leaves_it_pending(
    harness: Harness, department: Actor, community: Actor
) -> None:
    call, award, _ = noticed(harness, department, community)
    answer(harness, department, object_to(harness, award, resident()), "dismissed")

    assert awards_of(harness, department, call)[0]["state"] == "pending"
    late = object_to(harness, award, resident())
    harness.send(CancelAward(award_id=award["id"], reason="材料不实"), department)
    assert harness.send(ShowObjection(objection_id=late["id"]), department)["state"] == "dropped"
