from datetime import timedelta
from typing import Any

import pytest

from shared.errors import Conflict, Forbidden, NotFound, PreconditionFailed
from shared.messages.envelope import Actor
from shared.messages.outsourcing.call_events import EnquiryAnswered
from shared.messages.outsourcing.calls import CancelCall
from shared.messages.outsourcing.enquiries import AnswerEnquiry, AskEnquiry, ListEnquiries
from tests.harness import START, Harness
from tests.services.outsourcing.world import (
    ENQUIRIES_UNTIL,
    PROPOSALS_UNTIL,
    drafted,
    open_community,
    open_organisation,
    published,
)

QUESTION = "联合申报时由谁签约？"


def asked(harness: Harness, call: Any, organisation: Actor) -> Any:
    return harness.send(AskEnquiry(call_id=call["id"], question=QUESTION), organisation)


def listed(harness: Harness, call: Any, actor: Actor, **wanted: Any) -> list[Any]:
    items: list[Any] = harness.send(ListEnquiries(call_id=call["id"], **wanted), actor)["items"]
    return items


def test_an_enquiry_is_answered_for_everybody_without_who_has_asked(harness: Harness, department: Actor) -> None:
    call, asker, other = published(harness, department), open_organisation(harness), open_organisation(harness)
    enquiry = asked(harness, call, asker)
    answer = harness.send(AnswerEnquiry(enquiry_id=enquiry["id"], answer="牵头单位。"), department)

    assert (enquiry["state"], enquiry["is_yours"]) == ("asked", True)
    assert (answer["state"], answer["answer"], answer["is_yours"]) == ("answered", "牵头单位。", False)
    for actor, is_yours in ((department, False), (asker, True), (other, False), (open_community(harness), False)):
        assert listed(harness, call, actor) == [answer | {"is_yours": is_yours}]
    [told] = harness.events_of(EnquiryAnswered)
    assert (told.call_id, told.question, told.social_organisation_id) == (call["id"], QUESTION, asker.organisation_id)


def test_until_it_is_answered_it_is_for_the_department_and_who_has_asked(harness: Harness, department: Actor) -> None:
    call, asker, other = published(harness, department), open_organisation(harness), open_organisation(harness)
    asked(harness, call, asker)

    assert [len(listed(harness, call, actor)) for actor in (department, asker, other)] == [1, 1, 0]
    assert [len(listed(harness, call, department, state=one)) for one in ("asked", "answered")] == [1, 0]


def test_organisations_alone_ask_of_what_they_see(harness: Harness, department: Actor) -> None:
    call, asker = published(harness, department), open_organisation(harness)
    for stranger in (department, open_community(harness)):
        with pytest.raises(Forbidden, match=r"^access\.denied$"):
            asked(harness, call, stranger)
    with pytest.raises(NotFound, match=r"^call\.unknown$"):
        asked(harness, drafted(harness, department), asker)


def test_enquiries_are_taken_until_their_time_is_over(harness: Harness, department: Actor) -> None:
    call, asker = published(harness, department), open_organisation(harness)
    harness.clock.advance(ENQUIRIES_UNTIL - START - timedelta(seconds=1))
    enquiry = asked(harness, call, asker)
    harness.clock.advance(timedelta(seconds=1))
    with pytest.raises(Conflict, match=r"^enquiry\.too_late$"):
        asked(harness, call, asker)

    harness.clock.advance(PROPOSALS_UNTIL - ENQUIRIES_UNTIL)
    with pytest.raises(Conflict, match=r"^call\.proposals_over$"):
        harness.send(AnswerEnquiry(enquiry_id=enquiry["id"], answer="x"), department)


def test_it_is_answered_once_by_the_department(harness: Harness, department: Actor) -> None:
    call, asker = published(harness, department), open_organisation(harness)
    answer = AnswerEnquiry(enquiry_id=asked(harness, call, asker)["id"], answer="牵头单位。")
    with pytest.raises(Forbidden, match=r"^access\.denied$"):
        harness.send(answer, asker)
    with pytest.raises(PreconditionFailed):
        harness.send(answer, department, expected_version=2)
    harness.send(answer, department, expected_version=1)

    with pytest.raises(Conflict, match=r"^enquiry\.not_in_step$"):
        harness.send(answer, department)


def test_of_a_call_that_is_over_nothing_is_asked_or_answered(harness: Harness, department: Actor) -> None:
    call, asker = published(harness, department), open_organisation(harness)
    enquiry = asked(harness, call, asker)
    harness.send(CancelCall(call_id=call["id"], reason="x"), department)

    for command, actor in (
        (AskEnquiry(call_id=call["id"], question=QUESTION), asker),
        (AnswerEnquiry(enquiry_id=enquiry["id"], answer="x"), department),
    ):
        with pytest.raises(Conflict, match=r"^call\.not_in_step$"):
            harness.send(command, actor)
