from datetime import date, timedelta
from typing import Any

import pytest

from shared.errors import Conflict, Forbidden, Invalid
from shared.messages.envelope import Actor
from shared.messages.evaluation.surveys import SurveyFellShort
from shared.messages.outsourcing.contracts import ResumePayments
from shared.messages.outsourcing.files import RemoveFile, RevealFile
from shared.messages.outsourcing.milestone_events import (
    MilestoneDue,
    MilestoneSettled,
    MilestoneSubmitted,
    MilestoneSurveyExtended,
    MilestoneUndecided,
)
from shared.messages.outsourcing.milestones import (
    AttachDeliverable,
    DecideMilestone,
    ListMilestoneFiles,
    ListMilestones,
    RemindOfMilestone,
    ShowMilestone,
    ShowProjectSchedule,
    SubmitMilestone,
)
from shared.messages.outsourcing.track_records import ShowTrackRecord
from tests.harness import TENANT, Harness
from tests.services.outsourcing.contracting import AMOUNT, RULE, Carried, in_force, stranger

FIRST = AMOUNT * 40 // 100


@pytest.fixture
def plain(harness: Harness, department: Actor, community: Actor) -> Carried:
    return in_force(harness, department, community)


@pytest.fixture
def rated(harness: Harness, department: Actor, community: Actor) -> Carried:
    """Residents have a say."""
    return in_force(harness, department, community, acceptance=RULE)


def decide(carried: Carried, number: int, verdict: Any, actor: Actor | None = None, **fields: Any) -> Any:
    command = DecideMilestone(
        milestone_id=carried.milestones()[number]["id"], verdict=verdict, reason="走访核实", **fields
    )
    return carried.send(command, actor)


def fall_short(carried: Carried, number: int, raters: int = 2) -> None:
    carried.harness.tell(SurveyFellShort(**carried.survey_names(number), raters=raters, raters_min=5))


def test_without_a_survey_the_communitys_word_settles_it(plain: Carried) -> None:
    accepted = plain.accept(0)

    assert (accepted["state"], accepted["accepted_minor"]) == ("accepted", FIRST)
    assert plain.money() | {"accepted": FIRST, "committed": AMOUNT - FIRST} == plain.money()
    [told] = plain.harness.events_of(MilestoneSettled)
    assert (told.outcome, told.accepted_minor, told.survey_id) == ("accepted", FIRST, None)


def test_the_last_one_has_what_rounding_leaves(plain: Carried) -> None:
    assert [one["amount_minor"] for one in plain.milestones()] == [FIRST, AMOUNT - FIRST]


def test_accepted_in_part_the_rest_is_free(plain: Carried) -> None:
    plain.submit(0)
    partly = plain.judge(0, "partly", percent=33, reason="少办一场")

    assert partly["accepted_minor"] == FIRST * 33 // 100
    assert plain.money()["committed"] == AMOUNT - FIRST


def test_what_is_sent_back_is_submitted_again(plain: Carried) -> None:
    plain.submit(0)
    back = plain.judge(0, "sent_back", reason="补照片")
    again = plain.submit(0)

    assert (back["state"], back["settled_at"]) == ("sent_back", None)
    assert (again["state"], again["attempt"], again["judgement"]) == ("submitted", 2, None)
    assert plain.money()["committed"] == AMOUNT


def test_a_milestone_that_fails_stops_payments_until_the_department_lets_them_go_on(plain: Carried) -> None:
    plain.accept(0)
    plain.submit(1)
    failed = plain.judge(1, "failed", reason="没有办")

    assert (failed["state"], plain.now()["payments_stopped_at"]) == ("failed", plain.harness.clock.now())
    assert "committed" not in plain.money()
    with pytest.raises(Conflict, match=r"^contract\.payments_stopped$"):
        plain.request(0)
    resume = ResumePayments(contract_id=plain.contract["id"], reason="已补办")
    plain.send(resume)
    assert plain.request(0)["state"] == "requested"
    with pytest.raises(Conflict, match=r"^contract\.payments_not_stopped$"):
        plain.send(resume)


@pytest.mark.parametrize(
    "verdict, fields, pointers",
    [
        ("partly", {"reason": "x"}, ["#/percent"]),
        ("accepted", {"percent": 50}, ["#/percent"]),
        ("failed", {}, ["#/reason"]),
        ("partly", {}, ["#/percent", "#/reason"]),
    ],
)
def test_a_judgement_is_whole_and_holds_nothing_more(
    plain: Carried, verdict: str, fields: Any, pointers: list[str]
) -> None:
    plain.submit(0)
    with pytest.raises(Invalid, match=r"^milestone\.ruling_unfit$") as refused:
        plain.judge(0, verdict, **fields)

    assert [fault.pointer for fault in refused.value.errors] == pointers
    assert plain.milestones()[0]["state"] == "submitted"


def test_they_are_submitted_in_their_order_and_by_who_has_the_contract(plain: Carried) -> None:
    with pytest.raises(Conflict, match=r"^milestone\.earlier_open$") as refused:
        plain.submit(1)
    assert refused.value.detail == f"Milestones: {plain.milestones()[0]['id']}."
    command = SubmitMilestone(milestone_id=plain.milestones()[0]["id"], note="x")
    for actor in (stranger(), plain.community, plain.department):
        with pytest.raises(Forbidden, match=r"^milestone\.not_yours$"):
            plain.send(command, actor)
    plain.submit(0)
    with pytest.raises(Conflict, match=r"^milestone\.not_in_step$"):
        plain.submit(0)


def test_community_and_residents_settle_it_together(rated: Carried) -> None:
    rated.submit(0)
    [told] = rated.harness.events_of(MilestoneSubmitted)
    assert (told.raters_min, told.survey_ends_at) == (5, rated.harness.clock.now() + timedelta(days=10))
    assert rated.judge(0)["state"] == "submitted"
    with pytest.raises(Conflict, match=r"^milestone\.judged$"):
        rated.judge(0)
    assert rated.milestones()[0]["satisfaction"]["raters"] is None
    rated.tally(0, 5, 4, is_final=False)
    told_so_far = rated.milestones()[0]
    assert (told_so_far["state"], told_so_far["satisfaction"]["raters"]) == ("submitted", 5)

    rated.tally(0, 10, 8)

    one = rated.milestones()[0]
    assert (one["state"], one["accepted_minor"], one["satisfaction"]["is_met"]) == ("accepted", FIRST, True)


def test_the_residents_may_be_first(rated: Carried) -> None:
    rated.submit(0)
    rated.tally(0, 10, 9)
    assert rated.milestones()[0]["state"] == "submitted"

    assert rated.judge(0)["state"] == "accepted"


def test_that_nobody_has_rated_is_told_in_the_end_alone(rated: Carried) -> None:
    rated.submit(0)
    assert rated.milestones()[0]["satisfaction"]["raters"] is None
    rated.tally(0, 0, None)

    assert rated.milestones()[0]["satisfaction"]["raters"] == 0


@pytest.mark.parametrize("raters, satisfied", [(10, 7), (4, None)])
def test_where_residents_arent_for_it_the_department_decides(
    rated: Carried, raters: int, satisfied: int | None
) -> None:
    rated.submit(0)
    rated.judge(0)
    rated.tally(0, raters, satisfied)

    assert rated.milestones()[0]["state"] == "undecided"
    assert len(rated.harness.events_of(MilestoneUndecided)) == 1
    assert rated.money()["committed"] == AMOUNT
    for actor in (rated.community, rated.organisation):
        with pytest.raises(Forbidden, match=r"^access\.denied$"):
            decide(rated, 0, "accepted", actor)
    decided = decide(rated, 0, "partly", percent=50)
    assert (decided["state"], decided["accepted_minor"]) == ("partly", FIRST // 2)


def test_too_few_may_rate_for_longer_once(rated: Carried) -> None:
    rated.submit(0)
    rated.judge(0)
    fall_short(rated, 0)
    [told] = rated.harness.events_of(MilestoneSurveyExtended)
    assert told.survey_ends_at == rated.harness.clock.now() + timedelta(days=5)
    assert rated.milestones()[0]["state"] == "submitted"

    fall_short(rated, 0)

    assert rated.milestones()[0]["state"] == "undecided"
    assert len(rated.harness.events_of(MilestoneSurveyExtended)) == 1


def test_of_too_few_no_share_is_shown(rated: Carried) -> None:
    rated.submit(0)
    rated.tally(0, 3, None)
    shown = rated.milestones()[0]["satisfaction"]

    assert (shown["raters"], shown["satisfied"], shown["is_enough"]) == (3, None, False)


def test_what_is_told_of_an_earlier_submission_is_passed_over(rated: Carried) -> None:
    rated.submit(0)
    earlier = rated.milestones()[0]["satisfaction"]["survey_id"]
    rated.judge(0, "sent_back", reason="重来")
    rated.submit(0)
    rated.judge(0)

    assert rated.milestones()[0]["satisfaction"]["survey_id"] != earlier
    assert rated.milestones()[0]["satisfaction"]["raters"] is None


def test_who_hasnt_submitted_is_reminded_a_week_before_on_the_day_and_each_week(plain: Carried) -> None:
    harness = plain.harness
    due = plain.milestones()[0]["due_on"]
    for _ in range(130):
        harness.wait(timedelta(days=1))
    told = [one for one in harness.events_of(MilestoneDue) if one.milestone_id == plain.milestones()[0]["id"]]

    assert [one.days_left for one in told][:4] == [7, 0, -7, -14]
    assert {one.due_on for one in told} == {due} == {date(2027, 2, 1)}
    record = plain.send(ShowTrackRecord(organisation_id=str(plain.organisation.organisation_id)))
    assert {one["kind"]: one["count"] for one in record["counts"]}["milestone_overdue"] == 2
    assert plain.milestones()[0]["is_overdue"] is True
    plain.submit(0)
    before = len(told)
    harness.wait(timedelta(days=15))
    still = [one for one in harness.events_of(MilestoneDue) if one.milestone_id == told[0].milestone_id]
    assert len(still) == before


def test_only_the_timer_reminds_and_only_in_time(plain: Carried) -> None:
    command = RemindOfMilestone(milestone_id=plain.milestones()[0]["id"])
    with pytest.raises(Forbidden, match=r"^access\.denied$"):
        plain.send(command)
    with pytest.raises(Conflict, match=r"^milestone\.reminder_not_due$"):
        plain.send(command, Actor.system(TENANT))


def test_files_are_attached_until_it_is_submitted_and_stay_then(plain: Carried) -> None:
    milestone_id = plain.milestones()[0]["id"]
    attach = AttachDeliverable(
        milestone_id=milestone_id, name="报告.pdf", media_type="application/pdf", content="JVBERi0xLjcgJSVFT0Y="
    )
    first, second = (plain.send(attach, plain.organisation) for _ in range(2))
    plain.send(RemoveFile(file_id=second["id"]), plain.organisation)
    plain.submit(0)

    listed = plain.send(ListMilestoneFiles(milestone_id=milestone_id), plain.community)["items"]
    assert [one["id"] for one in listed] == [first["id"]]
    assert plain.send(RevealFile(file_id=first["id"]), plain.community)["name"] == "报告.pdf"
    with pytest.raises(Forbidden, match=r"^file\.not_yours$"):
        plain.send(RevealFile(file_id=first["id"]), stranger())
    with pytest.raises(Conflict, match=r"^file\.needed$"):
        plain.send(RemoveFile(file_id=first["id"]), plain.organisation)
    with pytest.raises(Conflict, match=r"^milestone\.not_in_step$"):
        plain.send(attach, plain.organisation)


def test_milestones_are_read_by_those_whom_they_concern(plain: Carried) -> None:
    show = ShowMilestone(milestone_id=plain.milestones()[0]["id"])
    for actor in (plain.community, plain.organisation, plain.department):
        assert plain.send(show, actor)["id"] == show.milestone_id
        assert len(plain.send(ListMilestones(order="soonest_first"), actor)["items"]) == 2
    with pytest.raises(Forbidden, match=r"^milestone\.not_yours$"):
        plain.send(show, stranger())
    assert plain.send(ListMilestones(), stranger())["items"] == []
    due = ListMilestones(due_until=date(2027, 2, 1))
    assert [one["name"] for one in plain.send(due)["items"]] == ["第1期"]


def test_milestones_are_listed_by_organisation_and_by_whether_they_are_overdue(plain: Carried) -> None:
    plain.submit(0)
    plain.harness.clock.advance(timedelta(days=365))
    own = str(plain.organisation.organisation_id)

    found = {late: plain.send(ListMilestones(organisation_id=own, is_overdue=late))["items"] for late in (True, False)}
    assert {late: [(one["name"], one["is_overdue"]) for one in items] for late, items in found.items()} == {
        True: [("第2期", True)],
        False: [("第1期", False)],
    }
    assert plain.send(ListMilestones(organisation_id=str(stranger().organisation_id)))["items"] == []


def test_the_whole_schedule_of_a_project_is_shown(rated: Carried) -> None:
    rated.submit(0)
    shown = rated.send(ShowProjectSchedule(project_id=rated.now()["project_id"]), rated.community)["items"]

    assert [one["kind"] for one in shown] == ["starts", "survey_ends", "milestone_due", "milestone_due", "ends"]
    assert shown == sorted(shown, key=lambda one: one["due_at"])
    with pytest.raises(Forbidden, match=r"^project\.not_yours$"):
        rated.send(ShowProjectSchedule(project_id=rated.now()["project_id"]), stranger())
