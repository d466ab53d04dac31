import json
import random
from datetime import timedelta
from decimal import Decimal
from typing import Any, get_type_hints

import pytest
from hypothesis import given, strategies
from sqlalchemy import select

from services.outsourcing.model.releases import Release
from services.outsourcing.ocds.merging import OWN, carry
from services.outsourcing.ocds.parts import TERMS, value_of
from services.outsourcing.ocds.tags import NOT_RELEASED, ORDER, RELEASED_BY
from shared.errors import Conflict
from shared.messages.declare import EVENTS, fields_of
from shared.messages.envelope import Actor
from shared.messages.membership.organisations import DepartmentOpened
from shared.messages.membership.standing import OrganisationEdited
from shared.messages.outsourcing.calls import (
    AmendCall,
    CallPart,
    CancelCall,
    EditCall,
    OpenProposals,
    PublishCall,
    RepeatCall,
)
from shared.messages.outsourcing.enquiries import AnswerEnquiry, AskEnquiry
from shared.messages.outsourcing.terms import MilestoneOfCall
from shared.messages.wire import from_plain
from tests.harness import START, TENANT, Harness
from tests.races import at_once
from tests.services.outsourcing.lives import Life
from tests.services.outsourcing.releasing import now_of, releases
from tests.services.outsourcing.world import PROPOSALS_UNTIL, drafted, open_organisation, published, terms_of

PREFIX, CANCELLATION = "ocds-000000", "cancellationDetails"


def test_a_draft_is_nothing_yet_and_the_first_release_tells_of_plan_and_tender(
    harness: Harness, department: Actor
) -> None:
    call = drafted(harness, department)
    assert releases(harness) == []

    harness.send(PublishCall(call_id=call["id"]), department)
    [first] = releases(harness)

    assert first["tag"] == ["planning", "tender"]
    assert first["ocid"] == f"{PREFIX}-{call['id']}"
    assert first["id"] == f"{first['ocid']}-1"
    assert first["tender"]["status"] == "active"
    assert first["tender"]["value"] == {"amount": 300_000, "currency": "CNY"}
    assert first["planning"]["budget"]["amount"] == first["tender"]["value"]
    assert first["tender"]["tenderPeriod"] == {
        "startDate": "2026-11-24T09:00:00+08:00",
        "endDate": "2026-12-14T09:00:00+08:00",
    }
    assert "awardPeriod" not in first["tender"]

    published(harness, department, review_until=PROPOSALS_UNTIL + timedelta(days=7))
    assert releases(harness)[-1]["tender"]["awardPeriod"] == {"endDate": "2026-12-21T09:00:00+08:00"}


def test_each_step_is_one_release_with_its_tag_and_the_next_number(harness: Harness, department: Actor) -> None:
    call = published(harness, department)
    asked = harness.send(AskEnquiry(call_id=call["id"], question="能否联合申报?"), open_organisation(harness))
    harness.send(AnswerEnquiry(enquiry_id=asked["id"], answer="可以。"), department)
    until = PROPOSALS_UNTIL + timedelta(days=3)
    harness.send(AmendCall(call_id=call["id"], reason="延期", proposals_until=until), department)
    harness.send(CancelCall(call_id=call["id"], reason="撤项"), department)
    told = releases(harness)

    assert [one["tag"] for one in told] == [
        ["planning", "tender"],
        ["tenderUpdate"],
        ["tenderAmendment"],
        ["tenderCancellation"],
    ]
    assert [one["id"] for one in told] == [f"{one['ocid']}-{number}" for number, one in enumerate(told, 1)]
    assert sorted({one["date"] for one in told}) == [one["date"] for one in told]
    [amendment] = told[-1]["tender"]["amendments"]
    assert (amendment["releaseID"], amendment["amendsReleaseID"]) == (told[2]["id"], told[1]["id"])
    assert (amendment["rationale"], amendment["description"]) == ("延期", "申报截止时间")
    assert told[-1]["tender"]["status"] == "cancelled"
    reasons = [one["description"] for one in told[-1]["tender"]["documents"] if one["documentType"] == CANCELLATION]
    assert reasons == ["撤项"]


def test_what_is_refused_or_comes_again_is_told_of_once(harness: Harness, department: Actor) -> None:
    call = drafted(harness, department)
    for _ in range(2):
        harness.reply(PublishCall(call_id=call["id"]), department, id="01976a00-0000-7000-8000-0000000000aa")
    with pytest.raises(Conflict):
        harness.send(PublishCall(call_id=call["id"]), department)

    assert len(releases(harness)) == 1


def test_commands_of_one_batch_are_told_one_after_the_other(harness: Harness, department: Actor) -> None:
    calls = [drafted(harness, department) for _ in range(3)]
    steps: list[Any] = [PublishCall(call_id=call["id"]) for call in calls]
    steps += [AmendCall(call_id=call["id"], reason="改", title="新的题目") for call in calls]
    replies = harness.executor.execute([harness.call(step, department) for step in steps])

    assert [reply.refusal for reply in replies] == [None] * 6
    for call in calls:
        first, second = releases(harness, call["id"])
        assert second["id"] == f"{first['ocid']}-2"
        assert (first["tender"]["title"], second["tender"]["title"]) == (call["title"], "新的题目")
    assert len({one["date"] for one in releases(harness, calls[0]["id"])}) == 2


def test_of_steps_at_the_same_moment_none_is_left_out(harness: Harness, department: Actor) -> None:
    calls = [published(harness, department) for _ in range(3)]
    amended = [AmendCall(call_id=calls[number % 3]["id"], reason="改", title=f"题目{number}") for number in range(9)]
    replies = at_once(9, lambda number: harness.reply(amended[number], department))

    assert [reply.refusal for reply in replies] == [None] * 9
    with harness.database.reading() as session:
        rows = session.execute(select(Release.position, Release.call_id, Release.sequence)).all()
    assert sorted(row.position for row in rows) == list(range(1, 13))
    for call in calls:
        assert sorted(row.sequence for row in rows if row.call_id == call["id"]) == [1, 2, 3, 4]
        last = releases(harness, call["id"])[-1]
        assert len(last["tender"]["amendments"]) == 3
        assert last["tender"]["title"] == now_of(harness, call["id"])["tender"]["title"]


def test_a_call_without_proposals_came_to_nothing_and_the_next_one_says_so(harness: Harness, department: Actor) -> None:
    call = published(harness, department)
    harness.clock.advance(PROPOSALS_UNTIL - START)
    harness.send(OpenProposals(call_id=call["id"]), Actor.system(TENANT))
    again = harness.send(RepeatCall(call_id=call["id"]), department)
    until = {"enquiries_until": harness.clock.now() + timedelta(days=5)}
    until["proposals_until"] = until["enquiries_until"] + timedelta(days=5)
    harness.send(from_plain({"call_id": again["id"]} | terms_of(again, **until), EditCall), department)
    harness.send(PublishCall(call_id=again["id"]), department)
    failed, repeated = releases(harness)[-2:]

    assert (failed["tag"], failed["tender"]["status"]) == (["tenderUpdate"], "unsuccessful")
    assert failed["tender"]["numberOfTenderers"] == 0
    [related] = repeated["relatedProcesses"]
    assert (related["relationship"], related["identifier"]) == (["unsuccessfulProcess"], failed["ocid"])


def test_the_buyer_is_the_department_by_its_present_name(harness: Harness, department: Actor) -> None:
    assert department.organisation_id is not None
    harness.tell(DepartmentOpened(department_id=department.organisation_id, name="市委组织部"))
    call = published(harness, department)
    edited = OrganisationEdited(
        organisation_id=department.organisation_id,
        kind="department",
        name="长春市委组织部",
        code=None,
        parent_id=None,
        subdistrict=None,
        district=None,
        city=None,
    )
    harness.tell(edited)
    harness.send(CancelCall(call_id=call["id"], reason="撤项"), department)
    first, last = releases(harness)

    assert first["buyer"] == {"id": TENANT, "name": "市委组织部"}
    assert first["parties"] == [{"id": TENANT, "name": "市委组织部", "roles": ["buyer", "procuringEntity"]}]
    assert last["parties"][0]["name"] == last["tender"]["procuringEntity"]["name"] == "长春市委组织部"


def test_who_asks_is_never_told_and_what_is_not_answered_yet_neither(harness: Harness, department: Actor) -> None:
    asker = open_organisation(harness)
    call = published(harness, department)
    one, _ = (harness.send(AskEnquiry(call_id=call["id"], question=f"问题{n}"), asker) for n in (1, 2))
    harness.send(AnswerEnquiry(enquiry_id=one["id"], answer="答复"), department)
    last = releases(harness)[-1]

    [document] = last["tender"]["documents"]
    assert (document["title"], document["description"]) == ("问题1", "答复")
    assert str(asker.organisation_id) not in json.dumps(last)
    assert last["tender"]["hasEnquiries"] is True


def test_a_line_that_is_gone_is_told_as_null(harness: Harness, department: Actor) -> None:
    milestones = [MilestoneOfCall(name="启动", max_share_percent=40), MilestoneOfCall(name="结项")]
    call = published(harness, department, milestones=milestones)
    harness.send(AmendCall(call_id=call["id"], reason="改", milestones=milestones[1:]), department)
    last = releases(harness)[-1]

    assert last["tender"]["milestones"] == [
        {"id": "milestone-1", "title": "结项", "type": "delivery", "description": None},
        {"id": "milestone-2", "title": None, "type": None},
    ]


@pytest.mark.parametrize("seed", range(3))
def test_the_newest_release_is_the_present_state(harness: Harness, department: Actor, seed: int) -> None:
    for call_id in Life(harness, department, random.Random(seed)).live():
        told = releases(harness, call_id)[-1]
        own = {name: told[name] for name in OWN}

        assert told == own | carry({name: told[name] for name in told if name not in OWN}, now_of(harness, call_id))


def test_each_term_that_can_be_amended_has_words() -> None:
    assert TERMS.keys() == {spec.name for spec in fields_of(CallPart)}
    assert [one for one in TERMS.values() if one.isascii()] == []


def test_every_event_about_a_call_is_released_or_said_not_to_be() -> None:
    about_calls = {
        one
        for one in EVENTS.values()
        if one.__module__.startswith("shared.messages.outsourcing")
        and "call_id" in {spec.name for spec in fields_of(one)}
    }

    assert about_calls == RELEASED_BY.keys() | NOT_RELEASED
    assert RELEASED_BY.keys().isdisjoint(NOT_RELEASED)
    assert {tag for tags in RELEASED_BY.values() for tag in tags} <= set(ORDER)
    assert all(get_type_hints(one)["call_id"] is not type(None) for one in RELEASED_BY)


@given(strategies.integers(0, 10**15))
def test_amounts_are_yuan_to_the_fen(amount_minor: int) -> None:
    written = json.dumps(value_of(amount_minor)["amount"])

    assert Decimal(written) == Decimal(amount_minor) / 100


LEAVES = strategies.one_of(strategies.text(max_size=3), strategies.integers(0, 9), strategies.booleans())
LISTED = strategies.lists(
    strategies.fixed_dictionaries({"id": strategies.sampled_from("xyz")}, optional={"m": LEAVES, "n": LEAVES}),
    unique_by=lambda one: one["id"],
    min_size=1,
    max_size=3,
)
INNER = strategies.fixed_dictionaries({}, optional={"l": LISTED, "v": LEAVES})
OBJECTS = strategies.fixed_dictionaries({}, optional={"o": INNER, "l": LISTED, "v": LEAVES})


@given(OBJECTS, OBJECTS)
def test_what_was_said_before_is_said_again_or_null(before: dict[str, Any], now: dict[str, Any]) -> None:
    told = carry(before, now)

    assert set(told) == set(before) | set(now)
    for name, value in now.items():
        if not isinstance(value, (dict, list)):
            assert told[name] == value
    assert carry(told, now) == told
