import json
from datetime import date
from typing import Any

import pytest

from services.outsourcing.repository.releases import Releases
from shared.clock import day_of
from shared.messages.envelope import Actor
from shared.messages.outsourcing.awards import CancelAward, DeclineAward
from shared.messages.outsourcing.conclusions import ConcludeReview
from shared.messages.outsourcing.contracts import (
    AgreeToAmendment,
    AmendContract,
    AmendedMilestone,
    ResumePayments,
    SettledMilestone,
    TerminateContract,
)
from shared.messages.outsourcing.objections import AnswerObjection, FileObjection
from shared.messages.outsourcing.payments import ApprovePayment, ClawBackPayment, EvaluateProject
from shared.messages.outsourcing.proposals import ConfirmPartner
from tests.harness import START, Harness
from tests.services.outsourcing.contracting import (
    AMOUNT,
    BY,
    NOTICE,
    RULE,
    Carried,
    awarded,
    drafted,
    in_force,
    put_in_force,
)
from tests.services.outsourcing.proposals import bidder, content_for, draft, pass_deadline, submit
from tests.services.outsourcing.releasing import now_of, releases
from tests.services.outsourcing.reviewing import admit, awards_of, give, member, points, reviewed, reviewing
from tests.services.outsourcing.world import published

WAN = 1_000_000


@pytest.fixture
def carried(harness: Harness, department: Actor, community: Actor) -> Carried:
    """A contract in two parts, 3,600,000 and 5,400,001 fen."""
    return in_force(harness, department, community)


def last(carried: Carried) -> dict[str, Any]:
    return releases(carried.harness, carried.call["id"])[-1]


def implementation(carried: Carried) -> dict[str, Any]:
    found: dict[str, Any] = last(carried)["contracts"][0]["implementation"]
    return found


def test_an_award_is_told_with_its_notice_and_with_all_who_carry_it_out(
    harness: Harness, department: Actor, community: Actor
) -> None:
    call, lead, partner = published(harness, department), bidder(harness, name="甲中心"), bidder(harness, name="乙中心")
    content = content_for(community, partner_ids=[str(partner.organisation_id)])
    proposal = draft(harness, lead, call, content)
    confirm = ConfirmPartner(proposal_id=proposal["id"], organisation_id=str(partner.organisation_id))
    harness.send(confirm, partner)
    submit(harness, lead, proposal)
    pass_deadline(harness)
    opened = releases(harness, call["id"])[-1]
    assert str(lead.organisation_id) not in json.dumps(releases(harness))

    admit(harness, department, [proposal])
    for one in reviewing(harness, department, call):
        give(harness, one, call, {proposal["id"]: points(90)})
    harness.send(ConcludeReview(call_id=call["id"]), department)

    told = releases(harness, call["id"])[-1]
    both = [{"id": lead.organisation_id, "name": "甲中心"}, {"id": partner.organisation_id, "name": "乙中心"}]
    [award] = told["awards"]
    assert told["tag"] == ["tenderUpdate", "award"]
    assert (award["status"], award["suppliers"]) == ("pending", both)
    assert award["value"] == {"amount": 80000.5, "currency": "CNY"}
    assert told["tender"]["tenderers"] == both
    assert told["tender"]["numberOfTenderers"] == opened["tender"]["numberOfTenderers"] == 2
    roles = {one["name"]: one["roles"] for one in told["parties"] if "name" in one}
    assert roles["乙中心"] == ["tenderer", "supplier"]


def test_an_award_that_falls_away_and_the_next_one_are_told_together(
    harness: Harness, department: Actor, community: Actor
) -> None:
    call, proposals = reviewed(harness, department, community, [(20 * WAN, 90), (19 * WAN, 80), (18 * WAN, 70)])
    [first] = awards_of(harness, department, call)
    harness.send(DeclineAward(award_id=first["id"], reason="人手不足"), proposals[0]["actor"])
    declined = releases(harness, call["id"])[-1]
    second = awards_of(harness, department, call)[1]
    harness.send(CancelAward(award_id=second["id"], reason="材料不实"), department)

    assert declined["tag"] == ["award", "awardCancellation"]
    assert [one["status"] for one in declined["awards"]] == ["unsuccessful", "pending"]
    assert declined["awards"][0]["description"] == "综合得分 90.00；排名第 1；机构放弃；人手不足"
    statuses = [one["status"] for one in releases(harness, call["id"])[-1]["awards"]]
    assert statuses == ["unsuccessful", "cancelled", "pending"]


def test_an_objection_is_told_of_where_it_changes_the_award_alone(
    harness: Harness, department: Actor, community: Actor
) -> None:
    call, _ = reviewed(harness, department, community, [(20 * WAN, 90)])
    [award] = awards_of(harness, department, call)
    before = releases(harness, call["id"])
    objection = harness.send(FileObjection(award_id=award["id"], text="不实"), member())
    assert releases(harness, call["id"]) == before

    harness.send(AnswerObjection(objection_id=objection["id"], outcome="upheld", reason="属实"), department)
    told = releases(harness, call["id"])[-1]

    assert told["tag"] == ["tenderUpdate", "awardCancellation"]
    assert told["awards"][0]["status"] == "cancelled"
    assert "不实" not in json.dumps(told, ensure_ascii=False)


def test_a_contract_is_told_once_both_have_signed(harness: Harness, department: Actor, community: Actor) -> None:
    carried = awarded(harness, department, community)
    before = last(carried)
    assert (before["tag"], before["awards"][0]["status"]) == (["awardUpdate"], "active")
    drafted(carried)
    carried.sign(carried.organisation)
    assert last(carried) == before
    carried.sign()
    told = last(carried)

    [contract] = told["contracts"]
    assert told["tag"] == ["tenderUpdate", "awardUpdate", "contract", "implementation"]
    assert (contract["awardID"], contract["status"]) == (carried.award["id"], "active")
    assert contract["value"] == {"amount": 90000.01, "currency": "CNY"}
    assert contract["period"] == {
        "startDate": "2027-01-01T00:00:00+08:00",
        "endDate": "2027-06-30T23:59:59+08:00",
    }
    assert [one["status"] for one in contract["implementation"]["milestones"]] == ["scheduled", "scheduled"]
    assert BY["signatory_name"] not in json.dumps(told, ensure_ascii=False)


def test_each_step_of_a_milestone_is_told(carried: Carried) -> None:
    steps = [
        lambda: carried.submit(0),
        lambda: carried.judge(0, "sent_back", reason="缺照片"),
        lambda: carried.accept(0),
        lambda: carried.submit(1),
        lambda: (carried.judge(1, "partly", percent=50, reason="少一场"), carried.tally(1, 5, 5)),
    ]
    told = []
    for step in steps:
        step()
        told.append([one["status"] for one in implementation(carried)["milestones"]])
    first, second = implementation(carried)["milestones"]

    assert told == [
        ["scheduled", "scheduled"],
        ["notMet", "scheduled"],
        ["met", "scheduled"],
        ["met", "scheduled"],
        ["met", "partiallyMet"],
    ]
    assert last(carried)["tag"] == ["implementationUpdate"]
    assert first["dateMet"] == first["dateModified"]
    assert second["description"] == "部分通过；金额 54000.01 元；认定 27000.00 元"
    assert "dateMet" not in second
    assert "缺照片" not in json.dumps(releases(carried.harness), ensure_ascii=False)


def test_what_residents_settle_is_told_and_not_what_the_community_said_before(
    harness: Harness, department: Actor, community: Actor
) -> None:
    carried = in_force(harness, department, community, 100, acceptance=RULE)
    carried.submit(0)
    before = last(carried)
    carried.judge(0)
    carried.tally(0, 5, 5, is_final=False)
    assert last(carried) == before
    carried.tally(0, 10, 3)
    undecided = implementation(carried)["milestones"][0]

    assert (undecided["status"], undecided["description"][:8]) == ("scheduled", "待主管部门裁定；")


def test_a_payment_and_what_comes_back_of_it_are_transactions(carried: Carried) -> None:
    carried.accept(0)
    before = last(carried)
    payment = carried.request(0)
    carried.send(ApprovePayment(payment_id=payment["id"]))
    assert last(carried) == before
    carried.record(payment)
    back = ClawBackPayment(payment_id=payment["id"], amount_minor=150, reason="未用完", reference="回单")
    carried.send(back)
    told = last(carried)

    paid, returned = told["contracts"][0]["implementation"]["transactions"]
    assert told["tag"] == ["implementation"]
    assert (paid["id"], paid["value"]["amount"], returned["value"]["amount"]) == (payment["id"], 36000, -1.5)
    today, signed = str(day_of(carried.harness.clock.now())), told["contracts"][0]["dateSigned"]
    assert [one["date"][:10] for one in (paid, returned)] == [today, today]
    assert signed <= paid["date"] <= returned["date"]
    assert paid["payer"]["id"] == returned["payer"]["id"] == told["buyer"]["id"]
    assert paid["payee"]["id"] == returned["payee"]["id"] == carried.organisation.organisation_id
    assert paid["source"].endswith(f"/v1/projects/{carried.award['project_id']}/feed")
    roles = {one["id"]: one["roles"] for one in told["parties"]}
    assert roles[told["buyer"]["id"]] == ["buyer", "procuringEntity", "payer"]
    assert roles[carried.organisation.organisation_id] == ["tenderer", "supplier", "payee"]


def test_payments_that_are_stopped_and_resumed_are_told(carried: Carried) -> None:
    carried.submit(0)
    carried.judge(0, "failed", reason="没有办")
    stopped = last(carried)["contracts"][0]["description"]
    carried.send(ResumePayments(contract_id=carried.contract["id"], reason="已补办"))

    assert (stopped, last(carried)["contracts"][0]["description"]) == ("履行中；暂停拨付", "履行中")
    assert last(carried)["tag"] == ["contractUpdate"]


def test_an_amendment_names_its_releases_and_what_it_takes_out_is_gone(carried: Carried) -> None:
    before, (first, second) = last(carried), carried.milestones()
    less = AmendedMilestone(
        milestone_id=first["id"], name="第1期", amount_minor=WAN, due_on=date(2027, 2, 1), deliverables="报告"
    )
    command = AmendContract(contract_id=carried.contract["id"], reason="天气原因", milestones=[less], **BY)
    proposed = carried.send(command, carried.organisation)["proposed"]
    assert last(carried) == before
    carried.send(AgreeToAmendment(contract_id=carried.contract["id"], sha256=proposed["sha256"], **BY))
    told = last(carried)

    [contract] = told["contracts"]
    [amendment] = contract["amendments"]
    assert told["tag"] == ["contractAmendment", "implementationUpdate"]
    assert (amendment["amendsReleaseID"], amendment["releaseID"]) == (before["id"], told["id"])
    assert (amendment["id"], amendment["rationale"]) == (proposed["id"], "天气原因")
    assert contract["value"]["amount"] == 10000
    gone = contract["implementation"]["milestones"][1]
    assert {name: value for name, value in gone.items() if value is not None} == {"id": second["id"]}


def test_a_contract_that_is_ended_early_says_what_was_accepted_and_what_was_not_met(carried: Carried) -> None:
    first, _ = carried.milestones()
    settlement = [SettledMilestone(milestone_id=first["id"], amount_minor=first["amount_minor"])]
    command = TerminateContract(contract_id=carried.contract["id"], reason="没有执行", settlement=settlement)
    carried.send(command)
    told = last(carried)

    [contract] = told["contracts"]
    assert told["tag"] == ["implementationUpdate", "contractTermination"]
    assert (contract["status"], contract["description"]) == ("terminated", "提前终止；没有执行")
    assert [one["status"] for one in contract["implementation"]["milestones"]] == ["met", "notMet"]
    carried.pay(0)
    assert len(implementation(carried)["transactions"]) == 1


def test_the_final_evaluation_is_a_document(carried: Carried) -> None:
    for number in (0, 1):
        carried.accept(number)
        carried.pay(number)
    carried.send(EvaluateProject(project_id=carried.award["project_id"], result="good", text="三场活动全部完成。"))
    told = last(carried)

    [document] = implementation(carried)["documents"]
    assert told["tag"] == ["implementation", "contractTermination"]
    assert told["contracts"][0]["status"] == "terminated"
    assert (document["title"], document["description"]) == ("终期评估：良好", "三场活动全部完成。")
    paid = sum(one["value"]["amount"] for one in implementation(carried)["transactions"])
    assert round(paid * 100) == AMOUNT


def test_however_many_awards_there_are_a_release_takes_as_many_statements(
    harness: Harness, department: Actor, community: Actor
) -> None:
    counts = []
    for number in (1, 4):
        bids = [(WAN, 90 - place) for place in range(number)]
        call, proposals = reviewed(harness, department, community, bids, projects_sought=number)
        harness.wait(NOTICE)
        actors = {one["id"]: one["actor"] for one in proposals}
        for award in awards_of(harness, department, call):
            one = Carried(harness, department, community, actors[award["proposal_id"]], award, call, None)
            put_in_force(drafted(one))
            one.accept(0)
            payment = one.pay(0)
            one.send(ClawBackPayment(payment_id=payment["id"], amount_minor=1, reason="未用完", reference="回单"))
        with harness.database.writing() as session:
            written = Releases(session, harness.tools.settings)
            counts.append(len(harness.statements(lambda: _write(written, call["id"], harness))))  # noqa: B023
        harness.clock.advance(START - harness.clock.now())

    assert len(now_of(harness, call["id"])["contracts"]) == 4
    assert counts[0] == counts[1] < 35


def _write(written: Releases, call_id: str, harness: Harness) -> None:
    written.write(call_id, ["implementation"], harness.clock.now())
    written.session.flush()
