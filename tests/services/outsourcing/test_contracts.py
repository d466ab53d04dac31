import hashlib
from datetime import date
from typing import Any

import pytest

from shared.errors import Conflict, Forbidden, Invalid, NotFound
from shared.messages.envelope import Actor
from shared.messages.outsourcing.award_events import AwardSigned, CallConcluded
from shared.messages.outsourcing.awards import CancelAward
from shared.messages.outsourcing.bans import ImposeBan
from shared.messages.outsourcing.contract_events import (
    AmendmentDropped,
    ContractAmended,
    ContractSigned,
    ContractTerminated,
    ContractVoided,
)
from shared.messages.outsourcing.contracts import (
    AgreeToAmendment,
    AmendContract,
    AmendedMilestone,
    DraftContract,
    EditContract,
    ListContracts,
    ListContractVersions,
    RefuseAmendment,
    SettledMilestone,
    ShowContract,
    SignContract,
    TerminateContract,
    UnsignContract,
    WithdrawAmendment,
)
from shared.messages.outsourcing.project_events import ProjectEnded, ProjectRescheduled, ProjectStarted
from shared.messages.outsourcing.projects import ShowProject
from shared.messages.outsourcing.proposals import ListCallProposals
from shared.messages.wire import as_json
from tests.harness import Harness
from tests.services.outsourcing.contracting import (
    AMOUNT,
    BY,
    RULE,
    Carried,
    awarded,
    drafted,
    in_force,
    milestones,
    stranger,
)

OTHER = "0" * 64
USUAL = {"raters_min": 5, "satisfied_percent": 80, "survey_days": 14}


def test_a_draft_has_the_awards_amount_and_the_proposals_days_and_milestones(
    harness: Harness, department: Actor, community: Actor
) -> None:
    carried = awarded(harness, department, community)
    contract = carried.send(DraftContract(award_id=carried.award["id"], text="按申报书执行。"))
    terms = contract["standing"]["terms"]

    assert (contract["state"], contract["amount_minor"]) == ("draft", AMOUNT)
    assert (terms["starts_on"], terms["ends_on"], terms["subcontracting"]) == (
        date(2027, 1, 1),
        date(2027, 6, 30),
        "forbidden",
    )
    assert [(one["name"], one["amount_minor"]) for one in terms["milestones"]] == [
        ("中期", 3_600_000),
        ("结项", 5_400_001),
    ]
    assert hashlib.sha256(contract["standing"]["text"].encode()).hexdigest() == contract["standing"]["sha256"]


@pytest.mark.parametrize("given", [None, milestones(40, 60), milestones(40, 60, acceptance=RULE)])
def test_residents_have_a_say_in_the_last_milestone_whatever_is_given(
    harness: Harness, department: Actor, community: Actor, given: Any
) -> None:
    carried = awarded(harness, department, community)
    command = DraftContract(award_id=carried.award["id"], text="按申报书执行。", milestones=given)
    drafted_ = carried.send(command)["standing"]["terms"]["milestones"]
    first, last = given or [None, None]

    asked = [as_json(one.acceptance) if one else None for one in (first, last)]
    assert [one["acceptance"] for one in drafted_] == [asked[0], asked[1] or USUAL]


def test_an_amendment_leaves_residents_their_say(harness: Harness, department: Actor, community: Actor) -> None:
    carried = in_force(harness, department, community)
    first, _ = carried.milestones()
    names = ("name", "amount_minor", "due_on", "deliverables")
    kept = AmendedMilestone(milestone_id=first["id"], **{name: first[name] for name in names})
    proposed = carried.send(amendment(carried, milestones=[kept]))["proposed"]
    assert [one["acceptance"] for one in proposed["terms"]["milestones"]] == [USUAL]
    carried.send(WithdrawAmendment(contract_id=carried.contract["id"]))
    carried.accept(0)

    with pytest.raises(Invalid, match=r"^contract\.unfit$") as refused:
        carried.send(amendment(carried, milestones=[]))
    assert [fault.pointer for fault in refused.value.errors] == ["#/milestones"]


def test_an_award_has_one_contract_and_only_while_it_is_active(
    harness: Harness, department: Actor, community: Actor
) -> None:
    carried = drafted(awarded(harness, department, community))
    with pytest.raises(Conflict, match=r"^contract\.exists$"):
        drafted(carried)
    carried.send(CancelAward(award_id=carried.award["id"], reason="材料不实"))

    with pytest.raises(Conflict, match=r"^award\.not_active$"):
        drafted(carried)


@pytest.mark.parametrize(
    "shares, days, pointer",
    [
        ((40, 50), {}, "#/milestones"),
        ((40, 60), {"ends_on": date(2027, 2, 15)}, "#/milestones/1/due_on"),
        ((40, 60), {"starts_on": date(2027, 6, 1), "ends_on": date(2027, 5, 1)}, "#/ends_on"),
    ],
)
def test_terms_that_dont_fit_are_refused_where_they_dont(
    harness: Harness, department: Actor, community: Actor, shares: Any, days: Any, pointer: str
) -> None:
    carried = awarded(harness, department, community)
    command = DraftContract(award_id=carried.award["id"], text="x", milestones=milestones(*shares), **days)
    with pytest.raises(Invalid, match=r"^contract\.unfit$") as refused:
        carried.send(command)

    assert pointer in [fault.pointer for fault in refused.value.errors]
    assert carried.send(ListContracts())["items"] == []


def test_with_both_signatures_it_is_in_force(harness: Harness, department: Actor, community: Actor) -> None:
    carried = drafted(awarded(harness, department, community))
    half = carried.sign(carried.organisation)
    assert (half["state"], [one["side"] for one in half["standing"]["signatures"]]) == ("half_signed", ["organisation"])
    assert carried.money()["awarded"] == AMOUNT

    whole = carried.sign()

    assert (whole["state"], len(whole["standing"]["signatures"])) == ("active", 2)
    assert carried.money()["committed"] == AMOUNT
    assert [len(harness.events_of(kind)) for kind in (ContractSigned, AwardSigned, ProjectStarted, CallConcluded)] == [
        1
    ] * 4
    assert carried.send(ShowProject(project_id=whole["project_id"]))["state"] == "active"
    assert [(one["name"], one["state"]) for one in carried.milestones()] == [("第1期", "planned"), ("第2期", "planned")]


def test_who_waited_behind_is_out_once_the_last_contract_is_signed(
    harness: Harness, department: Actor, community: Actor
) -> None:
    carried = drafted(awarded(harness, department, community, more=1))
    carried.sign(carried.organisation)
    carried.sign()
    states = [one["state"] for one in carried.send(ListCallProposals(call_id=carried.call["id"]))["items"]]

    assert sorted(states) == ["awarded", "not_chosen"]


def test_only_the_text_that_stands_is_signed_and_once_by_each_side(
    harness: Harness, department: Actor, community: Actor
) -> None:
    carried = drafted(awarded(harness, department, community))
    contract_id, old = carried.contract["id"], carried.contract["standing"]["sha256"]
    edited = EditContract(
        contract_id=contract_id,
        text="另一份。",
        starts_on=date(2027, 1, 1),
        ends_on=date(2027, 6, 30),
        milestones=milestones(100),
    )
    carried.send(edited)

    with pytest.raises(Conflict, match=r"^contract\.text_changed$"):
        carried.send(SignContract(contract_id=contract_id, sha256=old, **BY), carried.organisation)
    carried.sign(carried.organisation)
    with pytest.raises(Conflict, match=r"^contract\.signed_already$"):
        carried.sign(carried.organisation)
    with pytest.raises(Conflict, match=r"^contract\.not_in_step$"):
        carried.send(edited)
    with pytest.raises(Forbidden, match=r"^contract\.not_yours$"):
        carried.sign(stranger())


def test_a_signature_is_taken_back_until_the_other_side_has_signed(
    harness: Harness, department: Actor, community: Actor
) -> None:
    carried = drafted(awarded(harness, department, community))
    carried.sign(carried.organisation)
    with pytest.raises(Conflict, match=r"^contract\.not_signed$"):
        carried.send(UnsignContract(contract_id=carried.contract["id"]))
    back = carried.send(UnsignContract(contract_id=carried.contract["id"]), carried.organisation)

    assert (back["state"], back["standing"]["signatures"]) == ("draft", [])


def test_who_is_banned_signs_nothing(harness: Harness, department: Actor, community: Actor) -> None:
    carried = drafted(awarded(harness, department, community))
    ban = ImposeBan(
        organisation_id=str(carried.organisation.organisation_id),
        from_on=harness.clock.now().date(),
        reason="挪用资金",
        legal_basis="社会组织管理办法",
    )
    carried.send(ban)

    with pytest.raises(Conflict, match=r"^organisation\.banned$"):
        carried.sign(carried.organisation)


def test_what_falls_away_with_its_award_is_void(harness: Harness, department: Actor, community: Actor) -> None:
    carried = drafted(awarded(harness, department, community))
    carried.sign(carried.organisation)
    carried.send(CancelAward(award_id=carried.award["id"], reason="材料不实"))

    assert (carried.now()["state"], carried.now()["reason"]) == ("void", "材料不实")
    assert len(harness.events_of(ContractVoided)) == 1
    with pytest.raises(Conflict, match=r"^contract\.not_in_step$"):
        carried.sign()


def amendment(carried: Carried, **fields: Any) -> AmendContract:
    return AmendContract(contract_id=carried.contract["id"], reason="天气原因", **fields, **BY)


def test_an_amendment_stands_once_both_have_signed_it_and_frees_what_it_saves(
    harness: Harness, department: Actor, community: Actor
) -> None:
    carried = in_force(harness, department, community)
    first, _ = carried.milestones()
    kept = AmendedMilestone(
        milestone_id=first["id"], name="第1期", amount_minor=3_000_000, due_on=date(2027, 7, 1), deliverables="报告"
    )
    new = AmendedMilestone(name="补充", amount_minor=1_000_000, due_on=date(2027, 8, 1), deliverables="总结")
    proposed = carried.send(amendment(carried, ends_on=date(2027, 8, 31), milestones=[kept, new]), carried.organisation)
    agree = AgreeToAmendment(contract_id=carried.contract["id"], sha256=proposed["proposed"]["sha256"], **BY)
    with pytest.raises(Conflict, match=r"^contract\.signed_already$"):
        carried.send(agree, carried.organisation)
    amended = carried.send(agree)

    assert (amended["amount_minor"], amended["ends_on"], amended["proposed"]) == (4_000_000, date(2027, 8, 31), None)
    assert carried.money()["committed"] == 4_000_000
    assert [(one["name"], one["amount_minor"], one["state"]) for one in carried.milestones()][:2] == [
        ("第1期", 3_000_000, "planned"),
        ("补充", 1_000_000, "planned"),
    ]
    assert [one["state"] for one in carried.milestones()][2:] == ["dropped"]
    [told] = harness.events_of(ContractAmended)
    assert told.freed_minor == AMOUNT - 4_000_000
    assert len(harness.events_of(ProjectRescheduled)) == 1
    listed = carried.send(ListContractVersions(contract_id=carried.contract["id"]))["items"]
    assert [one["state"] for one in listed] == ["replaced", "standing"]


def test_one_amendment_follows_another_and_what_has_fallen_away_stands_last(
    harness: Harness, department: Actor, community: Actor
) -> None:
    carried = in_force(harness, department, community)
    first = carried.milestones()[0]
    for number in range(3):
        given = [
            AmendedMilestone(
                milestone_id=milestone_id,
                name=name,
                amount_minor=1_000_000,
                due_on=date(2027, 5, 1),
                deliverables="报告",
            )
            for milestone_id, name in ((first["id"], "第1期"), (None, f"补充{number}"))
        ]
        proposed = carried.send(amendment(carried, milestones=given))
        agree = AgreeToAmendment(contract_id=carried.contract["id"], sha256=proposed["proposed"]["sha256"], **BY)
        carried.send(agree, carried.organisation)
    found = [(one["position"], one["name"], one["state"]) for one in carried.milestones()]

    assert found == [
        (0, "第1期", "planned"),
        (1, "补充2", "planned"),
        (2, "补充1", "dropped"),
        (3, "补充0", "dropped"),
        (4, "第2期", "dropped"),
    ]
    assert carried.money()["committed"] == 2_000_000


def test_an_amendment_never_costs_more(harness: Harness, department: Actor, community: Actor) -> None:
    carried = in_force(harness, department, community, 100)
    [one] = carried.milestones()
    more = AmendedMilestone(
        milestone_id=one["id"], name="第1期", amount_minor=AMOUNT + 1, due_on=date(2027, 2, 1), deliverables="报告"
    )
    with pytest.raises(Invalid, match=r"^contract\.unfit$") as refused:
        carried.send(amendment(carried, milestones=[more]))

    assert [fault.pointer for fault in refused.value.errors] == ["#/milestones"]


def test_what_is_proposed_is_refused_by_the_other_side_and_taken_back_by_its_own(
    harness: Harness, department: Actor, community: Actor
) -> None:
    carried = in_force(harness, department, community)
    contract_id = carried.contract["id"]
    refuse, withdraw = (
        RefuseAmendment(contract_id=contract_id, reason="不必"),
        WithdrawAmendment(contract_id=contract_id),
    )
    carried.send(amendment(carried, text="甲"), carried.organisation)
    with pytest.raises(Conflict, match=r"^contract_amendment\.pending$"):
        carried.send(amendment(carried, text="乙"))
    with pytest.raises(Forbidden, match=r"^contract\.not_yours$"):
        carried.send(refuse, carried.organisation)
    with pytest.raises(Forbidden, match=r"^contract\.not_yours$"):
        carried.send(withdraw)
    carried.send(refuse)
    carried.send(amendment(carried, text="乙"))
    carried.send(withdraw)

    assert len(harness.events_of(AmendmentDropped)) == 2
    with pytest.raises(NotFound, match=r"^contract_amendment\.none$"):
        carried.send(withdraw)


def test_an_amendment_is_overtaken_by_a_milestone_that_is_submitted_meanwhile(
    harness: Harness, department: Actor, community: Actor
) -> None:
    carried = in_force(harness, department, community, 100)
    [one] = carried.milestones()
    later = AmendedMilestone(
        milestone_id=one["id"], name="第1期", amount_minor=AMOUNT, due_on=date(2027, 6, 1), deliverables="报告"
    )
    proposed = carried.send(amendment(carried, milestones=[later]))
    carried.submit(0)
    agree = AgreeToAmendment(contract_id=carried.contract["id"], sha256=proposed["proposed"]["sha256"], **BY)

    with pytest.raises(Conflict, match=r"^contract_amendment\.overtaken$"):
        carried.send(agree, carried.organisation)


def test_a_contract_that_is_ended_early_settles_what_is_open_and_frees_the_rest(
    harness: Harness, department: Actor, community: Actor
) -> None:
    carried = in_force(harness, department, community)
    first = carried.milestones()[0]
    settlement = [SettledMilestone(milestone_id=first["id"], amount_minor=1_000_000)]
    command = TerminateContract(contract_id=carried.contract["id"], reason="没有执行", settlement=settlement)
    ended = carried.send(command)

    assert (ended["state"], ended["accepted_minor"]) == ("terminated", 1_000_000)
    assert "committed" not in carried.money()
    assert [one["state"] for one in carried.milestones()] == ["settled", "dropped"]
    [told] = harness.events_of(ContractTerminated)
    assert (told.settled_minor, told.freed_minor) == (1_000_000, AMOUNT - 1_000_000)
    assert [one.outcome for one in harness.events_of(ProjectEnded)] == ["terminated"]
    assert carried.pay(0)["state"] == "paid"
    with pytest.raises(Conflict, match=r"^contract\.not_in_step$"):
        carried.send(command)


@pytest.mark.parametrize(
    "amount, pointer", [(4_000_000, "#/settlement/0/amount_minor"), (1, "#/settlement/1/milestone_id")]
)
def test_a_settlement_is_of_open_milestones_and_no_more_than_they_are_worth(
    harness: Harness, department: Actor, community: Actor, amount: int, pointer: str
) -> None:
    carried = in_force(harness, department, community)
    one = SettledMilestone(milestone_id=carried.milestones()[0]["id"], amount_minor=amount)
    settlement = [one] if amount > 1 else [one, one]
    with pytest.raises(Invalid, match=r"^contract\.settlement_unfit$") as refused:
        carried.send(TerminateContract(contract_id=carried.contract["id"], reason="x", settlement=settlement))

    assert [fault.pointer for fault in refused.value.errors] == [pointer]
    assert carried.money()["committed"] == AMOUNT


def test_a_contract_is_read_by_its_sides_and_by_the_community_once_it_is_signed(
    harness: Harness, department: Actor, community: Actor
) -> None:
    carried = drafted(awarded(harness, department, community))
    show = ShowContract(contract_id=carried.contract["id"])
    for actor in (community, stranger()):
        with pytest.raises(Forbidden, match=r"^contract\.not_yours$"):
            carried.send(show, actor)
    carried.sign(carried.organisation)
    carried.sign()

    assert carried.send(show, community)["id"] == carried.contract["id"]
    listed = {
        name: [one["id"] for one in carried.send(ListContracts(), actor)["items"]]
        for name, actor in {"own": carried.organisation, "community": community, "stranger": stranger()}.items()
    }
    assert listed == {"own": [carried.contract["id"]], "community": [carried.contract["id"]], "stranger": []}
